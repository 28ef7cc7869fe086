"""A study's margins and its declaration of weighting → a plan; a table of margins from a file → margins. Pure.

docs/weights.md explains both forms.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from exports.counting import GROUP
from exports.declared import WronglyDeclared
from exports.refusals import Refused
from exports.weights import AT_LEAST, Margin, Plan
from surveys.engine.document import At, Report, string, strings

KEYS = "margins base stands_for missing at_least neighbours trim"
CODE = "wrong_weighting"
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


def plan_of(margins: Any, table: Sequence[Margin] = (), *, as_listed: bool = False) -> Plan:
    """The plan that a study declares in `margins: weighting:`. A `table` replaces the study's own numbers, as it is.

    `as_listed`: the study's list stands for the people on it and nobody else, whatever is declared. Raises Refused
    where nothing is declared, WronglyDeclared with every fault of what is.
    """
    if not isinstance(margins, Mapping) or not margins.get("weighting"):
        raise Refused(
            gettext_noop("The study does not say how it is weighted. Write margins: weighting: and publish anew.")
        )
    report = Report()
    plan = _plan(At(margins, "margins", report), table, as_listed)
    if report.problems:
        raise WronglyDeclared(sorted(set(report.problems)))
    return plan


def _plan(margins: At, table: Sequence[Margin], as_listed: bool) -> Plan:
    weighting = margins.child("weighting", margins.value["weighting"])
    fields = weighting.fields("", KEYS)
    factors, base = fields.read("stands_for", _numbers, {}), fields.read("base", _numbers, {})
    stands_for = {} if table or as_listed else factors
    trim = fields.given.get("trim", weighting.child("trim", {})).fields("", "largest smallest")
    return Plan(
        margins=tuple(table) or tuple(_times(margin, stands_for) for margin in _of_study(margins, weighting)),
        base={group: one / factors.get(group, 1.0) for group, one in base.items()} if as_listed else base,
        stands_for=stands_for,
        missing={name: frozenset(map(str, codes)) for name, codes in fields.read("missing", _lists, {}).items()},
        neighbours=fields.read("neighbours", _neighbours, {}),
        at_least=fields.read("at_least", lambda at: int(_positive(at, least=1)), AT_LEAST),
        largest=trim.maybe("largest", _largest),
        smallest=trim.maybe("smallest", _smallest),
    )


def trimmed_at(plan: Plan, largest: float | None) -> Plan:
    """The plan with another upper limit, in times the mean weight. Raises Refused for one that is not above 1."""
    if largest is not None and not 1 < largest < float("inf"):
        raise Refused(
            gettext_noop("The limit is %(found)s. In times the mean weight it must be above 1."), found=f"{largest:g}"
        )
    return plan if largest is None else replace(plan, largest=largest)


def _of_study(margins: At, weighting: At) -> Iterator[Margin]:
    given = weighting.value.get("margins") if isinstance(weighting.value, Mapping) else None
    names = weighting.child("margins", given)
    if not isinstance(names.value, list) or not names.value:
        names.problem(CODE, "No variables are named.", "Write a list, such as [group, gender].")
        return
    within = margins.value.get("within_group") or {}
    inside = within if isinstance(within, Mapping) else {}
    for name in dict.fromkeys(map(str, names.value)):
        if isinstance(margins.value.get(name), Mapping):
            yield _margin(margins, margins.child(name, margins.value[name]), name)
        elif isinstance(inside.get(name), Mapping):
            at = margins.child(f"within_group/{name}", inside[name])
            yield from (_margin(margins, found, name, group) for group, found in at.entries().items())
        else:
            names.problem(CODE, f"“{name}” has no counts under margins.", "Add them, or take it out of the list.")


def _margin(margins: At, counts: At, name: str, group: str = "") -> Margin:
    return Margin(name, _numbers(counts, least=0), str(group), str(margins.value.get("reference", "")))


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


def _number(given: str, where: str) -> float:
    try:
        found = float(given)
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise Refused(
            gettext_noop("%(where)s: %(value)s is not a number of %(least)s or more."),
            where=where,
            value=repr(given),
            least="0",
        )
    return found


def _positive(at: At, *, least: float) -> float:
    given = at.value
    found = float(given) if isinstance(given, int | float) and not isinstance(given, bool) else -1.0
    if least <= found < float("inf"):
        return found
    shown = repr(given)[:40]
    at.problem(CODE, f"{shown} is not a number of {least:g} or more.", "Write such a number.")
    return least


def _numbers(at: At, least: float = 1e-9) -> dict[str, float]:
    return {str(name): _positive(item, least=least) for name, item in at.entries().items()}


def _lists(at: At) -> dict[str, tuple[str, ...]]:
    return {str(name): strings(item) for name, item in at.entries().items()}


def _neighbours(at: At) -> dict[str, dict[str, str]]:
    return {
        str(name): {str(code): string(near) for code, near in item.entries().items()}
        for name, item in at.entries().items()
    }


def _largest(at: At) -> float:
    found = _positive(at, least=0)
    if found <= 1:
        at.problem(CODE, f"{found:g} is no upper limit.", "In times the mean weight it is above 1.")
    return found


def _smallest(at: At) -> float:
    found = _positive(at, least=0)
    if not 0 < found < 1:
        at.problem(CODE, f"{found:g} is no lower limit.", "In times the mean weight it is between 0 and 1.")
    return found
