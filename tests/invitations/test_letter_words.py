"""The words of a letter as they are edited: what a text may hold, paragraphs that come and go, who was first."""

from typing import Any

import pytest

from invitations import letter_words
from invitations.letter_words import Desk, Typed, digest
from tests.invitations.words_draft import LETTER, PORTAL

DRAWABLE = frozenset(map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ {}.,:?-12\u00a0\u202e\u200c"))
GIVEN = frozenset({"url", "code", "phone", "close_date"})


def desk(kind: str = "invitation", language: str = "en", given: frozenset[str] = GIVEN) -> Desk:
    return Desk(kind, "nl", language, given, DRAWABLE)


def typed(source: dict[str, str] | None = None, own: dict[str, str] | None = None, **seen: str) -> Typed:
    return Typed(source or {}, own or {}, seen)


def faults(part: dict[str, Any], changes: Typed, at: Desk | None = None) -> list[tuple[str, str, str]]:
    return [(one.slot, one.language, str(one)) for one in letter_words.faults(part, changes, at or desk())]


SOUND = {**LETTER, "body": LETTER["body"][:1]}


@pytest.mark.parametrize(
    ("source", "own", "slot", "language", "words"),
    [
        pytest.param(
            {"help": "Bel {tel}."}, {}, "help", "nl", "{tel} is not known. Use one of these: {url}", id="name"
        ),
        pytest.param({"help": "Het duurt {minutes}."}, {}, "help", "nl", "gives no value", id="name without a value"),
        pytest.param({"code": "Typ uw code."}, {}, "code", "nl", "{code} is missing", id="no code"),
        pytest.param({"help": "Bel {phone."}, {}, "help", "nl", "without its partner", id="half a brace"),
        pytest.param({"help": "Bel { phone }."}, {}, "help", "nl", "{ phone } is not known", id="spaces in braces"),
        pytest.param({"subject": ""}, {}, "subject", "nl", "is empty", id="empty"),
        pytest.param({"subject": "Wilt 王 u"}, {}, "subject", "nl", "Character 6, “王” (U+738B)", id="no glyph"),
        pytest.param({"subject": "Wilt\u202eu"}, {}, "subject", "nl", "Character 5 (U+202E) cannot be seen", id="bidi"),
        pytest.param({"subject": "x" * 2001}, {}, "subject", "nl", "2001 characters; 2000 fit", id="long"),
        pytest.param({"body/0": ""}, {}, "body/0", "nl", "no paragraph", id="no paragraph at all"),
        pytest.param({}, {"body/1": "More."}, "body/1", "nl", "a translation and no text", id="translation alone"),
        pytest.param({}, {"code": "At {url}."}, "code", "en", "Use exactly these: {code}, {url}", id="other names"),
        pytest.param({}, {"subject": "{"}, "subject", "en", "without its partner", id="of the other language"),
    ],
)
def test_what_is_refused(source: dict, own: dict, slot: str, language: str, words: str) -> None:
    found = faults(SOUND, typed(source, own))
    assert [(at, tag) for at, tag, _ in found] == [(slot, language)] * len(found)
    assert any(words in told for _, _, told in found), found


@pytest.mark.parametrize(
    ("source", "own"),
    [
        pytest.param({}, {}, id="as it is"),
        pytest.param({"subject": "Wilt u?"}, {}, id="the other language is older for now"),
        pytest.param({"code": "Typ {code}."}, {}, id="other names than an untouched translation"),
        pytest.param({}, {"subject": ""}, id="a translation may go"),
        pytest.param({"body/1": "Nog iets.", "body/2": ""}, {"body/1": "More."}, id="a paragraph more"),
        pytest.param({"subject": "Wilt\u00a0u?"}, {}, id="no-break space"),
    ],
)
def test_what_is_taken(source: dict, own: dict) -> None:
    assert faults(SOUND, typed(source, own)) == []


def test_the_notice_needs_its_address() -> None:
    at = desk("portal")
    assert faults(PORTAL, typed({"text": "Begin hier."}), at)[0] == (
        "text",
        "nl",
        "{url} is missing. It has to stand in this text.",
    )
    assert "{code} is not known" in faults(PORTAL, typed({"text": "{url} {code}"}), at)[0][2]
    assert faults(PORTAL, typed({"title": "Titel"}), at) == []


def test_only_what_was_typed_changes() -> None:
    part = {**LETTER, "note": 7}
    made = letter_words.put_in(part, typed({"subject": "Nieuw"}, {"short": "New {url} {code}"}), desk())
    assert made["subject"] == {**LETTER["subject"], "nl": "Nieuw"}
    assert made["short"]["ar"] == LETTER["short"]["ar"]
    assert {key: made[key] for key in ("body", "help", "note")} == {key: part[key] for key in ("body", "help", "note")}
    assert part["subject"] == LETTER["subject"], "the part that was given is left alone"


def test_paragraphs_come_and_go() -> None:
    part = {"body": [{"nl": "een", "ar": "1"}, {"nl": "twee", "en": "two"}, {"nl": "drie"}]}
    made = letter_words.put_in(part, typed({"body/1": "", "body/4": "vijf"}, {"body/4": "five"}), desk())
    assert made["body"] == [{"nl": "een", "ar": "1"}, {"nl": "drie"}, {"nl": "vijf", "en": "five"}]


def test_who_was_overtaken() -> None:
    part = {"subject": {"nl": "Nu", "en": "Now"}}
    changes = Typed({"subject": "Ik"}, {"subject": "Me", "short": "New"}, {})
    seen = {"source:subject": digest("Toen"), "own:subject": digest("Now"), "own:short": digest("")}
    found = letter_words.overtaken(part, Typed(changes.source, changes.own, seen), desk())
    assert found == {"source:subject"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  een \r\n\r\n twee ", "een twee"),
        ("10\u00a0uur", "10\u00a0uur"),
        ("٣ كود", "3 كود"),
    ],
    ids=["line breaks", "no-break space", "digits"],
)
def test_tidied(text: str, kept: str) -> None:
    assert letter_words.tidy(text) == kept
    assert digest(text) == digest(kept)
