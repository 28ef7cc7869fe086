"""While a code leads to answers, no text says that they are anonymous, in any of the five languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(
    r"\banonym|\banoniem|\banonim|\bgeanonim|\bisimsiz|مجهول(ة|ي)? ال(هوية|اسم)|دون الكشف عن (ال)?هوي|بشكل مجهول"
    r"|ሽም[- ]?ኣልቦ|ስም[- ]?ኣልቦ|ስም[- ]?አልባ|ሽም ዘይብሉ|ስም ዘይብሉ|ኣኖኒም",
    re.IGNORECASE,
)
"""The ways to say it that a dictionary gives; another turn of phrase is for the reviewers of a language."""


def offending(text: str) -> list[str]:
    return [found.group() for found in WORD.finditer(text)]


def interface() -> Iterator[tuple[str, str]]:
    """English stands in the code: the catalogue's own texts."""
    for file in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        with file.open("rb") as po:
            for message in read_po(po):
                for text in (message.id, message.string):
                    for one in text if isinstance(text, tuple | list) else (text,):
                        yield f"{file.parent.parent.name}: {message.id}", one or ""


def studies() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "surveys" / "studies").rglob("*.yaml")):
        for text in _texts(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)):
            yield str(file.relative_to(ROOT)), text


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def pages() -> Iterator[tuple[str, str]]:
    """Pages and paper as they are written, with the places for texts."""
    for file in (*(ROOT / "templates").rglob("*.html"), *ROOT.glob("*/typst/*.typ")):
        yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("where", "least"), [(interface, 5_000), (studies, 5_000), (pages, 150)])
def test_the_word_is_nowhere(where, least: int) -> None:
    every = list(where())
    assert len(every) > least, "control: texts were read"
    assert [(place, found) for place, text in every if (found := offending(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Uw antwoorden zijn anoniem.", id="nl"),
        pytest.param("De gegevens zijn geanonimiseerd.", id="nl done to"),
        pytest.param("Your answers are Anonymous.", id="en"),
        pytest.param("Cevaplarınız anonimdir.", id="tr"),
        pytest.param("إجاباتك مجهولة الهوية.", id="ar"),
        pytest.param("መልስታትኩም ሽም-ኣልቦ እዩ።", id="ti"),
    ],
)
def test_the_word_would_be_found(text: str) -> None:
    assert offending(text)


@pytest.mark.parametrize("text", ["Uw naam staat er niet bij.", "Nobody can tell whose answers are whose."])
def test_what_may_be_said(text: str) -> None:
    assert not offending(text)
