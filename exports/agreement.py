"""Printed figures beside what a dataset gives: equal, wrong, near, or not to be compared. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from math import ceil
from typing import Any, Literal

from exports.counting import Data, NoSuchVariable, Tally, tally
from exports.measures import Summary, measure_table, measured_of
from exports.published import CLAIMED, KINDS, NUMERIC, About, Figure, Kind, Published
from exports.release_marks import CELLS, release_marks
from exports.tables import Heading, Mark, percent
from surveys.engine.text import Text

State = Literal["equal", "near", "wrong", "left"]

N_WITHIN = 0.01
"""How far the N of a fitted figure may lie off, as a part of it; two people are always allowed."""
LEAST_N_WITHIN = 2

PRINTED = re.compile(r"[0-9]+(\.[0-9]+)?")

Margins = Mapping[str, Any]


class MarginsLack(LookupError):
    """The study's margins lack a number that a figure is about."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The study's margins say nothing about {name}. Add it to margins.yaml and publish anew.")


@dataclass
class _Counts:
    """Tallies of a dataset, each made once."""

    data: Data
    margins: Margins
    known: dict[Any, Tally] = field(default_factory=dict)

    def tally(self, name: str, about: About) -> Tally:
        key = (name, frozenset(about.where.items()), about.base)
        if key not in self.known:
            self.known[key] = tally(self.data, name, about.where, about.base)
        return self.known[key]

    def numbers(self, name: str, about: About) -> Summary:
        """What people gave to a question for a number. Raises NoSuchVariable."""
        measured = next((one for one in measured_of(self.data.definition, means=False) if one.name == name), None)
        if measured is None:
            raise NoSuchVariable(name, self.data.definition.study)
        return measure_table(self.data, measured, [Heading("", Text({}), about.where)]).summaries[0]


@dataclass(frozen=True)
class Finding:
    """A figure and what came out; `found` is '' where nothing was worked out. `hidden`: a release would hide it."""

    figure: Figure
    found: str
    state: State
    hidden: bool = False
    few: bool = False

    @property
    def apart(self) -> float | None:
        """Points, or people, between what came out and what was printed; None where one of them is no number."""
        one, other = _number(self.found), _number(self.figure.expected)
        return None if one is None or other is None else one - other


@dataclass(frozen=True)
class Agreement:
    """Every figure of a report beside a dataset. `people` were counted, `wanted` are as many as answered then."""

    findings: tuple[Finding, ...]
    unnamed: Mapping[str, int]
    people: int
    wanted: int

    @property
    def total(self) -> int:
        return len(self.findings) + sum(self.unnamed.values())

    @cached_property
    def by_kind(self) -> Mapping[Kind, Counter[State]]:
        counted: dict[Kind, Counter[State]] = {kind: Counter() for kind in KINDS}
        for finding in self.findings:
            counted[finding.figure.kind][finding.state] += 1
        counted["not_claimed"]["left"] += sum(self.unnamed.values())
        return counted

    @property
    def wrong(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.state == "wrong")

    @property
    def agrees(self) -> bool:
        return not self.wrong and self.people == self.wanted

    @property
    def hidden(self) -> int:
        return sum(finding.hidden for finding in self.findings)

    @property
    def few(self) -> int:
        return sum(finding.few for finding in self.findings)

    def of_kind(self, kind: Kind) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.figure.kind == kind)

    @cached_property
    def by_table(self) -> Mapping[str, tuple[Finding, ...]]:
        """Every table of the report; one whose figures have no cell holds no findings."""
        tables: dict[str, list[Finding]] = {}
        for finding in self.findings:
            tables.setdefault(finding.figure.table, []).append(finding)
        for name in self.unnamed:
            tables.setdefault(name, [])
        return {name: tuple(found) for name, found in tables.items()}


def agreement(report: Published, data: Data, margins: Margins, wanted: int) -> Agreement:
    """Work out each figure that is about something, beside the printed one. Raises NoSuchVariable, MarginsLack."""
    counts = _Counts(data, margins)
    marks = release_marks([figure.about for figure in report.figures], counts.tally, data)
    findings = tuple(_finding(figure, counts, mark) for figure, mark in zip(report.figures, marks, strict=True))
    return Agreement(findings, report.unnamed, len(data), wanted)


def _finding(figure: Figure, counts: _Counts, mark: Mark) -> Finding:
    about = figure.about
    if about is None:
        return Finding(figure, "", "left")
    counted = counts.tally(about.questions[0], about) if about.measure in CELLS else None
    found = _of_tally(figure, about, counted) if counted else _value(figure, about, counts)
    return Finding(figure, found, _state(figure, found), mark == "hidden", mark == "few")


def _of_tally(figure: Figure, about: About, counted: Tally) -> str:
    if about.measure == "count":
        return str(counted.count(about.codes))
    share = counted.share(about.codes)
    if figure.kind == "range":
        return "" if share is None else f"{share * 100:.1f}"
    return _percent(figure, share)


def _percent(figure: Figure, share: float | None) -> str:
    """A share as this figure was printed: whole, or with as many decimals."""
    if share is None or "." not in figure.expected:
        return percent(share)
    return _as_printed(figure, share * 100)


def _as_printed(figure: Figure, number: float) -> str:
    """With as many decimals as the printed figure, halves upwards."""
    decimals = len(figure.expected.partition(".")[2])
    return str(Decimal(repr(round(number, 9))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def _value(figure: Figure, about: About, counts: _Counts) -> str:
    """What this is in the dataset, as it is printed."""
    if about.measure in NUMERIC or (about.measure == "base" and about.questions[0] not in counts.data.variables):
        return _of_numbers(figure, about, counts.numbers(about.questions[0], about))
    if about.measure in ("register", "population", "population_percent"):
        return _register(figure, about, counts.margins)
    if about.measure in ("people", "people_share", "response"):
        return _people(figure, about, counts.data, counts.margins)
    bases = [counts.tally(name, about).n for name in about.questions]
    return str(int(sum(bases) / len(bases) + 0.5))


def _of_numbers(figure: Figure, about: About, told: Summary) -> str:
    if about.measure == "base":
        return str(told.n)
    number: float | None = getattr(told, about.measure)
    return "" if number is None else _as_printed(figure, number)


def _people(figure: Figure, about: About, data: Data, margins: Margins) -> str:
    people = len(data.members(about.where))
    if about.measure == "people":
        return str(people)
    whole = _margin(margins, "total") if about.measure == "response" else len(data)
    return _percent(figure, people / whole) if whole else ""


def _register(figure: Figure, about: About, margins: Margins) -> str:
    """Persons on the register: in all, of a group, or of a group with a code."""
    whole: int = _margin(margins, "total")
    if about.measure == "register":
        return str(whole)
    (code,) = about.codes
    among = ["group"] if about.questions == ("group",) else ["within_group", about.questions[0], *about.where["group"]]
    held = _margin(margins, *among, code)
    if len(among) > 1:
        whole = sum(_margin(margins, *among).values())
    return str(held) if about.measure == "population" else _percent(figure, held / whole)


def _margin(margins: Margins, *names: str) -> Any:
    found: Any = margins
    for name in names:
        if not isinstance(found, Mapping) or name not in found:
            raise MarginsLack(" / ".join(names))
        found = found[name]
    return found


def _state(figure: Figure, found: str) -> State:
    if figure.kind == "range":
        return "equal" if found and float(found) in figure.range else "wrong"
    if figure.kind not in CLAIMED | {"fitted"}:
        return "left"
    if agrees(figure.expected, found):
        return "equal"
    return "near" if figure.kind == "fitted" and _near(figure, found) else "wrong"


def agrees(expected: str, found: str) -> bool:
    """Equal as printed; `>35` asks for more than that."""
    if expected.startswith(">"):
        least, number = _number(expected[1:]), _number(found)
        return least is not None and number is not None and number > least
    return expected == found


def _near(figure: Figure, found: str) -> bool:
    one, other = _number(figure.expected), _number(found)
    if one is None or other is None:
        return False
    if figure.what == "pct":
        return abs(one - other) <= figure.within
    return abs(one - other) <= max(LEAST_N_WITHIN, ceil(one * N_WITHIN))


def _number(text: str) -> float | None:
    """A printed figure as a number; `<1` counts as nought here, for how far apart two figures are."""
    if text == "<1":
        return 0.0
    return float(text) if PRINTED.fullmatch(text) else None


def largest(findings: Iterable[Finding], what: Sequence[str]) -> Finding | None:
    """The finding that lies farthest off, among those of these measures."""
    far = [one for one in findings if one.figure.what in what and one.apart]
    return max(far, key=lambda one: abs(one.apart or 0.0), default=None)
