"""Figures → tables about response: outcomes, the register beside who responded, what lags. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exports.monitor import words
from exports.monitor.draw import Bar, Line, bars, lines
from exports.monitor.figures import AAPOR, Figures, PartialOf, Standing, by
from exports.monitor.hide import BASE, hidden, hidden_within, share
from exports.monitor.panels import Column, Panel, Row, written
from exports.monitor.told import Codes, by_column, steps_of
from exports.monitor.words import Words

MOST_BARS = 25
TOGETHER = 3
NOT_KNOWN = "(not known)"
"""As R-indicators call it."""


def outcomes(figures: Figures) -> Panel:
    """AAPOR outcomes of the sample, and of those who came without a letter's code."""
    counted = figures.sample, figures.outside
    names = [name for name in AAPOR if any(getattr(one, name) for one in counted)]
    sample, outside = (hidden([(getattr(one, name),) for name in names]) for one in counted)
    rows = tuple(
        Row(name, f"{words.outcome(name)} ({AAPOR[name]})".capitalize(), (of_sample, of_others))
        for name, (of_sample,), (of_others,) in zip(names, sample, outside, strict=True)
    )
    most = max((row.cells[0] or 0 for row in rows), default=0)
    drawn = [Bar(row.label, _part(row.cells[0], most), written(row.cells[0], "count")) for row in rows]
    title = _("Outcomes (AAPOR)")
    columns = (Column("sample", _("People of the sample")), Column("outside", _("Without a letter's code")))
    return Panel("outcomes", title, _("Outcome"), columns, rows, bars(title, drawn, most=1.0))


def _part(value: float | None, most: float) -> float | None:
    return value / most if value is not None and most else None


def against_register(figures: Figures, name: str, said: Words) -> Panel:
    """One column of the list: the register beside who responded, with rates and partial R-indicators."""
    partial = _partials(figures, name)
    rows = tuple(
        Row("+".join(codes), _names(said, name, codes), (*_cells(figures, steps), *_points(partial, codes, steps)))
        for codes, steps in by_column(figures, name).rows.items()
    )
    return _panel(figures, (name,), said, rows, with_points=bool(partial))


def crossed(figures: Figures, names: tuple[str, str], said: Words) -> Panel:
    """Two columns of the list crossed, beside what the tables of each tell."""
    found = {key: counted for key, counted in by(figures, names).items() if counted.size}
    sums = [by_column(figures, name).under for name in names]
    labels = [[under[key[at]] for key in found] for at, under in enumerate(sums)]
    told = hidden_within([steps_of(one) for one in found.values()], labels)
    rows = tuple(
        Row(":".join(key), _label(said, names, key), _cells(figures, steps))
        for key, steps in zip(found, told, strict=True)
    )
    return _panel(figures, names, said, rows, with_points=False)


def _panel(figures: Figures, names: Sequence[str], said: Words, rows: tuple[Row, ...], *, with_points: bool) -> Panel:
    title = " × ".join(said.column(name) for name in names).capitalize()
    chart = _chart(figures, title, rows)
    return Panel(f"response:{'*'.join(names)}", title, title, _columns(with_points=with_points), rows, chart)


def _names(said: Words, name: str, codes: Codes) -> str:
    """What is told together is named, or counted where the names would be a line by themselves."""
    if len(codes) > TOGETHER:
        return str(_("%(n)s categories together") % {"n": len(codes)})
    return " + ".join(said.value(name, code) for code in codes)


def _columns(*, with_points: bool) -> tuple[Column, ...]:
    counts = (
        Column("people", _("People of the list")),
        Column("invited", _("Invited")),
        Column("began", _("Began")),
        Column("usable", _("Complete or partial")),
        Column("complete", _("Complete")),
        Column("of_invited", _("Share of the invited"), "share"),
        Column("of_usable", _("Share of who responded"), "share"),
        Column("rr2", _("Response (RR2)"), "rate"),
        Column("rr1", _("Complete (RR1)"), "rate"),
    )
    points = (
        Column("unconditional", _("Partial R, alone"), "indicator"),
        Column("conditional", _("Partial R, beside the others"), "indicator"),
    )
    return (*counts, *points) if with_points else counts


def _cells(figures: Figures, steps: tuple[int | None, ...]) -> tuple[float | None, ...]:
    base, usable, size, complete, began = steps
    whole = figures.sample
    of_base, of_usable = share(base, whole.base), share(usable, whole.usable)
    return (size, base, began, usable, complete, of_base, of_usable, share(usable, base), share(complete, base))


def _partials(figures: Figures, name: str) -> Mapping[str, PartialOf]:
    for variable in figures.representative.variables:
        if variable.name == name:
            return {one.code: one for one in variable.categories}
    return {}


def _points(partial: Mapping[str, PartialOf], codes: Codes, steps: tuple[int | None, ...]) -> tuple[float | None, ...]:
    """None where the category is no part of the model, and where its rate may not be told: one gives the other."""
    if not partial:
        return ()
    found = partial.get(codes[0] or NOT_KNOWN) if len(codes) == 1 and None not in steps[:2] else None
    return (found.unconditional, found.conditional) if found else (None, None)


def _label(said: Words, names: Sequence[str], key: tuple[str, ...]) -> str:
    return ", ".join(said.value(name, code) for name, code in zip(names, key, strict=True))


def _chart(figures: Figures, title: str, rows: Sequence[Row]) -> str:
    """Response rates; beside them that of everybody."""
    rates = [(row.label, row.cells[7]) for row in rows][:MOST_BARS]
    overall = figures.sample.rr2
    most = max([rate or 0 for _label, rate in rates] + [overall or 0], default=0) * 1.05
    if not most:
        return ""
    told = _("everybody: %(rate)s") % {"rate": words.percent(overall, 1)}
    drawn = [Bar(label, rate, written(rate, "rate")) for label, rate in rates]
    return bars(_("Response by %(what)s") % {"what": title}, drawn, most=most, beside=(overall or 0, told))


def margins(figures: Figures, said: Words) -> list[Panel]:
    return [against_register(figures, name, said) for name in figures.variables]


def evenness(figures: Figures, said: Words) -> Panel:
    """Partial R-indicators per column of the list, the largest first."""
    found = sorted(figures.representative.variables, key=lambda one: -one.unconditional)
    rows = tuple(
        Row(one.name, said.column(one.name).capitalize(), (one.unconditional, one.conditional)) for one in found
    )
    columns = (
        Column("unconditional", _("Alone"), "indicator"),
        Column("conditional", _("Beside the others"), "indicator"),
    )
    most = max((row.cells[0] or 0 for row in rows), default=0)
    title = _("What makes response uneven (partial R-indicators)")
    drawn = [Bar(row.label, _part(row.cells[0], most), written(row.cells[0], "indicator")) for row in rows]
    return Panel("evenness", title, _("Column of the list"), columns, rows, bars(title, drawn, most=1.0))


def trend(standings: Sequence[Standing]) -> Panel:
    """Response and R-indicator as they stood day by day."""
    told = [one for one in standings if one.sample.base >= BASE]
    rows = tuple(
        Row(one.day.isoformat(), f"{one.day.day}-{one.day.month}", (one.sample.rr2, one.sample.rr1, one.r))
        for one in told
    )
    columns = (
        Column("rr2", _("Response (RR2)"), "rate"),
        Column("rr1", _("Complete (RR1)"), "rate"),
        Column("r", _("R-indicator"), "indicator"),
    )
    title = _("Response and R-indicator by day")
    drawn = (
        Line(_("response (RR2), per cent"), [100 * (one.sample.rr2 or 0) for one in told]),
        Line(_("R-indicator × 100"), [100 * (one.r or 0) for one in told]),
    )
    chart = lines(title, [one.day for one in told], drawn) if len(told) > 1 else ""
    return Panel("trend", title, _("Day of fieldwork"), columns, rows, chart)


@dataclass(frozen=True)
class Lag:
    """A category that lowers representativity: its response beside everybody's."""

    column: str
    code: str
    label: str
    rate: float
    cost: float


def lagging(figures: Figures, said: Words, most: int = 5) -> list[Lag]:
    """Categories that respond less than the whole, those that cost most representativity first; told ones only."""
    found: list[Lag] = []
    for variable in figures.representative.variables:
        if variable.name not in figures.variables:
            continue
        told = by_column(figures, variable.name).rows
        for one in variable.categories:
            steps = told.get(("" if one.code == NOT_KNOWN else one.code,))
            rate = share(steps[1], steps[0]) if steps else None
            if rate is not None and one.unconditional < 0:
                label = _label_of(said, variable.name, one.code)
                found.append(Lag(variable.name, one.code, label, rate, one.unconditional))
    return sorted(found, key=lambda lag: lag.cost)[:most]


def _label_of(said: Words, column: str, code: str) -> str:
    return f"{said.column(column).capitalize()}: {said.value(column, code)}"
