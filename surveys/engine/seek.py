"""Answers with which somebody gets a question: looked for over the real path, backwards from the rules on it.

Quick and without a solver, so not exact: that nothing was found proves nothing (the proof does). What it gives is
sure, since every way was walked. Answers that were given already are kept where they can be.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise, product

from surveys.engine.answers import (
    Answer,
    AnswerError,
    Choice,
    Choices,
    Raw,
    Refusal,
    read,
    rule_value,
)
from surveys.engine.definition import Definition, Page, Question, is_for
from surveys.engine.derive import add_derived
from surveys.engine.expressions import Expression, Literal, references
from surveys.engine.expressions import walk as nodes_of
from surveys.engine.path import BuiltIns, Path, path, screening_path
from surveys.engine.plan import gets
from surveys.engine.rules import holds
from surveys.engine.values import Value

WALKS = 3_000
"""Paths that are worked out for one search, at most: about a second for a large questionnaire."""
TRIES = 5_000
"""Combinations of answers that are held against the rules of one page."""
DEEP = 12
"""Rules in a row that hang on each other."""
Answers = Mapping[str, Answer]
Candidate = Answer | None


class _Enough(Exception):
    """The search took long enough."""


@dataclass
class Seeker:
    """One search in one group's questionnaire; in the screening where the page stands there."""

    definition: Definition
    group: str
    built_ins: BuiltIns
    walks: int = WALKS

    def way(self, question: str, answers: Answers) -> dict[str, Answer] | None:
        """Answers with which the question is shown, as few changed as was found; None where no way was found."""
        try:
            return self._to(question, dict(answers), frozenset(), DEEP)
        except _Enough:
            return None

    def _path(self, page: Page, answers: Answers) -> Path:
        self.walks -= 1
        if self.walks < 0:
            raise _Enough
        if not page.section:
            return screening_path(self.definition, answers, self.built_ins)
        return path(self.definition, self.group, answers, self.built_ins)

    def shows(self, question: str, answers: Answers) -> bool:
        page = self.definition.page_of[question]
        shown = self._path(page, answers).page(page.name)
        return shown is not None and any(item.question.name == question for item in shown.questions)

    def _to(
        self, question: str, answers: dict[str, Answer], pinned: frozenset[str], deep: int
    ) -> dict[str, Answer] | None:
        """`pinned`: questions whose answers are settled already."""
        if self.shows(question, answers):
            return answers
        rules = self._rules(question)
        if not deep or rules is None:
            return None
        for choice in self._choices(question, rules, answers, pinned):
            trial = self._asked(_with(answers, choice), choice, pinned, deep)
            if trial is not None and self.shows(question, trial):
                return trial
        return None

    def _asked(
        self, answers: dict[str, Answer], choice: Mapping[str, Candidate], pinned: frozenset[str], deep: int
    ) -> dict[str, Answer] | None:
        """The answers with whatever it takes that the chosen ones are asked for; None where that cannot be."""
        settled = pinned | choice.keys()
        found: dict[str, Answer] | None = answers
        for name, answer in choice.items():
            if found is not None and answer is not None:
                found = self._to(name, found, settled, deep - 1)
        return found

    def _rules(self, question: str) -> tuple[Expression, ...] | None:
        """What must hold for the question to be shown; None where the group does not get it."""
        page = self.definition.page_of[question]
        asked = next(one for one in page.questions if one.name == question)
        section = self.definition.section_by_name.get(page.section)
        if page.section and not (gets(self.definition, page, self.group) and is_for(asked.groups, self.group)):
            return None
        return tuple(rule for rule in (section.relevant if section else None, page.relevant, asked.relevant) if rule)

    def _choices(
        self, question: str, rules: tuple[Expression, ...], answers: Answers, pinned: frozenset[str]
    ) -> Iterator[dict[str, Candidate]]:
        """Answers to the questions that the rules hang on with which they would hold, those given before first."""
        every = self._all(rules)
        cone = {name for rule in every for name in references(rule)}
        names = [name for name in self.definition.questions if name in cone and name not in pinned]
        literals = [node.value for rule in every for node in nodes_of(rule.tree) if isinstance(node, Literal)]
        columns = [_first(answers.get(name), candidates(self.definition.questions[name], literals)) for name in names]
        before = self._values(self._path(self.definition.page_of[question], answers).values, answers, pinned)
        derived = [item for item in self.definition.derived if item.name in cone]
        for values in islice(product(*columns), TRIES):
            choice = dict(zip(names, values, strict=True))
            seen = before | {name: self._value(name, answer) for name, answer in choice.items()}
            add_derived(derived, seen)
            if all(holds(rule, seen) for rule in rules):
                yield choice

    def _values(self, on_path: Mapping[str, Value], answers: Answers, pinned: frozenset[str]) -> dict[str, Value]:
        return {**on_path, **{name: self._value(name, answers.get(name)) for name in pinned}}

    def _value(self, name: str, answer: Candidate) -> Value:
        return "" if answer is None else rule_value(self.definition.questions[name], answer)

    def _all(self, rules: Iterable[Expression]) -> tuple[Expression, ...]:
        """The rules, and the expressions of the derived values they ask for."""
        derived = {item.name: item.expression for item in self.definition.derived}
        found = list(rules)
        for rule in found:  # grows while it is read
            asked = (derived[name] for name in sorted(references(rule)) if name in derived)
            found += [expression for expression in asked if expression not in found]
        return tuple(found)


def _with(answers: Answers, choice: Mapping[str, Candidate]) -> dict[str, Answer]:
    found = {name: answer for name, answer in answers.items() if name not in choice}
    return found | {name: answer for name, answer in choice.items() if answer is not None}


def _first(given: Candidate, others: Iterable[Candidate]) -> list[Candidate]:
    """What was given stands in front."""
    return [given, *(one for one in others if one != given)]


def candidates(question: Question, literals: Iterable[str | Decimal | date]) -> list[Candidate]:
    """Answers worth trying: each code, what rules compare with and what lies beside it, reasons, nothing."""
    values = list(dict.fromkeys(literals))
    found: list[Candidate] = [*_own(question, values)]
    found += [Refusal(reason) for reason in question.reasons]
    return [*found, None]


def _own(question: Question, values: list[str | Decimal | date]) -> Iterator[Answer]:
    match question.type:
        case "single" | "scale":
            yield from (Choice(option.code) for option in question.options)
        case "multi":
            yield from _several(question)
        case "statement":
            return
        case _:
            yield from (one for raw in _written(question, values) if (one := _read(question, raw)) is not None)


def _several(question: Question) -> Iterator[Choices]:
    """Each option alone, then all that go together, then pairs."""
    together = [option.code for option in question.options if not option.exclusive]
    yield from (Choices(frozenset({option.code})) for option in question.options)
    if len(together) > 1:
        yield Choices(frozenset(together))
    yield from (Choices(frozenset({a, b})) for a, b in pairwise(together))


def _written(question: Question, values: list[str | Decimal | date]) -> Iterator[Raw]:
    """What somebody would type, whether it fits or not."""
    match question.type:
        case "number" | "duration":
            yield from _numbers(question, values)
        case "date":
            yield from _days(question, values)
        case "country":
            yield from ({"value": [text]} for text in [*_texts(values), "SY"])
        case "municipality":
            yield from ({"value": [text]} for text in [*_texts(values), "GM0363"])
        case _:
            yield from ({"value": [text]} for text in [*_texts(values), "a"])


def _texts(values: Iterable[str | Decimal | date]) -> list[str]:
    return [value for value in values if isinstance(value, str) and value]


def _numbers(question: Question, values: list[str | Decimal | date]) -> Iterator[Raw]:
    bounds = [bound for bound in (question.minimum, question.maximum) if isinstance(bound, Decimal)]
    step = Decimal(1).scaleb(-question.decimals)
    given = [value for value in values if isinstance(value, Decimal)]
    for number in dict.fromkeys([*(n + d for n in given for d in (0, step, -step)), *bounds, Decimal(1)]):
        if question.type == "duration":
            yield {"months": [str(int(number) % 12)], "years": [str(int(number) // 12)]}
        else:
            yield {"value": [format(number, "f")]}


def _days(question: Question, values: list[str | Decimal | date]) -> Iterator[Raw]:
    bounds = [bound for bound in (question.minimum, question.maximum) if isinstance(bound, date)]
    given = [value for value in values if isinstance(value, date)]
    near = [day + timedelta(days=step) for day in given for step in (0, -1, 1, -400, 400)]
    for day in dict.fromkeys([*near, *bounds, date(2020, 1, 1)]):
        parts = {"year": [str(day.year)], "month": [str(day.month)], "day": [str(day.day)]}
        for precision, kept in (("day", 3), ("month", 2), ("year", 1)):
            if precision in question.precisions:
                yield dict(list(parts.items())[:kept])
    yield from ({"side": [side]} for side in ("before", "after") if side in question.precisions)


def _read(question: Question, raw: Raw) -> Answer | None:
    """None for what does not fit."""
    try:
        return read(question, raw, options=question.options)
    except AnswerError:
        return None


def fewest(
    definition: Definition, group: str, built_ins: BuiltIns, question: str, answers: Answers
) -> dict[str, Answer]:
    """Those of the answers that it takes to get the question: each that can be left out is."""
    seeker = Seeker(definition, group, built_ins, walks=2 * len(answers) + 1)
    left = dict(answers)
    for name in reversed(list(answers)):
        fewer = {other: answer for other, answer in left.items() if other != name}
        if not definition.questions[name].routing_key and seeker.shows(question, fewer):
            left = fewer
    return left
