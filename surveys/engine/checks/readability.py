"""The Dutch that respondents read is plain: level A2 of the Common European Framework. Warnings, never errors.

Sentences have at most 15 words, and 10 on average over a text (the platform's own norm, docs/checks.md). The average
counts from two sentences up: a single one is held to the most.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveys.engine.catalogue import fault
from surveys.engine.checks.dutch import difficult_words, passive, sentences, word_count, words
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem
from surveys.engine.texts import respondent_texts

MOST, MEAN = 15, 10
SHOWN = 5
"""Words of one text that are named."""
LEAST_STEM = 5
KNOWN_BY_ALL = ("inburgeren", "inburgering")
"""Rare in Dutch, and the words that every respondent of this platform knows best."""


@dataclass(frozen=True)
class Readability:
    """A Dutch text against the norm. `lengths`: words per sentence; `passive`: the first sentence that looks passive;
    `rare`: long or rare words, each once."""

    lengths: tuple[int, ...]
    passive: str = ""
    rare: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        return max(self.lengths, default=0)

    @property
    def mean(self) -> float:
        return sum(self.lengths) / len(self.lengths) if self.lengths else 0.0

    @property
    def too_long(self) -> bool:
        """Whether a sentence is longer than the norm."""
        return self.longest > MOST

    @property
    def too_long_on_average(self) -> bool:
        return len(self.lengths) > 1 and sum(self.lengths) > MEAN * len(self.lengths)


def readability(dutch: str, known: frozenset[str] = frozenset(KNOWN_BY_ALL)) -> Readability:
    """`known`: words that may be difficult, see `known_words`."""
    found = sentences(dutch)
    rare = dict.fromkeys(word for word in difficult_words(dutch) if not _explained(word.lower(), known))
    return Readability(
        tuple(map(word_count, found)), next((sentence for sentence in found if passive(sentence)), ""), tuple(rare)
    )


def known_words(terms: Iterable[str]) -> frozenset[str]:
    """Words of the terms: these are explained in place, so they may be difficult; and the words that all know."""
    return frozenset({*KNOWN_BY_ALL, *(word.lower() for term in terms for word in words(term))})


def check_readability(definition: Definition) -> Iterator[Problem]:
    if "nl" not in definition.languages:
        return
    known = known_words(term.label.get("nl") or "" for term in definition.terms.values())
    for where, text in respondent_texts(definition):
        dutch = text.get("nl")
        if dutch:
            found = readability(dutch, known)
            yield from _length(where, found)
            yield from _passive(where, found.passive)
            yield from _words(where, found.rare)


def _length(where: str, found: Readability) -> Iterator[Problem]:
    if found.too_long:
        message = f"The longest sentence has {found.longest} words; at level A2 it has {MOST} at most."
        yield fault("long_sentence", where, message, "Cut it in two, or leave words out.")
    elif found.too_long_on_average:
        message = f"The sentences have {found.mean:.1f} words on average; at level A2 they have {MEAN} at most."
        yield fault("long_sentences", where, message, "Make some of them shorter.")


def _passive(where: str, sentence: str) -> Iterator[Problem]:
    if sentence:
        message = f"This looks like passive voice: “{sentence[:80]}”."
        yield fault("passive_voice", where, message, "Say who does it: “We bellen u”, not “U wordt gebeld”.")


def _words(where: str, rare: tuple[str, ...]) -> Iterator[Problem]:
    if rare:
        listed = ", ".join(rare[:SHOWN])
        advice = "Use everyday words, or explain the word in `terms` and name it at the question."
        yield fault("difficult_word", where, f"Long or rare words: {listed}.", advice)


def _explained(word: str, known: frozenset[str]) -> bool:
    """Whether it is a form of a term's word: with “inburgeren” also “inburgert” and “in te burgeren”."""
    return any(word in term or word.startswith(term[: max(LEAST_STEM, len(term) - 2)]) for term in known)
