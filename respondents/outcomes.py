"""How a case ended, in the codes of AAPOR, Standard Definitions (10th edition, 2023), table for internet surveys.

Pressing Send is an event of its own: a questionnaire can be complete without it, and sent with little in it.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum

from surveys.engine.answers import Answer
from surveys.engine.cells import Missing


class Disposition(IntEnum):
    """The AAPOR code times 100."""

    COMPLETE = 110
    PARTIAL = 120
    BREAK_OFF = 212


DISPOSITIONS: Mapping[int, tuple[str, str]] = {
    Disposition.COMPLETE: ("Volledig (AAPOR 1.1)", "Complete (AAPOR 1.1)"),
    Disposition.PARTIAL: ("Deels ingevuld (AAPOR 1.2)", "Partial (AAPOR 1.2)"),
    Disposition.BREAK_OFF: ("Afgebroken (AAPOR 2.12)", "Break-off (AAPOR 2.12)"),
}
"""Labels in Dutch and English."""

COMPLETE_FROM, PARTIAL_FROM = 80, 50
"""Per cent of the applicable items; the conventional bounds that AAPOR names (80% and 50%)."""

NOT_APPLICABLE = frozenset({Missing.NOT_ASKED, Missing.NOT_INCLUDED})
NOT_ANSWERED = frozenset({Missing.SKIPPED, Missing.NOT_REACHED, Missing.UNKNOWN})


def disposition(cells: Mapping[str, Answer | Missing], crucial: Collection[str] = ()) -> Disposition:
    """The outcome of one interview from its cells. "Don't know" and "rather not say" are answers.

    `crucial`: names of the core questions. AAPOR lets these decide what a partial interview is: with 80% of them
    answered it is one, whatever else was left open.
    """
    return outcome_of(count(cells.values()), count(cells[name] for name in crucial if name in cells))


def outcome_of(items: tuple[int, int], crucial: tuple[int, int]) -> Disposition:
    """The same from what was answered and what applied, of all items and of the crucial ones."""
    (answered, applicable), (known, asked) = items, crucial
    if answered * 100 >= applicable * COMPLETE_FROM and applicable:
        return Disposition.COMPLETE
    if answered * 100 >= applicable * PARTIAL_FROM and applicable:
        return Disposition.PARTIAL
    return Disposition.PARTIAL if asked and known * 100 >= asked * COMPLETE_FROM else Disposition.BREAK_OFF


def count(cells: Iterable[Answer | Missing]) -> tuple[int, int]:
    """Items answered, and items that applied or may have applied."""
    applicable = [cell for cell in cells if cell not in NOT_APPLICABLE]
    return sum(cell not in NOT_ANSWERED for cell in applicable), len(applicable)
