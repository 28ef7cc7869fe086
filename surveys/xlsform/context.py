"""What the readers of an import share: findings, languages, extras, choices, and what names mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.expressions import BUILT_INS, parse_expression, references
from surveys.xlsform.cells_out import written_rule
from surveys.xlsform.choices_in import ChoiceLists
from surveys.xlsform.extras_in import Extras
from surveys.xlsform.findings import Findings, short
from surveys.xlsform.lines import Languages, Line, words
from surveys.xlsform.odk import Known, rule_of
from surveys.xlsform.odk_parser import NotOdk

Document = dict[str, Any]


@dataclass
class Context:
    """One import. `option_lists` fills while questions are read; `defaults` are said once, at the end."""

    found: Findings
    languages: Languages
    extras: Extras
    choices: ChoiceLists
    known: Known
    option_lists: dict[str, list[Document]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    multis: frozenset[str] = frozenset()

    def text(self, line: Line, column: str) -> dict[str, str]:
        return words(line, column, self.found, own=self.extras.own)

    def rule(self, line: Line, extra: Mapping[str, Any]) -> Document:
        """`groups` and `relevant` of a row. The extra sheet's are taken as long as the cell says the same."""
        cell = line.get("relevant")
        if extra.get("groups") or extra.get("relevant"):
            kept = {key: extra[key] for key in ("groups", "relevant") if extra.get(key)}
            if self.unchanged(kept, cell):
                return kept
        rule = self.mapped(line, "relevant", cell) if cell else ""
        return {"relevant": rule} if rule else {}

    def unchanged(self, kept: Mapping[str, Any], cell: str) -> bool:
        """Whether the cell is what would be written for these groups and this rule."""
        try:
            return written_rule(kept, self.multis).strip() == cell
        except (ValueError, TypeError):
            return False

    def mapped(self, line: Line, column: str, source: str) -> str:
        """The expression as a rule; '' where it always holds or cannot be carried (then it is reported)."""
        try:
            rule = rule_of(source, self.known)
        except NotOdk as error:
            self.found.add("rule_not_carried", line.where(column), error.message, error.what_to_do)
            return ""
        self.check_names(line, column, rule)
        return rule

    def check_names(self, line: Line, column: str, rule: str) -> None:
        """Report names that no row has."""
        asked = references(parse_expression(rule)) if rule else frozenset()
        for name in sorted(asked - set(self.known.names.values()) - BUILT_INS):
            message = f"There is no question “{short(name)}” among what was carried."
            self.found.add("unknown_reference", line.where(column), message, "Put the name right, or take it out.")

    def lost(self, line: Line, column: str, what_to_do: str) -> None:
        message = f"{column} “{short(line.get(column) or str(line.texts.get(column)))}” is not carried."
        self.found.add("cell_not_carried", line.where(column), message, what_to_do)


def both(first: str, second: str) -> str:
    """The rule that holds where both do."""
    return f"({first}) and ({second})" if first and second else first or second
