"""What is proved: the places of rules, and the targets that somebody should or should not meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from surveys.engine.definition import Definition, Derived, Page
from surveys.engine.expressions import Expression
from surveys.engine.plan import Plan, PlannedQuestion, Step
from surveys.engine.proof.empty import never_answerable
from surveys.engine.proof.gaps import gaps_of

Kind = Literal[
    "enters", "holds", "fails", "page", "question", "option", "outcome", "derived", "empty", "stuck", "gap", "assert",
    "between", "nothing",
]  # fmt: skip
Level = Literal["section", "page", "question", "option", "outcome", ""]


@dataclass(frozen=True, order=True)
class Target:
    """Something that can happen to a respondent. `level` is set for rules; `code` for options and derived values."""

    kind: Kind
    name: str
    level: Level = ""
    code: str = ""


WANTED: frozenset[Kind] = frozenset({"enters", "holds", "fails", "page", "question", "option", "outcome", "derived"})
"""Somebody should meet these; nobody should meet the others."""


@dataclass(frozen=True)
class Rule:
    """A rule in its place: who comes past it, it either holds or fails for."""

    level: Level
    name: str
    code: str
    expression: Expression

    def target(self, *, holds: bool) -> Target:
        return Target("holds" if holds else "fails", self.name, self.level, self.code)


def page_rules(definition: Definition, page: Page) -> Iterator[Rule]:
    section = definition.section_by_name.get(page.section)
    if section and section.relevant:
        yield Rule("section", section.name, "", section.relevant)
    if page.relevant:
        yield Rule("page", page.name, "", page.relevant)


def question_rule(planned: PlannedQuestion) -> Rule | None:
    question = planned.question
    return Rule("question", question.name, "", question.relevant) if question.relevant else None


def option_rules(planned: PlannedQuestion) -> Iterator[Rule]:
    for option in planned.options:
        if option.relevant:
            yield Rule("option", planned.question.name, option.code, option.relevant)


def steps_of(plan: Plan) -> tuple[Step, ...]:
    return plan.steps if plan.group else plan.screening


def gaps(definition: Definition, plan: Plan) -> Mapping[str, tuple[Expression, ...]]:
    """Names whose plain rules meet at a bound from both sides, see gaps.py. Worked out once per group."""
    known: dict[str, Mapping[str, tuple[Expression, ...]]] = definition.memo.setdefault("gaps", {})
    if plan.group not in known:
        known[plan.group] = gaps_of(plan, {section.name: section.relevant for section in definition.sections})
    return known[plan.group]


def targets(definition: Definition, plan: Plan) -> Iterator[Target]:
    """All targets of one group's questionnaire ('' = the screening), in document order, each once."""
    found: dict[Target, None] = {}
    if plan.group:
        found[Target("enters", plan.group)] = None
        found |= dict.fromkeys(_of_derived(plan.first))
    for step in steps_of(plan):
        found |= dict.fromkeys(_of_step(definition, step))
    found |= dict.fromkeys(_of_end(definition, plan))
    yield from found


def _of_step(definition: Definition, step: Step) -> Iterator[Target]:
    if step.questions:
        for rule in page_rules(definition, step.page):
            yield rule.target(holds=True)
            yield rule.target(holds=False)
        yield Target("page", step.page.name)
        for planned in step.questions:
            yield from _of_question(planned)
    yield from _of_derived(step.derived)


def _of_question(planned: PlannedQuestion) -> Iterator[Target]:
    rules = [rule for rule in (question_rule(planned), *option_rules(planned)) if rule]
    for rule in rules:
        yield rule.target(holds=True)
        yield rule.target(holds=False)
    name = planned.question.name
    yield Target("question", name)
    for option in planned.options:
        yield Target("option", name, code=option.code)
    if planned.option_rules is not None:
        yield Target("empty", name)
    if planned.question.routing_key and never_answerable(planned.question, planned.options):
        yield Target("stuck", name)


def _of_derived(derived: tuple[Derived, ...]) -> Iterator[Target]:
    for item in derived:
        for option in item.options:
            yield Target("derived", item.name, code=option.code)


def _of_end(definition: Definition, plan: Plan) -> Iterator[Target]:
    yield from (Target("between", name) for name in gaps(definition, plan))
    if plan.group:
        yield from (Target("assert", item.name) for item in definition.asserts)
        yield Target("nothing", plan.group)
    elif definition.screening.outcomes:
        yield from (Target("outcome", item.name) for item in definition.screening.outcomes)
        yield Target("gap", "screening")
