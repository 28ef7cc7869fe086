"""The Dutch that respondents read is plain: level A2 of the Common European Framework. Warnings, never errors.

Sentences have at most 15 words, and 10 on average over a text (the platform's own norm, docs/checks.md). The average
counts from two sentences up: a single one is held to the most.
"""

from collections.abc import Iterator

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


def check_readability(definition: Definition) -> Iterator[Problem]:
    if "nl" not in definition.languages:
        return
    known = frozenset(_term_words(definition))
    for where, text in respondent_texts(definition):
        dutch = text.get("nl")
        if dutch:
            yield from _length(where, dutch)
            yield from _passive(where, dutch)
            yield from _words(where, dutch, known)


def _term_words(definition: Definition) -> Iterator[str]:
    """Words of the terms: these are explained in place, so they may be difficult."""
    yield from KNOWN_BY_ALL
    for term in definition.terms.values():
        yield from (word.lower() for word in words(term.label.get("nl") or ""))


def _length(where: str, dutch: str) -> Iterator[Problem]:
    counts = [word_count(sentence) for sentence in sentences(dutch)]
    longest = max(counts, default=0)
    if longest > MOST:
        message = f"The longest sentence has {longest} words; at level A2 it has {MOST} at most."
        yield fault("long_sentence", where, message, "Cut it in two, or leave words out.")
    elif len(counts) > 1 and sum(counts) > MEAN * len(counts):
        mean = f"{sum(counts) / len(counts):.1f}"
        message = f"The sentences have {mean} words on average; at level A2 they have {MEAN} at most."
        yield fault("long_sentences", where, message, "Make some of them shorter.")


def _passive(where: str, dutch: str) -> Iterator[Problem]:
    found = next((sentence for sentence in sentences(dutch) if passive(sentence)), None)
    if found:
        message = f"This looks like passive voice: “{found[:80]}”."
        yield fault("passive_voice", where, message, "Say who does it: “We bellen u”, not “U wordt gebeld”.")


def _words(where: str, dutch: str, known: frozenset[str]) -> Iterator[Problem]:
    found = list(dict.fromkeys(word for word in difficult_words(dutch) if not _explained(word.lower(), known)))
    if found:
        listed = ", ".join(found[:SHOWN])
        advice = "Use everyday words, or explain the word in `terms` and name it at the question."
        yield fault("difficult_word", where, f"Long or rare words: {listed}.", advice)


def _explained(word: str, known: frozenset[str]) -> bool:
    """Whether it is a form of a term's word: with “inburgeren” also “inburgert” and “in te burgeren”."""
    return any(word in term or word.startswith(term[: max(LEAST_STEM, len(term) - 2)]) for term in known)
