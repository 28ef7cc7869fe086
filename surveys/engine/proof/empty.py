"""Questions that cannot be answered at all, so that a routing key would hold people up."""

from collections.abc import Sequence
from decimal import Decimal

from surveys.engine.dates import bounds
from surveys.engine.definition import WITH_OPTIONS, Option, Question


def never_answerable(question: Question, options: Sequence[Option]) -> bool:
    """No answer fits: no option, or bounds that leave nothing between them; and no reason may be given."""
    if question.reasons:
        return False
    if question.type in WITH_OPTIONS:
        return not options
    if question.type == "date":
        low, high = bounds(question)
        return low > high
    low_number, high_number = question.minimum, question.maximum
    return isinstance(low_number, Decimal) and isinstance(high_number, Decimal) and low_number > high_number
