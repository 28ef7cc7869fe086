"""Where a translation stands, by what was done to it."""

from datetime import UTC, datetime

import pytest

from surveys.text_states import STATES, Event, Record, counts, earlier_sources, record_of, standing, standings
from surveys.translation_units import Unit

UNIT = Unit("tr", "Goed", "İyi", ("a",))
MISSING = Unit("tr", "Goed", "", ("a",))
CHANGED = Unit("tr", "Heel goed", "İyi", ("a",))
OTHER = Unit("tr", "Goed", "Güzel", ("a",))


def event(kind: str, unit: Unit = UNIT, *, language: str = "tr", earlier: str = "", day: int = 1) -> Event:
    at = datetime(2026, 11, day, tzinfo=UTC)
    return Event(language, unit.source_hash, unit.text_hash, kind, f"who {kind}", at, f"note {kind}", earlier)


FITS = event("fits", CHANGED, earlier=UNIT.source_hash, day=9)


@pytest.mark.parametrize(
    ("unit", "kinds", "expected"),
    [
        pytest.param(MISSING, (), "missing", id="no translation"),
        pytest.param(MISSING, ("translated",), "missing", id="no translation any more"),
        pytest.param(UNIT, (), "unrecorded", id="nobody wrote down who made it"),
        pytest.param(UNIT, ("translated",), "translated", id="translated"),
        pytest.param(UNIT, ("translated", "reviewed"), "reviewed", id="reviewed"),
        pytest.param(UNIT, ("translated", "reviewed", "adjudicated"), "adjudicated", id="adjudicated"),
        pytest.param(UNIT, ("translated", "tested"), "tested", id="tested"),
        pytest.param(UNIT, ("reviewed", "translated"), "translated", id="the last step counts"),
        pytest.param(UNIT, ("translated", "back", "native"), "translated", id="other kinds are no steps"),
        pytest.param(UNIT, ("native",), "unrecorded", id="signed, and nobody knows who made it"),
        pytest.param(UNIT, ("comment",), "unrecorded", id="a comment says nothing of the pair"),
        pytest.param(CHANGED, ("translated", "reviewed"), "stale", id="made from another source"),
        pytest.param(OTHER, ("translated", "reviewed"), "unrecorded", id="another translation begins again"),
    ],
)
def test_state(unit: Unit, kinds: tuple[str, ...], expected: str) -> None:
    assert standing(unit, record_of(map(event, kinds), "tr")).state == expected


def test_what_still_fits_keeps_state_and_history() -> None:
    found = standing(CHANGED, record_of([event("translated"), event("reviewed"), FITS], "tr"))
    assert found.state == "reviewed"
    assert [done.kind for done in found.history] == ["translated", "reviewed", "fits"]


def test_a_step_after_fitting_counts() -> None:
    found = standing(CHANGED, record_of([event("translated"), FITS, event("tested", CHANGED)], "tr"))
    assert found.state == "tested"


def test_fitting_without_earlier_source_is_unrecorded() -> None:
    assert standing(CHANGED, record_of([event("fits", CHANGED)], "tr")).state == "unrecorded"


def test_other_languages_do_not_count() -> None:
    assert record_of([event("translated", language="ar")], "tr") == Record()


def test_comments_stay_with_the_source() -> None:
    record = record_of([event("comment", MISSING)], "tr")
    assert [len(standing(unit, record).comments) for unit in (MISSING, UNIT, OTHER, CHANGED)] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("kinds", "still_open"),
    [
        pytest.param((), 0, id="none"),
        pytest.param(("comment", "comment"), 2, id="two"),
        pytest.param(("comment", "settled"), 0, id="settled"),
        pytest.param(("comment", "settled", "comment"), 1, id="another one after it"),
        pytest.param(("settled",), 0, id="settled without a comment"),
        pytest.param(("comment", "translated", "adjudicated"), 1, id="a step settles nothing by itself"),
    ],
)
def test_open_comments(kinds: tuple[str, ...], still_open: int) -> None:
    assert len(standing(UNIT, record_of(map(event, kinds), "tr")).open_comments) == still_open


def test_settling_says_nothing_of_the_pair() -> None:
    assert standing(UNIT, record_of([event("settled")], "tr")).state == "unrecorded"


def test_who_signed_last_step_and_translation_back() -> None:
    done = [event(kind) for kind in ("translated", "back", "native", "reviewed")]
    found = standing(UNIT, record_of(done, "tr"))
    assert (found.native, found.last.by, found.back.note) == ("who native", "who reviewed", "note back")
    nothing = standing(UNIT, Record())
    assert (nothing.native, nothing.last, nothing.back) == ("", None, None)


def test_counts_name_every_state() -> None:
    record = record_of([event("translated"), event("native")], "tr")
    found = counts(standings((UNIT, MISSING, CHANGED, OTHER), record))
    expected = dict.fromkeys(STATES, 0) | {"missing": 1, "stale": 1, "unrecorded": 1, "translated": 1}
    assert found == expected | {"signed": 1, "all": 4}
    assert counts(()) == dict.fromkeys((*STATES, "signed", "all"), 0)


def test_earlier_sources() -> None:
    record = record_of([event("translated"), event("translated", CHANGED)], "tr")
    assert earlier_sources(UNIT, record) == {CHANGED.source_hash}
    assert earlier_sources(OTHER, record) == frozenset()
