"""Policy words are explained where they stand: the question names the term, or the text itself explains the word."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition, Question
from surveys.engine.places import question_places
from surveys.engine.problems import Problem

POLICY_WORDS = (
    "arbeidsparticipatie",
    "asielstatus",
    "B1-route",
    "brede intake",
    "COA",
    "DUO",
    "ISK",
    "klantmanager",
    "KNM",
    "leerbaarheidstoets",
    "MAP",
    "nareiziger",
    "ONA",
    "onderwijsroute",
    "participatieverklaring",
    "PIP",
    "PVT",
    "statushouder",
    "Wi2013",
    "Wi2021",
    "Z-route",
    "zelfredzaamheidsroute",
)
"""Words of the integration acts of 2013 and 2021 that letters to newcomers use, whether or not the study has a term."""


def check_jargon(definition: Definition) -> Iterator[Problem]:
    if "nl" not in definition.languages:
        return
    terms = {name: spellings(term.label.get("nl") or "") for name, term in definition.terms.items()}
    loose = tuple(word for word in POLICY_WORDS if word.lower() not in _lower(terms))
    for where, question in question_places(definition):
        texts = tuple(_texts(question))
        for name, words in terms.items():
            if name not in question.terms:
                advice = f"Name {name} under `terms` of this question, or use other words."
                yield from _unexplained(where, texts, words, advice)
        yield from _unexplained(where, texts, loose, "Explain it in `terms` and name it at this question.")


def policy_words(dutch: str, terms: Iterable[str]) -> tuple[str, ...]:
    """Policy words in this text, and the study's own terms by their labels, that the text itself does not explain."""
    words = {word.lower(): word for word in (*POLICY_WORDS, *(word for term in terms for word in spellings(term)))}
    return tuple(word for word in words.values() if bare(word, dutch))


def spellings(label: str) -> tuple[str, ...]:
    """“PVT (participatieverklaring)” is known by both names."""
    inside = re.search(r"\(([^()]*)\)", label)
    outside = re.sub(r"\([^()]*\)", "", label).strip()
    return tuple(word for word in (outside, inside[1].strip() if inside else "") if word)


def _lower(terms: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(word.lower() for words in terms.values() for word in words)


def _texts(question: Question) -> Iterator[str]:
    for text in (question.label, question.hint):
        yield (text.get("nl") if text else None) or ""
    for option in question.options:
        for text in (option.label, option.hint):
            yield (text.get("nl") if text else None) or ""


def _unexplained(where: str, texts: tuple[str, ...], words: tuple[str, ...], advice: str) -> Iterator[Problem]:
    """One problem per question and set of words: the first word that stands there without an explanation."""
    found = next((word for word in words if any(bare(word, text) for text in texts)), None)
    if found:
        message = f"“{found}” is a policy word, and this question does not explain it."
        yield fault("jargon_unexplained", where, message, advice)


@lru_cache(maxsize=20_000)
def _lowered(text: str) -> str:
    return text.lower()


def bare(word: str, text: str) -> bool:
    """Whether the word stands in the text without brackets that explain it: “KNM (kennis van Nederland)”."""
    abbreviation = sum(sign.isupper() for sign in word) > 1
    if (word if abbreviation else word.lower()) not in (text if abbreviation else _lowered(text)):
        return False
    found = re.search(rf"\b{re.escape(word)}\b(?P<explained> \()?", text, 0 if abbreviation else re.IGNORECASE)
    if not found:
        return False
    bracketed = text[: found.start()].count("(") > text[: found.start()].count(")")
    return not found["explained"] and not bracketed
