"""Where each translation stands, worked out from what was done to it. Pure.

The states are those of TRAPD (Harkness 2003): translated, reviewed, adjudicated, pretested; documentation is the record
itself. Two more are worked out: missing, and stale (the source changed since).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveys.engine.checks.freshness import known_pairs
from surveys.translation_units import Unit

STEPS = ("translated", "reviewed", "adjudicated", "tested")
"""In the order they are gone through. A later change of the text begins again: it is another pair."""

MISSING, STALE, UNRECORDED = "missing", "stale", "unrecorded"
STATES = (MISSING, STALE, UNRECORDED, *STEPS)
"""`unrecorded`: there is a translation, and nobody wrote down who made it."""

TALK = frozenset({"comment", "settled"})
"""Kinds of events about a source text, whatever its translation."""

PAIRING = frozenset({*STEPS, "fits", "native", "back"})
"""Kinds of events that say that this translation belongs to this source text."""


@dataclass(frozen=True)
class Event:
    """One thing done to a pair; see `models.TextEvent` for the words."""

    language: str
    source_hash: str
    text_hash: str
    kind: str
    by: str
    at: datetime
    note: str = ""
    earlier_hash: str = ""


@dataclass(frozen=True)
class Standing:
    """`history`: what was done to this pair, and to the pair it was confirmed from, oldest first. `comments`: on the
    source text in this language, whatever the translation, and how they were settled. `native`: who signed it, ''
    where nobody did."""

    unit: Unit
    state: str
    history: tuple[Event, ...] = ()
    comments: tuple[Event, ...] = ()

    @property
    def native(self) -> str:
        return next((event.by for event in reversed(self.history) if event.kind == "native"), "")

    @property
    def last(self) -> Event | None:
        """What brought it into its state."""
        return next((event for event in reversed(self.history) if event.kind in STEPS), None)

    @property
    def open_comments(self) -> tuple[Event, ...]:
        """Those that came after the last time that comments were settled."""
        settled = next((at for at in range(len(self.comments), 0, -1) if self.comments[at - 1].kind == "settled"), 0)
        return self.comments[settled:]

    @property
    def back(self) -> Event | None:
        """The newest translation back."""
        return next((event for event in reversed(self.history) if event.kind == "back"), None)


@dataclass(frozen=True)
class Record:
    """Everything that was done to the translations into one language, by pair and by source text."""

    by_pair: Mapping[tuple[str, str], tuple[Event, ...]] = field(default_factory=dict)
    comments: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def history(self, source_hash: str, text_hash: str) -> tuple[Event, ...]:
        """Oldest first. A pair that was confirmed to fit has the history of the pair it came from before its own."""
        own = self.by_pair.get((source_hash, text_hash), ())
        earlier = next((e.earlier_hash for e in reversed(own) if e.kind == "fits" and e.earlier_hash), "")
        if not earlier or earlier == source_hash:
            return own
        return (*self.by_pair.get((earlier, text_hash), ()), *own)


def record_of(events: Iterable[Event], language: str) -> Record:
    by_pair: dict[tuple[str, str], tuple[Event, ...]] = {}
    comments: dict[str, tuple[Event, ...]] = {}
    for event in events:
        if event.language != language:
            continue
        if event.kind in TALK:
            comments[event.source_hash] = (*comments.get(event.source_hash, ()), event)
        else:
            pair = (event.source_hash, event.text_hash)
            by_pair[pair] = (*by_pair.get(pair, ()), event)
    pairing = ((language, s, t) for (s, t), done in by_pair.items() if any(e.kind in PAIRING for e in done))
    return Record(by_pair, comments, known_pairs(pairing).get(language, {}))


def standing(unit: Unit, record: Record) -> Standing:
    comments = record.comments.get(unit.source_hash, ())
    if not unit.translation:
        return Standing(unit, MISSING, (), comments)
    history = record.history(unit.source_hash, unit.text_hash)
    return Standing(unit, _state(unit, history, record), history, comments)


def _state(unit: Unit, history: tuple[Event, ...], record: Record) -> str:
    made_from = record.known.get(unit.text_hash)
    if made_from is None:
        return UNRECORDED
    if unit.source_hash not in made_from:
        return STALE
    return next((event.kind for event in reversed(history) if event.kind in STEPS), UNRECORDED)


def standings(units: Iterable[Unit], record: Record) -> tuple[Standing, ...]:
    return tuple(standing(unit, record) for unit in units)


def counts(found: Iterable[Standing]) -> dict[str, int]:
    """How many units are in each state, every state named; `signed`: how many a native speaker signed."""
    result = dict.fromkeys((*STATES, "signed", "all"), 0)
    for item in found:
        result[item.state] += 1
        result["signed"] += bool(item.native)
        result["all"] += 1
    return result


def earlier_sources(unit: Unit, record: Record) -> frozenset[str]:
    """Hashes of the source texts that a stale translation was made from."""
    return record.known.get(unit.text_hash, frozenset()) - {unit.source_hash}
