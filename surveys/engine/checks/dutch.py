"""Dutch as a reader at level A2 meets it: sentences, words, passive voice. Rules of thumb, and no more than that."""

import re
from collections.abc import Container, Iterator
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
NOT_PROSE = re.compile(r"\{[^{}]*\}|\S+@\S+|(?:https?://|www\.)\S+")
"""Names in braces, e-mail and web addresses: read as one name."""

SHORT_WORD = 6
"""Letters up to which a word is never called difficult: names and abbreviations aside, these are everyday words."""
LONG_WORD = 20
COMMON, COMMON_PART = 3.5, 3.9
"""Zipf scale of word frequency (van Heuven e.a. 2014): 3 is once, 4 is ten times in a million words."""
SHORTEST_PART = 3
LINKS = ("", "s", "e", "en", "n", "-")
"""What Dutch puts between the parts of a compound: gemeente-s-… , taal-…."""

TO_BECOME = frozenset({"word", "wordt", "worden", "werd", "werden", "geworden"})
PARTICIPLE = re.compile(r"(?:[a-zë]{0,6}ge[a-zëïé]{2,}(?:d|t|en)|(?:be|ver|ont|her|er)[a-zëïé]{2,}(?:d|t|en))")
_NO_PARTICIPLE = """
gebied geboden gebruiken geduld geen gedichten gehandicapten geld geluid gemeenten genieten genoeg gerecht gerechten
geschikt gesprekken getallen geven gevoelens geweld gewoonten gezicht gezichten gezinnen gezond beeld beelden been beest
bericht berichten beroepen bezoeken verband verdiensten verhalen vertrouwen herfst eerst beiden bellen benen bent bereid
"""
NO_PARTICIPLE = frozenset(_NO_PARTICIPLE.split())
"""Everyday words that look like a participle and are none."""


def sentences(text: str) -> tuple[str, ...]:
    """Split at . ! ? … and at line ends. Names in braces and addresses count as one word."""
    plain = NOT_PROSE.sub("naam", text)
    return tuple(part for part in SENTENCE_END.split(plain) if WORD.search(part))


def words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(NOT_PROSE.sub("", text)))


def word_count(sentence: str) -> int:
    """Words and numbers: everything between spaces that has a letter or a digit."""
    return sum(any(sign.isalnum() for sign in part) for part in sentence.split())


def passive(sentence: str) -> bool:
    """Whether a form of *worden* stands with what looks like a past participle: “U wordt gebeld”, not “U wordt 18”."""
    found = [word.lower() for word in words(sentence)]
    return any(word in TO_BECOME for word in found) and any(map(_participle, found))


def _participle(word: str) -> bool:
    return bool(PARTICIPLE.fullmatch(word)) and word not in NO_PARTICIPLE and word not in TO_BECOME


def difficult_words(text: str) -> Iterator[str]:
    """Long words, and words that are rare and are not made of everyday ones. Names in the middle of a sentence pass."""
    for sentence in sentences(text):
        for place, word in enumerate(words(sentence)):
            named = place > 0 and word[0].isupper()
            if not named and _difficult(word.lower()):
                yield word


@lru_cache(maxsize=50_000)
def _difficult(word: str) -> bool:
    if len(word) > LONG_WORD:
        return True
    parts = word.split("-")
    return any(len(part) > SHORT_WORD and frequency(part) < COMMON and not _compound(part) for part in parts)


def _compound(word: str) -> bool:
    """Whether it is two everyday words written as one, as Dutch does."""
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first, second = word[:cut], word[cut:]
        if frequency(second) < COMMON_PART:
            continue
        stems = (first.removesuffix(link) for link in LINKS if first.endswith(link))
        if any(len(stem) >= SHORTEST_PART and frequency(stem) >= COMMON_PART for stem in stems):
            return True
    return False


@lru_cache(maxsize=200_000)
def frequency(word: str) -> float:
    """Zipf frequency in Dutch, 0 where the word is not known. Source: the data inside the package wordfreq.

    Parts of compounds are mostly no words at all; a plain one that is not listed is not taken apart once more.
    """
    from wordfreq import zipf_frequency  # heavy: 0.4 s and 55 MB, and only checks need it

    if word.isascii() and word.isalpha() and word.islower() and word not in _listed():
        return 0.0
    return float(zipf_frequency(word, "nl"))


@lru_cache(maxsize=1)
def _listed() -> Container[str]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("nl")
