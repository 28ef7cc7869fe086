"""Numbers, durations and scales → mean, spread, median, lowest and highest per column of a table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from exports.counting import Data, Where, tally
from exports.tables import Heading, Mark, base_in_words
from exports.values import Value
from surveys.engine.definition import Definition, Question
from surveys.engine.missing import Missing
from surveys.engine.text import Text

Statistic = Literal["mean", "sd", "median", "low", "high"]
OF_NUMBERS: tuple[Statistic, ...] = ("mean", "sd", "median", "low", "high")
OF_SCORES: tuple[Statistic, ...] = ("mean", "sd")
NUMBERS = frozenset({"number", "duration"})


@dataclass(frozen=True)
class Measured:
    """Something with a number per person. `scores`: value → score of a scale question, None where values count.

    `least` and `most`: what the questionnaire lets be given; `whole`: no fractions.
    """

    name: str
    label: Text
    column: str
    statistics: tuple[Statistic, ...]
    scores: Mapping[int, int] | None = None
    least: float | None = None
    most: float | None = None
    whole: bool = False


@dataclass(frozen=True)
class Summary:
    """`n` people have a number; without any all statistics are None. `sd` needs two people.

    `effective` is Kish's (1965) base; `asked` is None where the question was asked of nobody in particular (a scale).
    """

    n: int
    asked: int | None
    weighted_n: float
    effective: float
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    mark: Mark = ""


@dataclass(frozen=True)
class MeasureTable:
    """A measured thing by a breakdown; one summary per heading."""

    measured: Measured
    base: Mapping[str, str]
    headings: tuple[Heading, ...]
    summaries: tuple[Summary, ...]
    weighted: bool
    synthetic: bool


def measured_of(definition: Definition, *, means: bool) -> tuple[Measured, ...]:
    """Number and duration questions in order; with `means` scored questions and declared scales too."""
    found = [one for question in definition.questions.values() if (one := _of_question(question, means))]
    found += [
        Measured(derived.name, derived.label, derived.name, OF_NUMBERS)
        for derived in definition.derived
        if not derived.options
    ]
    if means:
        found += [Measured(scale.name, scale.label, scale.name, OF_SCORES) for scale in definition.scales]
    return tuple(found)


def _of_question(question: Question, means: bool) -> Measured | None:
    label = question.short_label or question.label
    if question.type in NUMBERS:
        return Measured(question.name, label, question.name, OF_NUMBERS, None, *_bounds(question))
    scores = {one.value: one.score for one in question.options if one.value is not None and one.score is not None}
    if means and question.type == "scale" and scores:
        least, most = float(min(scores.values())), float(max(scores.values()))
        return Measured(question.name, label, question.name, OF_SCORES, scores, least, most, whole=True)
    return None


def _bounds(question: Question) -> tuple[float | None, float | None, bool]:
    """Least and largest number that can be given, and whether it is whole. Durations are in whole months."""
    if question.type == "duration":
        return 0.0, None, True
    least, most = (
        None if bound is None else float(bound)  # type: ignore[arg-type]  # of a number question these are numbers
        for bound in (question.minimum, question.maximum)
    )
    return least, most, question.decimals == 0


def measure_table(
    data: Data, measured: Measured, headings: Sequence[Heading], weights: Sequence[float] | None = None
) -> MeasureTable:
    """One summary per heading, of who has a number."""
    summaries = tuple(_summary(data, measured, heading.where, weights) for heading in headings)
    base = base_in_words(data.definition, measured.name)
    return MeasureTable(measured, base, tuple(headings), summaries, weights is not None, data.synthetic)


def _summary(data: Data, measured: Measured, where: Where, weights: Sequence[float] | None) -> Summary:
    column = data.columns[measured.column]
    places = data.members(where)
    numbers = [(number, place) for place in places if (number := _number(column[place], measured)) is not None]
    pairs = sorted((number, weights[place] if weights else 1.0) for number, place in numbers)
    return summary(pairs, _asked(data, measured, where))


def _asked(data: Data, measured: Measured, where: Where) -> int | None:
    if measured.name in data.variables:
        return tally(data, measured.name, where).asked
    if measured.name not in data.definition.questions:
        return None
    column = data.columns[measured.column]
    out = {int(Missing.NOT_ASKED), int(Missing.NOT_REACHED), int(Missing.NOT_INCLUDED), int(Missing.UNKNOWN), None}
    return sum(column[place] not in out for place in data.members(where))


def _number(value: Value, measured: Measured) -> float | None:
    if measured.scores is not None:
        return measured.scores.get(value) if isinstance(value, int) else None
    if value is None or isinstance(value, str) or (value in range(-9, 0)):
        return None
    return float(value)


def summary(pairs: Sequence[tuple[float, float]], asked: int | None = None) -> Summary:
    """Of (number, weight) pairs in ascending order. Weights say how reliable a row is, not how often it stands.

    The variance is Σw(x-m)² / (Σw - Σw²/Σw), which is that of n - 1 where all weights are equal (Galassi et al., GNU
    Scientific Library, "Weighted samples").
    """
    weighted_n = sum(weight for _, weight in pairs)
    squares = sum(weight * weight for _, weight in pairs)
    if not weighted_n:
        return Summary(len(pairs), asked, 0.0, 0.0)
    mean = sum(number * weight for number, weight in pairs) / weighted_n
    freedom = weighted_n - squares / weighted_n
    spread = sum(weight * (number - mean) ** 2 for number, weight in pairs)
    return Summary(
        n=len(pairs),
        asked=asked,
        weighted_n=weighted_n,
        effective=weighted_n**2 / squares,
        mean=mean,
        sd=sqrt(spread / freedom) if len(pairs) > 1 and freedom > 1e-12 else None,
        median=_median(pairs, weighted_n),
        low=pairs[0][0],
        high=pairs[-1][0],
    )


def _median(pairs: Sequence[tuple[float, float]], weighted_n: float) -> float:
    """The number at which half of the weight is reached; the mean of two where it falls between them."""
    reached, half = 0.0, weighted_n / 2
    close = 1e-9 * weighted_n
    for place, (number, weight) in enumerate(pairs):
        reached += weight
        if reached > half + close:
            return number
        if abs(reached - half) <= close and place + 1 < len(pairs):
            return (number + pairs[place + 1][0]) / 2
    return pairs[-1][0]
