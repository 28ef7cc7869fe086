"""How much of what applied to somebody was answered. Whether it was sent is another variable. Pure."""

from collections.abc import Mapping
from enum import IntEnum

from exports.flags.case import Case, Told
from exports.flags.settings import Completeness
from respondents.outcomes import count
from surveys.engine.answers import Answer
from surveys.engine.missing import Missing
from surveys.engine.text import Text

NAME = "break_off"


class Part(IntEnum):
    """How complete an interview is."""

    COMPLETE = 1
    PARTIAL = 2
    BREAK_OFF = 3
    SENT_AFTER_CORE = 4


PARTS: Mapping[int, Text] = {
    int(Part.COMPLETE): Text({"nl": "Volledig", "en": "Complete"}),
    int(Part.PARTIAL): Text({"nl": "Deels ingevuld", "en": "Partial"}),
    int(Part.BREAK_OFF): Text({"nl": "Afgebroken", "en": "Break-off"}),
    int(Part.SENT_AFTER_CORE): Text({"nl": "Verzonden na de kernvragen", "en": "Sent after the core questions"}),
}


def share_answered(cells: Mapping[str, Answer | Missing]) -> float:
    """Answered items over items that applied, 0 to 1; 0 where nothing applied. "Don't know" is an answer."""
    return share_of(*count(cells.values()))


def share_of(answered: int, applicable: int) -> float:
    return answered / applicable if applicable else 0.0


def part(cells: Mapping[str, Answer | Missing], limits: Completeness, *, sent: bool, whole: bool) -> Part:
    """Its class. Who sent before the last page stopped where the questionnaire let them: not a break-off."""
    return part_of(*count(cells.values()), limits, sent=sent, whole=whole)


def part_of(answered: int, applicable: int, limits: Completeness, *, sent: bool, whole: bool) -> Part:
    if sent and not whole:
        return Part.SENT_AFTER_CORE
    if applicable and answered * 100 >= applicable * limits.complete:
        return Part.COMPLETE
    if applicable and answered * 100 >= applicable * limits.partial:
        return Part.PARTIAL
    return Part.BREAK_OFF


def broken_off(case: Case, limits: Completeness) -> Mapping[str, Told] | None:
    if part(case.cells, limits, sent=case.sent, whole=case.whole) != Part.BREAK_OFF:
        return None
    answered, applicable = count(case.cells.values())
    return {"answered": answered, "applicable": applicable, "sent": int(case.sent)}
