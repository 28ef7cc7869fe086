"""The constraint column ↔ bounds, longest text and exclusive options of a question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from surveys.engine.expressions import Call, Compare, Literal, Logic, Negative, Node, Not, Reference
from surveys.xlsform.odk import TURNED
from surveys.xlsform.odk_parser import SELF, parse_odk
from surveys.xlsform.unparse import unparse

Bound = Decimal | date


@dataclass
class Limits:
    """What a constraint says that a question can hold. `left`: parts that it cannot; `moved`: bounds made inclusive."""

    minimum: Bound | None = None
    maximum: Bound | None = None
    max_length: int | None = None
    exclusive: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)


def constraint_of(question: Mapping[str, Any], alone: Iterable[str]) -> str:
    """The constraint that says a question's bounds; `alone` are the codes that go with no other."""
    parts = list(_bounds(question))
    if question.get("max_length"):
        parts.append(f"string-length(.) <= {question['max_length']}")
    if question["type"] == "multi":
        parts.extend(f"not(selected(., '{code}') and count-selected(.) > 1)" for code in alone)
    return " and ".join(parts)


def _bounds(question: Mapping[str, Any]) -> Iterator[str]:
    for key, sign in (("min", ">="), ("max", "<=")):
        if question.get(key) is not None:
            yield f". {sign} {_written(question['type'], question[key])}"


def _written(kind: str, bound: Any) -> str:
    if kind == "date":
        return f"date('{bound}')"
    months = 12 if kind == "duration" else 1
    return format(Decimal(str(bound)) * months, "f")


def read_constraint(source: str, *, whole: bool) -> Limits:
    """Limits of a constraint; `whole` for questions that take whole numbers. Raises NotOdk."""
    limits = Limits()
    for part in _parts(parse_odk(source)):
        if not (_read_bound(part, limits, whole) or _read_length(part, limits) or _read_exclusive(part, limits)):
            limits.left.append(_shown(part))
    return limits


def _parts(tree: Node) -> Iterator[Node]:
    if isinstance(tree, Logic) and tree.operator == "and":
        for operand in tree.operands:
            yield from _parts(operand)
    else:
        yield tree


def _shown(part: Node) -> str:
    return unparse(part).replace("${.}", ".")


def _read_bound(part: Node, limits: Limits, whole: bool) -> bool:
    sign, bound = _compared(part, Reference(SELF)) or ("", "")
    if isinstance(bound, str) or sign in {"", "=", "!="}:
        return False
    if sign in {"<", ">"}:
        bound = _inclusive(sign, bound, whole)
        if not whole and isinstance(bound, Decimal):
            limits.moved.append(_shown(part))
    if sign.startswith(">"):
        limits.minimum = bound if limits.minimum is None else max(limits.minimum, bound)
    else:
        limits.maximum = bound if limits.maximum is None else min(limits.maximum, bound)
    return True


def _inclusive(sign: str, bound: Bound, whole: bool) -> Bound:
    step = 1 if sign == ">" else -1
    if isinstance(bound, date):
        return bound + timedelta(days=step)
    return bound + step if whole else bound


def _compared(part: Node, left: Node) -> tuple[str, Bound | str] | None:
    """Sign and constant of a comparison of `left` with a constant, whichever side it stands on."""
    if not isinstance(part, Compare):
        return None
    for sign, a, b in ((part.operator, part.left, part.right), (TURNED[part.operator], part.right, part.left)):
        if a == left:
            value = _constant(b)
            return None if value is None else (sign, value)
    return None


def _counted(node: Node, *wanted: tuple[str, int]) -> bool:
    """Whether this compares the number of answers in one of these ways."""
    found = _compared(node, COUNT)
    return found is not None and any(found == (sign, Decimal(number)) for sign, number in wanted)


def _constant(node: Node) -> Bound | str | None:
    if isinstance(node, Negative) and isinstance(node.operand, Literal) and isinstance(node.operand.value, Decimal):
        return -node.operand.value
    return node.value if isinstance(node, Literal) else None


def _read_length(part: Node, limits: Limits) -> bool:
    found = _compared(part, Call("string-length", (Reference(SELF),)))
    if found is None or found[0] not in {"<", "<="} or not isinstance(found[1], Decimal):
        return False
    limits.max_length = int(found[1]) - (found[0] == "<")
    return True


def _read_exclusive(part: Node, limits: Limits) -> bool:
    """`not(selected(., 'none') and count-selected(.) > 1)`, and the two other ways in which people write it."""
    codes = _not_with_others(part) or _if_alone(part) or _or_alone(part)
    limits.exclusive.extend(codes)
    return bool(codes)


COUNT = Call("count-selected", (Reference(SELF),))


def _not_with_others(part: Node) -> list[str]:
    inner = part.operand if isinstance(part, Not) else None
    if isinstance(part, Call) and part.function == "not" and len(part.arguments) == 1:
        inner = part.arguments[0]
    if not (isinstance(inner, Logic) and inner.operator == "and" and len(inner.operands) == 2):
        return []
    for chosen, count in (inner.operands, inner.operands[::-1]):
        if _counted(count, (">", 1), (">=", 2), ("!=", 1)):
            return _selected(chosen)
    return []


def _if_alone(part: Node) -> list[str]:
    if not (isinstance(part, Call) and part.function == "if" and len(part.arguments) == 3):
        return []
    condition, then, otherwise = part.arguments
    alone = _counted(then, ("=", 1), ("<=", 1), ("<", 2))
    return _selected(condition) if alone and otherwise == Call("true", ()) else []


def _or_alone(part: Node) -> list[str]:
    if not (isinstance(part, Logic) and part.operator == "or" and len(part.operands) == 2):
        return []
    for chosen, count in (part.operands, part.operands[::-1]):
        inner = (
            chosen.arguments[0] if isinstance(chosen, Call) and chosen.function == "not" and chosen.arguments else None
        )
        if inner is not None and _counted(count, ("=", 1), ("<=", 1), ("<", 2)):
            return _selected(inner)
    return []


def _selected(node: Node) -> list[str]:
    """The codes of `selected(., 'a') or selected(., 'b')`."""
    operands = node.operands if isinstance(node, Logic) and node.operator == "or" else (node,)
    codes: list[str] = []
    for operand in operands:
        match operand:
            case Call("selected", (Reference("."), Literal(code))):
                codes.append(str(code))
            case _:
                return []
    return codes
