"""Open answers compared without what writers vary in, in any script. Pure.

Two keys: `spelled` for what is the same text, `loose` for what is the same word written by ear or with an article.
"""

import re
import unicodedata

from surveys.engine.folding import fold

SHORTEST_LOOSE = 5
"""Words of fewer letters say too little once spelling by ear is let go: "sana" (Turkish: to you) is not Sanaa."""
SHORTEST_BARE = 3
"""Letters that must be left of a word without its article."""
LAST_ROUND = 4

ARABIC_TWINS = str.maketrans({"ء": "", "گ": "ك", "پ": "ب", "چ": "ج", "ڤ": "ف", "ژ": "ز", "ے": "ي"})
ETHIOPIC_TWINS = str.maketrans(
    {"አ": "ኣ", "ሀ": "ሃ", "ሐ": "ሓ", "ዐ": "ዓ", "ቨ": "በ", "ኰ": "ኮ", "ኵ": "ኩ", "ቈ": "ቆ", "ቊ": "ቁ"}
)
"""Tigrinya writers use the first and the fourth order of a laryngeal for one sound."""
ARABIC_WORD = re.compile(r"[\u0621-\u06ff]+")
BY_EAR = (("ph", "f"), ("ck", "k"), ("oe", "u"), ("ou", "u"), ("tch", "tsj"), ("y", "i"))
"""Latin letters that sound alike in Dutch, English and Turkish."""
ARTICLE = "ال"
DOUBLE = re.compile(r"([a-z])\1+")


def spelled(text: str) -> str:
    """The text without case, accents, vowel signs, punctuation and letter twins. Doing it twice changes nothing.

    Compatibility forms (Arabic letters as they join, wide Latin) are plain letters first: `fold` sees letters only.
    """
    found = fold(unicodedata.normalize("NFKC", text))
    for _ in range(LAST_ROUND):
        again = fold(found)
        if again == found:
            break
        found = again
    return found


def loose(key: str) -> str:
    """A `spelled` text with also spaces, double letters and end vowels let go; '' where too little stays."""
    joined = "".join(_loose_word(word) for word in key.split())
    return joined if len(joined) >= SHORTEST_LOOSE else ""


def without_article(key: str) -> str:
    """A `spelled` text without the Arabic article: المصري as مصري. For what was typed: البانيا has none to lose."""
    return " ".join(_bare(word) for word in key.split())


def _bare(word: str) -> str:
    has = word.startswith(ARTICLE) and len(word) >= len(ARTICLE) + SHORTEST_BARE
    return word.removeprefix(ARTICLE) if has else word


def _loose_word(word: str) -> str:
    if ARABIC_WORD.fullmatch(word):
        return _arabic(word)
    return _latin(word.translate(ETHIOPIC_TWINS))


def _arabic(word: str) -> str:
    """End vowels: سوريه and سوريا as سوري, فرنسه as فرنسا."""
    plain = word.translate(ARABIC_TWINS)
    if plain.endswith(("يه", "يا")):
        return plain[:-1]
    return f"{plain[:-1]}ا" if plain.endswith("ه") else plain


def _latin(word: str) -> str:
    for written, sound in BY_EAR:
        word = word.replace(written, sound)
    return DOUBLE.sub(r"\1", word)
