"""What the workbench works out: parts, filters, the next text, what became of a text, earlier sources."""

from datetime import UTC, datetime
from typing import Any

import pytest

from surveys.text_record import said_of_back
from surveys.text_states import Event, Standing
from surveys.translation_units import Unit
from surveys.workbench_rows import (
    Back,
    Filter,
    Row,
    back_of,
    earlier_source,
    filter_of,
    following,
    notes_at,
    part_of,
    readers_of,
    section_title,
    sources_by_hash,
    term_labels,
    text_now,
    texts_of,
)


def row(source: str, translation: str = "", *, state: str = "missing", part: str = "consent", talk: int = 0) -> Row:
    said = (Event("tr", "s", "t", "comment", "Ayşe", datetime(2026, 11, 1, tzinfo=UTC), "?"),) * talk
    own = Unit("tr", source, translation, (f"{part}/x",))
    return Row(Standing(own, state, (), said), "", frozenset({part}), readers_of(own))


ROWS = (
    row("Een"),
    row("Twee", "İki", state="translated"),
    row("Drie", part="terms", talk=1),
    row("Vier"),
    row("Vijf", part="derived", state="stale"),
)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("consent/title", "consent"),
        ("sections/0/pages/0/questions/0/label", "sections/start"),
        ("option_lists/levels/0/label", "option_lists"),
        ("title", "title"),
    ],
)
def test_part_of(document: dict[str, Any], place: str, expected: str) -> None:
    assert part_of(document, place) == expected


def test_a_section_without_name_goes_by_its_number() -> None:
    assert part_of({"sections": [{"title": {"nl": "A"}}]}, "sections/0/title") == "sections/1"


@pytest.mark.parametrize(
    ("start", "wanted", "expected"),
    [
        pytest.param("Een", Filter(), "Twee", id="the next"),
        pytest.param("Een", Filter("missing"), "Drie", id="the next that fits"),
        pytest.param("Een", Filter("missing", "consent"), "Vier", id="both"),
        pytest.param("Vier", Filter("missing"), "Een", id="from the beginning again"),
        pytest.param("Drie", Filter("", "terms"), "", id="itself does not follow"),
        pytest.param("Een", Filter("tested"), "", id="none"),
        pytest.param("Een", Filter(readers="colleagues"), "Vijf", id="for colleagues"),
        pytest.param("Vier", Filter(readers="respondents"), "Een", id="for respondents"),
        pytest.param("Een", Filter(comments="open"), "Drie", id="with open comments"),
    ],
)
def test_following(start: str, wanted: Filter, expected: str) -> None:
    at = next(item for item in ROWS if item.unit.source == start)
    found = following(ROWS, at.unit.id, wanted)
    assert (found.unit.source if found else "") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, Filter(), id="nothing"),
        pytest.param({"state": "stale", "part": "terms", "search": " x "}, Filter("stale", "terms", "x"), id="all"),
        pytest.param({"state": "nonsense"}, Filter(), id="no such state"),
        pytest.param({"readers": "colleagues"}, Filter(readers="colleagues"), id="readers"),
        pytest.param({"readers": "all", "comments": "closed"}, Filter(), id="no such choices"),
        pytest.param({"comments": "open"}, Filter(comments="open"), id="comments"),
    ],
)
def test_filter_of(given: dict[str, str], expected: Filter) -> None:
    assert filter_of(given) == expected
    assert bool(filter_of(given)) is (expected != Filter())


def test_a_filter_travels_in_an_address() -> None:
    assert Filter("stale", "sections/start", "a&b ç").query == "state=stale&part=sections%2Fstart&search=a%26b+%C3%A7"


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (("consent/title",), {"respondents"}),
        (("derived/0/label",), {"colleagues"}),
        (("sections/0/pages/0/questions/0/short_label", "groups/a/label"), {"colleagues"}),
        (("derived/0/label", "option_lists/levels/0/label"), {"respondents", "colleagues"}),
    ],
)
def test_readers_of(places: tuple[str, ...], expected: set[str]) -> None:
    assert readers_of(Unit("en", "Goed", "", places)) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [("sections/start", "Begin"), ("sections/absent", None), ("consent", None), ("sections/2", None)],
)
def test_section_title(document: dict[str, Any], part: str, expected: str | None) -> None:
    document["sections"].append({"pages": []})
    assert section_title(document, part).get("nl") == expected


def test_notes_at_the_questions_of_a_text(document: dict[str, Any]) -> None:
    question = document["sections"][0]["pages"][0]["questions"][0]
    question["notes"] = "As in 2021."
    label, option = "sections/0/pages/0/questions/0/label", "sections/0/pages/0/questions/0/options/0/label"
    assert notes_at(document, [label, option, "title"]) == ("As in 2021.",)
    assert notes_at(document, ["sections/0/pages/1/questions/0/label"]) == ()


OLD = Unit("tr", "Goed", "İyi", ("a",))


@pytest.mark.parametrize(
    ("now", "place", "expected"),
    [
        pytest.param(Unit("tr", "Anders", "Başka", ("a",)), "a", True, id="both changed, the same place"),
        pytest.param(Unit("tr", "Goed", "Güzel", ("b",)), "a", True, id="moved, the same source"),
        pytest.param(Unit("tr", "Heel goed", "İyi", ("b",)), "", True, id="moved, the same translation"),
        pytest.param(Unit("tr", "Anders", "Başka", ("b",)), "a", False, id="gone"),
    ],
)
def test_text_now(now: Unit, place: str, expected: bool) -> None:
    others = [Unit("tr", "Slecht", "", ("z",)), now]
    assert text_now(others, OLD.id, place) == (now if expected else None)


def test_a_missing_text_does_not_turn_into_another_missing_one() -> None:
    assert text_now([Unit("tr", "Slecht", "", ("z",))], Unit("tr", "Goed", "", ("a",)).id) is None


def test_earlier_source_newest_edition_first_and_cut_hashes() -> None:
    editions = [sources_by_hash({"title": {"nl": words, "en": "x"}}) for words in ("Goed", "Slecht")]
    full = OLD.source_hash
    assert earlier_source([full], editions) == "Goed"
    assert earlier_source([full[:20]], editions) == "Goed"
    assert earlier_source(["f" * 64], editions) == ""
    assert earlier_source([], editions) == ""


def test_back_of() -> None:
    def said(*parts: str) -> Event:
        return Event("tr", "s", "t", "back", "Bureau", datetime(2026, 11, 1, tzinfo=UTC), said_of_back(*parts))

    assert back_of(None) is None
    assert back_of(said("Prima", "differs", "yes", "Kept.")) == Back("Bureau", "differs", True, "Prima", "Kept.")
    assert back_of(said("Goed", "same", "", "")) == Back("Bureau", "same", False, "Goed", "")


def test_texts_of_a_document(document: dict[str, Any]) -> None:
    found = texts_of(document)
    assert tuple(found.by_language) == ("en", "ar", "tr", "ti")
    own = {language: next(u for u in found.by_language[language] if u.source == "Goed") for language in ("tr", "en")}
    assert (found.english(own["tr"]), found.english(own["en"])) == ("Good", "")
    assert term_labels(document) == ("PIP",)
    assert texts_of({}).languages == ("nl",)
