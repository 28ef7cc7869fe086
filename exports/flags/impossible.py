"""Values that cannot be: outside the bounds of their question, or contradictions that the study declares. Pure.

Pages refuse what is out of bounds, so the first is found only where an edition's bounds changed under an interview.
"""

from collections.abc import Iterator, Mapping, Sequence

from exports.flags.case import Case, Contradiction, Told, values_of
from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number
from surveys.engine.dates import bounds
from surveys.engine.definition import Question
from surveys.engine.expressions import references
from surveys.engine.missing import Missing
from surveys.engine.rules import judge, truth

NAME = "impossible"
MONTHS = 12
EXACT = ("day", "month", "year")


def impossible(case: Case, contradictions: Sequence[Contradiction]) -> Mapping[str, Told] | None:
    """Names of the questions out of bounds, and of the contradictions that hold for certain."""
    outside = [name for name, cell in case.cells.items() if _is_outside(case.definition.questions[name], cell)]
    against = list(_contradictions(case, contradictions))
    told = {"outside": ", ".join(outside), "contradictions": ", ".join(against)}
    return {key: words for key, words in told.items() if words} or None


def _is_outside(question: Question, cell: Answer | Missing) -> bool:
    if isinstance(cell, Number | Months):
        return _beyond(question, cell)
    if isinstance(cell, DateRange):
        low, high = bounds(question)
        return cell.precision in EXACT and (cell.upper < low or cell.lower > high)
    if isinstance(cell, Choice | Choices):
        return not _known(question, cell)
    return False


def _beyond(question: Question, cell: Number | Months) -> bool:
    """Durations are stored in months; their bounds are in years."""
    times = MONTHS if isinstance(cell, Months) else 1
    low, high = question.minimum, question.maximum
    return (low is not None and cell.value < low * times) or (  # type: ignore[operator]
        high is not None and cell.value > high * times  # type: ignore[operator]
    )


def _known(question: Question, cell: Choice | Choices) -> bool:
    if isinstance(cell, Choice):
        return cell.code in question.by_code
    return cell.codes <= question.by_code.keys()


def _contradictions(case: Case, contradictions: Sequence[Contradiction]) -> Iterator[str]:
    """Only where the edition has everything that is referred to, and every answer it hinges on was given."""
    if not contradictions:
        return
    seen = values_of(case)
    for one in contradictions:
        if references(one.holds) <= set(seen) and truth(judge(one.holds, seen)) is True:
            yield one.name
