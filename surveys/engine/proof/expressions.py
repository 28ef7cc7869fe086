"""The fourth reading of a rule: as a solver term. Agrees with `surveys.engine.rules.evaluate` on every answer."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from surveys.engine.expressions import (
    Binary,
    Call,
    Compare,
    Expression,
    Literal,
    Logic,
    Negative,
    Node,
    Not,
    Reference,
    children,
)
from surveys.engine.proof.logic import both, every, no, some
from surveys.engine.proof.values import (
    COMPARISONS,
    EMPTY,
    Amount,
    Case,
    Days,
    Flag,
    Symbol,
    Words,
    arithmetic,
    constant,
    counted,
    fixed,
    flag,
    is_empty,
    merged,
    over_pairs,
    selected,
    truth,
)

Lookup = Callable[[str], Symbol]


def symbol(expression: Expression, look_up: Lookup) -> Symbol:
    """The value of the expression. Raises CannotSay where there is no exact term for it."""
    return _read(expression.tree, look_up)


def _read(node: Node, look_up: Lookup) -> Symbol:
    match node:
        case Literal(value):
            return _literal(value)
        case Reference(name):
            return look_up(name)
    return _combine(node, tuple(_read(child, look_up) for child in children(node)))


def _literal(value: str | Decimal | date) -> Symbol:
    if isinstance(value, date):
        return constant(Days(value.toordinal(), value.toordinal()))
    return constant(Words(value) if isinstance(value, str) else fixed(value, text=str(value)))


def _combine(node: Node, parts: tuple[Symbol, ...]) -> Symbol:
    match node:
        case Not():
            return flag(no(truth(parts[0])))
        case Logic(word):
            return flag((some if word == "or" else every)(truth(part) for part in parts))
        case Compare(sign):
            return flag(over_pairs(parts[0], parts[1], COMPARISONS[sign]))
        case Binary(sign):
            return _arithmetic(sign, *parts)
        case Negative():
            return _arithmetic("-", constant(Amount(0)), *parts)
        case Call(function):
            return CALLS[function](*parts)
    raise TypeError(node)


def _arithmetic(sign: str, left: Symbol, right: Symbol) -> Symbol:
    pairs = ((both(g, h), arithmetic(sign, a, b)) for g, a in left.cases for h, b in right.cases)
    return merged(pairs)


def _if(condition: Symbol, then: Symbol, otherwise: Symbol) -> Symbol:
    met = truth(condition)
    unmet = no(met)
    cases: list[Case] = [(both(met, guard), atom) for guard, atom in then.cases]
    return merged([*cases, *((both(unmet, guard), atom) for guard, atom in otherwise.cases)])


def _coalesce(*arguments: Symbol) -> Symbol:
    cases: list[Case] = []
    empty_so_far = True
    for argument in arguments:
        cases.extend((both(empty_so_far, guard), atom) for guard, atom in argument.cases if atom != EMPTY)
        empty_so_far = both(empty_so_far, is_empty(argument))
    return merged([*cases, (empty_so_far, EMPTY)])


def _count(chosen: Symbol) -> Symbol:
    return merged((guard, counted(atom)) for guard, atom in chosen.cases)


CALLS: dict[str, Callable[..., Symbol]] = {
    "selected": lambda chosen, code: flag(over_pairs(chosen, code, selected)),
    "count-selected": _count,
    "if": _if,
    "coalesce": _coalesce,
}


def as_derived(value: Symbol) -> Symbol:
    """What later rules see of it: a condition is the text true or false."""
    cases: list[Case] = []
    for guard, atom in value.cases:
        if isinstance(atom, Flag):
            cases += [(both(guard, atom.holds), Words("true")), (both(guard, no(atom.holds)), Words("false"))]
        else:
            cases.append((guard, atom))
    return merged(cases)
