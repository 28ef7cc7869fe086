"""A study's margins and its declaration of weighting → a plan; a table of margins from a file → margins. Pure.

docs/weights.md explains both forms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from exports.counting import GROUP
from exports.refusals import Refused
from exports.weights import AT_LEAST, Margin, Plan

KEYS = frozenset({"margins", "base", "stands_for", "missing", "at_least", "neighbours", "trim"})
TRIM = frozenset({"largest", "smallest"})
COLUMNS = ("variable", "category", "count")
MORE_COLUMNS = ("group", "reference_date")


@dataclass(frozen=True)
class Line:
    """A line of a table of margins. `number` is its place in the file, for messages."""

    number: int
    variable: str
    category: str
    count: str
    group: str = ""
    reference_date: str = ""


def plan_of(margins: Mapping[str, Any], table: Sequence[Margin] = (), *, as_listed: bool = False) -> Plan:
    """The plan that a study declares in `margins: weighting:`. A `table` replaces the study's own numbers, as it is.

    `as_listed`: the study's list stands for the people on it and nobody else, whatever is declared. Raises Refused:
    nothing declared, a word that is not known, a margin without numbers.
    """
    declared = margins.get("weighting")
    if not isinstance(declared, Mapping):
        raise Refused(
            gettext_noop("The study does not say how it is weighted. Write margins: weighting: and publish anew.")
        )
    _refuse_keys("weighting", declared, KEYS)
    trim = _mapping(declared, "trim")
    _refuse_keys("weighting: trim", trim, TRIM)
    factors, base = _numbers(declared, "stands_for"), _numbers(declared, "base")
    stands_for = {} if table or as_listed else factors
    return Plan(
        margins=tuple(table) or tuple(_times(margin, stands_for) for margin in _of_study(margins, declared)),
        base={group: one / factors.get(group, 1.0) for group, one in base.items()} if as_listed else base,
        stands_for=stands_for,
        missing={name: frozenset(map(str, codes)) for name, codes in _mapping(declared, "missing").items()},
        neighbours={
            name: {str(code): str(near) for code, near in found.items()}
            for name, found in _mapping(declared, "neighbours").items()
        },
        at_least=int(_number(declared.get("at_least", AT_LEAST), "at_least", least=1)),
        largest=_limit(trim, "largest"),
        smallest=_limit(trim, "smallest"),
    )


def trimmed_at(plan: Plan, largest: float | None) -> Plan:
    """The plan with another upper limit, in times the mean weight. Raises Refused for one that is not above 1."""
    if largest is None:
        return plan
    return replace(plan, largest=_limit({"largest": largest}, "largest"))


def _of_study(margins: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterable[Margin]:
    names = declared.get("margins")
    if not isinstance(names, Sequence) or isinstance(names, str) or not names:
        raise Refused(gettext_noop("weighting: margins: names no variables. Write a list, such as [group, gender]."))
    reference = str(margins.get("reference", ""))
    for name in names:
        counts, inside = margins.get(name), _mapping(margins, "within_group").get(name)
        if isinstance(counts, Mapping):
            yield Margin(name, _counts(counts, name), "", reference)
        elif isinstance(inside, Mapping):
            yield from (Margin(name, _counts(found, name), str(group), reference) for group, found in inside.items())
        else:
            raise Refused(
                gettext_noop(
                    "weighting: margins: names %(name)s, but margins: has no counts of it. Add them, or leave it out."
                ),
                name=name,
            )


def _times(margin: Margin, factors: Mapping[str, float]) -> Margin:
    """Counts of a list that stands for more people: only the margin of groups changes, others are shares within one."""
    if margin.variable != GROUP or margin.within:
        return margin
    return replace(margin, counts={code: count * factors.get(code, 1.0) for code, count in margin.counts.items()})


def margins_in(lines: Sequence[Line]) -> tuple[Margin, ...]:
    """Margins of a table with a line per category, in its order. Raises Refused with the line that is wrong."""
    made: dict[tuple[str, str], dict[str, float]] = {}
    days: dict[tuple[str, str], str] = {}
    for line in lines:
        key = (line.variable, line.group)
        counts = made.setdefault(key, {})
        if not line.variable or not line.category or line.category in counts:
            raise Refused(
                gettext_noop(
                    "Line %(line)s: variable and category must be filled in, and each category of a variable stand "
                    "once per group."
                ),
                line=line.number,
            )
        counts[line.category] = _number(line.count.strip(), f"line {line.number}: count")
        days[key] = max(days.get(key, ""), _day(line))
    if not made:
        raise Refused(gettext_noop("The table has no lines. Give one line per category of each variable."))
    return tuple(Margin(name, counts, group, days[name, group]) for (name, group), counts in made.items())


def _day(line: Line) -> str:
    try:
        return date.fromisoformat(line.reference_date).isoformat() if line.reference_date else ""
    except ValueError as problem:
        raise Refused(
            gettext_noop("Line %(line)s: the reference date must be written as 2024-10-01."), line=line.number
        ) from problem


def columns_found(header: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, in the file's order. Raises Refused where one is lacking or not known."""
    names = tuple(name.strip().lower() for name in header)
    lacking = [name for name in COLUMNS if name not in names]
    strange = [name for name in names if name not in (*COLUMNS, *MORE_COLUMNS)]
    if lacking or strange or len(set(names)) < len(names):
        raise Refused(
            gettext_noop("The first line must name the columns %(wanted)s, each once; it names %(found)s."),
            wanted=", ".join((*COLUMNS, *(f"({name})" for name in MORE_COLUMNS))),
            found=", ".join(names) or "nothing",
        )
    return names


def _refuse_keys(where: str, given: Mapping[str, Any], known: frozenset[str]) -> None:
    for key in given:
        if key not in known:
            raise Refused(
                gettext_noop("%(where)s: %(key)s is not known. Known are: %(known)s."),
                where=where,
                key=key,
                known=", ".join(sorted(known)),
            )


def _mapping(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = given.get(key) or {}
    if not isinstance(found, Mapping):
        raise Refused(gettext_noop("%(key)s: must be a list of names with a value each."), key=key)
    return found


def _numbers(given: Mapping[str, Any], key: str) -> dict[str, float]:
    return {str(name): _number(value, f"{key}: {name}", least=1e-9) for name, value in _mapping(given, key).items()}


def _counts(given: Any, name: str) -> dict[str, float]:
    if not isinstance(given, Mapping):
        raise Refused(gettext_noop("%(key)s: must be a list of names with a value each."), key=name)
    return {str(code): _number(value, f"{name}: {code}") for code, value in given.items()}


def _number(given: Any, where: str, *, least: float = 0.0) -> float:
    try:
        found = float(given)
    except (TypeError, ValueError):
        found = -1.0
    if isinstance(given, bool) or not least <= found < float("inf"):
        raise Refused(
            gettext_noop("%(where)s: %(value)s is not a number of %(least)s or more."),
            where=where,
            value=repr(given),
            least=f"{least:g}",
        )
    return found


def _limit(trim: Mapping[str, Any], name: str) -> float | None:
    """A limit in times the mean weight: the largest above 1, the smallest below it."""
    if trim.get(name) is None:
        return None
    found = _number(trim[name], f"trim: {name}")
    if (name == "largest" and found <= 1) or (name == "smallest" and not 0 < found < 1):
        raise Refused(
            gettext_noop(
                "trim: %(name)s is %(found)s. In times the mean weight largest is above 1, smallest between 0 and 1."
            ),
            name=name,
            found=f"{found:g}",
        )
    return found
