"""What a printed figure can stand for, in points: whole percentages, and those told in words. Pure.

docs/published.md has the table with the reasons. One place for every study: figures of its own report, and figures of
other waves beside it.
"""

from dataclasses import dataclass
from math import inf

ABOUT = 5.0
"""`~70`, “about 70”: to the halfway points of the tens on either side."""
STEP = 10.0
"""`<75` and `>60`: no further than the next round figure; the words that reports use lie ten points apart at most."""
FIVES = 2.5
"""`=60`, told in a sentence: a multiple of five may have been rounded to fives."""
WORDS = {
    "quarter": 25.0,
    "third": 100 / 3,
    "two fifths": 40.0,
    "half": 50.0,
    "three fifths": 60.0,
    "two thirds": 200 / 3,
    "three quarters": 75.0,
}
"""A word without more stands for about that."""
MARKS = {
    "about": "~",
    "around": "~",
    "almost": "<",
    "nearly": "<",
    "under": "<",
    "less than": "<",
    "over": ">",
    "more than": ">",
}
SIGNS = "~<>="


class NotAFigure(ValueError):
    """The text is no figure of the forms that docs/published.md lists."""


@dataclass(frozen=True)
class Range:
    """From `low` to `high` points. An end that is `open` does not belong to it."""

    low: float
    high: float
    open_low: bool = False
    open_high: bool = False

    def __contains__(self, points: float) -> bool:
        from_low = points > self.low if self.open_low else points >= self.low
        return from_low and (points < self.high if self.open_high else points <= self.high)

    def beyond(self, points: float) -> float:
        """How far above (positive) or below (negative) at least; nought inside and at an end."""
        return points - self.high if points > self.high else min(points - self.low, 0.0)

    def within(self, other: "Range") -> "Range | None":
        """What both allow; None where that is nothing."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high) if low < high else None

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    @property
    def words(self) -> str:
        """Such as `65 to 75`; an end that does not belong to it is told."""
        low = f"{'over ' if self.open_low else ''}{self.low:.4g}"
        return f"{low} to {'under ' if self.open_high else ''}{self.high:.4g}"

    @property
    def signs(self) -> str:
        """The same without words: `65–<75`, `>60–70`."""
        return f"{'>' if self.open_low else ''}{self.low:.4g}–{'<' if self.open_high else ''}{self.high:.4g}"


def range_of(printed: str) -> Range:
    """Raises NotAFigure. Forms: `70`, `9.5`, `~70`, `<75`, `>60`, `=60`, `about half`, `more than three quarters`."""
    sign, points, decimals = _read(printed)
    if sign == "~":
        return _clipped(points - ABOUT, points + ABOUT)
    if sign == "<":
        return _clipped(points - STEP, points, open_high=True)
    if sign == ">":
        return _clipped(points, points + STEP, open_low=True)
    half = FIVES if sign == "=" and points % 5 == 0 else 0.5 / 10**decimals
    return _clipped(points - half, points + half, open_high=True)


def _clipped(low: float, high: float, *, open_low: bool = False, open_high: bool = False) -> Range:
    """Shares lie from nought to a hundred."""
    return Range(max(low, 0.0), min(high, 100.0), open_low, open_high and high <= 100)


def _read(printed: str) -> tuple[str, float, int]:
    """Sign, points, decimals."""
    text = printed.strip().lower()
    mark = next((word for word in MARKS if text.startswith(f"{word} ")), "")
    sign = MARKS[mark] if mark else text[:1] if text[:1] in SIGNS else ""
    rest = text.removeprefix(mark or sign).strip().removeprefix("a ")
    if rest in WORDS:
        return sign or "~", WORDS[rest], 0
    try:
        points = float(rest)
    except ValueError:
        points = inf
    if not 0 <= points <= 100:
        raise NotAFigure(
            f"“{printed}” is no share. Write a number from 0 to 100, with {', '.join(SIGNS)} before it, or one of "
            f"{', '.join(WORDS)}, with {', '.join(MARKS)} before it."
        )
    return sign, points, len(rest.partition(".")[2])
