"""Texts compared without what writers vary in: case, accents, vowel signs, and letters that sound or look the same."""

import unicodedata

SAME_LETTERS = str.maketrans(
    {
        **{"İ": "i", "I": "i", "ı": "i", "i": "i"},
        **{"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ۀ": "ه", "ٱ": "ا", "ـ": ""},
        **{"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "đ": "d", "ł": "l", "Ł": "l"},
    }
)
ETHIOPIC_TWINS = ((0x1220, 0x1230), (0x1280, 0x1200), (0x12D0, 0x12A0), (0x1340, 0x1338))
"""Rows of eight letters that Tigrinya writers use for one sound: ሠ as ሰ, ኀ as ሀ, ዐ as አ, ፀ as ጸ."""


def fold(text: str) -> str:
    """The text without what writers vary in: case (Turkish i too), accents, vowel signs, punctuation, letter twins."""
    plain = unicodedata.normalize("NFKD", text.translate(SAME_LETTERS)).casefold()
    kept = (_twin(c) for c in plain if unicodedata.category(c) not in ("Mn", "Cf"))
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


def _twin(letter: str) -> str:
    for row, same in ETHIOPIC_TWINS:
        if row <= ord(letter) < row + 8:
            return chr(ord(letter) - row + same)
    return letter
