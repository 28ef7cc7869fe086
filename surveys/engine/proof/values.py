"""Values of the rule language as solver terms: a value is a set of guarded cases of which exactly one holds.

Mirrors `surveys.engine.values` and the comparisons of `surveys.engine.rules`, case by case.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import ge, gt, le, lt
from typing import Any

from surveys.engine.proof.logic import Formula, Term, both, choose, either, every, no, same, some
from surveys.engine.rules import number_of


class CannotSay(Exception):
    """A rule does something with a value that the solver has no exact term for. The message names it."""


@dataclass(frozen=True)
class Words:
    value: str


@dataclass(frozen=True)
class Flag:
    holds: Formula


@dataclass(frozen=True)
class Amount:
    """The number `term` × `scale`. `text` is how it was written, for a number that stands in the rule itself."""

    term: Term
    scale: Fraction = Fraction(1)
    text: str | None = None


@dataclass(frozen=True)
class Ticks:
    """Ticked codes; at least one is."""

    codes: Mapping[str, Formula]


@dataclass(frozen=True)
class Days:
    """From `lower` to `upper`, as ordinals (date.toordinal)."""

    lower: Term
    upper: Term


Atom = Words | Flag | Amount | Ticks | Days
Case = tuple[Formula, Atom]


@dataclass(frozen=True)
class Symbol:
    """What a name or an expression is worth: exactly one of the cases holds."""

    cases: tuple[Case, ...]


EMPTY = Words("")


def constant(atom: Atom) -> Symbol:
    return Symbol(((True, atom),))


def flag(holds: Formula) -> Symbol:
    return constant(Flag(holds))


def merged(cases: Iterable[Case]) -> Symbol:
    """The cases without impossible ones; equal texts become one case, and so do all flags."""
    texts: dict[str, list[Formula]] = {}
    flags: list[tuple[Formula, Formula]] = []
    rest: list[Case] = []
    for guard, atom in cases:
        if guard is False:
            continue
        if isinstance(atom, Words):
            texts.setdefault(atom.value, []).append(guard)
        elif isinstance(atom, Flag):
            flags.append((guard, atom.holds))
        else:
            rest.append((guard, atom))
    found: list[Case] = [(some(guards), Words(text)) for text, guards in texts.items()]
    if flags:
        found.append((some(guard for guard, _ in flags), Flag(some(both(guard, holds) for guard, holds in flags))))
    return Symbol((*found, *rest))


def over_pairs(left: Symbol, right: Symbol, test: Callable[[Atom, Atom], Formula]) -> Formula:
    return some(both(g, h, test(a, b)) for g, a in left.cases for h, b in right.cases)


def truth(value: Symbol) -> Formula:
    return some(both(guard, _true(atom)) for guard, atom in value.cases)


def _true(atom: Atom) -> Formula:
    match atom:
        case Flag(holds):
            return holds
        case Words(text):
            return text != ""
        case Amount(term):
            return term != 0
    return True


def is_empty(value: Symbol) -> Formula:
    return some(guard for guard, atom in value.cases if atom == EMPTY)


def is_text(value: Symbol, text: str) -> Formula:
    return some(guard for guard, atom in value.cases if isinstance(atom, Words) and atom.value == text)


def fixed(value: Decimal, *, text: str | None = None) -> Amount:
    exact = Fraction(value)
    return Amount(exact.numerator, Fraction(1, exact.denominator), text)


def amount(atom: Atom) -> Amount | None:
    """XPath's number(): None where it is not one."""
    match atom:
        case Amount():
            return atom
        case Flag(holds):
            return Amount(choose(holds, 1, 0))
        case Words(text):
            value = number_of(text)
            return None if value is None else fixed(value)
    return None


def aligned(a: Amount, b: Amount) -> tuple[Term, Term, Fraction]:
    """Both as whole multiples of one scale."""
    scale = Fraction(1, lcm(a.scale.denominator, b.scale.denominator))
    return a.term * int(a.scale / scale), b.term * int(b.scale / scale), scale


def equal(a: Atom, b: Atom) -> Formula:
    match a, b:
        case Words(), Words():
            return a.value == b.value
        case (Flag(), _) | (_, Flag()):
            return same(_true(a), _true(b))
        case Days(), Days():
            return both(a.lower == b.lower, a.upper == b.upper)
        case (Days(), _) | (_, Days()):
            return False
        case (Amount(), _) | (_, Amount()):
            return _numbers(a, b, lambda x, y: x == y)
    return _same_codes(a, b)


def _numbers(a: Atom, b: Atom, test: Callable[[Any, Any], Formula]) -> Formula:
    left, right = amount(a), amount(b)
    if left is None or right is None:
        return False
    x, y, _ = aligned(left, right)
    return test(x, y)


def _same_codes(a: Atom, b: Atom) -> Formula:
    """Ticked codes against codes, or against codes written as text: in order of the alphabet."""
    if isinstance(a, Words):
        a, b = b, a
    ours: Mapping[str, Formula] = a.codes if isinstance(a, Ticks) else {}
    if isinstance(b, Words):
        listed = b.value.split()
        if listed != sorted(set(listed)):
            return False
        theirs: Mapping[str, Formula] = dict.fromkeys(listed, True)
    else:
        theirs = b.codes if isinstance(b, Ticks) else {}
    codes = dict.fromkeys([*ours, *theirs])
    return every(same(ours.get(code, False), theirs.get(code, False)) for code in codes)


def differ(a: Atom, b: Atom) -> Formula:
    if isinstance(a, Days) and isinstance(b, Days):
        return either(a.upper < b.lower, b.upper < a.lower)
    return no(equal(a, b))


def _ordered(test: Callable[[Any, Any], Formula], *, upwards: bool) -> Callable[[Atom, Atom], Formula]:
    def run(a: Atom, b: Atom) -> Formula:
        if isinstance(a, Days) and isinstance(b, Days):
            return test(a.upper, b.lower) if upwards else test(a.lower, b.upper)
        return _numbers(a, b, test)

    return run


COMPARISONS: Mapping[str, Callable[[Atom, Atom], Formula]] = {
    "=": equal,
    "!=": differ,
    "<": _ordered(lt, upwards=True),
    "<=": _ordered(le, upwards=True),
    ">": _ordered(gt, upwards=False),
    ">=": _ordered(ge, upwards=False),
}


def arithmetic(sign: str, a: Atom, b: Atom) -> Atom:
    left, right = amount(a), amount(b)
    if left is None or right is None:
        return EMPTY
    if sign in "+-":
        x, y, scale = aligned(left, right)
        return Amount(x + y if sign == "+" else x - y, scale)
    return _product(sign, left, right)


def _product(sign: str, a: Amount, b: Amount) -> Atom:
    if sign == "*" and isinstance(a.term, int):
        a, b = b, a
    if not isinstance(b.term, int):
        raise CannotSay(f"“{sign}” has an answer where a fixed number is wanted")
    factor = b.term * b.scale
    if sign == "*":
        return Amount(a.term * factor.numerator, a.scale / factor.denominator)
    if factor == 0:
        return EMPTY
    if sign == "div":
        return Amount(a.term * (1 if factor > 0 else -1), a.scale / abs(factor))
    x, y, scale = aligned(a, b)
    size = abs(y)
    return Amount(choose(x >= 0, x % size, -((-x) % size)), scale)


def selected(a: Atom, b: Atom) -> Formula:
    if isinstance(b, Flag):
        return either(both(b.holds, selected(a, Words("true"))), both(no(b.holds), selected(a, Words("false"))))
    code = _written(b)
    match a:
        case Ticks(codes):
            return codes.get(code, False)
        case Flag(holds):
            return holds if code == "true" else both(code == "false", no(holds))
    return code in _written(a).split()


def _written(atom: Atom) -> str:
    match atom:
        case Words(text):
            return text
        case Amount(text=str(text)):
            return text
    raise CannotSay("selected() looks for text in a number, a date or several answers")


def counted(atom: Atom) -> Amount:
    match atom:
        case Ticks(codes):
            return Amount(sum((choose(ticked, 1, 0) for ticked in codes.values()), 0))
        case Words(text):
            return Amount(len(text.split()))
    return Amount(1)
