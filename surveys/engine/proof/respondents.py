"""Respondents as the proof finds them, and walking them through the real engine to see what they meet."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.answers import Answer, rule_value, to_json
from surveys.engine.definition import Assertion, Definition, Derived
from surveys.engine.derive import add_derived
from surveys.engine.path import counts, outcome, path, screening_path, show, start_values, without_group
from surveys.engine.plan import Plan, ShownPage, ShownQuestion, Step, plan
from surveys.engine.proof.empty import never_answerable
from surveys.engine.proof.gaps import falls_between
from surveys.engine.proof.order import order
from surveys.engine.proof.sites import Rule, Target, gaps, option_rules, page_rules, question_rule
from surveys.engine.rules import holds
from surveys.engine.values import Value

REACHED = "_reached"
"""How the name of a statement ends that holds for whoever skips nothing."""


class ProofMismatch(Exception):
    """Solver and engine do not agree about a respondent: a fault in the proof itself, never in the study."""


@dataclass(frozen=True)
class Respondent:
    """Somebody who could exist. `group` is '' for who is still in the screening, or sent away by it."""

    group: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    built_ins: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, definition: Definition) -> dict[str, Any]:
        """Plain values: group, built_ins, and answers as they are stored."""
        questions = definition.questions
        answers = {name: to_json(answer, questions[name]) for name, answer in self.answers.items()}
        return {"group": self.group, "built_ins": dict(self.built_ins), "answers": answers}

    def key(self, definition: Definition) -> str:
        return json.dumps(self.as_json(definition), sort_keys=True)


Choose = Callable[[ShownQuestion], Answer | None]


@dataclass
class Walk:
    """What one respondent met, page by page. `answers` are those given on the way."""

    respondent: Respondent
    hits: set[Target]
    screened: tuple[str, ...]
    pages: tuple[str, ...]


def walk(definition: Definition, respondent: Respondent, choose: Choose | None = None) -> Walk:
    """Through screening and questionnaire. `choose` answers where the respondent has no answer; without it nobody does.

    Raises ProofMismatch where the real path shows other pages.
    """
    way = _Way(definition, respondent, choose or (lambda shown: None))
    planned = plan(definition, respondent.group)
    values = start_values(definition, respondent.group, respondent.built_ins)
    before = without_group(values)
    screened = way.through(planned.screening, before, screening=not respondent.group)
    if not respondent.group:
        way.between(planned, before)
        way.end_of_screening()
        return way.result(screened, (), before)
    values = {**before, **values}
    way.derive(planned.first, values)
    pages = way.through(planned.steps, values)
    way.between(planned, values)
    way.end(values, bool(pages))
    return way.result(screened, pages, values)


class _Way:
    """One walk under way."""

    def __init__(self, definition: Definition, respondent: Respondent, choose: Choose) -> None:
        self.definition, self.start, self.choose = definition, respondent, choose
        self.answers: dict[str, Answer] = {}
        self.hits: set[Target] = set()
        self.skipped: set[str] = set()

    def through(self, steps: tuple[Step, ...], values: dict[str, Value], *, screening: bool = True) -> tuple[str, ...]:
        names = []
        for step in steps:
            if screening:
                self.hits.update(met(self.definition, step, values))
            shown = show(step, values)
            if shown is not None:
                names.append(shown.name)
                self.hits.update(seen(shown) if screening else ())
                values.update(self._answer(shown))
            self.derive(step.derived, values)
        return tuple(names)

    def _answer(self, shown: ShownPage) -> dict[str, Value]:
        """The page's answers; those of a page are known only when it is left."""
        found: dict[str, Value] = {}
        for item in shown.questions:
            name = item.question.name
            answer = self.start.answers[name] if name in self.start.answers else self.choose(item)
            counted = counts(item, answer) if answer is not None else None
            if counted is not None:
                self.answers[name] = counted
                found[name] = rule_value(item.question, counted)
            elif item.question.asks:
                self.skipped.add(name)
        return found

    def derive(self, derived: tuple[Derived, ...], values: dict[str, Value]) -> None:
        add_derived(derived, values)
        for item in derived:
            value = values[item.name]
            if isinstance(value, str) and value in {option.code for option in item.options}:
                self.hits.add(Target("derived", item.name, code=value))

    def between(self, planned: Plan, values: Mapping[str, Value]) -> None:
        """Names whose value falls between two rules that meet."""
        for name, rules in gaps(self.definition, planned).items():
            if falls_between(values.get(name, ""), rules, values):
                self.hits.add(Target("between", name))

    def end_of_screening(self) -> None:
        if not self.definition.screening.outcomes:
            return
        try:
            found = outcome(self.definition, self.answers, self.start.built_ins)
        except LookupError:
            self.hits.add(Target("gap", "screening"))
        else:
            self.hits.add(Target("outcome", found.name))

    def end(self, values: Mapping[str, Value], something: bool) -> None:
        group = self.start.group
        self.hits.add(Target("enters", group))
        if not something:
            self.hits.add(Target("nothing", group))
        failed = (item for item in self.definition.asserts if not holds(item.holds, values))
        self.hits.update(Target("assert", item.name) for item in failed if self._speaks_of(item))

    def _speaks_of(self, item: Assertion) -> bool:
        """A statement about who is reached speaks only of people who skipped nothing that it hangs on."""
        if not item.name.endswith(REACHED):
            return True
        known = order(self.definition, self.start.group)
        return self.skipped.isdisjoint(known.cone([item.holds, *known.screening_rules()]))

    def result(self, screened: tuple[str, ...], pages: tuple[str, ...], values: Mapping[str, Value]) -> Walk:
        found = Respondent(self.start.group, self.answers, self.start.built_ins)
        self._confirm(screened, pages, values)
        return Walk(found, self.hits, screened, pages)

    def _confirm(self, screened: tuple[str, ...], pages: tuple[str, ...], values: Mapping[str, Value]) -> None:
        """The same answers, given to the engine in one go, lead along the same pages to the same values."""
        group, built_ins = self.start.group, self.start.built_ins
        ways: list[tuple[Any, Any]] = [(screening_path(self.definition, self.answers, built_ins).names, screened)]
        if group:
            real = path(self.definition, group, self.answers, built_ins)
            ways += [(real.names, pages), (_ends(self.definition, self.answers, built_ins, group), group)]
            ways.append((dict(real.values), dict(values)))
        for real_one, ours in ways:
            if real_one != ours:
                raise ProofMismatch(f"{group or 'screening'}: the engine says {real_one}, the proof {ours}")


def _ends(
    definition: Definition, answers: Mapping[str, Answer], built_ins: Mapping[str, str], group: str
) -> str | None:
    """The group that screening leads to; `group` itself where the study has no outcomes."""
    if not definition.screening.outcomes:
        return group
    try:
        return outcome(definition, answers, built_ins).group
    except LookupError:
        return None


def met(definition: Definition, step: Step, values: Mapping[str, Value]) -> Iterator[Target]:
    """How each rule on this page turns out, as far as anybody comes past it."""
    if not step.questions:
        return
    for rule in page_rules(definition, step.page):
        verdict = holds(rule.expression, values)
        yield rule.target(holds=verdict)
        if not verdict:
            return
    for planned in step.questions:
        own = question_rule(planned)
        if own and not holds(own.expression, values):
            yield own.target(holds=False)
            continue
        yield from [own.target(holds=True)] if own else []
        yield from _met_options(planned.question.name, list(option_rules(planned)), values)
        if planned.option_rules is not None and not _any_left(planned.options, list(option_rules(planned)), values):
            yield Target("empty", planned.question.name)


def _met_options(name: str, rules: list[Rule], values: Mapping[str, Value]) -> Iterator[Target]:
    for rule in rules:
        yield rule.target(holds=holds(rule.expression, values))


def _any_left(options: tuple[Any, ...], rules: list[Rule], values: Mapping[str, Value]) -> bool:
    """Whether an option is left: one without a rule, or one whose rule holds."""
    return len(options) > len(rules) or any(holds(rule.expression, values) for rule in rules)


def seen(shown: ShownPage) -> Iterator[Target]:
    yield Target("page", shown.name)
    for item in shown.questions:
        name = item.question.name
        yield Target("question", name)
        yield from (Target("option", name, code=option.code) for option in item.options)
        if item.question.routing_key and never_answerable(item.question, item.options):
            yield Target("stuck", name)
