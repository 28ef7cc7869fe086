"""What a study declares about its monitor, below `monitoring:` (docs/monitor.md), and the limits of alarms. Pure.

Defaults: skipping 5%, "don't know" 10%, undelivered letters 10%, an R-indicator of 0.80 and no group below 60% of the
response of all are house rules; a study may set others, and they are shown beside each alarm.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exports import areas
from exports.declared import WronglyDeclared
from surveys.engine.definition import Definition
from surveys.engine.document import At, Report, string, strings, whole

KEY = "monitoring"
PARTS = "by evenness helped_by wanted non_response dont_know break_off undeliverable even lagging silent least"
CROSSED = frozenset({"choice", "municipality"})
"""Types of the list's columns that people are told apart by."""
AREA = "area"
"""What a column is that the list does not hold: a group of its municipalities, such as the labour-market region."""
LEAST = 1
MOST = 5
"""So many columns are crossed, unless the study names its own: more leave nothing but cells of one person."""


class BadMonitoring(WronglyDeclared):
    """What is below `monitoring:` cannot be used. The message names every fault."""


@dataclass(frozen=True)
class Limits:
    """Shares from 0 to 1. `break_off`: on one page. `even`: the least R-indicator. `lagging`: the least response of a
    category as a share of everybody's. `silent`: days without a new questionnaire. `least`: people that an alarm has
    to rest on. `wanted`: groups and the usable questionnaires that the study needs of each, in the order of groups.
    """

    non_response: float = 0.05
    dont_know: float = 0.10
    break_off: float = 0.05
    undeliverable: float = 0.10
    even: float = 0.80
    lagging: float = 0.60
    silent: int = 3
    least: int = 30
    wanted: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Monitoring:
    """`by`: columns that strata are crossed by. `evenness`: those that R-indicators are worked out by.
    `helped_by`: the question about who helped, '' where there is none. `place`: the list's column of municipalities.
    """

    by: tuple[str, ...]
    evenness: tuple[str, ...]
    helped_by: str = ""
    limits: Limits = Limits()
    place: str = ""


def monitoring_of(definition: Definition) -> Monitoring:
    """As the edition declares it. Raises BadMonitoring.

    Left out, strata are crossed by the columns that go with an interview (`frame/strata`) and by places, R-indicators
    go by what the study is weighted by and by places.
    """
    report = Report(languages=definition.languages)
    declared = definition.document.get(KEY)
    made = _read(At({} if declared is None else declared, KEY, report), definition)
    if report.problems:
        raise BadMonitoring(sorted(set(report.problems)))
    return made


def _read(at: At, definition: Definition) -> Monitoring:
    fields = at.fields("", PARTS)
    columns, crossed = _columns(definition), _crossed(definition)
    by = fields.read("by", _one_of_places(columns), crossed)
    evenness = fields.read("evenness", _among(columns), _evenness(definition, crossed))
    asked = fields.read("helped_by", _question(definition), "helped_by" if "helped_by" in definition.questions else "")
    shares = ("non_response", "dont_know", "break_off", "undeliverable", "even", "lagging")
    given: dict[str, Any] = {name: fields.read(name, _percent, getattr(Limits, name)) for name in shares}
    given |= {name: fields.read(name, _positive, getattr(Limits, name)) for name in ("silent", "least")}
    given["wanted"] = fields.read("wanted", _numbers_of(definition), ())
    return Monitoring(by, evenness, asked, Limits(**given), place_column(definition))


def _numbers_of(definition: Definition) -> Callable[[At], tuple[tuple[str, int], ...]]:
    """How many of which group, in the order of the groups."""

    def read(at: At) -> tuple[tuple[str, int], ...]:
        fields = at.fields("", " ".join(definition.groups))
        found = ((name, fields.read(name, _positive, 0)) for name in definition.groups)
        return tuple((name, number) for name, number in found if number)

    return read


def _columns(definition: Definition) -> Mapping[str, str]:
    """Names and types of the list's columns that hold one of some values."""
    found = {column["name"]: column["type"] for column in definition.list_columns if column.get("type") in CROSSED}
    groups = areas.of_study(definition.study) if "municipality" in found.values() else ()
    return {**{one.name: AREA for one in groups}, **found}


def place_column(definition: Definition) -> str:
    """The column of the list that holds the municipality, '' for none."""
    return next((str(one["name"]) for one in definition.list_columns if one.get("type") == "municipality"), "")


def _crossed(definition: Definition) -> tuple[str, ...]:
    columns = _columns(definition)
    strata = [name for name in definition.strata if name in columns][: MOST - 1]
    places = [name for name, kind in columns.items() if kind == "municipality" and name not in strata]
    return (*strata, *places[:1])


def _evenness(definition: Definition, crossed: Sequence[str]) -> tuple[str, ...]:
    columns = _columns(definition)
    weighted = [name for name in _weighted(definition) if name in columns]
    places = [name for name in crossed if columns.get(name) == "municipality" and name not in weighted]
    return (*weighted, *places) if weighted else tuple(crossed)


def _weighted(definition: Definition) -> Sequence[str]:
    """Variables that the study is weighted by; none where that is declared wrongly, which is said elsewhere."""
    margins = definition.document.get("margins")
    weighting = margins.get("weighting") if isinstance(margins, Mapping) else None
    named = weighting.get("margins") if isinstance(weighting, Mapping) else None
    return [name for name in named if isinstance(name, str)] if isinstance(named, list) else []


def _among(columns: Mapping[str, str]) -> Callable[[At], tuple[str, ...]]:
    def read(at: At) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(strings(at)))
        for name in found:
            if name not in columns:
                known = ", ".join(columns) or "–"
                at.problem(
                    "bad_value", f"The list has no column “{name[:60]}” of choices or places.", f"Known: {known}."
                )
        return tuple(name for name in found if name in columns)

    return read


def _one_of_places(columns: Mapping[str, str]) -> Callable[[At], tuple[str, ...]]:
    """Strata are crossed by the municipality, or by one group of municipalities: two of them give small ones away."""

    def read(at: At) -> tuple[str, ...]:
        found = _among(columns)(at)
        places = [name for name in found if columns[name] in ("municipality", AREA)]
        if len(places) > 1:
            named = ", ".join(places)
            at.problem("bad_value", f"{named} together would tell of small municipalities.", "Keep one of them.")
        return found

    return read


def _question(definition: Definition) -> Callable[[At], str]:
    def read(at: At) -> str:
        name = string(at)
        question = definition.questions.get(name)
        if question is None or question.type not in ("single", "scale"):
            at.problem("bad_value", f"“{name[:60]}” is no question with one answer.", "Check the spelling.")
        return name

    return read


def _percent(at: At) -> float:
    found = whole(at)
    if not 1 <= found <= 100:
        at.problem("bad_value", f"{found} is no limit in per cent.", "Give a whole number from 1 to 100.")
    return found / 100


def _positive(at: At) -> int:
    found = whole(at)
    if found < LEAST:
        at.problem("bad_value", f"{found} is too small.", f"Give a whole number from {LEAST}.")
    return found
