"""Figures of fieldwork, as the monitor's pages tell them: of the newest record, with small numbers left out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from exports.api.core import About, Answer, Slug, resource
from exports.api.problems import not_found, wrong
from exports.api.studies import Shape
from exports.monitor import response_panels, words
from exports.monitor.deliver import panels_of
from exports.monitor.figures import Figures, PartialR
from exports.monitor.headlines import headlines
from exports.monitor.panels import CSV_HEADER, Panel, records
from exports.monitor.store import latest
from exports.monitor.words import Words, words_of

SEE_IT = ("analyst", "fieldwork")


class HeadlineTold(Shape):
    """One of the first numbers of the monitor."""

    key: str = Field(description="A stable name.")
    label: str = Field(description="What it is.")
    value: float | None = Field(description="The number; null where it may not be told.")
    said: str = Field(description="The number as people read it.")


class AlarmTold(Shape):
    """A figure beyond its limit."""

    kind: str = Field(description="What kind of alarm (docs/monitor.md).")
    where: str = Field(description="A question, a page, `column=code`, or empty.")
    said: str = Field(description="The alarm in a sentence.")


class FigureColumn(Shape):
    """A column of a table of figures."""

    key: str = Field(description="A stable name.")
    label: str = Field(description="What stands above it.")
    kind: Literal["count", "share", "rate", "indicator", "seconds"] = Field(
        description="People, 0 to 1 (share and rate), an R-indicator, or seconds."
    )


class FigureRow(Shape):
    """A row of a table of figures."""

    code: str = Field(description="A stable name; codes that are told together with `+` between, crossed with `:`.")
    label: str = Field(description="What it is called.")
    cells: list[float | None] = Field(description="A number per column; null where it may not be told.")


class FigureTable(Shape):
    """A table of the monitor."""

    name: str = Field(description="A stable name.")
    title: str = Field(description="Its title.")
    first: str = Field(description="What stands above the labels of the rows.")
    note: str = Field(description="What has to be known to read it; empty for nothing.")
    columns: list[FigureColumn] = Field(description="Its columns.")
    rows: list[FigureRow] = Field(description="Its rows.")


class Counted(Shape):
    """Of which record figures are."""

    study: str = Field(description="The study.")
    made_at: datetime = Field(description="When they were counted.")
    made_up: bool = Field(description="Whether they are of made-up people.")


class FieldworkTold(Counted):
    """How fieldwork stands."""

    headlines: list[HeadlineTold] = Field(description="The first numbers.")
    alarms: list[AlarmTold] = Field(description="What is beyond its limit.")
    tables: list[FigureTable] = Field(description="All tables of the pages, in their order.")


class ResponseTold(Counted):
    """Response against the register."""

    columns: list[str] = Field(description="Columns of the list: what `by` and `and` can be.")
    tables: list[FigureTable] = Field(description="A table per column, or one of two crossed.")


class PartialTold(Shape):
    """Partial R-indicators: 0 is nothing. Null for a category whose response may not be told."""

    code: str = Field(description="A column of the list, or codes of one.")
    label: str = Field(description="What it is called.")
    unconditional: float | None = Field(
        description="Alone; of a category below 0 where it responds less than the whole."
    )
    conditional: float | None = Field(description="Beside the other columns.")


class VariableR(PartialTold):
    """Partial R-indicators of a column of the list."""

    unconditional_se: float | None = Field(description="Standard error of the first.")
    conditional_se: float | None = Field(description="Standard error of the second.")
    categories: list[PartialTold] = Field(description="Of its categories.")


class RepresentativityTold(Counted):
    """How evenly the kinds of people who were invited responded (RR2). Null where it cannot be worked out."""

    people: int | None = Field(description="People it is about; null where they are too few to be told.")
    r: float | None = Field(description="R-indicator, adjusted for bias: 1 is perfectly even.")
    r_se: float | None = Field(description="Its standard error.")
    raw: float | None = Field(description="R-indicator, not adjusted.")
    cv: float | None = Field(description="Coefficient of variation of response chances.")
    variables: list[VariableR] = Field(description="By column of the list.")


class Asked(BaseModel):
    by: str = Field(
        "", max_length=80, description="A column of the list. Empty: all, a table each.", examples=["group"]
    )
    crossed: str = Field(
        "", alias="and", max_length=80, description="A second column, crossed with `by`.", examples=[""]
    )


@resource(
    "/studies/{slug:study}/fieldwork",
    About("fieldwork", SEE_IT, "How fieldwork stands", "fieldwork", FieldworkTold, csv=True),
)
def fieldwork(request: HttpRequest, study: Slug) -> Answer:
    """First numbers, alarms and every table of the monitor's pages, of its newest count (docs/monitor.md)."""
    figures, said = _figures(request)
    panels = panels_of(figures, said)
    told = FieldworkTold(
        **_counted(figures),
        headlines=[HeadlineTold(**vars(one)) for one in headlines(figures, timezone.localdate(figures.made_at))],
        alarms=[AlarmTold(kind=one.kind, where=one.where, said=words.alarm(one, said)) for one in figures.alarms],
        tables=_tables(panels),
    )
    return Answer(told, lambda: _lines(panels), modified=figures.made_at)


@resource(
    "/studies/{slug:study}/response",
    About("response", SEE_IT, "Response by stratum", "fieldwork", ResponseTold, csv=True),
)
def response(request: HttpRequest, study: Slug, asked: Query[Asked]) -> Answer:
    """The list beside who responded, by a column of the list or by two crossed (docs/monitor.md)."""
    figures, said = _figures(request)
    panels = _asked_for(figures, said, asked)
    told = ResponseTold(**_counted(figures), columns=list(figures.variables), tables=_tables(panels))
    return Answer(told, lambda: _lines(panels), modified=figures.made_at)


def _asked_for(figures: Figures, said: Words, asked: Asked) -> list[Panel]:
    names = [("by", asked.by), ("and", asked.crossed)]
    for part, name in names:
        if name and name not in figures.variables:
            known = ", ".join(figures.variables) or _("none")
            told = _("The list has no column “%(asked)s”.") % {"asked": name}
            raise wrong(f"query.{part}", told, _("Known are: %(known)s.") % {"known": known})
    if asked.crossed and not asked.by:
        raise wrong("query.by", _("A second column needs a first one."), _("Name it in “by”."))
    if asked.crossed and asked.crossed == asked.by:
        raise wrong("query.and", _("A column is not crossed with itself."), _("Name another one."))
    if asked.crossed:
        return [response_panels.crossed(figures, (asked.by, asked.crossed), said)]
    chosen = [asked.by] if asked.by else figures.variables
    return [response_panels.against_register(figures, name, said) for name in chosen]


@resource(
    "/studies/{slug:study}/r-indicators",
    About("r_indicators", SEE_IT, "How evenly people responded", "fieldwork", RepresentativityTold),
)
def r_indicators(request: HttpRequest, study: Slug) -> Answer:
    """R-indicator and partial R-indicators, of the monitor's newest count (docs/weights.md)."""
    figures, said = _figures(request)
    found = figures.representative
    told = RepresentativityTold(
        **_counted(figures),
        people=found.units or None,
        r=found.r,
        r_se=found.r_se,
        raw=found.raw,
        cv=found.cv,
        variables=[_variable(figures, said, one) for one in found.variables],
    )
    return Answer(told, modified=figures.made_at)


def _variable(figures: Figures, said: Words, one: PartialR) -> VariableR:
    """Categories as the table of this column tells them: its last two cells."""
    known = one.name in figures.variables
    rows = response_panels.against_register(figures, one.name, said).rows if known else ()
    return VariableR(
        code=one.name,
        label=said.column(one.name),
        unconditional=one.unconditional,
        conditional=one.conditional,
        unconditional_se=one.unconditional_se,
        conditional_se=one.conditional_se,
        categories=[
            PartialTold(code=row.code, label=row.label, unconditional=row.cells[-2], conditional=row.cells[-1])
            for row in rows
        ],
    )


def _figures(request: HttpRequest) -> tuple[Figures, Words]:
    study = request.auth.study  # type: ignore[attr-defined]
    figures = latest(study) if study.editions.exists() else None
    if figures is None:
        raise not_found(_("No figures were counted for this study yet."))
    return figures, words_of(study)


def _counted(figures: Figures) -> dict[str, object]:
    return {"study": figures.study, "made_at": figures.made_at, "made_up": figures.made_up}


def _tables(panels: Iterable[Panel]) -> list[FigureTable]:
    return [
        FigureTable(
            name=panel.name,
            title=panel.title,
            first=panel.first,
            note=panel.note,
            columns=[FigureColumn(key=one.key, label=one.label, kind=one.kind) for one in panel.columns],
            rows=[FigureRow(code=row.code, label=row.label, cells=list(row.cells)) for row in panel.rows],
        )
        for panel in panels
    ]


def _lines(panels: Iterable[Panel]) -> Iterator[Sequence[str]]:
    """As the monitor's own file."""
    yield CSV_HEADER
    yield from records(panels)
