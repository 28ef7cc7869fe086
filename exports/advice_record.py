"""Advice as it is kept and shown: plain values, to JSON and back. Pure; without numpy, for pages load it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Stratum = tuple[tuple[str, str], ...]
"""(column, category), one or two."""
Why = Literal["estimate", "at_most", "too_little", "nobody", "no_letters"]


@dataclass(frozen=True)
class Reach:
    """A way by which the stratum comes more than others: its part among who came so, and among all who answered.

    `people` of it came so, ten or more.
    """

    way: str
    people: int
    share: float
    share_of_all: float


@dataclass(frozen=True)
class Expected:
    """Answers that a reminder of this `kind` to `people` may bring, with a 95% prediction interval.

    `why`: `estimate`; `at_most`: one mailing is out, so that how answers fall off is not known, and `high` bounds it;
    `too_little`: fewer than ten answered the last letter; `nobody`: no reminder is left that they would get;
    `no_letters`. `fresh`: the last letter is so young that more answers come without a reminder. `people` is None where
    it is under ten.
    """

    why: Why
    kind: str = ""
    people: int | None = None
    value: int | None = None
    low: int | None = None
    high: int | None = None
    fresh: bool = False


@dataclass(frozen=True)
class Advice:
    """One stratum that lags. `rate` of its people and of all `others`, in parts of 1.

    `few`: fewer than ten answered; `rate` is None then, and the figures are worked out as if 4.5 had, so that they
    do not tell how many did. `partial`: the unconditional partial indicator, below 0, and its standard error. `r`: the
    R-indicator now, `r_without`: what it would be if they answered as others do; `missing`: answers it takes, in tens.
    """

    stratum: Stratum
    people: int
    partial: float
    se: float
    r: float
    r_without: float
    others: float
    rate: float | None
    few: bool
    missing: int
    reaches: tuple[Reach, ...] = ()
    reminder: Expected = field(default_factory=lambda: Expected("no_letters"))

    @property
    def cost(self) -> float:
        """By how much R is lower than it would be if they answered as others do."""
        return self.r_without - self.r


def as_json(found: Sequence[Advice]) -> list[dict[str, Any]]:
    return [asdict(one) for one in found]


def from_json(kept: Sequence[Mapping[str, Any]]) -> tuple[Advice, ...]:
    """What `as_json` made, after it was kept as JSON."""
    return tuple(
        Advice(
            **{
                **one,
                "stratum": tuple((name, code) for name, code in one["stratum"]),
                "reaches": tuple(Reach(**reach) for reach in one["reaches"]),
                "reminder": Expected(**one["reminder"]),
            }
        )
        for one in kept
    )
