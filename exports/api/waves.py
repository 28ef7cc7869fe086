"""This wave beside others: differences of what may be told, and why there is none of the rest."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import get_args

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from exports.api.core import About, Answer, Slug, resource
from exports.api.problems import not_found
from exports.api.released import Question, answered, data_of, let_out
from exports.api.studies import Shape
from exports.counting import Data, Where, tally
from exports.tables import Heading, Row, Table, cell
from exports.waves import Pair, Reason, compare
from exports.waves_report import TOO_FEW, WORDS, NoWaves, PrintedWaves, printed_waves
from surveys.engine.text import Text

ANALYSTS = ("analyst",)
HIDDEN = "not_told"
HEADER = (
    *("document", "wave", "table", "row", "column", "then", "then_n"),
    *("question", "codes", "now", "n", "points", "low", "high", "then_low", "then_high", "beyond", "reasons"),
)


class PairTold(Shape):
    """A printed figure of another wave, and this wave's beside it."""

    document: str = Field(description="Where it was printed.")
    wave: str = Field(description="Which wave it is of; empty where the source does not say.")
    table: str = Field(description="Its table in `other_waves.yaml`.")
    row: str = Field(description="Its row there.")
    column: str = Field(description="Its column there.")
    then: float | None = Field(description="Its share, 0 to 1; null where none was printed.")
    then_n: float | None = Field(description="Its base, or the smallest that can be defended; null for none.")
    question: str = Field(description="The question of this wave; empty for none.")
    codes: list[str] = Field(description="The answers of it.")
    who: dict[str, list[str]] | None = Field(description="Who of this wave: question → codes; null where not known.")
    now: float | None = Field(description="This wave's share, 0 to 1; null where there is none or it is not told.")
    n: int | None = Field(description="Who answered now; null where there is none or it is not told.")
    points: float | None = Field(
        description="Now minus then, in percentage points; null where not comparable, or told in words."
    )
    low: float | None = Field(description="Lower end of its 95% interval (Newcombe 1998).")
    high: float | None = Field(description="Upper end of it.")
    then_low: float | None = Field(description="Of a figure told in words: from how many per cent it can be.")
    then_high: float | None = Field(description="To how many.")
    beyond: float | None = Field(
        description="Points above what the words can stand for, at least; below it negative; 0 inside; null for others."
    )
    reasons: list[str] = Field(
        description=f"Why there is no difference, or with what care: {', '.join((*get_args(Reason), HIDDEN))}."
    )
    said: str = Field(description="The reasons in words.")


class WavesTold(Shape):
    """This wave beside others."""

    study: str = Field(description="The study.")
    this_wave: str = Field(description="What this wave is called.")
    made_on: date = Field(description="The day on which it was first told.")
    read_at: datetime = Field(description="Answers until this moment are in it.")
    made_up: bool = Field(description="Whether it is of made-up people.")
    pairs: list[PairTold] = Field(description="In the order of the sources.")


class Asked(BaseModel):
    edition: int | None = Field(
        None, ge=1, le=99_999, description="Edition; without it the newest with answers, and those it follows."
    )


@resource(
    "/studies/{slug:study}/waves",
    About("waves", ANALYSTS, "This wave beside others", "tables", WavesTold, errors=(403, 503), csv=True),
)
def waves(request: HttpRequest, study: Slug, asked: Query[Asked]) -> Answer:
    """Printed figures of other waves beside this one's (docs/models.md), unweighted, for the people of `tables`.

    This wave's numbers leave under the rules of `tables`, and are held against everything that left before.
    """
    now, token = timezone.now(), request.auth  # type: ignore[attr-defined]
    try:
        printed = printed_waves(study)
    except NoWaves as nothing:
        raise not_found(_("This study has no figures of other waves.")) from nothing
    data = data_of(token, asked.edition, now)
    question = Question(token, "waves", data, (printed.digest, get_language()))
    kept = answered(question, now, lambda: _made(question, printed, now))
    return Answer(kept.as_json, lambda: _lines(WavesTold.model_validate_json(kept.as_json)), modified=kept.made_at)


def _made(question: Question, printed: PrintedWaves, now: datetime) -> tuple[str, str]:
    data = question.data.prepared.data
    pairs = compare(printed.facts, printed.abouts, data, printed.this_wave, declared=printed.declared)
    told = _told_of(pairs, data, question, now)
    made = WavesTold(
        study=question.token.study.slug,
        this_wave=printed.this_wave,
        made_on=timezone.localdate(now),
        read_at=question.data.read_at,
        made_up=data.synthetic,
        pairs=[_pair(one, told) for one in pairs],
    )
    return made.model_dump_json(), ""


Key = tuple[str, str, str]
"""Question, column and row of a table that is made of pairs."""


def _told_of(pairs: Sequence[Pair], data: Data, question: Question, now: datetime) -> frozenset[Key]:
    """Which of them may be told. Those of one question make one table, and all leave together."""
    by_question: dict[str, list[Pair]] = {}
    for one in pairs:
        if one.share is not None:
            by_question.setdefault(one.question, []).append(one)
    tables = [_table(name, found, data) for name, found in by_question.items()]
    if not tables:
        return frozenset()
    out = let_out(question, "", now)(tables, ())
    return frozenset(
        (table.variable.name, heading.key, row.code)
        for table in out.tables
        for row in table.rows
        for heading, shown in zip(table.headings, row.cells, strict=True)
        if shown.mark != "hidden"
    )


def _table(name: str, pairs: Sequence[Pair], data: Data) -> Table:
    wheres = {_column(one.where): one.where or {} for one in pairs}
    tallies = tuple(tally(data, name, where) for where in wheres.values())
    rows = {_row(one): one.codes for one in pairs}
    return Table(
        data.variable(name),
        {},
        tuple(Heading(key, Text({}), where) for key, where in wheres.items()),
        tallies,
        tuple(Row(key, Text({}), tuple(cell(found, codes) for found in tallies)) for key, codes in rows.items()),
        (),
        False,
        data.synthetic,
    )


def _column(where: Where | None) -> str:
    return "; ".join(f"{name}={'+'.join(sorted(codes))}" for name, codes in (where or {}).items())


def _row(pair: Pair) -> str:
    return "+".join(sorted(pair.codes))


def _pair(one: Pair, told: frozenset[Key]) -> PairTold:
    fact = one.fact
    shown = (one.question, _column(one.where), _row(one)) in told
    reasons = [*one.reasons, *([HIDDEN] if one.share is not None and not shown else [])]
    return PairTold(
        document=fact.document,
        wave=fact.wave,
        table=fact.table,
        row=fact.row,
        column=fact.column,
        then=fact.share,
        then_n=one.then_n if shown else fact.n,
        question=one.question,
        codes=sorted(one.codes),
        who=None if one.where is None else {name: sorted(codes) for name, codes in one.where.items()},
        now=one.share if shown else None,
        n=one.n if shown else None,
        points=one.points if shown else None,
        low=one.low if shown else None,
        high=one.high if shown else None,
        then_low=fact.range.low if fact.range else None,
        then_high=fact.range.high if fact.range else None,
        beyond=one.beyond if shown else None,
        reasons=reasons,
        said="; ".join(_said(reason) for reason in reasons),
    )


def _said(reason: str) -> str:
    words: Mapping[str, str] = WORDS  # type: ignore[assignment]
    return _(words.get(reason, TOO_FEW))


def _lines(told: WavesTold) -> Iterator[Sequence[object]]:
    yield HEADER
    for one in told.pairs:
        about = (one.document, one.wave, one.table, one.row, one.column, one.then, one.then_n)
        own = (one.question, "+".join(one.codes), one.now, one.n, one.points, one.low, one.high)
        yield (*about, *own, one.then_low, one.then_high, one.beyond, " ".join(one.reasons))
