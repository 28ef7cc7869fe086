"""Figures of other waves beside this one: what can be compared, how far apart, and why the rest cannot be. Pure.

`other_waves.yaml` of a study holds the figures as printed, `waves_map.yaml` what each is held against; docs/models.md
explains both. A figure told in words is a range (`exports/ranges.py`): this wave lies in it, above it or below it. What
an earlier wave declares of its questions (`wave_items.yaml`) goes before the map. A difference has the interval of
Newcombe 1998 where both sides have an N. Where the other wave told how many respondents it had, and not how many a
figure is about, the interval goes by the smallest base to be defended.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from math import floor
from typing import Any, Literal, get_args

from exports.counting import Data, NoSuchVariable, Where, tally
from exports.ranges import Range, range_of
from exports.tables import newcombe
from surveys.engine.wave_items import Standing, WaveItems

Reason = Literal[
    "wording",
    "base",
    "options",
    "population",
    "wave_unknown",
    "sources",
    "not_asked",
    "changed",
    "not_asked_then",
    "unknown_then",
    "unit",
    "not_printed",
    "nobody",
    "rough",
    "no_n",
    "least_n",
    "same_wave",
    "weighting",
]
REASONS: tuple[Reason, ...] = get_args(Reason)
CAUTIONS: frozenset[Reason] = frozenset({"rough", "no_n", "least_n", "same_wave", "weighting"})
"""With these a difference is still given: they say how much it is worth. With any other it is not."""
DECLARED: Mapping[Standing, Reason] = {"changed": "changed", "not_asked": "not_asked_then", "unknown": "unknown_then"}
TOLD_BY_MAP: frozenset[Reason] = frozenset({"wording", "base", "options"})
"""With one of these the map says what was changed, so that nothing is added."""
WITHOUT_INTERVAL: frozenset[Reason] = frozenset({"rough", "no_n", "same_wave"})
ENOUGH = 500
"""Interviews of this wave, of which must be known what part answered a question: at 500 within 5 points."""
PART = 0.5
"""Of the base that the other wave would have if the same part of its respondents had answered. A house rule."""
LEAST_BASE = 30
SHARES = ("pct", "count")
"""How units of shares begin; others (months, years, marks) are means."""


class BadWaves(ValueError):
    """The figures and the map do not fit each other. The message names the table and says what to do."""


@dataclass(frozen=True)
class Fact:
    """One printed figure of another wave. `share` 0 to 1 and base `n`; None where they were not printed.

    `total`: how many respondents the whole wave had at least, where that is known. `range`: what a share told in words
    can stand for, in points.
    """

    table: str
    document: str
    wave: str
    row: str
    column: str
    share: float | None
    n: float | None
    rough: bool
    is_share: bool
    total: float | None = None
    range: Range | None = None


@dataclass(frozen=True)
class About:
    """What it is held against: the first of these questions that there is, codes, people, and why it cannot be."""

    questions: tuple[str, ...]
    codes: frozenset[str]
    where: Where | None
    why: tuple[Reason, ...]
    instead: Mapping[str, str] = field(default_factory=dict)
    """Names in `where` → what an edition that lacks them has instead."""


@dataclass(frozen=True)
class Pair:
    """A figure and this wave's. `points` is now minus then, with its 95% interval where it has one; beside a range
    `beyond` says how far this wave lies above it (or, negative, below it) at least, and nought where it is inside.

    `where`: who of this wave; None where such people cannot be told apart. `then_n`: the base that was printed, or with
    the reason `least_n` the smallest one that can be defended.
    """

    fact: Fact
    question: str
    codes: frozenset[str]
    where: Where | None
    share: float | None
    n: int
    reasons: tuple[Reason, ...]
    then_n: float | None = None
    points: float | None = None
    low: float | None = None
    high: float | None = None
    beyond: float | None = None


def facts(given: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Raises BadWaves where a table is not whole."""
    try:
        totals = given.get("totals") or {}
        return tuple(fact for table in given["tables"] for fact in _facts(table, totals))
    except (KeyError, TypeError, IndexError, ValueError) as problem:
        raise BadWaves(f"other_waves.yaml is not in the form of docs/models.md: {problem!r}.") from problem


def _facts(table: Mapping[str, Any], totals: Mapping[str, float]) -> Iterator[Fact]:
    unit, counts, wave = str(table["unit"]), table.get("n") or {}, str(table.get("wave") or "")
    for at, row in enumerate(table["rows"]):
        for place, column in enumerate(table["columns"]):
            value, n = table["values"][at][place], counts.get(column)
            share = None
            if value is not None and unit.startswith(SHARES):
                share = value / n if unit == "count" and n else None if unit == "count" else value / 100
            rough = _rough(table, at, place)
            told = f"{_mark(table, at, place) or '='}{value}" if rough and share is not None else ""
            yield Fact(
                table["id"],
                str(table["document"]),
                wave,
                str(row),
                str(column),
                share,
                n,
                rough,
                unit.startswith(SHARES),
                totals.get(wave),
                range_of(told) if told and unit != "count" else None,
            )


def _rough(table: Mapping[str, Any], row: int, column: int) -> bool:
    """In a table told in words a figure is exact where its own mark says so, beside others that are hedged."""
    mark, own = _mark(table, row, column), not isinstance(table.get("qual") or "", str)
    told_in_words = table["precision"] != "exact"
    return mark not in ("", "=") or (told_in_words and not (own and mark == "="))


def _mark(table: Mapping[str, Any], row: int, column: int) -> str:
    """How a figure was hedged: '~', '<' or '>'; '=' or '' where it was not."""
    by_cell, by_column = table.get("qual_by_cell"), table.get("qual_by_column")
    if by_cell:
        return str(by_cell[row][column])
    if by_column:
        return str(by_column[column])
    qual = table.get("qual") or ""
    if isinstance(qual, str):
        return qual
    return str(qual[row] if len(qual) == len(table["rows"]) else qual[column])


def abouts(given: Mapping[str, Any], figures: Sequence[Fact]) -> dict[tuple[str, str, str], About]:
    """By table, row and column. Raises BadWaves: a table that is in one file only, a reason that is not known."""
    try:
        tables = given["tables"]
        _check(tables, figures)
        return {(fact.table, fact.row, fact.column): _about(fact, tables[fact.table], given) for fact in figures}
    except (KeyError, TypeError, AttributeError) as problem:
        raise BadWaves(f"waves_map.yaml is not in the form of docs/models.md: {problem!r}.") from problem


def _check(tables: Mapping[str, Any], figures: Sequence[Fact]) -> None:
    known = {fact.table for fact in figures}
    for name in sorted(known ^ tables.keys()):
        where = "waves_map.yaml" if name in known else "other_waves.yaml"
        raise BadWaves(f"Table {name} is not in {where}. Put it in both, with a reason where it cannot be compared.")
    for name, about in tables.items():
        rows_own = (row.get("why", ()) for row in about.get("rows", {}).values())
        strange = [reason for reason in chain(about.get("why", ()), *rows_own) if reason not in REASONS]
        rows = set(about.get("rows", ())) - {fact.row for fact in figures if fact.table == name}
        if strange or rows:
            raise BadWaves(f"Table {name}: {', '.join([*strange, *sorted(rows)])} is not known.")
        if not about.get("why") and not about.get("rows"):
            raise BadWaves(f"Table {name} has no rows and no reason why it cannot be compared. Give one.")


def _about(fact: Fact, table: Mapping[str, Any], given: Mapping[str, Any]) -> About:
    row = (table.get("rows") or {}).get(fact.row)
    columns = {**given["columns"], **(given[table["within"]] if "within" in table else {})}
    where = columns.get(fact.column)
    asked = row["question"] if row else ()
    return About(
        (asked,) if isinstance(asked, str) else tuple(asked),
        frozenset(row["codes"]) if row else frozenset(),
        None if where is None else {name: frozenset(codes) for name, codes in where.items()},
        (*table.get("why", ()), *(row or {}).get("why", ())),
        given.get("instead") or {},
    )


def compare(
    figures: Sequence[Fact],
    about: Mapping[tuple[str, str, str], About],
    data: Data,
    this_wave: str,
    weights: Sequence[float] | None = None,
    declared: Mapping[str, WaveItems] | None = None,
) -> tuple[Pair, ...]:
    """Each figure beside this wave's, in order. `declared`: by wave, what it says of this wave's questions."""
    named = {key: _by_names_of(data, one) for key, one in about.items()}
    for fact in figures:
        key = fact.table, fact.row, fact.column
        named[key] = _with_declared(named[key], (declared or {}).get(fact.wave))
    return tuple(_pair(fact, named[fact.table, fact.row, fact.column], data, this_wave, weights) for fact in figures)


def _with_declared(about: About, declared: WaveItems | None) -> About:
    """With what the other wave says of the question: it was changed, not asked, or nobody knows."""
    standings = [declared.standing(name) for name in about.questions] if declared else []
    standing = next((one for one in standings if one), None)
    reason = DECLARED.get(standing) if standing else None
    if reason is None or (reason == "changed" and TOLD_BY_MAP & set(about.why)):
        return about
    return replace(about, why=(*about.why, reason))


def _by_names_of(data: Data, about: About) -> About:
    """With what these data have instead of a question that their edition lacks."""
    if about.where is None:
        return about
    known = data.variables
    where = {(name if name in known else about.instead.get(name, name)): codes for name, codes in about.where.items()}
    return replace(about, where=where)


def _pair(fact: Fact, about: About, data: Data, this_wave: str, weights: Sequence[float] | None) -> Pair:
    found = _ours(about, data, weights)
    name, share, n, effective = found or ("", None, 0, 0.0)
    least = None if set(about.why) - CAUTIONS else least_base(fact, n, len(data))
    reasons = _reasons(fact, about, this_wave, found is not None, share, weights is not None, least)
    pair = Pair(fact, name, about.codes, about.where, share, n, reasons, least if "least_n" in reasons else fact.n)
    if share is None or fact.share is None or set(reasons) - CAUTIONS:
        return pair
    if fact.range:
        return replace(pair, beyond=fact.range.beyond(share * 100))
    pair = replace(pair, points=(share - fact.share) * 100)
    if set(reasons) & WITHOUT_INTERVAL or not pair.then_n:
        return pair
    low, high = newcombe(share, effective, fact.share, pair.then_n)
    return replace(pair, low=low * 100, high=high * 100)


def least_base(fact: Fact, n: int, people: int) -> int | None:
    """The smallest base to be defended for a figure that was printed without one; None where there is none.

    Of `people` in this wave `n` answered; the other wave is taken to have had half of that part of its respondents. So
    its groups may have been half as large beside each other before the interval becomes too narrow.
    """
    if fact.n or fact.rough or fact.share is None or not fact.total or people < ENOUGH:
        return None
    least = floor(PART * fact.total * n / people)
    return least if least >= LEAST_BASE else None


def _ours(about: About, data: Data, weights: Sequence[float] | None) -> tuple[str, float | None, int, float] | None:
    """Question, share, N and effective N; None where this data have no such question or people."""
    name = next((one for one in about.questions if one in data.variables), None)
    if name is None or about.where is None:
        return None
    try:
        found = tally(data, name, about.where, weights=weights)
    except NoSuchVariable:
        return None
    return name, found.share(about.codes), found.n, found.effective


def _reasons(
    fact: Fact,
    about: About,
    this_wave: str,
    asked: bool,
    share: float | None,
    weighted: bool,
    least: float | None,
) -> tuple[Reason, ...]:
    holds: dict[Reason, bool] = {
        "not_asked": not asked,
        "unit": not fact.is_share,
        "not_printed": fact.is_share and fact.share is None,
        "nobody": asked and share is None,
        "rough": fact.rough,
        "no_n": not fact.n and not least,
        "least_n": not fact.n and bool(least),
        "same_wave": fact.wave == this_wave,
        "weighting": weighted,
    }
    return tuple(reason for reason in REASONS if reason in about.why or holds.get(reason))
