"""The cells of many interviews of one group at once, as `cells.all_cells` works them out for one.

It walks the plan as that does, and asks the very functions that decide about one respondent, but each only once for
every combination of values that occurs. Path and cells go along together, page by page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.engine.answers import Answer, Value, rule_value
from surveys.engine.cells import AS_INPUT, applies, as_input, own_reason, why_empty
from surveys.engine.coded import Coded, each, same
from surveys.engine.definition import Definition, Derived, Question
from surveys.engine.derive import add_derived, derived_cell, judged
from surveys.engine.expressions import Expression, references
from surveys.engine.missing import Missing
from surveys.engine.path import counts, show, start_values, without_group
from surveys.engine.plan import PlannedQuestion, ShownPage, ShownQuestion, Step, page_rules, plan
from surveys.engine.rules import Seen, Unknown

Columns = Mapping[str, Coded[Any]]
Late = Callable[[], Coded[Any]]


@dataclass(frozen=True)
class Block:
    """Interviews of one group: per question the answer or None, per page whether it was passed, and the built-ins.

    A question that nobody answered and a page that nobody passed may be left out.
    """

    interviews: int
    answers: Mapping[str, Coded[Answer | None]]
    passed: Mapping[str, Coded[bool]]
    built_ins: Mapping[str, Coded[str]]


@dataclass(frozen=True)
class BlockCells:
    """As `cells.Cells`. `offered`: options shown, of questions with several answers; `whole`: every page was passed."""

    questions: Mapping[str, Coded[Answer | Missing]]
    derived: Mapping[str, Coded[Value | Missing]]
    offered: Mapping[str, Coded[frozenset[str]]]
    whole: NDArray[np.bool_]


def block_cells(definition: Definition, group: str, block: Block) -> BlockCells:
    """All cells of these interviews, in one pass over the questionnaire."""
    planned = plan(definition, group)
    start = _start(definition, group, block)
    row = _Rows(definition, block, _ruling(definition))
    row.begin({**start, **_constant(without_group({}), block)})
    row.walk(planned.screening)
    row.whole = np.ones(block.interviews, dtype=np.bool_)
    row.begin(start)
    row.derive(planned.first)
    row.walk(planned.steps)
    nothing = same(Missing.NOT_INCLUDED, block.interviews)
    return BlockCells(
        {name: row.questions.get(name, nothing) for name in definition.questions},
        {item.name: row.derived.get(item.name, nothing) for item in definition.derived},
        row.offered,
        row.whole,
    )


def _start(definition: Definition, group: str, block: Block) -> dict[str, Coded[Any]]:
    return {**_constant(start_values(definition, group, None), block), **block.built_ins}


def _constant(values: Mapping[str, Value], block: Block) -> dict[str, Coded[Any]]:
    return {name: same(value, block.interviews) for name, value in values.items()}


@dataclass(frozen=True)
class Ruling:
    """What rules refer to: of each page without its questions, of each question, and anywhere at all."""

    pages: Mapping[str, frozenset[str]]
    questions: Mapping[str, frozenset[str]]
    anywhere: frozenset[str]


def _ruling(definition: Definition) -> Ruling:
    """Worked out once per definition."""
    if "ruling" not in definition.memo:
        pages = {page.name: _names(page_rules(definition, page)) for page in definition.all_pages()}
        questions = {
            question.name: _names((question.relevant, *(option.relevant for option in question.options)))
            for page in definition.all_pages()
            for question in page.questions
        }
        derived = [_names((item.expression,)) for item in definition.derived]
        anywhere = frozenset().union(*pages.values(), *questions.values(), *derived)
        definition.memo["ruling"] = Ruling(pages, questions, anywhere)
    known: Ruling = definition.memo["ruling"]
    return known


def _names(rules: Iterable[Expression | None]) -> frozenset[str]:
    return frozenset().union(*(references(rule) for rule in rules if rule))


@dataclass
class _Rows:
    """Interviews on their way: `values` is what rules of the path see of each, `seen` what three-valued rules see."""

    definition: Definition
    block: Block
    ruling: Ruling
    values: dict[str, Coded[Any]] = field(default_factory=dict)
    seen: dict[str, Coded[Any]] = field(default_factory=dict)
    questions: dict[str, Coded[Any]] = field(default_factory=dict)
    derived: dict[str, Coded[Any]] = field(default_factory=dict)
    offered: dict[str, Coded[frozenset[str]]] = field(default_factory=dict)
    whole: NDArray[np.bool_] = field(default_factory=lambda: np.ones(1, dtype=np.bool_))

    def begin(self, start: Columns) -> None:
        self.values.update(start)
        self.seen.update(start)

    def walk(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.page(step)
            self.derive(step.derived)

    def page(self, step: Step) -> None:
        """What is on one page; its own answers are seen by the rules of later pages."""
        page, nobody = step.page.name, same(False, self.block.interviews)
        passed = self.block.passed.get(page, nobody)
        rules = self.ruling.pages[page].union(*(self.ruling.questions[one.question.name] for one in step.questions))
        shown = self.ask(partial(show, step), rules, self.values)
        self.whole = self.whole & _flags(each(_done, shown, passed))
        ways = _Ways(self, step, shown, passed)
        told = {one.question.name: self.question(one, ways) for one in step.questions if one.question.asks}
        for name, (value, seen) in told.items():
            if name in self.ruling.anywhere:
                self.values[name], self.seen[name] = value(), seen()

    def question(self, planned: PlannedQuestion, ways: "_Ways") -> tuple[Late, Late]:
        """Adds the cells; gives what the path's rules and three-valued rules will see, to be worked out if they ask."""
        question = planned.question
        shown, answer = each(partial(_item, question.name), ways.shown), self.block.answers.get(question.name)
        nothing: Coded[Any] = same(None, self.block.interviews)
        counted = each(_counted, shown, answer) if answer is not None else nothing
        empty = ways.empty(planned, shown) if None in counted.values else nothing
        self.questions[question.name] = each(partial(_cell, question), counted, empty)
        if question.type == "multi":
            self.offered[question.name] = each(_offered, shown)
        return (
            partial(each, partial(_value, question), counted),
            partial(each, partial(_seen, question), counted, empty),
        )

    def derive(self, items: Iterable[Derived]) -> None:
        for item in items:
            names = sorted(references(item.expression))
            value = self.ask(partial(_derived, item), names, self.values)
            seen = self.ask(partial(judged, item), names, self.seen)
            cells = {**self.questions, **self.derived}
            inputs = [name for name in names if name in cells]
            made = partial(_derived_cell, item, inputs)
            self.derived[item.name] = each(made, seen, *(cells[name] for name in inputs))
            self.values[item.name], self.seen[item.name] = value, seen

    def ask(self, function: Callable[[dict[str, Any]], Any], names: Iterable[str], known: Columns) -> Coded[Any]:
        """What a function of values by name makes of them; it reads these names and no others."""
        read = [name for name in sorted(names) if name in known]
        if not read:
            return same(function({}), self.block.interviews)
        return each(lambda *values: function(dict(zip(read, values, strict=True))), *(known[name] for name in read))


@dataclass
class _Ways:
    """How one page came before people: as shown (None: not at all), and whether they passed it."""

    rows: _Rows
    step: Step
    shown: Coded[ShownPage | None]
    passed: Coded[bool]

    def empty(self, planned: PlannedQuestion, shown: Coded[ShownQuestion | None]) -> Coded[Missing]:
        """Why a question on it has no answer, were it that there is none."""
        return each(_why_empty, self.verdict(planned), shown, self.passed)

    def verdict(self, planned: PlannedQuestion) -> Coded[bool | Unknown]:
        """Whether a question on it applies; most say nothing beside the page's own rules."""
        always = planned.rule is None and (planned.option_rules is None or None in planned.option_rules)
        return self.of_page if always else self._asked(planned, self._names(planned))

    @cached_property
    def of_page(self) -> Coded[bool | Unknown]:
        first = replace(self.step.questions[0], rule=None, option_rules=None)
        return self._asked(first, self.rows.ruling.pages[self.step.page.name])

    def _names(self, planned: PlannedQuestion) -> frozenset[str]:
        ruling = self.rows.ruling
        return ruling.pages[self.step.page.name] | ruling.questions[planned.question.name]

    def _asked(self, planned: PlannedQuestion, names: Iterable[str]) -> Coded[bool | Unknown]:
        return self.rows.ask(partial(applies, self.step.rules, planned), names, self.rows.seen)


def _flags(told: Coded[bool]) -> NDArray[np.bool_]:
    return np.array(told.values, dtype=np.bool_)[told.places]


def _done(shown: ShownPage | None, passed: bool) -> bool:
    return shown is None or passed


def _item(name: str, page: ShownPage | None) -> ShownQuestion | None:
    return next((item for item in page.questions if item.question.name == name), None) if page else None


def _counted(shown: ShownQuestion | None, answer: Answer | None) -> Answer | None:
    return None if shown is None or answer is None else counts(shown, answer)


def _why_empty(verdict: bool | Unknown, shown: ShownQuestion | None, passed: bool) -> Missing:
    return why_empty(verdict, shown is not None and passed)


def _cell(question: Question, counted: Answer | None, empty: Missing) -> Answer | Missing:
    return empty if counted is None else own_reason(question, counted) or counted


def _value(question: Question, counted: Answer | None) -> Value:
    return "" if counted is None else rule_value(question, counted)


def _seen(question: Question, counted: Answer | None, empty: Missing) -> Seen:
    return AS_INPUT[empty] if counted is None else as_input(question, counted)


def _offered(shown: ShownQuestion | None) -> frozenset[str]:
    return frozenset(option.code for option in shown.options) if shown else frozenset()


def _derived(item: Derived, values: dict[str, Value]) -> Value:
    add_derived((item,), values)
    return values[item.name]


def _derived_cell(item: Derived, inputs: Sequence[str], seen: Seen, *cells: object) -> Value | Missing:
    return derived_cell(item, seen, dict(zip(inputs, cells, strict=True)))
