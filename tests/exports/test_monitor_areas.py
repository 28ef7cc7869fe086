"""Response by labour-market region: worked out per person of the list, and never beside the municipality itself."""

import copy
from collections import Counter
from typing import Any

import pytest

from exports import list_words
from exports.areas import REGION, own
from exports.monitor import gather, response_panels
from exports.monitor.limits import BadMonitoring, monitoring_of
from exports.monitor.words import Words
from invitations.models import Frame, SampleUnit
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.models import Study
from tests.exports.monitor.fieldwork import DOCUMENT
from tests.exports.monitor.made import FIGURES


def declaring(**monitoring: Any) -> Definition:
    return parse({**copy.deepcopy(DOCUMENT), "monitoring": monitoring})


@pytest.mark.once
def test_a_region_can_be_crossed_by_in_place_of_the_municipality() -> None:
    asked = monitoring_of(declaring(by=["group", REGION], evenness=[REGION]))
    assert (asked.by, asked.evenness, asked.place) == (("group", REGION), (REGION,), "municipality")
    assert monitoring_of(declaring()).by == ("group", "sex", "municipality")


@pytest.mark.once
def test_both_together_are_refused_and_told_in_dutch() -> None:
    with pytest.raises(BadMonitoring, match="municipality, labour_market_region together would tell") as refused:
        monitoring_of(declaring(by=["municipality", REGION]))
    (problem,) = refused.value.problems
    assert "kleine gemeenten" in problem.in_language("nl").message
    bare = copy.deepcopy(DOCUMENT)
    bare["frame"]["columns"] = [one for one in bare["frame"]["columns"] if one["type"] != "municipality"]
    with pytest.raises(BadMonitoring, match="no column"):
        monitoring_of(parse({**bare, "monitoring": {"by": [REGION]}}))


@pytest.mark.once
def test_regions_have_their_names() -> None:
    definition = declaring(by=[REGION])
    assert list_words.column(REGION, definition) in ("Labour-market region", "Arbeidsmarktregio")
    assert list_words.value(REGION, "groot_amsterdam", definition) == "Groot Amsterdam"


def test_people_of_the_list_are_counted_by_their_region(db: None) -> None:
    study = Study.objects.create(slug="field", title="Veldwerk")
    frame = Frame.objects.create(study=study, file_hash="x", rows=30, made_up=True)
    places = ["GM0363"] * 12 + ["GM0384"] * 8 + ["GM0344"] * 9 + [""]
    SampleUnit.objects.bulk_create(
        SampleUnit(study=study, listed_in=frame, frame_id=f"{at}", group="a", strata={"municipality": place})
        for at, place in enumerate(places)
    )
    asked = monitoring_of(declaring(by=[REGION]))
    found = Counter(person.values for person in gather.people(study, asked, {}))
    (region,) = own()
    assert found == Counter((region.of.get(place, ""),) for place in places)
    assert found[("groot_amsterdam",)] == 20


@pytest.mark.once
def test_the_panel_is_that_of_any_column() -> None:
    """The same figures under another column's name make the same table: nothing is told of a region in another way."""
    first, *others = FIGURES.variables
    by_region = type(FIGURES)(**{**vars(FIGURES), "variables": (REGION, *others)})
    words = Words(declaring(by=[REGION]))
    one, other = (
        response_panels.against_register(figures, name, words)
        for figures, name in ((FIGURES, first), (by_region, REGION))
    )
    assert [row.cells[:9] for row in one.rows] == [row.cells[:9] for row in other.rows]
    assert other.name == f"response:{REGION}"
