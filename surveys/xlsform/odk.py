"""ODK's expressions ↔ rules. Where the two differ, the tree is rewritten; what cannot be is refused with the reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from surveys.engine.expressions import (
    FUNCTIONS,
    Binary,
    Call,
    Compare,
    ExpressionError,
    Literal,
    Logic,
    Negative,
    Node,
    Not,
    Reference,
    parse_expression,
)
from surveys.engine.rules import REASONS
from surveys.xlsform.fold import FALSE, TRUE, fold
from surveys.xlsform.odk_parser import NotOdk, parse_odk
from surveys.xlsform.unparse import unparse

UNWRAPPED = frozenset({"string", "number", "boolean", "boolean-from-string", "date", "once"})
"""Functions that only turn a value into another kind; our comparisons do that themselves."""
MOST_CODES = 50
"""Codes of a list whose order is spelt out, one by one."""
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
ORDER: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Known:
    """What the workbook says about names: our name, our type and (raw code → our code) of each, by the raw name."""

    names: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def rule_of(source: str, known: Known) -> str:
    """An expression of the workbook as a rule; '' for one that always holds. Raises NotOdk.

    A text that is a rule as it stands comes back unchanged.
    """
    folded = fold(mapped(parse_odk(source), known))
    if folded is True:
        return ""
    rule = unparse(FALSE if folded is False else folded)
    return source.strip() if _same(source.strip(), rule) else checked(rule)


def value_of(source: str, known: Known) -> str:
    """The same for a calculation, where a constant is a value. Raises NotOdk."""
    rule = unparse(_node(fold(mapped(parse_odk(source), known))))
    return source.strip() if _same(source.strip(), rule) else checked(rule)


def _node(folded: Node | bool) -> Node:
    if isinstance(folded, bool):
        return TRUE if folded else FALSE
    return folded


def _same(source: str, rule: str) -> bool:
    try:
        return unparse(parse_expression(source).tree) == rule
    except ExpressionError:
        return False


def checked(rule: str) -> str:
    """The rule, if the rule language takes it. Raises NotOdk."""
    try:
        return parse_expression(rule).source
    except ExpressionError as error:
        raise NotOdk(error.message, error.what_to_do) from error


def mapped(node: Node, known: Known) -> Node:
    """The tree with our names, codes and functions. Raises NotOdk."""
    match node:
        case Reference(name):
            return Reference(known.names.get(name, name))
        case Not(operand):
            return Not(mapped(operand, known))
        case Negative(operand):
            return Negative(mapped(operand, known))
        case Logic(word, operands):
            return Logic(word, tuple(mapped(operand, known) for operand in operands))
        case Compare(sign, left, right):
            return _compare(sign, left, right, known)
        case Binary(sign, left, right):
            return Binary(sign, mapped(left, known), mapped(right, known))
        case Call(name, arguments):
            return _call(name, arguments, known)
    return node


def _call(name: str, arguments: tuple[Node, ...], known: Known) -> Node:
    if name in {"true", "false"} and not arguments:
        return TRUE if name == "true" else FALSE
    if name in UNWRAPPED and len(arguments) == 1:
        return mapped(arguments[0], known)
    if name == "not" and len(arguments) == 1:
        return Not(mapped(arguments[0], known))
    if name == "selected" and len(arguments) == 2:
        return _selected(arguments[0], arguments[1], known)
    least, most = FUNCTIONS.get(name, (0, -1))
    if name == "date" or not least <= len(arguments) <= most:
        listed = ", ".join(sorted(FUNCTIONS))
        raise NotOdk(f"There is no function “{name}” with {len(arguments)} values in rules.", f"Rules have: {listed}.")
    return Call(name, tuple(mapped(argument, known) for argument in arguments))


def _selected(chosen: Node, code: Node, known: Known) -> Node:
    """selected() of a question with one answer is a comparison."""
    if isinstance(chosen, Reference) and isinstance(code, Literal):
        code = Literal(_code(chosen.name, code, known))
        if known.types.get(chosen.name) not in {"multi", None}:
            return Compare("=", mapped(chosen, known), code)
    return Call("selected", (mapped(chosen, known), mapped(code, known)))


def _code(name: str, literal: Literal, known: Known) -> str:
    raw = str(literal.value)
    return known.codes.get(name, {}).get(raw, raw)


def _compare(sign: str, left: Node, right: Node, known: Known) -> Node:
    if isinstance(left, Literal) and not isinstance(right, Literal):
        turned = _compare_with(TURNED[sign], right, left, known)
        return turned if turned is not None else Compare(sign, mapped(left, known), mapped(right, known))
    special = _compare_with(sign, left, right, known) if isinstance(right, Literal) else None
    return special if special is not None else Compare(sign, mapped(left, known), mapped(right, known))


def _compare_with(sign: str, left: Node, right: Literal, known: Known) -> Node | None:
    """The comparisons with a constant that have another meaning or form in rules."""
    if isinstance(left, Call) and left.function == "string-length" and len(left.arguments) == 1:
        return _filled(sign, left.arguments[0], right, known)
    if not isinstance(left, Reference) or right.value == "":
        return _empty(sign, left, right, known)
    kind = known.types.get(left.name)
    if kind == "multi" and sign in {"=", "!="} and right.value not in REASONS:
        both = _only(Reference(known.names.get(left.name, left.name)), Literal(_code(left.name, right, known)))
        return both if sign == "=" else Not(both)
    if kind in {"single", "scale", "country"}:
        return _compare_code(sign, left, right, known)
    return None


def _only(name: Reference, code: Literal) -> Node:
    """A set of answers that is just this one."""
    count = Compare("=", Call("count-selected", (name,)), Literal(Decimal(1)))
    return Logic("and", (Call("selected", (name, code)), count))


def _empty(sign: str, left: Node, right: Literal, known: Known) -> Node | None:
    if isinstance(left, Reference) and known.types.get(left.name) == "multi" and sign in {"=", "!="}:
        count = Call("count-selected", (mapped(left, known),))
        return Compare("=" if sign == "=" else ">", count, Literal(Decimal(0)))
    return None


def _filled(sign: str, text: Node, right: Literal, known: Known) -> Node:
    """`string-length(x) > 0` asks whether x is filled in."""
    asked: tuple[str, object] = (sign, right.value)
    if asked in {(">", 0), ("!=", 0), (">=", 1)}:
        return _compare("!=", text, Literal(""), known)
    if asked in {("=", 0), ("<", 1), ("<=", 0)}:
        return _compare("=", text, Literal(""), known)
    raise NotOdk("Rules cannot ask for the length of a text.", "Ask whether it is filled in: ${x} != ''.")


def _compare_code(sign: str, left: Reference, right: Literal, known: Known) -> Node | None:
    """Codes are text in rules; an order of numeric codes is spelt out."""
    name = Reference(known.names.get(left.name, left.name))
    if sign in {"=", "!="}:
        return Compare(sign, name, Literal(_code(left.name, right, known)))
    codes = known.codes.get(left.name, {})
    if not isinstance(right.value, Decimal) or not codes or not all(_is_number(raw) for raw in codes):
        return None
    if len(codes) > MOST_CODES:
        raise NotOdk(
            f"An order of {len(codes)} codes cannot be spelt out.", "Compare with single codes, or use a number."
        )
    held = [ours for raw, ours in codes.items() if ORDER[sign](Decimal(raw), right.value)]
    each = tuple(Compare("=", name, Literal(code)) for code in held)
    return FALSE if not each else each[0] if len(each) == 1 else Logic("or", each)


def _is_number(text: str) -> bool:
    return text.isascii() and text.lstrip("-").isdigit() and len(text) < 16


def to_odk(source: str, multis: frozenset[str]) -> str:
    """A rule as ODK reads it: coalesce takes two values there, and a reason of a multi is one of its choices."""
    tree = parse_expression(source).tree
    turned = _turn(tree, multis)
    return source if turned == tree else unparse(turned)


def _turn(node: Node, multis: frozenset[str]) -> Node:
    match node:
        case Compare("=" | "!=" as sign, Reference(name), Literal(str(reason))) if name in multis and reason in REASONS:
            held = Call("selected", (Reference(name), Literal(reason)))
            return held if sign == "=" else Not(held)
        case Call("coalesce", arguments) if len(arguments) > 2:
            rest = Call("coalesce", arguments[1:])
            return Call("coalesce", (_turn(arguments[0], multis), _turn(rest, multis)))
        case Call(name, arguments):
            return Call(name, tuple(_turn(argument, multis) for argument in arguments))
        case Logic(word, operands):
            return Logic(word, tuple(_turn(operand, multis) for operand in operands))
        case Not(operand) | Negative(operand):
            return replace(node, operand=_turn(operand, multis))
        case Compare(_, left, right) | Binary(_, left, right):
            return replace(node, left=_turn(left, multis), right=_turn(right, multis))
    return node
