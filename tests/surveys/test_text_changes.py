"""What changed between two documents, by named place and word by word."""

from typing import Any

import pytest

from surveys.text_changes import Piece, TextChange, named_texts, text_changes, word_changes


def study(*options: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """A document with one list: (code, Dutch, English) of each option; '' = no text."""
    labels = [
        {"code": code, "label": {tag: words for tag, words in (("nl", nl), ("en", en)) if words}}
        for code, nl, en in options
    ]
    return {"languages": ["nl", "en"], "option_lists": {"levels": labels}, **more}


GOOD, BAD = ("good", "Goed", "Good"), ("bad", "Slecht", "Bad")


def at(code: str) -> str:
    return f"option_lists/levels/{code}/label"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(study(GOOD, BAD), study(GOOD, BAD), [], id="the same"),
        pytest.param(study(GOOD, BAD), study(BAD, GOOD), [], id="moved"),
        pytest.param(
            study(GOOD, BAD),
            study(("good", "Heel goed", "Good"), ("bad", "Slecht", "Poor")),
            [TextChange(at("good"), "nl", "Goed", "Heel goed"), TextChange(at("bad"), "en", "Bad", "Poor")],
            id="source first, though it stands later",
        ),
        pytest.param(
            study(BAD, GOOD),
            study(("bad", "Slecht", "Poor"), ("good", "Heel goed", "Good")),
            [TextChange(at("good"), "nl", "Goed", "Heel goed"), TextChange(at("bad"), "en", "Bad", "Poor")],
            id="source first, though another language changed before it",
        ),
        pytest.param(
            study(GOOD),
            study(GOOD, BAD),
            [TextChange(at("bad"), "nl", "", "Slecht"), TextChange(at("bad"), "en", "", "Bad")],
            id="new",
        ),
        pytest.param(
            study(GOOD, BAD),
            study(GOOD),
            [TextChange(at("bad"), "nl", "Slecht", ""), TextChange(at("bad"), "en", "Bad", "")],
            id="gone",
        ),
        pytest.param(
            study(("good", "Goed", "")), study(GOOD), [TextChange(at("good"), "en", "", "Good")], id="now translated"
        ),
    ],
)
def test_text_changes(before: dict[str, Any], after: dict[str, Any], expected: list[TextChange]) -> None:
    assert list(text_changes(before, after)) == expected


def test_a_language_that_is_no_longer_offered_is_told() -> None:
    after = study(("good", "Goed", "")) | {"languages": ["nl"]}
    assert text_changes(study(GOOD), after) == (TextChange(at("good"), "en", "Good", ""),)


def test_entries_of_the_same_name_are_both_kept() -> None:
    found = dict(named_texts(study(GOOD, ("good", "Prima", ""))))
    assert [found[at(code)]["nl"] for code in ("good", "good (2)")] == ["Goed", "Prima"]


def test_entries_without_name_are_counted_from_one() -> None:
    assert list(dict(named_texts({"text": [{"nl": "Een"}, {"nl": "Twee"}]}))) == ["text/1", "text/2"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("Goed", "Goed", [("same", "Goed")], id="the same"),
        pytest.param("Hoe gaat het?", "Hoe was het?", "same:Hoe |del:gaat|ins:was|same: het?", id="one word"),
        pytest.param("", "Nieuw", [("ins", "Nieuw")], id="new"),
        pytest.param("Oud", "", [("del", "Oud")], id="gone"),
        pytest.param("", "", [], id="nothing"),
        pytest.param("هل تشارك؟", "هل ستشارك؟", "same:هل |del:تشارك؟|ins:ستشارك؟", id="Arabic"),
    ],
)
def test_word_changes(before: str, after: str, expected: str | list[tuple[str, str]]) -> None:
    rows = [tuple(row.split(":")) for row in expected.split("|")] if isinstance(expected, str) else expected
    assert list(word_changes(before, after)) == [Piece(*row) for row in rows]


@pytest.mark.parametrize(("before", "after"), [("a b  c\nd", "a c\n\nd e"), ("een twee", "twee een"), ("", "x")])
def test_word_changes_lose_nothing(before: str, after: str) -> None:
    found = word_changes(before, after)
    assert "".join(piece.words for piece in found if piece.kind != "ins") == before
    assert "".join(piece.words for piece in found if piece.kind != "del") == after
