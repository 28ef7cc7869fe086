"""What leaves of the texts that people typed: masked, unless somebody who may decided otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exports.columns import Column
from exports.models import TextDecision
from exports.personal_text import masked
from exports.values import Value
from respondents.models import Interview
from respondents.state import last_seq

Choice = TextDecision.Choice
Place = tuple[int, str]
"""Number of the respondent, and the column."""


@dataclass(frozen=True)
class TextRules:
    """Newest decision by place: the event that the text came with, and what to do with it."""

    decided: Mapping[Place, tuple[int, str]] = field(default_factory=dict)

    def told(self, interview: Interview, column: Column, value: Value) -> Value:
        """The text as it may leave; other values as they are. A text given after a decision is masked again."""
        if not column.open_text or not value:
            return value
        choice = self.choice(interview, column)
        if choice == Choice.CLEAR:
            return None
        return value if choice == Choice.KEEP else masked(str(value))

    def choice(self, interview: Interview, column: Column) -> str:
        seq, choice = self.decided.get((interview.respnr, column.name), (-1, Choice.MASK))
        return choice if seq == last_seq(interview, column.question) else Choice.MASK


def text_rules(slug: str) -> TextRules:
    """The decisions about a study's texts."""
    rows = TextDecision.objects.filter(study__slug=slug).order_by("pk")
    places = rows.values_list("respnr", "column", "seq", "choice")
    return TextRules({(respnr, column): (seq, choice) for respnr, column, seq, choice in places})
