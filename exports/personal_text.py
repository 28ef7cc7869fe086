"""Finds what can tell who somebody is in a text that people typed, in five languages, and masks it. Pure.

Patterns, not understanding: docs/cleaning.md says how much is found in a set of made-up texts, and which kinds are
missed (above all a name that stands there without any word that announces it). Nothing here replaces reading before
texts leave the house.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from exports import known_names
from exports.personal_names import PATTERNS as NAMES

Kind = Literal["email", "url", "handle", "iban", "bsn", "v_number", "birth_date", "postcode", "phone", "name"]
MASKS: dict[Kind, str] = {
    "email": "[e-mail]",
    "url": "[link]",
    "handle": "[account]",
    "iban": "[iban]",
    "bsn": "[bsn]",
    "v_number": "[v-nummer]",
    "birth_date": "[geboortedatum]",
    "postcode": "[adres]",
    "phone": "[telefoon]",
    "name": "[naam]",
}
"""What stands in place of the text, in Dutch in every language: it is for who works with the data."""
ORDER: tuple[Kind, ...] = tuple(MASKS)

DIGITS = str.maketrans({chr(start + digit): str(digit) for start in (0x0660, 0x06F0, 0xFF10) for digit in range(10)})
"""Arabic-Indic, Persian and full-width digits; one letter for one letter, so that places stay the same."""


@dataclass(frozen=True, order=True)
class Found:
    """Something personal, from `start` up to `end` of the text."""

    start: int
    end: int
    kind: Kind


def find(text: str) -> tuple[Found, ...]:
    """Everything found, in order, without overlaps."""
    plain = text.translate(DIGITS)
    kept: list[Found] = []
    for kind, spans in FINDERS:
        for start, end in spans(plain):
            if all(end <= one.start or start >= one.end for one in kept):
                kept.append(Found(start, end, kind))
    return tuple(sorted(kept))


def masked(text: str) -> str:
    """The text with what was found replaced by what it is, such as [telefoon]."""
    made, after = [], 0
    for one in find(text):
        made += [text[after : one.start], MASKS[one.kind]]
        after = one.end
    return "".join([*made, text[after:]])


Span = tuple[int, int]


def _pattern(*sources: str, flags: re.RegexFlag = re.IGNORECASE) -> Callable[[str], Iterator[Span]]:
    """A finder of these patterns; where one has the group `it`, only that part is personal."""
    compiled = [re.compile(source, flags) for source in sources]

    def spans(text: str) -> Iterator[Span]:
        for pattern in compiled:
            for match in pattern.finditer(text):
                yield match.span("it" if "it" in pattern.groupindex else 0)

    return spans


def _announced(text: str) -> Iterator[Span]:
    """Names behind a word that announces one."""
    for start, end in ANNOUNCED(text):
        if known_names.plausible(text[start:end]):
            yield start, end


def _checked(source: str, holds: Callable[[str], bool]) -> Callable[[str], Iterator[Span]]:
    """A finder of numbers of which the check digits must be right."""
    pattern = re.compile(source, re.IGNORECASE)

    def spans(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            if holds("".join(filter(str.isalnum, match.group()))):
                yield match.span()

    return spans


def is_bsn(digits: str) -> bool:
    """The check of eleven (Logisch Ontwerp BSN): 9·d1 + 8·d2 + … + 2·d8 − d9 is a multiple of eleven, not nought."""
    if len(digits) != 9 or not digits.isdigit():
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and total != 0


def is_iban(letters: str) -> bool:
    """The check of ISO 13616: the first four moved to the end, letters as numbers from 10, modulo 97 is 1."""
    if not 15 <= len(letters) <= 34:
        return False
    moved = letters[4:] + letters[:4]
    return int("".join(str(int(letter, 36)) for letter in moved.lower())) % 97 == 1


ANNOUNCED = _pattern(*NAMES, flags=re.NOFLAG)
SEP = r"[ .\-]?"
"""What people write between the digits of a number."""
NO_DIGIT_BEFORE, NO_DIGIT_AFTER = r"(?<![\d+])", r"(?![\d])"
BORN = (
    r"geboren|geboortedatum|geb\.?|verjaardag|born|birth|birthday|dob|doğum|doğdum|doğumluyum|مواليد|ولدت|الميلاد|ميلادي|"
    r"ተወሊደ|ዝተወለድኩ|ዕለት ልደት|ልደተይ"
)
DAY = r"(?:\d{1,2}[./\- ]\d{1,2}[./\- ](?:19|20)\d{2}|(?:19|20)\d{2}[./\-]\d{1,2}[./\-]\d{1,2})"
WORD_DAY = r"\d{1,2}(?:\s+|\.\s*)[^\W\d_]{3,10}\s+(?:19|20)\d{2}"
V_CUE = r"(?:v[\s\-]?(?:nummer|nr|number|no|num)|vreemdelingennummer|v[\s\-]?numarası|ቪ[\s\-]?ቁጽሪ|رقم\s*v)"
STREET = (
    r"[^\W\d_][^\W\d_'\-]*(?:straat|laan|weg|plein|kade|gracht|dreef|hof|singel|steeg|pad|dijk|plantsoen|markt|park)"
)
LETTERS = (
    r"(?:\s?(?-i:[A-Z]{2})|(?-i:[a-z]{2})|\s(?!(?:en|of|op|in|is|to|at|or|on|de|ik|we|he|ve|ya|km|jr)\b)(?-i:[a-z]{2}))"
)
"""The two letters of a postcode; apart and in lower case no small word, as in "2000 en 1500"."""

FINDERS: tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...] = (
    ("email", _pattern(r"[^\s@<>,;:()\[\]]+\s?(?:@|\(at\)|\[at\])\s?[^\s@<>,;:()\[\]]+\.[a-z]{2,}")),
    (
        "url",
        _pattern(
            r"(?:https?://|www\.)[^\s<>]+",
            r"\b(?:facebook|instagram|tiktok|linkedin|twitter|x|t|wa)\.(?:com|me)/[^\s<>]+",
        ),
    ),
    (
        "handle",
        _pattern(
            r"(?<![\w@.])@[a-z0-9_.]{3,30}\b",
            r"\b(?:instagram|insta|facebook|telegram|tiktok|snapchat|skype)(?:\s+(?:is|account|name|naam))*\s*[:=]\s*"
            r"(?P<it>[\w.]{3,30})",
        ),
    ),
    ("iban", _checked(r"\b[a-z]{2}\d{2}(?:[ \-]?[a-z0-9]){11,30}\b", lambda found: is_iban(found))),
    ("phone", _pattern(r"(?<![\w])(?:\+|00)\d{1,3}(?:[ .\-/()]{0,2}\d){7,12}" + NO_DIGIT_AFTER)),
    ("bsn", _checked(NO_DIGIT_BEFORE + r"\d(?:" + SEP + r"\d){8}" + NO_DIGIT_AFTER, is_bsn)),
    (
        "v_number",
        _pattern(
            V_CUE + r"\W{0,3}(?:is|:|=)?\s*(?P<it>\d(?:" + SEP + r"\d){9})" + NO_DIGIT_AFTER,
            NO_DIGIT_BEFORE + r"[12]\d(?:" + SEP + r"\d){8}" + NO_DIGIT_AFTER,
        ),
    ),
    (
        "birth_date",
        _pattern(
            rf"(?:{BORN})[^\n\d]{{0,20}}(?P<it>{DAY}|{WORD_DAY}|(?:19|20)\d{{2}})" + NO_DIGIT_AFTER,
            rf"(?P<it>{DAY}|{WORD_DAY})[^\n\d]{{0,12}}(?:{BORN})",
        ),
    ),
    (
        "postcode",
        _pattern(
            rf"\b[1-9]\d{{3}}{LETTERS}\b\s*,?\s*(?:nr\.?|huisnummer|no\.?|number)?\s*\d{{1,5}}(?!\d)[a-z]?",
            r"\b[1-9]\d{3} ?(?-i:[A-Z]{2})\b",
            rf"\b{STREET}\s+\d{{1,5}}\s?(?:[a-z]\b|-\d{{1,3}})?",
        ),
    ),
    (
        "phone",
        _pattern(
            NO_DIGIT_BEFORE + r"0\d(?:[ .\-/()]{0,2}\d){8}" + NO_DIGIT_AFTER,
            NO_DIGIT_BEFORE + r"0[5-9]\d(?:[ .\-/()]{0,2}\d){7,8}" + NO_DIGIT_AFTER,
            NO_DIGIT_BEFORE + r"6(?:" + SEP + r"\d){8}" + NO_DIGIT_AFTER,
        ),
    ),
    ("name", _announced),
    ("name", known_names.spans),
)
"""Where two finds overlap, the first of this list is it: what can be checked, or is announced, goes before digits."""


def kinds_of(found: Iterable[Found]) -> tuple[Kind, ...]:
    """Each kind once, in the order of `ORDER`."""
    there = {one.kind for one in found}
    return tuple(kind for kind in ORDER if kind in there)
