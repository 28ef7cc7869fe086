"""Every cell of the dataset: the answer, or the reason why there is none. docs/rules.md lists the reasons.

The path takes rules as ODK does; here they are three-valued, because a rule whose input is missing decides nothing.
Worked out in the order: not in this questionnaire (-7), does not apply (-4), unknown whether it applied (-8),
not reached (-6), skipped (-5).
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from surveys.engine.answers import Answer, Choice, Choices, Refusal, rule_value
from surveys.engine.definition import REASON_CODES, Definition, Derived, Question
from surveys.engine.derive import derived_cell, judged
from surveys.engine.missing import Missing
from surveys.engine.path import BuiltIns, Path, Walk, counts, start_values, walk, without_group
from surveys.engine.plan import PlannedQuestion, ShownQuestion, Step, plan
from surveys.engine.rules import NOT_REACHED, REFUSED, SKIPPED, UNDECIDED, Evaluator, Seen, Unknown, truth
from surveys.engine.values import Value

__all__ = ["Cells", "Missing", "all_cells", "cell", "cells", "derived_cells"]

AS_INPUT: Mapping[Missing, Seen] = {
    Missing.NOT_ASKED: "",
    Missing.SKIPPED: SKIPPED,
    Missing.NOT_REACHED: NOT_REACHED,
    Missing.UNKNOWN: UNDECIDED,
}
"""What later rules see of a question without an answer."""


@dataclass(frozen=True)
class Cells:
    """Cells of one respondent: of every question that takes an answer, and of every derived value.

    `way`: the pages shown, from which the cells were worked out.
    """

    questions: Mapping[str, Answer | Missing]
    derived: Mapping[str, Value | Missing]
    way: Walk


def cell(
    definition: Definition,
    group: str,
    answers: Mapping[str, Answer],
    passed: Set[str],
    question_name: str,
    built_ins: BuiltIns | None = None,
) -> Answer | Missing:
    """One cell; NOT_INCLUDED for a question that this definition does not have."""
    found = all_cells(definition, group, answers, passed, built_ins).questions
    return found.get(question_name, Missing.NOT_INCLUDED)


def cells(
    definition: Definition,
    group: str,
    answers: Mapping[str, Answer],
    passed: Set[str],
    built_ins: BuiltIns | None = None,
) -> dict[str, Answer | Missing]:
    """The cell of every question, screening included. `passed` holds names of pages answered or skipped."""
    return dict(all_cells(definition, group, answers, passed, built_ins).questions)


def derived_cells(
    definition: Definition,
    group: str,
    answers: Mapping[str, Answer],
    passed: Set[str],
    built_ins: BuiltIns | None = None,
) -> dict[str, Value | Missing]:
    """The cell of every derived value."""
    return dict(all_cells(definition, group, answers, passed, built_ins).derived)


def all_cells(
    definition: Definition,
    group: str,
    answers: Mapping[str, Answer],
    passed: Set[str],
    built_ins: BuiltIns | None = None,
) -> Cells:
    """All cells, in one pass over the questionnaire."""
    planned = plan(definition, group)
    start = start_values(definition, group, built_ins)
    row = _Row(answers, passed, dict(without_group(start)))
    way = walk(definition, group, answers, built_ins)
    row.walk(planned.screening, way.screening)
    row.seen.update(start)
    row.derive(planned.first)
    row.walk(planned.steps, way.questionnaire)
    return Cells(
        {name: row.questions.get(name, Missing.NOT_INCLUDED) for name in definition.questions},
        {item.name: row.derived.get(item.name, Missing.NOT_INCLUDED) for item in definition.derived},
        way,
    )


@dataclass
class _Row:
    """One respondent's row while it is made; `seen` is what three-valued rules see so far."""

    answers: Mapping[str, Answer]
    passed: Set[str]
    seen: dict[str, Seen]
    questions: dict[str, Answer | Missing] = field(default_factory=dict)
    derived: dict[str, Value | Missing] = field(default_factory=dict)

    def walk(self, steps: Iterable[Step], on_path: Path) -> None:
        shown = {item.question.name: item for page in on_path.pages for item in page.questions}
        for step in steps:
            found = {}
            for planned in step.questions:
                if planned.question.asks:
                    name = planned.question.name
                    found[name] = self.add(step, planned, shown.get(name))
            self.seen.update(found)
            self.derive(step.derived)

    def add(self, step: Step, planned: PlannedQuestion, shown: ShownQuestion | None) -> Seen:
        """Add the cell of one question; returns what later rules see of it."""
        question = planned.question
        given = self.answers.get(question.name)
        counted = counts(shown, given) if shown and given is not None else None
        if counted is not None:
            self.questions[question.name] = own_reason(question, counted) or counted
            return as_input(question, counted)
        verdict = applies(step.rules, planned, self.seen)
        reason = why_empty(verdict, shown is not None and step.page.name in self.passed)
        self.questions[question.name] = reason
        return AS_INPUT[reason]

    def derive(self, items: Iterable[Derived]) -> None:
        for item in items:
            value = judged(item, self.seen)
            self.seen[item.name] = value
            self.derived[item.name] = derived_cell(item, value, {**self.questions, **self.derived})


def why_empty(verdict: bool | Unknown, passed_over: bool) -> Missing:
    """Why there is no answer. `verdict`: whether the question applies; `passed_over`: shown, its page passed."""
    if isinstance(verdict, Unknown):
        return Missing(verdict.code)
    if not verdict:
        return Missing.NOT_ASKED
    return Missing.SKIPPED if passed_over else Missing.NOT_REACHED


def own_reason(question: Question, answer: Answer) -> Missing | None:
    """The reason somebody chose, where that stands outside the base."""
    if isinstance(answer, Refusal):
        return Missing(REASON_CODES[answer.reason])
    chosen = _codes(answer)
    reasons = {question.by_code[code].reason for code in chosen if not question.by_code[code].in_base}
    outside = [reason for reason in REASON_CODES if reason in reasons]
    if not outside or any(question.by_code[code].in_base for code in chosen):
        return None
    return Missing(REASON_CODES[outside[0]])


def as_input(question: Question, answer: Answer) -> Seen:
    """What later rules see of an answer: who would rather not say leaves them undecided."""
    refused = isinstance(answer, Refusal) and answer.reason == "prefer_not"
    chosen = _codes(answer)
    if refused or (chosen and all(question.by_code[code].reason == "prefer_not" for code in chosen)):
        return REFUSED
    return rule_value(question, answer)


def _codes(answer: Answer) -> frozenset[str]:
    if isinstance(answer, Choice):
        return frozenset({answer.code})
    return answer.codes if isinstance(answer, Choices) else frozenset()


def applies(rules: Iterable[Evaluator], planned: PlannedQuestion, seen: Mapping[str, Seen]) -> bool | Unknown:
    """Three-valued: whether section, page (their `rules`) and question apply, and one of the question's options."""
    doubt: Unknown | None = None
    for verdict in (*_verdicts(rules, planned.rule, seen), _any_option(planned, seen)):
        if verdict is False:
            return False
        if isinstance(verdict, Unknown):
            doubt = verdict.and_(doubt) if doubt else verdict
    return doubt or True


def _verdicts(
    page_rules: Iterable[Evaluator], own: Evaluator | None, seen: Mapping[str, Seen]
) -> Iterable[bool | Unknown]:
    for rule in (*page_rules, own):
        if rule is not None:
            yield truth(rule(seen))


def _any_option(planned: PlannedQuestion, seen: Mapping[str, Seen]) -> bool | Unknown:
    if planned.option_rules is None or None in planned.option_rules:
        return True
    verdicts = [truth(rule(seen)) for rule in planned.option_rules if rule is not None]
    if True in verdicts:
        return True
    doubts = [verdict for verdict in verdicts if isinstance(verdict, Unknown)]
    return min(doubts, key=lambda doubt: doubt.code) if doubts else False
