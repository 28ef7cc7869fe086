"""The printed figures of a report, each with what it is about and how far it can be claimed. Pure.

Two files of a study hold them: `published.yaml` (the figures) and `published_map.yaml` (what each is about). One figure
is one printed value: an N, a count, a percentage, or a mean, median or extreme of a number. docs/published.md explains
both files.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Literal, get_args

from exports.counting import Base, Where
from exports.ranges import NotAFigure, Range, range_of

Kind = Literal["exact", "corrected", "impossible", "fitted", "range", "not_printed", "not_claimed"]
What = Literal["N", "n", "pct", "value"]
Measure = Literal[
    "base",
    "count",
    "percent",
    "people",
    "people_share",
    "mean_base",
    "mean",
    "median",
    "low",
    "high",
    "register",
    "response",
    "population",
    "population_percent",
]

NUMERIC: frozenset[Measure] = frozenset({"mean", "median", "low", "high"})
"""Measures of a number that people gave, rather than of what they chose."""
KINDS: tuple[Kind, ...] = get_args(Kind)
CLAIMED: frozenset[Kind] = frozenset({"exact", "corrected"})
REASONED: frozenset[Kind] = frozenset({"corrected", "impossible", "not_claimed"})
"""Kinds that say why."""
WITHIN = 1
"""How far a fitted percentage may lie from the printed one, in points, where the map says nothing else."""
ROUGH = "~"


class BadMap(ValueError):
    """The map and the figures do not fit each other. The message names the table and says what to do."""


@dataclass(frozen=True)
class About:
    """What a figure says: which measure of which questions, codes and people. A mean has several questions."""

    measure: Measure
    questions: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    where: Where = field(default_factory=dict)
    base: Base = field(default_factory=Base)


@dataclass(frozen=True)
class Figure:
    """`printed` as it stands in the report, '' where nothing does; `expected` is what must come out.

    `row` is '' for an N, `column` is '' for the N of the whole table. `why` names the reason, or the two that clash.
    """

    table: str
    row: str
    column: str
    what: What
    printed: str
    expected: str
    kind: Kind
    why: str = ""
    about: About | None = None
    within: float = WITHIN

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.table, self.row, self.column, self.what) if part)

    @property
    def range(self) -> Range:
        """What it can stand for, of the class `range`."""
        return range_of(self.expected)


@dataclass(frozen=True)
class Published:
    """All figures, the edition they were asked in, and the printed register beside the sample."""

    edition: int
    figures: tuple[Figure, ...]
    assumed: tuple[Figure, ...]
    unnamed: Mapping[str, int]
    """Figures that are counted but have no cell, by table: those of regressions."""

    @property
    def total(self) -> int:
        return len(self.figures) + sum(self.unnamed.values())


def published(facts: Mapping[str, Any], about: Mapping[str, Any]) -> Published:
    """Figures and map put together. Raises BadMap where a table is in one file only, or a figure has no class."""
    tables = {str(table["id"]): table for table in facts["tables"]}
    entries = {str(name): entry or {} for name, entry in about["tables"].items()}
    unlike = sorted(tables.keys() ^ entries.keys())
    if unlike:
        raise BadMap(f"Tables in only one of published.yaml and published_map.yaml: {', '.join(unlike)}. Add them.")
    readers = [_Reader(table, entries[name], about) for name, table in tables.items()]
    return Published(
        edition=about["edition"],
        figures=(
            *chain.from_iterable(reader.figures() for reader in readers),
            *chain.from_iterable(_register(table, about) for table in facts.get("register", ())),
        ),
        assumed=tuple(_assumed(row, about) for row in about.get("assumed", ())),
        unnamed={name: table["printed"] for name, table in tables.items() if "printed" in table},
    )


def _assumed(row: Mapping[str, Any], about: Mapping[str, Any]) -> Figure:
    """A number that was not printed, chosen so that later figures have room."""
    codes, where = frozenset(row.get("codes", ())), _where(row["where"])
    told = About("count" if codes else "base", (row["question"],), codes, where)
    return Figure("assumed", row["question"], "", "n", "", str(row["n"]), "exact", row.get("why", ""), told)


def _register(table: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[Figure]:
    """Figures of the register beside the sample. A row is a group, or a group and a code with a dot between."""
    var, named = table["var"], about.get("register_groups", {})
    for row in table["rows"]:
        group, _, code = row["code"].partition(".")
        own = frozenset({code or group})
        only = frozenset(other["code"].partition(".")[2] or other["code"] for other in table["rows"])
        people = {"group": frozenset({group} if code else about["groups"])}
        outside = About("population", (var,), own if code else frozenset({named.get(group, group)}), people)
        inside = About("count", (var,), own, people, Base(only=only))
        for key, told in (
            ("population_n", outside),
            ("population_pct", replace(outside, measure="population_percent")),
            ("sample_n", inside),
            ("sample_pct", replace(inside, measure="percent")),
        ):
            yield _of_register(str(table["id"]), row["code"], key, row[key], told)


def _of_register(table: str, row: str, column: str, value: Any, about: About) -> Figure:
    printed = "" if value is None else str(value)
    kind: Kind = "exact" if printed else "not_printed"
    what: What = "pct" if column.endswith("pct") else "n"
    return Figure(table, row, column, what, printed, printed, kind, about=about if printed else None)


def _where(raw: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(codes) for name, codes in raw.items()}


@dataclass(frozen=True)
class _Reader:
    """One table with its entry in the map."""

    table: Mapping[str, Any]
    entry: Mapping[str, Any]
    about: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.table["id"])

    def figures(self) -> Iterator[Figure]:
        if "printed" in self.table:
            return
        yield self.caption()
        for column, n in self.table["columns"].items():
            yield self.figure("", column, "N", n, self.entry)
        for row in self.table["rows"]:
            yield from self.of_row(row)

    def of_row(self, row: Mapping[str, Any]) -> Iterator[Figure]:
        own = {**self.entry, **self.entry.get("rows", {}).get(row["code"], {})}
        for what in ("n", "pct", "value"):
            for column, value in zip(self.table["columns"], row.get(what, ()), strict=False):
                yield self.figure(row["code"], column, what, value, own, row.get("aggregate_of"))

    def caption(self) -> Figure:
        own = {key: value for key, value in self.entry.items() if key not in ("rows", "measure")}
        kinds = {self.kind(column, own) for column in self.table["columns"]} - {"not_claimed"}
        fitted = {"class": "fitted"} if kinds == {"fitted"} else {}
        return self.figure("", "", "N", self.table["n"], {**own, **fitted, **self.entry.get("n", {})})

    def kind(self, column: str, own: Mapping[str, Any]) -> Kind:
        """The class of a column's figures: its own, else the row's or table's."""
        if column and column in own.get("not_claimed", {}):
            return "not_claimed"
        if column and column in own.get("fitted", ()):
            return "fitted"
        if own.get("class") not in KINDS:
            raise BadMap(f"{self.name}: no class in published_map.yaml. Give it one of {', '.join(KINDS)}.")
        found: Kind = own["class"]
        return found

    def figure(
        self,
        row: str,
        column: str,
        what: What,
        value: Any,
        own: Mapping[str, Any],
        codes: Sequence[str] | None = None,
    ) -> Figure:
        own = {**own, **self.override(row, column, what)}
        kind, why = self.kind(column, own), self.why(column, own)
        printed = "" if value is None else str(value)
        if not printed:
            kind, why = "not_printed", ""
        elif printed.startswith(ROUGH) and kind != "range":
            kind, why = "not_claimed", why or "a rough figure in words"
        elif kind == "range":
            kind = self.ranged(row, column, what, printed)
        told = None if kind in ("not_claimed", "not_printed") else self.told(row, column, what, own, codes)
        if kind in REASONED and not why:
            raise BadMap(f"{self.name} {row} {column} {what}: {kind} without a reason. Add why, or clash.")
        expected = str(own.get("use", printed))
        return Figure(self.name, row, column, what, printed, expected, kind, why, told, own.get("within", WITHIN))

    def ranged(self, row: str, column: str, what: What, printed: str) -> Kind:
        """Numbers of people beside shares in words must come out. Raises BadMap where the figure has no range."""
        if what in ("N", "n"):
            return "exact"
        if what == "value":
            raise BadMap(f"{self.name} {row} {column}: the class range is for shares. Give this another.")
        try:
            range_of(printed)
        except NotAFigure as problem:
            raise BadMap(f"{self.name} {row} {column}: {problem}") from problem
        return "range"

    def override(self, row: str, column: str, what: str) -> Mapping[str, Any]:
        """What the map says of this one figure."""
        for given in self.entry.get("figures", ()):
            if (given.get("row", ""), given["column"], given.get("what", what)) == (row, column, what):
                return {"fitted": (), "not_claimed": {}, **given}
        return {}

    def why(self, column: str, own: Mapping[str, Any]) -> str:
        clash = own.get("clash")
        return " against ".join(clash) if clash else own.get("not_claimed", {}).get(column, own.get("why", ""))

    def told(self, row: str, column: str, what: What, own: Mapping[str, Any], codes: Sequence[str] | None) -> About:
        measure: Measure = own.get("measure") or self.measure(what)
        wanted = own.get("codes", codes or [row])
        wanted = wanted[column] if isinstance(wanted, Mapping) else wanted
        base = own.get("base", {})
        return About(
            measure,
            self.questions(column, own, measure),
            frozenset(wanted) if row else frozenset(),
            self.where(column, own),
            Base(reasons=base.get("reasons", False), without=frozenset(base.get("without", ()))),
        )

    def measure(self, what: What) -> Measure:
        if what == "N":
            return "people" if self.entry.get("people") else "base"
        if what == "value":
            raise BadMap(f"{self.name}: a `value` without a measure. Give its row one of {', '.join(sorted(NUMERIC))}.")
        return "count" if what == "n" else "percent"

    def questions(self, column: str, own: Mapping[str, Any], measure: Measure) -> tuple[str, ...]:
        asked = own.get("question", self.table["var"])
        if isinstance(asked, Mapping):
            return (asked[column],) if column else tuple(dict.fromkeys(asked.values()))
        if isinstance(asked, list):
            return tuple(asked) if measure == "mean_base" else tuple(asked[:1])
        return (asked,)

    def where(self, column: str, own: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        """Who is in the column; of the whole table: who is in one of its columns."""
        start = {} if self.entry.get("everybody") else {"group": frozenset(self.about["groups"])}
        start |= _where(own.get("where", {}))
        if column:
            return start | self.people(column)
        if "where" in self.entry.get("n", {}):
            return start
        together: dict[str, frozenset[str]] = {}
        for name in self.table["columns"]:
            for key, codes in self.people(name).items():
                together[key] = together.get(key, frozenset()) | codes
        return start | together

    def people(self, column: str) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for part in column.split("."):
            if part not in self.about["columns"]:
                if column in self.entry.get("not_claimed", {}) or self.entry.get("class") == "not_claimed":
                    return {}
                raise BadMap(f"{self.name}: the map does not say who is in the column “{part}”. Add it to columns.")
            found |= _where(self.about["columns"][part])
        return found
