"""What may not change from one edition to the next under the same name, and what to do instead. docs/editions.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.engine.changes import Change
from surveys.engine.compare import compare
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem, Severity

OTHER_QUESTIONNAIRE = "Is it another questionnaire altogether? Then say so: `basis: none` at this edition."


@dataclass(frozen=True)
class Refusal:
    """A kind of change as a problem. `message` and `advice` know {variable}, {option}, {before} and {after}."""

    code: str
    message: str
    advice: str
    severity: Severity = "error"


REFUSALS: Mapping[str, Refusal] = {
    "option_removed": Refusal(
        "edition_option_removed",
        "“{option}” of {variable} is gone, and people have chosen it.",
        "Put it back. To offer other answers, ask a new question with a new name (such as {variable}_2) and take "
        "{variable} out.",
    ),
    "option_recoded": Refusal(
        "edition_option_recoded",
        "“{option}” of {variable} meant {before} and would mean {after}.",
        "Give each option the `value` and `short` it had (a new option gets a new one), or ask a new question with a "
        "new name.",
    ),
    "type_changed": Refusal(
        "edition_type_changed",
        "{variable} was {before} and would be {after}: answers of both do not fit one column.",
        "Keep the type, or give the new question a new name.",
    ),
    "pivot_moved": Refusal(
        "edition_pivot_moved",
        "Before and after of {variable} meant {before} and would mean {after}.",
        "Keep the pivot, or ask for the new day under a new name.",
    ),
    "column_reused": Refusal(
        "edition_column_reused",
        "The column held {before} and would hold {after}.",
        "Choose a name, code or `short` that no earlier edition used.",
    ),
    "group_removed": Refusal(
        "edition_group_removed",
        "The group “{before}” is gone, and people are in it.",
        "Put it back; let no outcome lead to it when nobody new should come in.",
    ),
    "group_recoded": Refusal(
        "edition_group_recoded",
        "The group's value was {before} and would be {after}.",
        "Give it the value it had; a new group gets a new one.",
    ),
    "bounds_narrowed": Refusal(
        "edition_narrowed",
        "Fewer answers are allowed than before ({before}, now {after}).",
        "Answers outside it stay as they are: clean them on purpose, or leave the limit.",
        "warning",
    ),
    "option_rescored": Refusal(
        "edition_option_rescored",
        "“{option}” of {variable} had score {before} and now has {after}.",
        "Scale means of earlier answers keep the old score. Use a new name when both must not be mixed.",
        "warning",
    ),
}
"""By kind of change. Kinds that are not here may always change."""


def edition_problems(earlier: Iterable[Definition], new: Definition) -> tuple[Problem, ...]:
    """What keeps `new` from following the earlier editions of the same questionnaire, newest first.

    All earlier ones count: a name or value that was taken out does not come back with another meaning.
    Narrowing is told against the newest only. Sorted, each once.
    """
    found: set[Problem] = set()
    for place, old in enumerate(earlier):
        problems = (problem for change in compare(old, new) if (problem := _problem(change)))
        found.update(problem for problem in problems if problem.severity == "error" or place == 0)
    return tuple(sorted(found))


def _problem(change: Change) -> Problem | None:
    refusal = REFUSALS.get(change.kind)
    if refusal is None or (refusal.severity == "error" and change.effect != "breaks"):
        return None
    values = {
        "variable": change.variable or change.where,
        "option": change.option,
        "before": change.before[:80],
        "after": change.after[:80],
    }
    advice = refusal.advice.format(**values)
    if refusal.severity == "error":
        advice = f"{advice} {OTHER_QUESTIONNAIRE}"
    return Problem(change.where, refusal.code, refusal.message.format(**values), advice, refusal.severity)
