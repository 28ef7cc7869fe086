"""For each target the formula that is satisfiable exactly when some respondent can meet it."""

from collections.abc import Callable, Iterator, Mapping

from surveys.engine.definition import Assertion
from surveys.engine.expressions import Expression
from surveys.engine.plan import PlannedQuestion
from surveys.engine.proof.empty import never_answerable
from surveys.engine.proof.logic import Formula, both, every, no, some
from surveys.engine.proof.order import Place
from surveys.engine.proof.respondents import REACHED
from surveys.engine.proof.scope import Scope
from surveys.engine.proof.sites import Rule, Target, gaps, option_rules, page_rules, question_rule
from surveys.engine.proof.values import Amount, Days, is_text


class Formulas:
    """The targets of one scope, with where each is met."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.definition = scope, scope.definition
        self._questions: dict[str, tuple[int, PlannedQuestion]] = {}
        self._sections: dict[str, list[int]] = {}
        for place in self.own_places():
            step = scope.steps[place]
            if step is None or not step.questions:
                continue
            self._sections.setdefault(step.page.section, []).append(place)
            for planned in step.questions:
                self._questions[planned.question.name] = (place, planned)

    def own_places(self) -> range:
        """Steps of the questionnaire, or of the screening where that is what is proved."""
        scope = self.scope
        return range(scope.before + 1, len(scope.steps)) if scope.group else range(scope.before)

    def of(self, target: Target) -> Formula:
        return MAKERS[target.kind](self, target)

    def until(self, target: Target) -> Place:
        """From where on answers do not matter to the target."""
        if target.level == "section":
            return (self._sections[target.name][-1], 0, 0)
        if target.kind == "page" or target.level == "page":
            return (self.scope.place_of_page[target.name], 0, 0)
        if target.name in self._questions and target.kind not in ("assert", "between"):
            return (self._questions[target.name][0], 0, 0)
        if target.kind in ("derived", "between") and target.name in self.scope.known:
            return self.scope.known[target.name].since
        return self.scope.end

    def hangs_on(self, target: Target) -> Iterator[Expression]:
        """The rules whose inputs decide about the target."""
        if target.kind in ("outcome", "gap", "enters"):
            yield from (o.relevant for o in self.definition.screening.outcomes if o.relevant)
        elif target.kind == "assert":
            yield from (self._assertion(target).holds, *self.scope.order.screening_rules())
        elif target.kind == "derived":
            yield from (item.expression for item in self.definition.derived if item.name == target.name)
        elif target.kind == "between":
            yield from gaps(self.definition, self.scope.order.plan)[target.name]
        elif target.kind == "nothing":
            pages = () if self._always_something() else self.own_places()
            yield from (rule for place in pages for rule in self._of_page(place))
        else:
            yield from (rule for place in self._places(target) for rule in self._of_page(place))

    def _places(self, target: Target) -> list[int]:
        if target.level == "section":
            return self._sections[target.name]
        if target.kind == "page" or target.level == "page":
            return [self.scope.place_of_page[target.name]]
        return [self._questions[target.name][0]]

    def _of_page(self, place: int) -> Iterator[Expression]:
        step = self.scope.steps[place]
        if step is None:
            return
        yield from (rule.expression for rule in page_rules(self.definition, step.page))
        for planned in step.questions:
            yield from (planned.question.relevant,) if planned.question.relevant else ()
            yield from (rule.expression for rule in option_rules(planned))

    def _assertion(self, target: Target) -> Assertion:
        return next(item for item in self.definition.asserts if item.name == target.name)

    # One formula per kind

    def _rule(self, target: Target) -> Formula:
        wanted = target.kind == "holds"
        found = (self._rule_at(place, target) for place in self._places(target))
        return some(both(before, verdict if wanted else no(verdict)) for before, verdict in found)

    def _rule_at(self, place: int, target: Target) -> tuple[Formula, Formula]:
        """(whoever comes past the rule, the rule)."""
        before: Formula = True
        for rule in self._rules_in_order(place, target):
            verdict = self.scope.holds(rule, place)
            if (rule.level, rule.name, rule.code) == (target.level, target.name, target.code):
                return before, verdict
            before = both(before, verdict)
        return False, False

    def _rules_in_order(self, place: int, target: Target) -> Iterator[Rule]:
        step = self.scope.steps[place]
        if step is None:
            return
        yield from page_rules(self.definition, step.page)
        if target.level in ("question", "option"):
            planned = self._questions[target.name][1]
            own = question_rule(planned)
            yield from (own,) if own else ()
            yield from (rule for rule in option_rules(planned) if rule.code == target.code)

    def _page(self, target: Target) -> Formula:
        return self.scope.shown(self.scope.place_of_page[target.name])

    def _question(self, target: Target) -> Formula:
        return self.scope.present(*self._questions[target.name])

    def _option(self, target: Target) -> Formula:
        place, planned = self._questions[target.name]
        rule = next((rule for rule in option_rules(planned) if rule.code == target.code), None)
        return self.scope.offered(place, planned, rule)

    def _empty(self, target: Target) -> Formula:
        place, planned = self._questions[target.name]
        return both(self.scope.wanted(place, planned), no(self.scope.present(place, planned)))

    def _stuck(self, target: Target) -> Formula:
        place, planned = self._questions[target.name]
        return never_answerable(planned.question, planned.options) and self.scope.present(place, planned)

    def _assert(self, target: Target) -> Formula:
        item = self._assertion(target)
        fails = no(self.scope.rule(item.holds, self.scope.end))
        rules = [item.holds, *self.scope.order.screening_rules()]
        complete = self.scope.complete(rules) if item.name.endswith(REACHED) else True
        return both(fails, complete)

    def _always_something(self) -> bool:
        """Whether a page has a question that is shown whatever was answered."""
        steps = (self.scope.steps[place] for place in self.own_places())
        return any(
            planned.rule is None and planned.option_rules is None
            for step in steps
            if step and not step.rules
            for planned in step.questions
        )

    def _nothing(self, target: Target) -> Formula:
        return not self._always_something() and every(no(self.scope.shown(place)) for place in self.own_places())

    def _between(self, target: Target) -> Formula:
        """There is a number or a date, and none of the plain rules about it holds."""
        rules = gaps(self.definition, self.scope.order.plan)[target.name]
        value = self.scope.look_up(target.name, self.scope.end)
        given = some(guard for guard, atom in value.cases if isinstance(atom, Amount | Days))
        return both(given, *(no(self.scope.rule(rule, self.scope.end)) for rule in rules))

    def _derived(self, target: Target) -> Formula:
        at = self.scope.known[target.name].since
        return is_text(self.scope.look_up(target.name, at), target.code)


MAKERS: Mapping[str, Callable[[Formulas, Target], Formula]] = {
    "enters": lambda made, target: made.scope.entered,
    "holds": Formulas._rule,
    "fails": Formulas._rule,
    "page": Formulas._page,
    "question": Formulas._question,
    "option": Formulas._option,
    "empty": Formulas._empty,
    "stuck": Formulas._stuck,
    "outcome": lambda made, target: made.scope.chosen[target.name],
    "gap": lambda made, target: made.scope.gap,
    "assert": Formulas._assert,
    "nothing": Formulas._nothing,
    "between": Formulas._between,
    "derived": Formulas._derived,
}
