"""One group's questionnaire in the solver, screening before it. Terms are made when first asked for, never sooner."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from surveys.engine.definition import Definition, Derived, Option, Question
from surveys.engine.expressions import BUILT_INS, Expression
from surveys.engine.path import start_values
from surveys.engine.plan import PlannedQuestion
from surveys.engine.proof.built_ins import built_in_domains
from surveys.engine.proof.domains import Domain, domain
from surveys.engine.proof.empty import never_answerable
from surveys.engine.proof.expressions import as_derived, symbol
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.logic import Formula, both, every, implies, no, some
from surveys.engine.proof.order import Place, order
from surveys.engine.proof.sites import Rule, option_rules, page_rules
from surveys.engine.proof.values import EMPTY, Symbol, Words, constant, truth
from surveys.engine.values import text_of

UNKNOWN = constant(EMPTY)


class Scope:
    """The terms of one group ('' = screening). `fresh` holds constraints not yet given to the solver, by question."""

    def __init__(self, definition: Definition, group: str, literals: Literals) -> None:
        self.definition, self.group, self.literals = definition, group, literals
        self.order = order(definition, group)
        self.before, self.steps, self.known = self.order.before, self.order.steps, self.order.known
        self.fresh: list[tuple[str, Formula]] = []
        self.domains: dict[str, Domain] = {}
        self._symbols: dict[str, Symbol] = {}
        self._own = {name: text_of(value) for name, value in start_values(definition, group, None).items()}
        self._built_ins = built_in_domains(definition, literals)
        self._rules: dict[tuple[Expression, Place], Formula] = {}
        if group:
            self.fresh.append(("", self.entered))

    @cached_property
    def end(self) -> Place:
        return (len(self.steps), 0, 0)

    @cached_property
    def place_of_page(self) -> Mapping[str, int]:
        return {step.page.name: place for place, step in enumerate(self.steps) if step}

    # What names are worth

    def look_up(self, name: str, at: Place) -> Symbol:
        """What a rule at this place sees of a name."""
        if name in self.known:
            return self._value(name) if self.known[name].since <= at else UNKNOWN
        return self._built_in(name, at) if name in BUILT_INS else UNKNOWN

    def _built_in(self, name: str, at: Place) -> Symbol:
        if name in self._built_ins:
            return self._asked_built_in(name).symbol
        known = at[0] >= self.before and self.group
        return constant(Words(self._own[name] if known else ""))

    def _asked_built_in(self, name: str) -> Domain:
        if name not in self.domains:
            self._add(name, self._built_ins[name])
        return self.domains[name]

    def _add(self, name: str, found: Domain) -> None:
        self.domains[name] = found
        self.fresh.extend((name, constraint) for constraint in found.constraints)

    def _value(self, name: str) -> Symbol:
        if name not in self._symbols:
            known = self.known[name]
            if isinstance(known.what, Derived):
                place, _, turn = known.since
                worth = symbol(known.what.expression, lambda asked: self.look_up(asked, (place, 2, turn - 1)))
                self._symbols[name] = as_derived(worth)
            else:
                self._symbols[name] = self.ask(name).symbol
        return self._symbols[name]

    def ask(self, name: str) -> Domain:
        """The question in the solver: answered only where it is shown, and a routing key always where it is."""
        if name in self.domains:
            return self.domains[name]
        place, planned = self.known[name].since[0], self._asked(name)
        offered = [(option, self.offered(place, planned, rule)) for option, rule in _options(planned)]
        found = domain(planned.question, offered, self.literals.texts(planned.question))
        present = self.present(place, planned)
        found.constraints.append(implies(found.answered, present))
        if planned.question.routing_key and not never_answerable(planned.question, planned.options):
            found.constraints.append(implies(present, found.answered))
        self._add(name, found)
        return found

    def _asked(self, name: str) -> PlannedQuestion:
        what = self.known[name].what
        if isinstance(what, Derived):
            raise KeyError(name)
        return what[1]

    def questions(self, before: Place) -> Iterator[Question]:
        for known in self.known.values():
            if known.since <= before and not isinstance(known.what, Derived):
                yield known.what[1].question

    # Who sees what

    def rule(self, expression: Expression | None, at: Place) -> Formula:
        if expression is None:
            return True
        if (expression, at) not in self._rules:
            self._rules[expression, at] = truth(symbol(expression, lambda name: self.look_up(name, at)))
        return self._rules[expression, at]

    def holds(self, rule: Rule, place: int) -> Formula:
        return self.rule(rule.expression, (place, 0, 0))

    def rules_met(self, place: int) -> Formula:
        """The rules of section and page."""
        step = self.steps[place]
        return every(self.holds(rule, place) for rule in page_rules(self.definition, step.page)) if step else False

    def wanted(self, place: int, planned: PlannedQuestion) -> Formula:
        """The rules of section, page and question."""
        return both(self.rules_met(place), self.rule(planned.question.relevant, (place, 0, 0)))

    def offered(self, place: int, planned: PlannedQuestion, rule: Rule | None) -> Formula:
        return both(self.wanted(place, planned), self.holds(rule, place) if rule else True)

    def present(self, place: int, planned: PlannedQuestion) -> Formula:
        """Whether the question is shown: its rules hold, and an option is left where options have rules."""
        if planned.option_rules is None:
            return self.wanted(place, planned)
        return some(self.offered(place, planned, rule) for _, rule in _options(planned))

    def shown(self, place: int) -> Formula:
        step = self.steps[place]
        return some(self.present(place, planned) for planned in step.questions) if step else False

    # How screening ends

    @cached_property
    def chosen(self) -> Mapping[str, Formula]:
        """Per outcome: that it is the first whose rule holds."""
        at = (self.before - 1, 2, 0)
        self.prepare(outcome.relevant for outcome in self.definition.screening.outcomes if outcome.relevant)
        found: dict[str, Formula] = {}
        none_before: Formula = True
        for outcome in self.definition.screening.outcomes:
            met = self.rule(outcome.relevant, at)
            found[outcome.name] = both(none_before, met)
            none_before = both(none_before, no(met))
        return found

    @property
    def gap(self) -> Formula:
        return no(some(self.chosen.values()))

    @property
    def entered(self) -> Formula:
        """Screening leads to this group. A study without outcomes lets everybody in."""
        outcomes = self.definition.screening.outcomes
        return not outcomes or some(self.chosen[o.name] for o in outcomes if o.group == self.group)

    # What hangs on what

    def prepare(self, rules: Iterable[Expression]) -> None:
        """Make the terms of all that these rules hang on, first things first, so that no recursion goes deep."""
        for name in self.order.cone(rules):
            self._value(name)

    def complete(self, rules: Sequence[Expression]) -> Formula:
        """Whoever skips nothing of what these rules hang on."""
        asked = (name for name in self.order.cone(rules) if not isinstance(self.known[name].what, Derived))
        return every(self._not_skipped(name) for name in asked)

    def _not_skipped(self, name: str) -> Formula:
        present = self.present(self.known[name].since[0], self._asked(name))
        return implies(present, self.ask(name).answered)


def _options(planned: PlannedQuestion) -> Iterator[tuple[Option, Rule | None]]:
    rules = {rule.code: rule for rule in option_rules(planned)}
    for option in planned.options:
        yield option, rules.get(option.code)
