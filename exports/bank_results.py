"""For the item bank: what people answered in an edition, as a publication may tell it, and how long it took them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from statistics import median

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from exports.breakdowns import total
from exports.counting import NoSuchVariable
from exports.dataset import NothingToExport
from exports.disclosure import NothingToRelease, protected
from exports.disclosure_rules import WronglyDeclared, declared
from exports.flags.timing import Moment, page_seconds
from exports.microseconds import Microseconds
from exports.published import CLAIMED, About, Figure
from exports.published_files import NoFigures, read_report
from exports.snapshot import NotPrepared, ready
from exports.tables import Table, table
from respondents.models import AnswerEvent, Interview
from surveys.design.results import Found, Result, Share, Timed, Times
from surveys.editions import definition_of
from surveys.engine.disclose import LEAST
from surveys.engine.text import Text
from surveys.models import Edition

MOST_TIMED = 2000
"""So many interviews tell well enough how long it takes; the newest are read."""
KEPT = 3600
"""Seconds that times are kept."""


def results_of(edition: Edition, question: str) -> Sequence[Found]:
    """From interviews of this edition, and from the printed figures that its study's folder holds."""
    return (_of_interviews(edition, question), Found(tuple(_printed(edition, question))))


def _of_interviews(edition: Edition, question: str) -> Found:
    try:
        data = ready(edition.study.slug, edition.number, now=timezone.now()).prepared.data
        made = table(data, question, [total({})])
        (told,) = protected([made], "publication", declared(data.definition)).in_place
    except NotPrepared:
        return Found(why="not_read")
    except (NothingToExport, NoSuchVariable, WronglyDeclared):
        return Found()
    except NothingToRelease:
        return Found(why="few" if made.tallies[0].n else "")
    if not made.tallies[0].n:
        return Found()
    return Found((_result(told, made.synthetic),)) if told else Found(why="few")


def _result(told: Table, synthetic: bool) -> Result:
    shares = tuple(
        Share(row.code, _words(row.label, row.code), row.cells[0].text, row.cells[0].mark == "few")
        for row in told.rows
        if row.kind == "option"
    )
    return Result("interviews", _("of everybody who answered"), told.tallies[0].n, shares, synthetic)


def _words(label: Text, code: str) -> str:
    return label.get("nl") or next(iter(label.by_language.values()), "") or code


def _printed(edition: Edition, question: str) -> Iterator[Result]:
    """Percentages of single answers, per table, column and people; those that the report itself contradicts are out."""
    labels = {option.code: option.label for option in _options(edition, question)}
    figures = _figures(edition.study.slug, edition.number)
    bases = {(one.table, one.column): one.printed for one in figures if one.what == "N"}
    held: dict[tuple[str, str, str], list[Share]] = {}
    for figure in figures:
        about = figure.about
        if about is None or about.measure != "percent" or about.questions != (question,) or len(about.codes) != 1:
            continue
        (code,) = about.codes
        share = Share(code, _words(labels.get(code, Text({})), code), figure.printed)
        held.setdefault((figure.table, figure.column, _people(about)), []).append(share)
    for (name, column, people), shares in held.items():
        base = bases.get((name, column)) or bases.get((name, ""), "")
        told = _("table %(table)s, column %(column)s") % {"table": name, "column": column}
        told += f" ({people})" if people and people != column else ""
        yield Result("published", told, int(base) if base.isdigit() else None, tuple(shares), table=name)


def _people(about: About) -> str:
    """Whom a figure is about, by their codes; '' is everybody."""
    return "; ".join(", ".join(sorted(codes)) for _name, codes in sorted(about.where.items()))


def _options(edition: Edition, question: str):
    found = definition_of(edition).questions.get(question)
    return found.options if found else ()


@lru_cache(maxsize=8)
def _figures(study: str, number: int) -> tuple[Figure, ...]:
    """Figures that can be claimed, of the edition that the report is about; files of a study do not change."""
    try:
        found = read_report(study).published
    except NoFigures:
        return ()
    return tuple(one for one in found.figures if one.kind in CLAIMED) if found.edition == number else ()


def times_of(edition: Edition) -> Times:
    """Per group, of those who sent it in and filled it in by themselves; made-up people take no time."""
    key = f"minutes:{edition.pk}:{edition.document_hash}"
    found: Times | None = cache.get(key)
    if found is None:
        found = _times(edition)
        cache.set(key, found, KEPT)
    return found


def _times(edition: Edition) -> Times:
    sent = Interview.objects.filter(
        edition=edition, state=Interview.State.SENT, mode=Interview.Mode.SELF, synthetic=False
    )
    groups = {one.pk: one.route_group for one in sent.order_by("-last_at")[:MOST_TIMED]}
    minutes: dict[str, list[float]] = {}
    for pk, moments in _moments(list(groups)):
        spent = sum(page_seconds(moments).values())
        if spent:
            minutes.setdefault(groups[pk], []).append(spent / 60)
    return {group: Timed(median(some), len(some)) for group, some in minutes.items() if len(some) >= LEAST}


def _moments(interviews: list[object]) -> Iterator[tuple[object, list[Moment]]]:
    events = AnswerEvent.objects.filter(interview__in=interviews).order_by("interview", "seq")
    held: dict[object, list[Moment]] = {}
    for pk, kind, page, at in events.values_list("interview", "kind", "page", Microseconds("at")):
        held.setdefault(pk, []).append(Moment(kind, page, at))
    yield from held.items()
