"""The register of released tables: what left before is held against what leaves now."""

import copy
from datetime import timedelta

import pytest

from exports.disclosure import NothingToRelease
from exports.disclosure_models import Release
from exports.disclosure_rules import Declared
from exports.releases import Occasion, digest_of, release
from staff.models import AuditEntry
from surveys.models import Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.small_tables import table

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
