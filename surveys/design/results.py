"""What earlier editions brought: shares per answer, and minutes per group. The room that holds answers registers how.

Nothing here knows interviews. Whoever registers lets out only what a publication may tell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.models import Edition

Source = Literal["interviews", "published"]


@dataclass(frozen=True)
class Share:
    """One answer: its code and words, and the percentage as it is printed ('' and '–' tell nothing).

    `few`: on a small base.
    """

    code: str
    label: str
    printed: str
    few: bool = False


@dataclass(frozen=True)
class Result:
    """The answers to a question. `about`: whom, as a table says it; `base`: how many people, None where not told."""

    source: Source
    about: str
    base: int | None
    shares: tuple[Share, ...]
    synthetic: bool = False
    table: str = ""


@dataclass(frozen=True)
class Found:
    """`why`: why there is nothing: `not_read` (too many interviews to read at once), `few`, or ''."""

    results: tuple[Result, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Timed:
    """Of one group: the median of the minutes that people who sent it in by themselves spent on its pages."""

    minutes: float
    people: int


Times = Mapping[str, Timed]
"""By group; a group of few people is left out."""
Results = Callable[[Edition, str], Sequence[Found]]
Timer = Callable[[Edition], Times]
_results: list[Results] = []
_timers: list[Timer] = []


def register(results: Results, timer: Timer) -> None:
    _results[:], _timers[:] = [results], [timer]


def results_of(edition: Edition, question: str) -> tuple[Found, ...]:
    return tuple(found for one in _results for found in one(edition, question))


def times_of(edition: Edition) -> Times:
    return next((timer(edition) for timer in _timers), {})
