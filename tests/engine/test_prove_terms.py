"""Solver terms and `rules.evaluate` say the same of every expression and every answer."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import z3

from surveys.engine.expressions import parse_expression
from surveys.engine.proof.expressions import symbol
from surveys.engine.proof.values import (
    EMPTY,
    Amount,
    CannotSay,
    Days,
    Flag,
    Symbol,
    Ticks,
    Words,
    constant,
    fixed,
    flag,
    merged,
)
from surveys.engine.rules import evaluate
from surveys.engine.values import DateRange, Value

CODES = ("a", "b", "c", "1")
NAMES = {"x": "text", "y": "text", "n": "number", "k": "number", "m": "multi", "t": "date", "u": "date"}
DAYS = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29)]


class Chance:
    """Random expressions of every kind the language has, sensible or not."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def pick(self, *found: str) -> str:
        return self.random.choice(found)

    def truth(self, depth: int) -> str:
        if depth <= 0:
            return self.compare(0)
        inner = [self.truth(depth - 1), self.truth(depth - 1)]
        return self.pick(
            f"({inner[0]} and {inner[1]})", f"({inner[0]} or {inner[1]})", f"not({inner[0]})", self.compare(depth)
        )

    def compare(self, depth: int) -> str:
        sign = self.pick("=", "!=", "<", "<=", ">", ">=")
        sides = f"{self.value(depth - 1)} {sign} {self.value(depth - 1)}"
        dates = f"${{{self.pick('t', 'u')}}} {sign} date('{self.random.choice(DAYS)}')"
        return self.pick(
            sides, dates, f"selected({self.pick('${m}', '${x}')}, '{self.pick(*CODES)}')", f"${{m}} {sign} 'a b'"
        )

    def value(self, depth: int) -> str:
        if depth <= 0:
            return self.pick(
                *(f"${{{name}}}" for name in NAMES),
                "'a'",
                "''",
                "'dont_know'",
                "'1'",
                "2",
                "0.5",
                "-1",
                "date('2024-01-01')",
            )
        return self.pick(
            self.number(depth), self.choice(depth), f"({self.truth(depth - 1)})", self.value(0), self.value(0)
        )

    def number(self, depth: int) -> str:
        operand = self.pick("${n}", "${k}", "${x}", "count-selected(${m})", self.value(depth - 1))
        return (
            f"({operand} {self.pick('+', '-')} {self.value(0)})"
            if depth % 2
            else f"({operand} {self.pick('*', 'div', 'mod')} {self.pick('2', '-4', '0', '0.5')})"
        )

    def choice(self, depth: int) -> str:
        values = [self.value(depth - 1) for _ in range(3)]
        return self.pick(f"if({self.truth(depth - 1)}, {values[0]}, {values[1]})", f"coalesce({', '.join(values)})")

    def answers(self) -> dict[str, Value]:
        return {name: self.answer(kind) for name, kind in NAMES.items()}

    def answer(self, kind: str) -> Value:
        empty = self.random.choice(["", "", "dont_know", "prefer_not"])
        if self.random.random() < 0.25:
            return empty
        if kind == "number":
            return Decimal(self.random.randint(-12, 12)) / 4
        if kind == "multi":
            return frozenset(self.random.sample(CODES, self.random.randint(1, 4)))
        if kind == "date":
            first, second = sorted(self.random.choices(DAYS, k=2))
            return DateRange("month" if first < second else "day", first, second)
        return self.random.choice([*CODES, "a b", "0", "-1.5"])


def variables(answers: dict[str, Value]) -> tuple[dict[str, Symbol], list[Any]]:
    """A symbol per name with solver variables inside, and constraints that fix these at the answers."""
    symbols, fixed_at = {}, []
    for name, value in answers.items():
        symbols[name], constraints = _variable(name, NAMES[name], value)
        fixed_at += constraints
    return symbols, fixed_at


def _variable(name: str, kind: str, value: Value) -> tuple[Symbol, list[Any]]:
    """Any text, or one value of the name's own kind."""
    texts = {text: z3.Bool(f"{name}={text}") for text in ("", "dont_know", "prefer_not", *CODES, "a b", "0", "-1.5")}
    own, is_own = z3.Bool(f"{name} {kind}"), not isinstance(value, str)
    held = [way == (text == value) for text, way in texts.items()] + [own == is_own]
    cases = [(way, Words(text)) for text, way in texts.items()]
    if kind == "text":
        return merged(cases), held
    atom, constraints = ATOMS[kind](name, value if is_own else None)
    return merged([*cases, (own, atom)]), held + constraints


def _number(name: str, value: Any) -> tuple[Amount, list[Any]]:
    number = z3.Int(f"{name}#")
    return Amount(number, fixed(Decimal("0.25")).scale), [] if value is None else [number == int(value * 4)]


def _multi(name: str, value: Any) -> tuple[Ticks, list[Any]]:
    ticks = {code: z3.Bool(f"{name}+{code}") for code in CODES}
    return Ticks(ticks), [] if value is None else [tick == (code in value) for code, tick in ticks.items()]


def _date(name: str, value: Any) -> tuple[Days, list[Any]]:
    days = Days(z3.Int(f"{name}<"), z3.Int(f"{name}>"))
    if value is None:
        return days, []
    return days, [days.lower == value.lower.toordinal(), days.upper == value.upper.toordinal()]


ATOMS = {"number": _number, "multi": _multi, "date": _date}


def in_model(found: Symbol, model: Any) -> Value:
    """The value of a symbol where all variables are fixed. Exactly one of its cases must hold."""
    holding = [
        atom for guard, atom in found.cases if guard is True or z3.is_true(model.eval(guard, model_completion=True))
    ]
    assert len(holding) == 1, holding
    return _plain(holding[0], model)


def _plain(atom: Any, model: Any) -> Value:
    def whole(term: Any) -> int:
        return term if isinstance(term, int) else model.eval(term, model_completion=True).as_long()

    match atom:
        case Words(text):
            return text
        case Flag(holds):
            return holds if isinstance(holds, bool) else z3.is_true(model.eval(holds, model_completion=True))
        case Amount(term, scale):
            exact = whole(term) * scale
            return Decimal(exact.numerator) / Decimal(exact.denominator)
        case Ticks(codes):
            return frozenset(
                code for code, tick in codes.items() if z3.is_true(model.eval(tick, model_completion=True))
            )
    return DateRange("day", date.fromordinal(whole(atom.lower)), date.fromordinal(whole(atom.upper)))


def same(ours: Value, theirs: Value) -> bool:
    """The same value; of a date only the days count, not how it was written down."""
    if isinstance(ours, DateRange) and isinstance(theirs, DateRange):
        return (ours.lower, ours.upper) == (theirs.lower, theirs.upper)
    return type(ours) is type(theirs) and ours == theirs


@pytest.mark.parametrize("seed", range(8))
def test_terms_agree_with_evaluate(seed: int) -> None:
    """Each seed: 50 expressions, each with one set of answers."""
    chance, said, held = Chance(seed), 0, 0
    for _ in range(50):
        rule = parse_expression(chance.truth(3) if chance.random.random() < 0.6 else chance.value(3))
        answers = chance.answers()
        symbols, constraints = variables(answers)
        try:
            found = symbol(rule, lambda name, known=symbols: known[name])
        except CannotSay:
            continue
        solver = z3.Solver()
        solver.add(*constraints)
        assert solver.check() == z3.sat
        ours, theirs = in_model(found, solver.model()), evaluate(rule, answers)
        assert same(ours, theirs), f"{rule} with {answers}: solver {ours!r}, engine {theirs!r}"
        said += 1
        held += theirs not in (False, "")
    assert said > 40, "too many expressions were given up"
    assert held > 2, "the expressions hold too seldom for the comparison to mean much"


def test_the_comparison_can_fail() -> None:
    """Positive control: a wrong reading of != is noticed."""
    rule = parse_expression("${x} != 'a'")
    wrong = flag(False)
    solver = z3.Solver()
    solver.check()
    assert not same(in_model(wrong, solver.model()), evaluate(rule, {"x": ""}))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("${n} * ${k} = 4", id="product of two answers"),
        pytest.param("7 mod ${n} = 1", id="remainder by an answer"),
        pytest.param("selected(${n}, '1')", id="text in a number"),
        pytest.param("selected(${t}, '1')", id="text in a date"),
    ],
)
def test_what_has_no_term_is_said(source: str) -> None:
    symbols, _ = variables(dict.fromkeys(NAMES, ""))
    with pytest.raises(CannotSay):
        symbol(parse_expression(source), symbols.__getitem__)


def test_an_unknown_name_is_empty() -> None:
    found = symbol(parse_expression("${x} = ''"), lambda name: constant(EMPTY))
    assert found == flag(True)
