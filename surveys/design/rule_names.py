"""Other names in a rule: the rule stays as it was written, but for the name or the code. Pure.

The n-th name, text or number of the source is the n-th leaf of its tree, read from left to right.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from surveys.engine.expressions import Call, Compare, ExpressionError, Literal, Node, Reference, parse_expression, walk

LEAF = re.compile(r"""'[^']*'|"[^"]*"|\$\{[^{}]*\}|[0-9]+(?:\.[0-9]+)?""")
"""What a leaf of the tree is written as."""


@dataclass(frozen=True)
class Rewritten:
    """`unsure`: the code stands where it may be the answer of something else too, and was left there."""

    source: str
    unsure: bool = False


def renamed(source: str, old: str, new: str) -> str:
    """The rule with ${new} for every ${old}; a rule that cannot be read too."""

    def put(found: re.Match[str]) -> str:
        written = found.group()
        return f"${{{new}}}" if written.startswith("$") and written[2:-1].strip() == old else written

    return LEAF.sub(put, source)


def recoded(source: str, owners: Collection[str], old: str, new: str, *, own: bool = False) -> Rewritten:
    """The rule with another code where it is an answer to one of `owners`. `own`: the rule's outcomes are such answers.

    A rule that cannot be read stays as it is, and is unsure where it names an owner and the code.
    """
    try:
        tree = parse_expression(source).tree
    except ExpressionError:
        return Rewritten(source, any(f"${{{name}}}" in source for name in owners) and old in source)
    leaves = [node for node in walk(tree) if isinstance(node, Literal | Reference)]
    chosen, unsure = set[int](), False
    for together in _compared(tree, own):
        codes = {id(node) for node in together if isinstance(node, Literal) and node.value == old}
        names = {node.name for node in together if isinstance(node, Reference)}
        if not codes or (names.isdisjoint(owners) and not (own and not names)):
            continue
        if names <= set(owners):
            chosen |= codes
        else:
            unsure = True
    places = [place for place, node in enumerate(leaves) if id(node) in chosen]
    return Rewritten(_put(source, frozenset(places), new), unsure)


def _put(source: str, places: Collection[int], new: str) -> str:
    """The source with another text at these leaves, in the quotes that stood there."""
    pieces, end = [], 0
    for place, found in enumerate(LEAF.finditer(source)):
        if place in places:
            quote = found.group()[0]
            pieces += [source[end : found.start()], quote, new, quote]
            end = found.end()
    return "".join(pieces) + source[end:]


def _compared(tree: Node, own: bool) -> Iterator[list[Node]]:
    """Names and texts that are answers to the same question, wherever they are compared."""
    if own:
        yield list(_values(tree))
    for node in walk(tree):
        match node:
            case Compare("=" | "!=", left, right):
                yield [*_values(left), *_values(right)]
            case Call("selected", (asked, code)):
                yield [*_values(asked), *_values(code)]


def _values(node: Node) -> Iterator[Node]:
    """The leaves whose value this can have."""
    match node:
        case Literal() | Reference():
            yield node
        case Call("if", (_condition, then, otherwise)):
            yield from (*_values(then), *_values(otherwise))
        case Call("coalesce", arguments):
            for argument in arguments:
                yield from _values(argument)
