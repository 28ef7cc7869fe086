"""Operators fit what they compare, and compared codes exist."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from surveys.engine.catalogue import fault
from surveys.engine.checks.index import Named, index, sites
from surveys.engine.definition import REASON_CODES, Definition
from surveys.engine.expressions import Binary, Call, Compare, Literal, Logic, Negative, Node, Not, Reference, walk
from surveys.engine.problems import Problem

Names = Mapping[str, Named]
Fault = tuple[str, str, str]
ORDER = frozenset({"<", "<=", ">", ">="})
FREE = frozenset({"any", "built_in"})


def check_operators(definition: Definition) -> Iterator[Problem]:
    names = index(definition)
    for site in sites(definition):
        found = [fault for node in walk(site.rule.tree) for fault in _node(node, names)]
        found.extend(_conditions(site.rule.tree, site.condition))
        for code, message, what_to_do in dict.fromkeys(found):
            yield fault(code, site.where, message, what_to_do)


def _node(node: Node, names: Names) -> Iterator[Fault]:
    match node:
        case Compare(sign, Reference(a), Reference(b)):
            yield from _two_references(sign, a, b, names)
        case Compare(sign, Reference(name), Literal(value)) | Compare(sign, Literal(value), Reference(name)):
            if name in names:
                yield from _compared(sign, name, value, names[name])
        case Call("selected" | "count-selected", arguments):
            yield from _selected(arguments, names)
        case Binary(sign, left, right):
            yield from _arithmetic(sign, left, right, names)
        case Negative(operand):
            yield from _operand(operand, names)


def _two_references(sign: str, a: str, b: str, names: Names) -> Iterator[Fault]:
    kinds = {names[name].kind for name in (a, b) if name in names} - FREE
    if "multi" in kinds:
        yield _on_multi(a if a in names and names[a].kind == "multi" else b)
    elif sign in ORDER and "choice" in kinds:
        yield _order(a)
    elif len(kinds) > 1 or (sign in ORDER and kinds & {"text", "place"}):
        yield _mismatch(a, "something of another kind", "Compare numbers with numbers and dates with dates.")


def _compared(sign: str, name: str, value: str | Decimal | date, named: Named) -> Iterator[Fault]:
    if named.kind == "multi" and value not in {"", *REASON_CODES}:
        yield _on_multi(name)
    elif named.kind == "choice" and sign in ORDER:
        yield _order(name)
    elif not _fits(sign, value, named):
        advice = {"date": "Write date('2024-12-31').", "number": "Write a number without quotes."}
        yield _mismatch(name, f"{value!s}", advice.get(named.kind, "Write a code or text in quotes."))
    elif isinstance(value, str) and value:
        yield from _code(name, value, named)


def _fits(sign: str, value: str | Decimal | date, named: Named) -> bool:
    """Whether a literal of this type can be compared with this kind of name."""
    if named.kind in FREE:
        return named.kind == "any" or isinstance(value, str)
    if isinstance(value, str):
        plain = value == "" or value in REASON_CODES
        return sign not in ORDER and (plain or named.kind not in {"number", "date"})
    return named.kind == ("number" if isinstance(value, Decimal) else "date")


def _code(name: str, code: str, named: Named) -> Iterator[Fault]:
    if named.codes is not None and code not in named.codes:
        known = ", ".join(sorted(named.codes)[:8]) or "none"
        yield "unknown_code", f"${{{name}}} is never “{code[:60]}”.", f"Its answers: {known}."


def _selected(arguments: tuple[Node, ...], names: Names) -> Iterator[Fault]:
    match arguments:
        case (Reference(name), *rest) if name in names:
            if names[name].kind not in {"multi", "any"}:
                yield "selected_on_single", f"${{{name}}} takes one answer.", f"Write ${{{name}}} = 'code'."
            for item in rest:
                if isinstance(item, Literal):
                    yield from _code(name, str(item.value), names[name])
        case (Reference(), *_):
            return
        case _:
            yield "selected_on_single", "selected() wants a question as ${name}.", "Write selected(${name}, 'code')."


def _arithmetic(sign: str, left: Node, right: Node, names: Names) -> Iterator[Fault]:
    yield from _operand(left, names)
    yield from _operand(right, names)
    constant = _constant(right) or (sign == "*" and _constant(left))
    if sign in {"*", "div", "mod"} and not constant:
        yield "variable_factor", f"“{sign}” has no fixed number at its side.", "Multiply or divide by a number only."


def _operand(node: Node, names: Names) -> Iterator[Fault]:
    name = node.name if isinstance(node, Reference) else ""
    text = isinstance(node, Literal) and not isinstance(node.value, Decimal)
    if text or (name in names and names[name].kind not in {"number", "any"}):
        what = f"${{{name}}}" if name else "A text or date"
        yield "arithmetic_on_text", f"{what} is not a number.", "Count with numbers only."


def _constant(node: Node) -> bool:
    return not any(isinstance(part, Reference) for part in walk(node))


def _conditions(node: Node, condition: bool) -> Iterator[Fault]:
    """Where true or false is wanted, a comparison stands. A bare `${x}` holds for "no" as well."""
    if condition and not isinstance(node, Compare | Logic | Not) and not _gives_truth(node):
        yield "not_a_condition", "A condition is missing here.", "Compare, as in ${x} = 'yes'."
    match node:
        case Not(operand):
            yield from _conditions(operand, True)
        case Logic(_, operands):
            for operand in operands:
                yield from _conditions(operand, True)
        case Call("if", (test, then, otherwise)):
            yield from _conditions(test, True)
            yield from _conditions(then, condition)
            yield from _conditions(otherwise, condition)


def _gives_truth(node: Node) -> bool:
    return isinstance(node, Call) and node.function in {"selected", "if"}


def _on_multi(name: str) -> Fault:
    return "equals_on_multi", f"${{{name}}} can have several answers.", f"Write selected(${{{name}}}, 'code')."


def _order(name: str) -> Fault:
    return "order_on_choice", f"${{{name}}} holds a code, which has no order.", "Compare with = and or."


def _mismatch(name: str, other: str, what_to_do: str) -> Fault:
    return "kind_mismatch", f"${{{name}}} cannot be compared with {other[:60]} in this way.", what_to_do
