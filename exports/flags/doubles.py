"""Two interviews that look like one person's: nearly all the answers that both gave are equal. Pure.

A letter's code opens one interview, so this is about the open door: somebody who comes by a flyer and by a letter, or
twice. Compared are answers, within one edition and group, and where the study declares facts that do not change
(`same`), within equal ones. The later one is flagged; the evidence names the earlier one and the time between them.
Neither the device nor the address on the network is stored, so they cannot be compared. Nor are open texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from exports.flags.case import Case, Flag, given
from exports.flags.settings import Doubles
from surveys.engine.answers import Answer, Choice, Choices
from surveys.engine.text import Text

if TYPE_CHECKING:
    import numpy

NAME = "double"
MOST = 6_000
"""Interviews in one comparison: 6,000 are 18 million pairs."""


@dataclass(frozen=True)
class _Seen:
    respnr: int
    group: str
    started_at: datetime
    last_at: datetime
    channel: str
    cluster: int | None
    answers: dict[str, object]


@dataclass
class Likeness:
    """Collects answers, then compares pairs."""

    limits: Doubles
    held: dict[tuple[Any, ...], list[_Seen]] = field(default_factory=dict)
    few: int = 0
    left_out: int = 0

    def see(self, case: Case) -> None:
        answers = {name: _plain(answer) for name, answer in given(case)}
        if len(answers) < self.limits.items:
            self.few += 1
            return
        key = (case.edition, case.group, *(answers.get(name) for name in self.limits.same))
        seen = _Seen(case.respnr, case.group, case.started_at, case.last_at, case.channel, case.cluster, answers)
        self.held.setdefault(key, []).append(seen)

    def flags(self) -> Iterator[Flag]:
        self.left_out = 0
        for cases in self.held.values():
            if len(cases) > MOST:
                self.left_out += len(cases)
            elif len(cases) > 1:
                yield from self._pairs(sorted(cases, key=lambda one: (one.started_at, one.respnr)))

    def _pairs(self, cases: list[_Seen]) -> Iterator[Flag]:
        """Each interview beside the most alike of those that began before it."""
        table = _table(cases)
        for place in range(1, len(cases)):
            both = (table[:place] > 0) & (table[place] > 0)
            items = both.sum(axis=1)
            equal = (both & (table[:place] == table[place])).sum(axis=1)
            likeness = equal / items.clip(min=1)
            likeness[items < self.limits.items] = 0
            best = int(likeness.argmax())
            if likeness[best] >= self.limits.likeness:
                yield _flag(cases[place], cases[best], float(likeness[best]), int(items[best]))

    def notes(self) -> tuple[Text, ...]:
        said = [UNKNOWN]
        if self.few:
            said.append(_few(self.few, self.limits.items))
        if self.left_out:
            said.append(_too_many(self.left_out))
        return tuple(said)


UNKNOWN = Text(
    {
        "nl": "Apparaat en netwerkadres worden nergens bewaard; alleen antwoorden en tijden zijn vergeleken.",
        "en": "Device and network address are stored nowhere; only answers and times were compared.",
    }
)


def _few(number: int, items: int) -> Text:
    return Text(
        {
            "nl": f"Niet vergeleken, want minder dan {items} antwoorden: {number}.",
            "en": f"Not compared, with fewer than {items} answers: {number}.",
        }
    )


def _too_many(number: int) -> Text:
    return Text(
        {
            "nl": f"NIET vergeleken: {number}. Te veel zijn gelijk in alles waarop wordt gesplitst. Noem meer vragen "
            "onder cleaning/doubles/same.",
            "en": f"NOT compared: {number}. Too many are equal in all that divides them. Name more questions under "
            "cleaning/doubles/same.",
        }
    )


def _plain(answer: Answer) -> object:
    """What is compared: codes, numbers and dates, without what was written beside "other"."""
    if isinstance(answer, Choice):
        return answer.code
    return answer.codes if isinstance(answer, Choices) else answer


def _table(cases: list[_Seen]) -> numpy.ndarray:
    """A row per interview, a column per question, a number per answer; 0 for none."""
    import numpy

    names = sorted({name for one in cases for name in one.answers})
    table = numpy.zeros((len(cases), len(names)), dtype=numpy.int32)
    for column, name in enumerate(names):
        numbers: dict[object, int] = {}
        for row, one in enumerate(cases):
            if name in one.answers:
                table[row, column] = numbers.setdefault(one.answers[name], len(numbers) + 1)
    return table


def _flag(later: _Seen, earlier: _Seen, likeness: float, items: int) -> Flag:
    apart = (later.started_at - earlier.last_at).total_seconds()
    return Flag(
        NAME,
        later.respnr,
        later.group,
        {
            "other": earlier.respnr,
            "likeness": round(likeness, 3),
            "items": items,
            "minutes_apart": max(0, int(apart // 60)),
            "same_channel": int(later.channel == earlier.channel),
            "same_session": int(later.cluster is not None and later.cluster == earlier.cluster),
        },
    )
