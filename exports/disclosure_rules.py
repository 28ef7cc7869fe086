"""Which tables need which care before they leave: limits, and what a study declares about its questions. Pure.

The limits: a national percentage rests on 30 answers and says "few answers" below 50; a count by place, country,
channel or two breakdowns at once is told from 10 on, the least of every stored report (`surveys/engine/disclose.py`).
The threshold rule and the protection interval are those of Hundepool et al., Statistical Disclosure Control (2012),
chapter 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from exports.counting import Where
from exports.declared import WronglyDeclared
from exports.disclosure_linked import Roots, roots_of
from exports.tables import ENDS, Mark, Table
from surveys.engine.definition import Definition, Question
from surveys.engine.disclose import LEAST
from surveys.engine.problems import Problem

Profile = Literal["internal", "publication", "local"]
PROFILES: tuple[Profile, ...] = ("internal", "publication", "local")
KEY = "quasi_identifiers"
ALWAYS = frozenset({"municipality", "country", "channel", "cluster"})
"""Names that point at a place or a way in, whatever a study declares."""
PLACES = frozenset({"country", "municipality"})
"""Types of question whose answers are identifying in any study."""
PARTS = frozenset({"identifying", "sensitive", "together", "deposit"})


MANUAL = "See docs/disclosure.md."
OTHER_EDITIONS = "Check the name, or write {name: …, editions: […]} where other editions have it."
CODE = "wrong_disclosure"


def wrong(where: str, message: str, what_to_do: str = MANUAL) -> WronglyDeclared:
    """What the study says below `quasi_identifiers` cannot be used."""
    return WronglyDeclared([Problem(f"{KEY}/{where}".rstrip("/"), CODE, message, what_to_do)])


@dataclass(frozen=True)
class Limits:
    """In people. `width`: how far apart the lowest and highest possible value of a hidden cell must lie."""

    base: int = 30
    few: int = 50
    least: int = LEAST
    width: int = LEAST


@dataclass(frozen=True)
class Declared:
    """What is known of questions by name. `together`: sets of codes to merge, best first; `ends`: of scales.

    `multi`: questions with several answers. `roots`: what derived values are worked out from. `within`: of variables
    that put places in groups, the variable of the places and which of them lie in each group.
    """

    identifying: frozenset[str] = ALWAYS
    sensitive: frozenset[str] = frozenset()
    together: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    ends: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    multi: frozenset[str] = frozenset()
    roots: Roots = field(default_factory=dict)
    within: Mapping[str, tuple[str, Mapping[str, frozenset[str]]]] = field(default_factory=dict)


def declared(definition: Definition) -> Declared:
    """Of an edition. Raises WronglyDeclared."""
    said = definition.document.get(KEY) or {}
    if not isinstance(said, Mapping) or set(said) - PARTS:
        raise wrong("", f"This must be a mapping with keys among {', '.join(sorted(PARTS))}.")
    questions = definition.questions.values()
    places = {question.name for question in questions if question.type in PLACES}
    return Declared(
        frozenset({*ALWAYS, *places, *_names(said, "identifying", definition)}),
        frozenset(_names(said, "sensitive", definition)),
        _together(said.get("together") or {}),
        {question.name: ends for question in questions if (ends := _ends(question))},
        frozenset(question.name for question in questions if question.type == "multi"),
        roots_of(definition),
    )


def _names(said: Mapping[str, Any], part: str, definition: Definition) -> list[str]:
    """A name, or {name: …, editions: […]} where not every edition has it; reading an edition takes out the others."""
    items = said.get(part) or []
    names = [item.get("name") if isinstance(item, Mapping) else item for item in items if isinstance(items, list)]
    if not isinstance(items, list) or not all(isinstance(name, str) for name in names):
        raise wrong(part, "This must be a list of names of questions or derived values.")
    known = {*definition.questions, *(item.name for item in definition.derived)}
    for name in names:
        if name not in known:
            raise wrong(part, f"This edition has no question or derived value “{name}”.", OTHER_EDITIONS)
    return [str(name) for name in names]


def _together(said: Any) -> dict[str, tuple[tuple[str, ...], ...]]:
    if not isinstance(said, Mapping):
        raise wrong("together", "This must be a mapping: name: [[code, code], …].")
    for name, sets in said.items():
        if not isinstance(sets, list) or not all(isinstance(codes, list) and len(codes) > 1 for codes in sets):
            raise wrong(f"together/{name}", "This must be a list of lists of two codes or more.")
    return {str(name): tuple(tuple(map(str, codes)) for codes in sets) for name, sets in said.items()}


def _ends(question: Question) -> tuple[tuple[str, ...], ...]:
    """The two lowest and the two highest answers of a scale that has more of them."""
    scored = tuple(option.code for option in question.options if option.score is not None)
    return (scored[:ENDS], scored[-ENDS:]) if question.type == "scale" and len(scored) > 2 * ENDS else ()


def is_local(table: Table, profile: Profile, known: Declared, limits: Limits) -> bool:
    """Whether a table needs the rules for small places and groups, whoever it is for."""
    columns = [(heading.where, found.n) for heading, found in zip(table.headings, table.tallies, strict=True)]
    return profile == "local" or needs_care(table.variable.name, columns, known, limits)


def needs_care(name: str, columns: Sequence[tuple[Where, int]], known: Declared, limits: Limits) -> bool:
    """Of a question or scale by columns, each with its base.

    So it is with an identifying variable, with two breakdowns beside the group, and with a sensitive question by a
    breakdown that has a small group. A filter is a breakdown of which one column is shown.
    """
    names = {one for where, _ in columns for one in where}
    broken_down = max((len(set(where) - {"group"}) for where, _ in columns), default=0)
    small = any(where and n < limits.few for where, n in columns)
    return bool((names | {name}) & known.identifying) or broken_down > 1 or (name in known.sensitive and small)


def mark_of_base(n: int, profile: Profile, *, local: bool, limits: Limits) -> Mark:
    """For a number that rests on a whole column, such as a mean: hidden on too small a base, marked on a small one."""
    too_small = (profile == "publication" and n < limits.base) or (local and n < limits.least)
    if profile != "internal" and too_small and n:
        return "hidden"
    return "few" if 0 < n < limits.few else ""


def apart(where: Where, known: Declared) -> Where:
    """Columns by a question with several answers overlap: each of its answers becomes a name of its own.

    Groups of places become the places in them, so that numbers of a region are held against those of its places.
    """
    found: dict[str, frozenset[str]] = {}
    for name, codes in where.items():
        if name in known.multi:
            name = f"{name}:{'+'.join(sorted(codes))}"
        elif name in known.within:
            name, inside = known.within[name]
            codes = frozenset().union(*(inside.get(code, frozenset()) for code in codes))
        found[name] = found[name] & codes if name in found else codes
    return found
