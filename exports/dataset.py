"""Interviews → rows of a dataset, one at a time. Reads only; columns come from the editions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from exports import row_workers
from exports.case_words import words
from exports.code_frames import FrameFault
from exports.coded_columns import Coded, Settled, coded
from exports.columns import Column, columns
from exports.comparability import flagged
from exports.flag_columns import Seen, flag_columns, flag_values, seen_in
from exports.flags.settings import BadSettings, Settings, settings_of
from exports.frame_store import definitions_of, frames_over
from exports.open_texts import TextRules, text_rules
from exports.unreadable import CodesDoNotFit, DeclaredWrong, NothingToExport
from exports.values import WORKED_OUT, Row, Value, value_of, values_of
from exports.weights_stored import Stored, stored
from respondents.models import Interview
from respondents.outcomes import DISPOSITIONS, disposition
from respondents.state import built_ins_of, last_seq, state_of
from staff import side_by_side
from staff.jobs import child_environment
from surveys.editions import definition_of
from surveys.engine.cells import all_cells
from surveys.engine.definition import Definition
from surveys.engine.path import next_page
from surveys.engine.text import Text
from surveys.models import Edition

NO_YES = {0: ("Nee", "No"), 1: ("Ja", "Yes")}
FINISHED = {
    0: ("Niet verzonden", "Not sent"),
    1: ("Na alle vragen", "After all questions"),
    2: ("Na de kernvragen", "After the core questions"),
}
MODES = {
    0: ("Zelf", "By themselves"),
    1: ("Met hulp, zeggen zij", "With help, as they say"),
    2: ("Door een interviewer", "By an interviewer"),
}
FETCH = 500
"""Interviews in memory at a time."""


@dataclass(frozen=True)
class Dataset:
    """Columns and rows of a study. `rows` can be read once; a row has one value per column.

    `editions` are (number, definition), newest first. `weight` names the column that weights rows, '' for none.
    """

    study: str
    title: Text
    definition: Definition
    columns: tuple[Column, ...]
    rows: Iterator[tuple[Value, ...]]
    interviews: int
    synthetic: bool
    editions: tuple[tuple[int, Definition], ...] = ()
    weight: str = ""

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Of the editions in it, newest first."""
        return tuple(definition for _, definition in self.editions) or (self.definition,)


def dataset(study: str, *, edition: int | None = None, open_text: bool = False) -> Dataset:
    """The dataset of a study over all its editions, or of one. Withdrawn interviews are not in it.

    Raises NothingToExport.
    """
    source = source_of(study, edition=edition, open_text=open_text)
    newest = source.numbered[0][1]
    return Dataset(
        study=study,
        title=newest.title,
        definition=newest,
        columns=source.columns,
        rows=_rows(source, row_workers.Order(study, edition, open_text)),
        interviews=source.interviews.count(),
        synthetic=source.interviews.filter(synthetic=True).exists(),
        editions=source.numbered,
        weight=source.weights.default,
    )


@dataclass(frozen=True)
class Source:
    """Where rows come from: the interviews, and what is needed to make rows of them."""

    study: str
    numbered: tuple[tuple[int, Definition], ...]
    interviews: "QuerySet[Interview]"
    about: tuple[Column, ...]
    asked: tuple[Column, ...]
    weights: Stored
    codes: Coded
    limits: Settings

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return flagged((*self.about, *self.weights.columns, *self.asked), self.numbered)

    def maker(self) -> "Maker":
        """Reads what stands beside the answers: not needed by who wants the columns alone."""
        beside = Beside(self.weights, self.codes, seen_in(self.study, self.limits), text_rules(self.study))
        return Maker(self.about, self.asked, beside)

    def read(self, maker: "Maker", **which: Any) -> "Iterator[Interview]":
        """Interviews in the order of their numbers, a few hundred in memory at a time."""
        found = self.interviews.filter(**which).select_related("edition", "channel", "session")
        found = found.defer("edition__document").order_by("respnr")
        found = found.prefetch_related("open_answers") if maker.beside.codes.parts else found
        return found.iterator(chunk_size=FETCH)


def source_of(study: str, *, edition: int | None = None, open_text: bool = False) -> Source:
    """Raises NothingToExport."""
    editions = editions_of(study, edition)
    definitions = [definition_of(found) for found in editions]
    asked = tuple(column for column in columns(definitions) if open_text or not column.open_text)
    every = definitions if edition is None else definitions_of(editions[0].study_id)
    codes = _coded(editions[0].study_id, every, definitions)
    return Source(
        study,
        tuple((found.number, definition) for found, definition in zip(editions, definitions, strict=True)),
        Interview.objects.filter(edition__in=editions).exclude(state=Interview.State.WITHDRAWN),
        (*case_columns(definitions), *flag_columns()),
        codes.beside(asked),
        stored(study),
        codes,
        limits_of(every),
    )


def _coded(study_id: int, every: Sequence[Definition], definitions: Sequence[Definition]) -> Coded:
    """The coded variables of these editions; frames are about `every` edition of the study."""
    try:
        return coded(frames_over(study_id, every).values(), definitions)
    except FrameFault as fault:
        told = gettext_noop("The code frames of %(study)s do not fit its editions. Mend them first.")
        raise CodesDoNotFit(told, definitions[0].study, fault) from fault


def limits_of(definitions: Sequence[Definition]) -> Settings:
    """The limits of the flags. Raises NothingToExport where what the study declares cannot be used."""
    try:
        return settings_of(definitions)
    except BadSettings as problem:
        told = gettext_noop("What %(study)s says about cleaning cannot be used. Mend it and publish anew.")
        raise DeclaredWrong(told, definitions[0].study, problem) from problem


def editions_of(study: str, number: int | None) -> list[Edition]:
    """The editions of a study, newest first, or the one of this number. Raises NothingToExport."""
    found = Edition.objects.filter(study__slug=study).order_by("-number")
    found = found.filter(number=number) if number else found
    if not found:
        raise NothingToExport(f"Study {study} has no published edition{f' {number}' if number else ''}.")
    return list(found)


@dataclass(frozen=True)
class Beside:
    """What stands beside the answers and was worked out or decided earlier: weights, codes of open answers, flags, and
    what to do with texts.
    """

    weights: Stored
    codes: Coded
    seen: Seen
    texts: TextRules


@dataclass(frozen=True)
class Maker:
    """What a row is made of: columns about the case and of what was asked, and what stands beside the answers."""

    about: Sequence[Column]
    asked: Sequence[Column]
    beside: Beside

    @cached_property
    def plan(self) -> tuple[tuple[Column, ...], ...]:
        """Columns of what was asked, those beside each other that read one answer together."""
        return tuple(tuple(found) for _, found in groupby(self.asked, self._together))

    def _together(self, column: Column) -> str:
        """Typed texts and what is no answer itself (codes, derived values, scales) stand alone."""
        alone = column.open_text or column.name in self.beside.codes.by_name or column.part in WORKED_OUT
        return f" {column.name}" if alone else column.question

    def row(self, interview: Interview) -> tuple[Value, ...]:
        row, beside = row_of(interview), self.beside
        case = case_values(interview, row) | flag_values(interview, row, beside.seen)
        settled = codes_of(interview) if beside.codes.parts else {}
        told: list[Value] = []
        for some in self.plan:
            first = some[0]
            if first.name in beside.codes.by_name:
                told.append(beside.codes.value(first, row, settled))
            elif first.part in WORKED_OUT:
                told.append(value_of(first, row))
            elif first.open_text:
                told.append(beside.texts.told(interview, first, value_of(first, row)))
            else:
                told += values_of(some, row)
        return (*(case[column.name] for column in self.about), *beside.weights.values(interview.pk), *told)


def _rows(source: Source, order: row_workers.Order) -> Iterator[tuple[Value, ...]]:
    """Many interviews are shared out over processes, but for those that only this transaction sees."""
    at_once = side_by_side.cores()
    if at_once > 1 and not connection.in_atomic_block and source.interviews.count() >= row_workers.AT_LEAST:
        keys = list(source.interviews.order_by("respnr").values_list("pk", flat=True))
        yield from row_workers.rows(order, keys, at_once, child_environment())
        return
    maker = source.maker()
    for interview in source.read(maker):
        yield maker.row(interview)


def codes_of(interview: Interview) -> dict[str, Settled]:
    """The codes of the interview's open answers, by question: those of the very event that answered it last."""
    return {
        answer.question: Settled(tuple(answer.codes), answer.by)
        for answer in interview.open_answers.all()
        if answer.seq == last_seq(interview, answer.question)
    }


def row_of(interview: Interview) -> Row:
    """Every cell of one interview, worked out by the engine from its folded state."""
    definition = definition_of(interview.edition)
    answers, passed = state_of(interview)
    known = built_ins_of(interview)
    found = all_cells(definition, interview.route_group, answers, passed, known)
    way = found.way
    offered = {
        item.question.name: frozenset(option.code for option in item.options)
        for page in (*way.screening.pages, *way.questionnaire.pages)
        for item in page.questions
        if item.question.type == "multi"
    }
    whole = next_page(way.questionnaire, passed) is None
    return Row(definition, interview.route_group, found.questions, found.derived, offered, whole)


def case_columns(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    """What is known of a case beside its answers: number, groups, edition, outcome, times. No key to code or unit."""
    strata = sorted({name for definition in definitions for name in definition.frame.get("strata", ())})
    return (
        _about("respnr", "Respondentnummer (willekeurig)", "Respondent number (random)", measure="scale"),
        _about("edition", "Editie van de vragenlijst", "Edition of the questionnaire"),
        *_group_columns(definitions),
        *_outcome_columns(),
        *_circumstances(),
        *(_about(f"reg_{name}", f"Register: {name}", f"Register: {name}", storage="text") for name in strata),
    )


def _group_columns(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    groups: dict[int, Text] = {}
    for definition in reversed(definitions):
        groups |= {group.value: group.label for group in definition.groups.values()}
    by_register = "Groep volgens register, anders volgens de eerste vragen", "Group by register, else by screening"
    return (
        _about("group", *by_register, groups),
        _about("group_asked", "Groep waarvan de vragen zijn gesteld", "Group whose questions were asked", groups),
        _about("group_screened", "Groep volgens de eerste vragen", "Group by the screening answers", groups),
        _about("coded", "Kwam binnen met de code van een brief", "Came with a letter's code", _labels(NO_YES)),
    )


def _outcome_columns() -> tuple[Column, ...]:
    seconds = "Tijd van begin tot laatste antwoord, in seconden", "Time from start to last answer, in seconds"
    return (
        _about("disposition", "Uitkomst (AAPOR)", "Outcome (AAPOR)", _labels(DISPOSITIONS)),
        _about("sent", "Op verzenden gedrukt", "Pressed send", _labels(NO_YES)),
        _about("finished", "Hoe ver iemand verzond", "How far somebody was when sending", _labels(FINISHED)),
        _about("duration", *seconds, measure="scale"),
    )


def _circumstances() -> tuple[Column, ...]:
    return (
        _about("mode", "Ingevuld", "Filled in", _labels(MODES)),
        _about("synthetic", "Verzonnen respondent", "Made-up respondent", _labels(NO_YES)),
        _about("started_on", "Dag van begin", "Day of start", storage="text"),
        _about("language", "Taal van het laatste antwoord", "Language of the last answer", storage="text"),
        _about("channel", "Hoe iemand kwam", "Channel", storage="text"),
        _about("cluster", "Groepssessie (willekeurig nummer)", "Group session (random number)"),
    )


def _about(name: str, nl: str, en: str, values: Mapping[int, Text] | None = None, **more) -> Column:
    return Column(name, words(nl, en), values=values or {}, reasons=False, **more)


def _labels(labels: Mapping[int, tuple[str, str]]) -> dict[int, Text]:
    return {int(value): words(nl, en) for value, (nl, en) in labels.items()}


def case_values(interview: Interview, row: Row) -> Mapping[str, Value]:
    """Values for `case_columns`. Clock times leave only as a day and a duration."""
    groups = row.definition.groups
    screened = groups.get(interview.screened_group)
    strata = {f"reg_{name}": str(interview.strata.get(name, "")) for name in row.definition.frame.get("strata", ())}
    return _Blank(strata) | {
        "respnr": interview.respnr,
        "edition": interview.edition.number,
        "group": groups[interview.group].value,
        "group_asked": groups[interview.route_group].value,
        "group_screened": screened.value if screened else None,
        "coded": int(interview.coded),
        "disposition": int(disposition(row.cells, core_questions(row.definition))),
        "sent": int(interview.state == Interview.State.SENT),
        "finished": finished(interview.state == Interview.State.SENT, row.whole),
        "duration": int((interview.last_at - interview.started_at).total_seconds()),
        "mode": list(Interview.Mode.values).index(interview.mode),
        "synthetic": int(interview.synthetic),
        "started_on": interview.started_at.date().isoformat(),
        "language": interview.language,
        "channel": interview.channel.slug,
        "cluster": interview.session.cluster if interview.session else None,
    }


def finished(sent: bool, whole: bool) -> int:
    """One of FINISHED. Who sends before the end has passed the core: nothing else can be sent."""
    return 0 if not sent else 1 if whole else 2


def core_questions(definition: Definition) -> frozenset[str]:
    return frozenset(question.name for question in definition.questions.values() if question.core)


class _Blank(dict):
    """A mapping in which a stratum that this edition does not have reads as empty text."""

    def __missing__(self, key: str) -> str:
        return ""

    def __or__(self, other):
        return _Blank({**self, **other})
