"""Figures → tables about questions and pages: where people stop, what they skip, how long it takes. Pure."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from exports.monitor.draw import Bar, bars
from exports.monitor.figures import Figures, PageFigures, QuestionFigures
from exports.monitor.hide import BASE
from exports.monitor.panels import Column, Panel, Row, written
from exports.monitor.words import Words
from surveys.engine.disclose import shown

WORST = 12
"""Bars of a chart; the table has all."""


def stops(figures: Figures, said: Words) -> Panel:
    """Where people went no further, of those routed there, in the order of asking; the chart has the worst."""
    rows = tuple(
        Row(page.name, said.page(page.name), (shown(page.reached), _of(page.broke_off, page.reached)))
        for page in figures.pages
    )
    title = _("Went no further, of who came to the page")
    columns = (Column("reached", _("Came here")), Column("stopped", _("Went no further"), "share"))
    return Panel("break_off", title, _("Page"), columns, rows, _worst(title, rows, 1))


def unanswered(figures: Figures, said: Words) -> Panel:
    """Per question of those who were asked it: skipped, and rather not say."""

    def shares(one: QuestionFigures) -> tuple[float | None, ...]:
        return one.non_response, one.prefer_not / one.asked if one.asked else None

    columns = (Column("skipped", _("Skipped"), "share"), Column("prefer_not", _("Rather not say"), "share"))
    return _of_questions("non_response", _("Skipped, of who was asked"), columns, figures, said, shares)


def unknowing(figures: Figures, said: Words) -> Panel:
    """Per question of those who were asked it: "I don't know"."""
    columns = (Column("dont_know", _("I don't know"), "share"),)
    title = _("“I don't know”, of who was asked")
    return _of_questions("dont_know", title, columns, figures, said, lambda one: (one.unknowing,))


def _of_questions(
    name: str,
    title: str,
    columns: tuple[Column, ...],
    figures: Figures,
    said: Words,
    shares: Callable[[QuestionFigures], tuple[float | None, ...]],
) -> Panel:
    rows = tuple(
        Row(one.name, said.question(one.name), (shown(one.asked), *(_of(share, one.asked) for share in shares(one))))
        for one in figures.questions
    )
    return Panel(name, title, _("Question"), (Column("asked", _("Asked")), *columns), rows, _worst(title, rows, 1))


def times(figures: Figures, said: Words) -> Panel:
    """Seconds per page of people who filled in by themselves: median and quartiles."""

    def told(page: PageFigures, value: float | None) -> float | None:
        return value if page.timed >= BASE else None

    rows = tuple(
        Row(
            page.name,
            said.page(page.name),
            (shown(page.timed), *(told(page, value) for value in (page.lower, page.median, page.upper))),
        )
        for page in figures.pages
        if page.timed
    )
    columns = (
        Column("people", _("People")),
        Column("lower", _("A quarter was faster than"), "seconds"),
        Column("median", _("Median, in seconds"), "seconds"),
        Column("upper", _("A quarter was slower than"), "seconds"),
    )
    title = _("Seconds per page (median)")
    most = max((row.cells[2] or 0 for row in rows), default=0)
    chart = _worst(title, rows, 2, most=most, kind=lambda value: written(value, "seconds"))
    return Panel("time", title, _("Page"), columns, rows, chart)


def _of(share: float | None, people: int) -> float | None:
    """A share of so many people or of none: small ones would tell of one."""
    return share if people >= BASE else None


def _worst(
    title: str,
    rows: tuple[Row, ...],
    at: int,
    *,
    most: float = 0.0,
    kind: Callable[[float | None], str] = lambda value: written(value, "share"),
) -> str:
    """Bars of the largest numbers of a column, the largest first."""
    told = sorted((row for row in rows if row.cells[at]), key=lambda row: -(row.cells[at] or 0))[:WORST]
    if not told:
        return ""
    longest = most or max(0.1, told[0].cells[at] or 0)
    return bars(title, [Bar(row.label, row.cells[at], kind(row.cells[at])) for row in told], most=longest)
