"""Texts as units of work: which there are, in what order, under which id, with what beside them."""

from typing import Any

import pytest

from surveys.translation_units import Unit, context, for_colleagues, units, wanted


def sources(document: dict[str, Any], language: str = "tr") -> list[str]:
    return [unit.source for unit in units(document, language)]


def test_what_people_meet_first_comes_first(document: dict[str, Any]) -> None:
    document["materials"] = {"letter": {"title": {"nl": "Brief"}}}
    found = sources(document)
    assert found[:2] == ["Klein onderzoek", "Doet u mee?"]
    assert found.index("Begin") < found.index("Slecht") < found.index("PIP") < found.index("Brief")
    assert found[-1] == "Brief"


def test_the_same_pair_is_one_unit(document: dict[str, Any]) -> None:
    yes = [unit for unit in units(document, "tr") if unit.source == "Ja"]
    assert len(yes) == 1
    assert len(yes[0].places) == 3


def test_another_translation_is_another_unit(document: dict[str, Any]) -> None:
    document["consent"]["agree"]["tr"] = "Evet, katılıyorum"
    assert sorted(unit.translation for unit in units(document, "tr") if unit.source == "Ja") == [
        "",
        "Evet, katılıyorum",
    ]


def test_texts_without_source_are_no_units(document: dict[str, Any]) -> None:
    document["title"] = {"en": "Small study"}
    assert "Small study" not in {unit.translation for unit in units(document, "en")}


@pytest.mark.parametrize(
    ("place", "language", "expected"),
    [
        pytest.param("groups/everybody/label", "tr", False, id="label of a group"),
        pytest.param("groups/everybody/label", "en", True, id="colleagues read English"),
        pytest.param("sections/0/pages/0/questions/0/short_label", "ar", False, id="short label"),
        pytest.param("sections/0/pages/0/questions/0/label", "ar", True, id="question"),
        pytest.param("derived/0/label", "ti", False, id="derived value"),
        pytest.param("materials/flyers/title", "ti", True, id="flyer"),
    ],
)
def test_wanted(place: str, language: str, expected: bool) -> None:
    assert wanted(place, language) is expected
    assert for_colleagues(place) is not wanted(place, "tr")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param("title", "title", id="top"),
        pytest.param("consent/text/1", "consent / text / 2", id="numbers count from one"),
        pytest.param("option_lists/levels/1/label", "option_lists / levels / good / label", id="code of an option"),
        pytest.param(
            "sections/0/pages/0/questions/0/options/0/label",
            "sections / start / pages / work / questions / work / options / yes / label (Vraag work)",
            id="an answer with its question",
        ),
        pytest.param(
            "sections/0/pages/0/questions/0/label",
            "sections / start / pages / work / questions / work / label",
            id="a question does not repeat itself",
        ),
    ],
)
def test_context(document: dict[str, Any], place: str, expected: str) -> None:
    assert context(document, place) == expected


def test_the_id_changes_with_either_text() -> None:
    ids = {Unit("tr", source, text, ()).id for source in ("Goed", "Slecht") for text in ("", "İyi", "Kötü")}
    assert len(ids) == 6
    assert Unit("tr", "Goed", "", ()).id.endswith("-new")


def test_layout_does_not_change_the_id() -> None:
    assert Unit("tr", "Heel  goed\n", "İyi", ()).id == Unit("tr", "Heel goed", "İyi ", ()).id
