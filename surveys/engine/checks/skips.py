"""Rules that hold because a question was skipped: `!=` and not() on a name nothing else in the rule guards."""

from collections.abc import Iterator, Mapping

from surveys.engine.catalogue import fault
from surveys.engine.checks.index import Named, index, sites
from surveys.engine.definition import Definition
from surveys.engine.expressions import Compare, Expression, Literal, Logic, Node, Not, Reference, walk
from surveys.engine.problems import Problem
from surveys.engine.rules import UNDECIDED, judge, truth


def check_skips(definition: Definition) -> Iterator[Problem]:
    names = index(definition)
    for site in sites(definition):
        if not site.steers:
            continue
        for name in dict.fromkeys(_loose(site.rule.tree, True, ())):
            if _skippable(names, name):
                message = f"The rule also holds for people who skipped ${{{name}}}."
                advice = f"Add ${{{name}}} != '' and, or accept it with a note."
                yield fault("holds_when_skipped", site.where, message, advice)


def _skippable(names: Mapping[str, Named], name: str) -> bool:
    return name in names and names[name].skippable


Guard = tuple[Node, bool]
"""Something that must be true (or false) as well for the rule to hold."""


def _loose(node: Node, positive: bool, guards: tuple[Guard, ...]) -> Iterator[str]:
    """Names that make this part hold by being empty. `positive` False: we are inside a not()."""
    match node:
        case Not(operand):
            yield from _loose(operand, not positive, guards)
        case Logic(word, operands):
            joined = (word == "and") is positive
            for operand in operands:
                beside = tuple((other, positive) for other in operands if other is not operand) if joined else ()
                yield from _loose(operand, positive, (*guards, *beside))
        case _:
            yield from (name for name in _names(node) if _holds_empty(node, positive, name, guards))


def _names(node: Node) -> list[str]:
    return [part.name for part in walk(node) if isinstance(part, Reference)]


def _holds_empty(node: Node, positive: bool, name: str, guards: tuple[Guard, ...]) -> bool:
    if _asks_empty(node) or _verdict(node, name) is not positive:
        return False
    return not any(_verdict(guard, name) is (not wanted) for guard, wanted in guards)


def _asks_empty(node: Node) -> bool:
    """`${x} = ''` says outright that it is about skipping."""
    return isinstance(node, Compare) and Literal("") in (node.left, node.right)


def _verdict(node: Node, name: str) -> object:
    """True or False where an empty `name` decides it, else an Unknown."""
    seen = {part: UNDECIDED for part in _names(node)} | {name: ""}
    return truth(judge(Expression(f"{node!r}", node), seen))
