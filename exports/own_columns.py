"""Columns that every dataset has beside those of the study, and what happens where the study has such a name. Pure.

No study has one since `surveys/engine/checks/names.py` refuses it; editions that were published before may.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext_noop

from exports.case_columns import REGISTER, case_columns
from exports.columns import Column
from exports.declared import WronglyDeclared
from exports.flag_columns import flag_columns
from exports.unreadable import DeclaredWrong
from surveys.engine.checks.names import all_columns
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem

RENAMED = "case_"
"""Before the name of a column of ours whose own name the study has."""
LOOKED_UP = frozenset(
    {"analysis_set", "channel", "cluster", "disposition", "edition", "group", "respnr", "sent", "synthetic"}
)
"""Besides those of the register: columns that tables, weights or cleaning ask for by name."""


def own_columns(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    """What is known of a case and what was seen in its answers; `case_duration` where a question is called duration."""
    taken = {name.lower() for one in definitions for _, _, made in all_columns(one) for name in made}
    every = (*case_columns(definitions), *flag_columns())
    return tuple(replace(one, name=f"{RENAMED}{one.name}") if _gives_way(one, taken) else one for one in every)


def _gives_way(column: Column, taken: set[str]) -> bool:
    looked_up = column.name in LOOKED_UP or column.name.startswith(REGISTER)
    return column.name.lower() in taken and not looked_up


def known_as(column: Column) -> str:
    """The name that a column of ours has where no question has it."""
    return column.name.removeprefix(RENAMED)


def require_apart(own: Iterable[Column], asked: Iterable[Column], editions: Sequence[tuple[int, Definition]]) -> None:
    """Raises NothingToExport where a column of ours and one of the study, of these (number, edition), have one name."""
    ours = {column.name.lower() for column in own}
    both = ours & {column.name.lower() for column in asked}
    if both:
        told = gettext_noop(
            "A question of %(study)s has the name of a column that datasets have, so they cannot be told apart. Take "
            "an edition without it, if there is one, and give the question another name in the next edition."
        )
        raise DeclaredWrong(told, editions[0][1].study, WronglyDeclared(_clashes(both, editions)))


def _clashes(both: set[str], editions: Sequence[tuple[int, Definition]]) -> Iterator[Problem]:
    for number, definition in editions:
        for where, question, made in all_columns(definition):
            for name in sorted(both.intersection(column.lower() for column in made)):
                message = f"“{question}” makes the column {name}, which datasets have of their own."
                yield Problem(f"edition {number}: {where}", "kept_name", message, "Choose another name.")
