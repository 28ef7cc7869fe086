"""Tables as they may leave: the parameters of the page of tables, the rules of a publication."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from exports.api.core import About, Answer, Slug, resource
from exports.api.pages import Page, Paging, page_of
from exports.api.problems import wrong
from exports.api.released import Kept, Question, answered, data_of, let_out
from exports.api.studies import Shape, Words
from exports.breakdowns import CannotTabulate
from exports.measures import measured_of
from exports.package import Package
from exports.printed import PrintedCell, PrintedColumn, PrintedRow, PrintedTable, Report
from exports.printed_words import printed_words
from exports.tables import POINTS
from exports.tables_files import register
from exports.tables_query import MOST_FILTERS
from exports.tabulate import Prepared, TablesWish, notes_language, report, settled
from exports.writers import tables_csv
from surveys.engine.text import Text

ANALYSTS = ("analyst",)
Language = Literal["nl", "en", "ar", "tr", "ti"]


class AskedVariables(Paging):
    edition: int | None = Field(
        None, ge=1, le=99_999, description="Edition; without it the newest with answers, and those it follows."
    )


class Asked(BaseModel):
    question: str = Field(
        min_length=1, max_length=80, description="What the table is of: a name of `variables`.", examples=["gender"]
    )
    by: str = Field(
        "",
        max_length=250,
        description="Breakdown: names of `variables`, crossed with `+`, three at most. Empty: the total alone.",
        examples=["group"],
    )
    where: list[str] = Field(
        [],
        max_length=MOST_FILTERS,
        description="Filters, each `name=code,code`: codes of one are joined by or, filters by and.",
        examples=[["group=wi2021_asiel"]],
    )
    weight: str = Field(
        "", max_length=80, description="Column of a set of `weights`. Empty: unweighted.", examples=[""]
    )
    edition: int | None = Field(
        None, ge=1, le=99_999, description="Edition; without it the newest with answers, and those it follows."
    )
    lang: Language = Field("nl", description="Language of the labels.", examples=["en"])
    points: float = Field(
        POINTS, ge=1, le=100, allow_inf_nan=False, description="A difference counts from so many percentage points."
    )


class OptionTold(Shape):
    """An answer that can be counted."""

    code: str = Field(description="Its code in filters and rows.")
    labels: Words = Field(description="Language → what it is called.")


class CanBeTabulated(Shape):
    """Something that a table can be of."""

    name: str = Field(description="Its name in `question`, `by` and `where`.")
    labels: Words = Field(description="Language → what it is called.")
    question: bool = Field(description="Whether a table can be of it.")
    by: bool = Field(description="Whether it can be a breakdown: who gives several answers would stand twice.")
    where: bool = Field(description="Whether it can be a filter.")
    means: bool = Field(description="Whether its table has mean and spread.")
    options: list[OptionTold] = Field(description="Its codes, in the order of the questionnaire.")


class ColumnTold(Shape):
    """A column: who it is about, and how many they are."""

    key: str = Field(description="`total`, or the codes of the breakdown with a point between.")
    label: str = Field(description="What stands above it.")
    letter: str = Field(description="What it is called in a printed table; empty for the total.")
    n: int = Field(description="Who answered.")
    asked: int | None = Field(description="Who was shown the question; null where that is not told.")
    weighted_n: float | None = Field(description="Weighted N, whole; null without a weight.")
    effective_n: float | None = Field(description="Kish's effective N, whole; null without a weight.")


class CellTold(Shape):
    """A number of a table. A hidden one has neither value nor count."""

    text: str = Field(description="As it is printed: whole per cents without a sign, `<1`, or `–` for hidden.")
    value: float | None = Field(description="A share from 0 to 1, or for rows of kind `statistic` the number itself.")
    count: int | None = Field(description="Respondents, unweighted; null for statistics and hidden cells.")
    mark: Literal["", "few", "hidden"] = Field(description="`few`: on a small base; `hidden`: not told. See `marks`.")
    above: list[str] = Field(description="Keys of columns that it lies above by `points` or more.")
    maybe_above: list[str] = Field(description="The same where the 95% interval of the difference holds 0.")


class RowTold(Shape):
    """An answer, a reason, two ends of a scale together, or a statistic; a cell per column."""

    code: str = Field(description="The code; codes that were put together with `+` between.")
    label: str = Field(description="What it is called.")
    kind: Literal["option", "reason", "first_two", "last_two", "statistic"] = Field(description="What kind of row.")
    cells: list[CellTold] = Field(description="In the order of the columns.")


class TableTold(Shape):
    """One table."""

    name: str = Field(description="What it is of.")
    title: str = Field(description="Its title.")
    question: str = Field(description="The question as it was asked; empty where it is none.")
    layout: Literal["shares", "multi", "measures"] = Field(
        description="Shares that add up, several answers per person, or statistics."
    )
    breakdown: str = Field(description="Names of the breakdown with `+` between; empty for the total alone.")
    base: str = Field(description="Who the percentages are about, in words.")
    notes: list[str] = Field(description="What has to be known to read it.")
    columns: list[ColumnTold] = Field(description="The total, then the breakdown.")
    rows: list[RowTold] = Field(description="Answers, in the order of the questionnaire.")


class TablesTold(Shape):
    """What may be told in answer to a question. `tables` may be fewer than what was asked for: `left_out` says why."""

    study: str = Field(description="The study.")
    title: str = Field(description="Title of the study.")
    editions: list[int] = Field(description="Editions that it is about, the newest first.")
    language: str = Field(description="Language of the labels.")
    profile: Literal["publication"] = Field(description="The rules that it was told under.")
    made_on: date = Field(description="The day on which it was first told.")
    read_at: datetime = Field(description="Answers until this moment are in it.")
    made: str = Field(description="Study, editions, day and weight, in words.")
    stamps: list[str] = Field(description="What must stand beside it wherever it goes, such as that it is made up.")
    set: list[str] = Field(description="Who is in it and who is not, in words.")
    marks: list[str] = Field(description="What signs and marks mean.")
    left_out: str = Field(description="What was merged, hidden or left out to protect people; empty for nothing.")
    tables: list[TableTold] = Field(description="Percentages, and means where there are any.")


@resource(
    "/studies/{slug:study}/variables",
    About("variables", ANALYSTS, "What tables can be of", "tables", Page[CanBeTabulated], errors=(503,)),
)
def variables(request: HttpRequest, study: Slug, asked: Query[AskedVariables]) -> Answer:
    """Names for `question`, `by` and `where` of `tables`, with their codes."""
    data = data_of(request.auth, asked.edition, timezone.now()).prepared.data  # type: ignore[attr-defined]
    measured = {one.name: one.label for one in measured_of(data.definition, means=True)}
    names = dict.fromkeys((*data.variables, *measured))

    def told(name: str) -> CanBeTabulated:
        own = data.variables.get(name)
        return CanBeTabulated(
            name=name,
            labels=_words(own.label if own else measured[name]),
            question=True,
            by=own is not None and not own.multi,
            where=own is not None,
            means=name in measured,
            options=[OptionTold(code=code, labels=_words(label)) for code, label in own.options] if own else [],
        )

    return Answer(Page[CanBeTabulated](**page_of(request, list(names), asked, told)))


def _words(text: Text) -> Words:
    return dict(text.by_language)


@resource(
    "/studies/{slug:study}/tables",
    About("tables", ANALYSTS, "A table", "tables", TablesTold, errors=(403, 503), csv=True),
)
def tables(request: HttpRequest, study: Slug, asked: Query[Asked]) -> Answer:
    """One question by a breakdown, for some people, weighted or not: as it may be published.

    The profile is always *publication* (docs/disclosure.md): percentages stand on 30 answers or more; tables by place,
    by two breakdowns or with small groups tell a cell from 10 people on and hide what would give a smaller one away.
    The answer is held against everything that left before, so what is told of one table may be hidden in the next. The
    same question gets the same answer for a day, or until somebody withdraws or weights are made anew.
    """
    kept = _kept(request, _wish(study, asked))
    return Answer(kept.as_json, kept.as_csv, modified=kept.made_at)


def _wish(study: str, asked: Asked) -> TablesWish:
    return TablesWish(
        study=study,
        by=(asked.by,) if asked.by.strip() else (),
        questions=(asked.question,),
        where=tuple(dict.fromkeys(asked.where)),
        edition=asked.edition,
        weight=asked.weight,
        language=asked.lang,
        profile="publication",
        points=asked.points,
        means=True,
    )


def _kept(request: HttpRequest, wish: TablesWish) -> Kept:
    now = timezone.now()
    token = request.auth  # type: ignore[attr-defined]
    data = data_of(token, wish.edition, now)
    try:
        wish = settled(data.prepared, wish)
        question = Question(token, "tables", data, wish)
        return answered(question, now, lambda: _made(question, wish, now))
    except CannotTabulate as problem:
        raise wrong("query", str(problem)) from problem


def _made(question: Question, wish: TablesWish, now: datetime) -> tuple[str, str]:
    """JSON and CSV; entered in the register of what left the house."""
    prepared = question.data.prepared
    words = printed_words(notes_language(wish.language))
    made = report(prepared, wish, words, timezone.localdate(now), let_out(question, wish.weight, now))
    as_json = _told(made, prepared, question.data.read_at).model_dump_json()
    digest = sha256(as_json.encode()).hexdigest()
    package = Package(Path(), (), len(prepared.data), len(made.tables), digest)
    register(wish, package, ("api",), user=question.token.user, now=now)
    return as_json, tables_csv.as_text(made)


def _told(made: Report, prepared: Prepared, read_at: datetime) -> TablesTold:
    return TablesTold(
        study=made.study,
        title=str(made.title),
        editions=list(prepared.editions),
        language=made.language,
        profile="publication",
        made_on=made.day,
        read_at=read_at,
        made=made.made,
        stamps=list(made.stamps),
        set=list(made.set_sentences),
        marks=list(made.legend),
        left_out=made.left_out,
        tables=[_table(one) for one in made.tables],
    )


def _table(one: PrintedTable) -> TableTold:
    return TableTold(
        name=one.name,
        title=str(one.title),
        question=str(one.question) if one.question else "",
        layout=one.layout,
        breakdown=one.breakdown,
        base=one.base,
        notes=list(one.notes),
        columns=[_column(column) for column in one.columns],
        rows=[_row(row, one.columns) for row in one.rows],
    )


def _column(one: PrintedColumn) -> ColumnTold:
    return ColumnTold(
        key=one.key,
        label=str(one.label),
        letter=one.letter,
        n=one.n,
        asked=one.asked,
        weighted_n=one.weighted_n,
        effective_n=one.effective,
    )


def _row(one: PrintedRow, columns: Sequence[PrintedColumn]) -> RowTold:
    cells = [_cell(cell, columns) for cell in one.cells]
    return RowTold(code=one.code, label=str(one.label), kind=one.kind, cells=cells)


def _cell(one: PrintedCell, columns: Sequence[PrintedColumn]) -> CellTold:
    return CellTold(
        text=one.text,
        value=one.value,
        count=one.count,
        mark=one.mark,
        above=list(_keys(one.above, columns)),
        maybe_above=list(_keys(one.maybe, columns)),
    )


def _keys(places: Sequence[int], columns: Sequence[PrintedColumn]) -> Iterator[str]:
    return (columns[place].key for place in places)
