"""What an import could not carry, or took a default for: one Problem per place in the workbook."""

from dataclasses import dataclass, field

from surveys.engine.problems import Problem

MOST = 1_000
"""Problems that are listed; of more, the number is said."""

LOST = frozenset(
    [
        "bad_name",
        "bad_extra",
        "cell_not_carried",
        "choice_not_carried",
        "constraint_not_carried",
        "damaged",
        "duplicate_choice",
        "duplicate_column",
        "file_too_large",
        "group_not_closed",
        "group_not_open",
        "language_unknown",
        "list_missing",
        "missing_name",
        "missing_type",
        "no_survey",
        "not_a_workbook",
        "repeat",
        "rule_not_carried",
        "rules_too_long",
        "too_deep",
        "too_many_cells",
        "too_many_options",
        "too_many_problems",
        "too_many_rows",
        "type_not_carried",
        "unknown_reference",
        "unpacked_too_large",
    ]
)
"""Errors: something of the workbook is not in the document, or nothing could be read."""

NOTED = frozenset(
    [
        "appearance_left",
        "bound_changed",
        "code_changed",
        "column_left",
        "default_taken",
        "empty_group",
        "extra_left",
        "formula",
        "label_missing",
        "macros",
        "media_noted",
        "merged_cells",
        "message_left",
        "metadata_left",
        "name_changed",
        "option_list_split",
        "page_split",
        "piping",
        "row_disabled",
        "sheet_left",
        "title_moved",
    ]
)
"""Warnings: carried in another way, a default taken, or left out because it says nothing about the questions."""


@dataclass
class Findings:
    """Problems in the order they were found, at most MOST of them."""

    found: list[Problem] = field(default_factory=list)
    dropped: int = 0

    def add(self, code: str, where: str, message: str, what_to_do: str) -> None:
        """Severity goes with the code; a code that is in neither set is a mistake of ours (KeyError)."""
        if code not in LOST | NOTED:
            raise KeyError(code)
        if len(self.found) >= MOST:
            self.dropped += 1
            return
        self.found.append(Problem(where, code, message, what_to_do, "error" if code in LOST else "warning"))

    def listed(self) -> tuple[Problem, ...]:
        """Each problem once, and how many more there were."""
        once = tuple(dict.fromkeys(self.found))
        if not self.dropped:
            return once
        message = f"{self.dropped} more problems are not shown."
        return (*once, Problem("", "too_many_problems", message, "Put these right first."))


def short(text: str, length: int = 60) -> str:
    """The text as messages show it: one line, cut off."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
