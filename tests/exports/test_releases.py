"""The register of released tables: what left before is held against what leaves now."""

import copy
from datetime import timedelta

import pytest

from exports.coded_tables import declared_of
from exports.disclosure import NothingToRelease
from exports.disclosure_models import Release
from exports.disclosure_rules import Declared
from exports.releases import Occasion, digest_of, release, weight_key
from exports.tabulate import TablesWish, report
from staff.models import AuditEntry
from surveys.models import Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.small_tables import table
from tests.exports.tabulated import DAY, WORDS, in_english, people, prepared  # noqa: F401 - a fixture
from tests.exports.test_release_sums import GIVES_AWAY, numbers

PLACES = {"a": {"x": 5, "y": 40, "z": 55}, "b": {"x": 51, "y": 40, "z": 55}}
GENDERS = {"m": {"x": 30, "y": 40, "z": 50}, "w": {"x": 26, "y": 40, "z": 60}}


@pytest.fixture
def study(db: None) -> Study:
    return Study.objects.create(slug="mini", title="Klein")


def released(one, digest: str = "same", profile: str = "publication", later: int = 0):
    return release([one], Occasion("mini", profile, digest, None, NOW + timedelta(days=later)), Declared())


def counts(made) -> list[list[int | None]]:
    return [[cell.count for cell in row.cells] for row in made.tables[0].rows]


def test_a_release_is_registered_with_what_it_told(study):
    made = released(table(PLACES, total=False))
    (one,) = Release.objects.all()
    assert (one.tables, one.hidden, one.profile) == (1, made.hidden, "publication")
    told = [count for _, codes, count in one.numbers["q"]["facts"] if codes is not None]
    assert sorted(told) == [40, 51, 55, 55]
    assert AuditEntry.objects.get(action="tables released").details["tables"] == 1


def test_the_other_table_is_held_against_it(study):
    """Alone, each could leave. Together they would tell of five people in one place."""
    alone = table(GENDERS, by="gender")
    assert None not in counts(released(alone, profile="internal"))[0]
    released(table(PLACES, total=False))
    second = released(alone)
    assert None in counts(second)[0] + counts(second)[1]


def test_the_other_way_round(study):
    assert None not in counts(released(table(GENDERS, by="gender")))[0]
    assert counts(released(table(PLACES, total=False)))[:2] == [[None, None], [None, None]]


def test_the_same_table_again_is_the_same(study):
    first = counts(released(table(PLACES, total=False)))
    assert counts(released(table(PLACES, total=False), later=1)) == first


def test_two_new_answers_are_not_the_difference_of_two_releases(study):
    released(table(GENDERS | {"v": {"x": 40, "y": 40}}, by="municipality", total=False))
    more = GENDERS | {"v": {"x": 41, "y": 41}}
    second = released(table(more, by="municipality", total=False), digest="two more", later=1)
    assert "v" not in [heading.key for heading in second.tables[0].headings]
    assert "m" in [heading.key for heading in second.tables[0].headings]


def test_without_the_register_they_would_be(study):
    """Positive control of the test above."""
    more = GENDERS | {"v": {"x": 41, "y": 41}}
    second = released(table(more, by="municipality", total=False), digest="two more", later=1)
    assert "v" in [heading.key for heading in second.tables[0].headings]


def test_what_cannot_leave_is_not_registered(study):
    with pytest.raises(NothingToRelease):
        released(table({"a": {"x": 3}}, total=False))
    assert not Release.objects.exists()


def test_internal_tables_are_not_registered(study):
    released(table(PLACES), profile="internal")
    assert not Release.objects.exists()


def test_analysts_see_what_was_released(study, staff_client):
    publish(study, copy.deepcopy(DOCUMENT), user=None, note="")
    assert "Tabellen die naar buiten gingen" not in staff_client("analyst").get("/staff/exports/").content.decode()
    released(table(PLACES, total=False))
    page = staff_client("analyst").get("/staff/exports/").content.decode()
    assert "Tabellen die naar buiten gingen" in page
    assert "<td>publicatie</td>" in page
    assert staff_client("municipality").get("/staff/exports/").status_code == 403


def test_a_digest_is_of_every_cell():
    columns = {"a": [1, 2], "b": [None, "x"]}
    assert digest_of(columns) == digest_of(dict(reversed(columns.items())))
    assert digest_of(columns) != digest_of({**columns, "b": [None, "y"]})


def averaged(people, *, total: bool = True, weight: str = "", digest: str = "same", later: int = 0):
    occasion = Occasion("mini", "publication", digest, None, NOW + timedelta(days=later), weight)
    means = [numbers(people, total=total, weight=5.0 if weight else 1.0)]
    return release([], occasion, Declared(), means=means).means[0]


def told_means_of(made) -> list[float | None]:
    return [one.mean for one in made.summaries]


def test_means_are_held_against_those_that_left_before(study):
    """Everybody first, then everybody but four: each could leave alone."""
    alone = averaged({"a": GIVES_AWAY["a"]}, total=False, digest="nobody else")
    Release.objects.all().delete()
    averaged({"": GIVES_AWAY["a"] + GIVES_AWAY["b"]})
    assert None not in told_means_of(alone)
    assert told_means_of(averaged({"a": GIVES_AWAY["a"]}, total=False)) == [None]
    (first, second) = Release.objects.order_by("pk")
    assert (first.tables, second.tables) == (1, 1)
    assert first.numbers["q"]["means"][0][1] == 38


def test_weighted_means_are_held_against_the_same_weights_only(study):
    averaged({"": GIVES_AWAY["a"] + GIVES_AWAY["b"]}, weight="w:1")
    rest = {"a": GIVES_AWAY["a"]}
    assert None not in told_means_of(averaged(rest, total=False, weight="w:2"))
    assert told_means_of(averaged(rest, total=False, weight="w:1")) == [None]


def test_a_weight_is_known_by_whom_it_weighs_how_much():
    columns = {"respnr": [1, 2, 3], "weight_w": [1.0, 2.0, None]}
    key = weight_key(columns, "weight_w")
    assert weight_key(columns, "") == ""
    assert key == weight_key({"respnr": [2, 1, 4], "weight_w": [2.0, 1.0, None]}, "weight_w")
    assert key != weight_key({**columns, "weight_w": [1.0, 2.5, None]}, "weight_w")


def test_a_release_from_before_means_were_kept_is_read(study):
    released(table(PLACES, total=False))
    (one,) = Release.objects.all()
    one.numbers = {name: {"facts": said["facts"], "watched": said["watched"]} for name, said in one.numbers.items()}
    one.save()
    assert counts(released(table(PLACES, total=False), later=1))[0][0] is None


def test_a_report_with_means_is_released_whole(db):
    """Tables and means in the order that they were asked for, rounded, and all in the register."""
    Study.objects.create(slug="printed", title="Gedrukt")
    data = people()
    wish = TablesWish("printed", by=("group",), profile="publication", means=True, language="en")
    occasion = Occasion("printed", "publication", digest_of(data.columns), None, NOW)
    made = report(
        prepared(data),
        wish,
        WORDS,
        DAY,
        lambda tables, means: release(tables, occasion, declared_of(data), means=means),
    )
    measured = [one for one in made.tables if one.layout == "measures"]
    assert measured
    told = [cell.value for one in measured for row in one.rows for cell in row.cells if cell.value is not None]
    assert told
    assert all(round(value, 2) == value for value in told)
    assert {row.code for one in measured for row in one.rows} == {"mean", "sd", "median"}
    assert [one.number for one in made.tables] == list(range(1, len(made.tables) + 1))
    registered = Release.objects.get().numbers
    assert {one.name for one in measured} == {name for name, said in registered.items() if said["means"]}
