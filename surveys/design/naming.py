"""What is called otherwise: a value for everything that looks for mentions of a name. Pure."""

from dataclasses import dataclass

VARIABLE, CODE, GROUP, LIST, TERM = "variable", "code", "group", "list", "term"
VARIABLES = ("question", "derived", "scale")
"""Kinds of things that make a column and share one space of names."""


@dataclass(frozen=True)
class Naming:
    """`owners`: of a code, the questions and derived values that it answers. `derived`: refs of those whose outcomes
    are such codes. `variables`: every name that makes a column, to tell names from codes.
    """

    kind: str
    old: str
    new: str
    owners: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    derived: frozenset[str] = frozenset()
