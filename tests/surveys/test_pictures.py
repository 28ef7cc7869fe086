"""Drawings beside options and questions: only those that exist, only where they are used, never in place of words."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from crispy_forms.utils import render_crispy_form

from surveys.engine.parse import parse
from surveys.engine.path import path
from surveys.engine.pictures import PICTURES, TURNING, Picture
from surveys.engine.problems import DefinitionError
from surveys.forms import PageForm
from tests.engine.mini import load

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = re.compile(r"[MLHVACSZmlhvacsz0-9 .\-]+")


@pytest.fixture
def document() -> dict[str, Any]:
    return load("valid", "pictures")


def shown(document: dict[str, Any], language: str = "nl") -> str:
    definition = parse(document)
    (page,) = path(definition, "all", {}).pages
    return render_crispy_form(PageForm(page, language, definition))


def asked(document: dict[str, Any]) -> dict[str, Any]:
    return document["sections"][0]["pages"][0]["questions"][0]


def drawings(html: str) -> list[str]:
    return re.findall(r'<svg class="picture[^>]*><path d="([^"]+)"', html)


def test_drawings_stand_beside_the_words_of_their_options(document: dict[str, Any]) -> None:
    html = shown(document)
    rows = re.findall(r"<label>.*?</label>", html, re.DOTALL)
    assert [("Eerst" in row, drawings(row)) for row in rows] == [
        (True, [PICTURES["refugee"].path]),
        (False, [PICTURES["family_later"].path]),
    ]
    assert drawings(html)[0] == PICTURES["house"].path


def test_screen_readers_and_keyboards_pass_them_by(document: dict[str, Any]) -> None:
    tags = re.findall(r'<svg class="picture[^>]*>', shown(document))
    assert len(tags) == 3
    assert all('aria-hidden="true"' in tag and 'focusable="false"' in tag for tag in tags)


def test_a_page_without_pictures_carries_none(document: dict[str, Any]) -> None:
    for item in (asked(document), *asked(document)["options"]):
        item.pop("picture")
    assert "<svg" not in shown(document)


@pytest.mark.parametrize("name", ["flag", "../letter", "<svg>", ""])
def test_an_unknown_picture_is_refused(document: dict[str, Any], name: str) -> None:
    """The same definition with a known one is taken: see the other tests."""
    asked(document)["options"][0]["picture"] = name
    with pytest.raises(DefinitionError) as raised:
        parse(document)
    (problem,) = raised.value.problems
    assert (problem.code, problem.where.endswith("picture")) == ("bad_value", True)
    assert "family_later" in problem.what_to_do


def test_what_is_drawn_is_escaped(document: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a drawing that somebody breaks in the code stays a path."""
    monkeypatch.setitem(PICTURES, "house", Picture('M0 0"/><script>alert(1)</script>'))
    html = shown(document)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_what_points_is_mirrored_and_the_rest_is_not(document: dict[str, Any]) -> None:
    """In a script that runs from right to left a later day lies to the left."""
    tags = re.findall(r'<svg class="([^"]+)"', shown(document))
    assert tags == ["picture", "picture turns", "picture turns"]
    look = (ROOT / "static/respondents/look.css").read_text()
    assert "[dir=rtl] .turns{transform:scaleX(-1)}" in look
    assert {"calendar_before", "calendar_after"} <= TURNING <= set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_each_is_small_and_drawn_within_its_square(name: str) -> None:
    found = PICTURES[name].path
    assert len(found) < 320
    assert COMMANDS.fullmatch(found)
    starts = [float(number) for pair in re.findall(r"M([\d.]+) ([\d.]+)", found) for number in pair]
    assert starts
    assert all(1 <= number <= 23 for number in starts)
    ElementTree.fromstring(f'<path d="{found}"/>')


def test_the_manual_names_every_picture() -> None:
    words = re.findall(r"`(\w+)`", (ROOT / "docs/definition.md").read_text().split("`picture` names one of")[1])
    assert words[: len(PICTURES)] == list(PICTURES)
