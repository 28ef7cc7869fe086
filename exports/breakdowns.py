"""What somebody typed after --by or in an address → breakdowns and filters of a study's data. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exports.counting import Data, Variable, Where
from exports.tables import Heading, headings_by
from surveys.engine.text import Text

TOTAL = "total"
CROSS = "×"
MOST_NAMES = 3
"""Variables that are crossed with each other."""
MOST_COLUMNS = 40


class CannotTabulate(ValueError):
    """A name, code or number that this study's tables cannot be made with. The message says what can be had."""


@dataclass(frozen=True)
class Breakdown:
    """Columns of a table beside the total. `empty`: labels of columns that nobody is in, which are left out."""

    names: tuple[str, ...]
    labels: tuple[Text, ...]
    headings: tuple[Heading, ...]
    empty: tuple[Text, ...] = ()

    @property
    def key(self) -> str:
        return "+".join(self.names)


def breakdown(data: Data, asked: str, where: Where) -> Breakdown:
    """The breakdown that `group`, `gender` or `group+gender` names, among the people of `where`; '' is the total alone.

    Raises CannotTabulate.
    """
    parts = asked.replace(CROSS, " ").replace("+", " ").split()
    if len(parts) > MOST_NAMES:
        told = _("“%(asked)s” crosses %(number)s variables; at most %(most)s can be.")
        raise CannotTabulate(told % {"asked": asked, "number": len(parts), "most": MOST_NAMES})
    variables = [single(data, part) for part in parts]
    names = tuple(variable.name for variable in variables)
    if len(set(names)) < len(names):
        told = _("“%(asked)s” names a variable twice. Name each once.")
        raise CannotTabulate(told % {"asked": asked})
    made = [_within(heading, where) for heading in headings_by(data, names)] if names else []
    held = [heading for heading in made if data.members(heading.where)]
    if len(held) > MOST_COLUMNS:
        told = _("“%(asked)s” makes %(number)s columns; at most %(most)s fit. Choose a shorter one.")
        raise CannotTabulate(told % {"asked": asked, "number": len(held), "most": MOST_COLUMNS})
    empty = tuple(heading.label for heading in made if heading not in held)
    return Breakdown(names, tuple(variable.label for variable in variables), tuple(held), empty)


def total(where: Where) -> Heading:
    """The column of everybody (in `where`); its label is the platform's word, so it is put there when printed."""
    return Heading(TOTAL, Text({}), dict(where))


def _within(heading: Heading, where: Where) -> Heading:
    both = dict(where)
    for name, codes in heading.where.items():
        both[name] = codes & both[name] if name in both else codes
    return Heading(heading.key, heading.label, both)


def single(data: Data, asked: str) -> Variable:
    """The variable of this name; else the only one whose name ends in `_asked` (route → learning_route).

    Raises CannotTabulate for a name that none or several have, and for a question with several answers: its columns
    would overlap.
    """
    variable = variable_named(data, asked)
    if variable.multi:
        told = _(
            "“%(asked)s” has several answers per person, so it cannot be a breakdown: people would stand in two "
            "columns. Choose from: %(known)s."
        )
        raise CannotTabulate(told % {"asked": asked, "known": _listed(data, multi=False)})
    return variable


def variable_named(data: Data, asked: str) -> Variable:
    """Raises CannotTabulate with the names that can be had."""
    if asked in data.variables:
        return data.variables[asked]
    ending = [name for name in data.variables if name.endswith(f"_{asked}")]
    if len(ending) == 1 and asked:
        return data.variables[ending[0]]
    told = _("%(study)s has no variable “%(asked)s” with options. Choose from: %(known)s.")
    known = ", ".join(ending) if ending and asked else _listed(data, multi=True)
    raise CannotTabulate(told % {"study": data.definition.study, "asked": asked, "known": known})


def _listed(data: Data, *, multi: bool) -> str:
    return ", ".join(name for name, variable in data.variables.items() if multi or not variable.multi)


def filters(data: Data, asked: Iterable[str]) -> dict[str, frozenset[str]]:
    """`name=code,code` → the conditions of a filter. Raises CannotTabulate with the codes that can be had."""
    found: dict[str, frozenset[str]] = {}
    for one in asked:
        name, equals, codes = one.partition("=")
        variable = variable_named(data, name.strip())
        wanted = frozenset(code.strip() for code in codes.split(",") if code.strip())
        known = [code for code, _ in variable.options]
        wrong = sorted(wanted - set(known))
        if not equals or not wanted or wrong:
            told = _("“%(asked)s” is no filter: write %(name)s=CODE or %(name)s=CODE,CODE, with codes from %(known)s.")
            raise CannotTabulate(told % {"asked": one, "name": variable.name, "known": ", ".join(known)})
        found[variable.name] = found[variable.name] & wanted if variable.name in found else wanted
    return found


def questions_named(data: Data, asked: Sequence[str], measured: Sequence[str]) -> tuple[str, ...]:
    """The names as asked, each once. `measured` are numbers and scales. Raises CannotTabulate."""
    for name in asked:
        if name not in data.variables and name not in measured:
            told = _("%(study)s has nothing named “%(asked)s” to make a table of. Choose from: %(known)s.")
            known = ", ".join(dict.fromkeys((*data.variables, *measured)))
            raise CannotTabulate(told % {"study": data.definition.study, "asked": name, "known": known})
    return tuple(dict.fromkeys(asked))
