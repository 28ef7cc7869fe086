"""Interviews → rows of a dataset. Reads only; columns come from the editions."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_noop

from exports import replica, row_workers
from exports.code_frames import FrameFault
from exports.coded_columns import Coded, coded
from exports.columns import Column, columns
from exports.comparability import flagged
from exports.flag_columns import seen_in
from exports.flags.settings import BadSettings, Settings, settings_of
from exports.frame_store import definitions_of, frames_over
from exports.framed import Framed
from exports.open_texts import text_rules
from exports.own_columns import own_columns, require_apart
from exports.unreadable import CodesDoNotFit, DeclaredWrong, NothingToExport
from exports.values import Row, Value
from exports.weights_stored import Stored, stored
from respondents.models import Interview
from respondents.state import built_ins_of, state_of
from staff import side_by_side
from staff.jobs import child_environment
from surveys.editions import definition_of
from surveys.engine.cells import all_cells
from surveys.engine.definition import Definition
from surveys.engine.path import next_page
from surveys.engine.text import Text
from surveys.models import Edition

if TYPE_CHECKING:
    import polars

    from exports.row_blocks import Maker

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
    rows: Iterable[tuple[Value, ...]]
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
    interviews: QuerySet[Interview]
    about: tuple[Column, ...]
    asked: tuple[Column, ...]
    weights: Stored
    codes: Coded
    limits: Settings

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return flagged((*self.about, *self.weights.columns, *self.asked), self.numbered)

    def maker(self) -> Maker:
        """Reads what stands beside the answers: not needed by who wants the columns alone, and neither is numpy."""
        from exports.row_blocks import Beside, Maker

        beside = Beside(self.weights, self.codes, seen_in(self.study, self.limits), text_rules(self.study))
        return Maker(self.about, self.asked, beside)

    def read(self, maker: Maker, **which: Any) -> Iterator[Interview]:
        """Interviews in the order of their numbers, a few hundred in memory at a time."""
        coded = bool(maker.beside.codes.parts)
        found = self.interviews.using(replica.reading_from()).filter(**which).order_by("respnr")
        found = found if coded or any(column.open_text for column in self.asked) else found.defer("changed")
        edition = Prefetch("edition", Edition.objects.defer("document"))
        found = found.prefetch_related(edition, "channel", "session", *(["open_answers"] if coded else []))
        return found.iterator(chunk_size=FETCH)


def source_of(study: str, *, edition: int | None = None, open_text: bool = False) -> Source:
    """Raises NothingToExport."""
    editions = editions_of(study, edition)
    definitions = [definition_of(found) for found in editions]
    asked = tuple(column for column in columns(definitions) if open_text or not column.open_text)
    every = definitions if edition is None else definitions_of(editions[0].study_id)
    codes = _coded(editions[0].study_id, every, definitions)
    numbered = tuple((found.number, definition) for found, definition in zip(editions, definitions, strict=True))
    own, weights = own_columns(definitions), stored(study)
    require_apart((*own, *weights.columns), columns(definitions), numbered)
    return Source(
        study,
        numbered,
        Interview.objects.filter(edition__in=editions).exclude(state=Interview.State.WITHDRAWN),
        own,
        codes.beside(asked),
        weights,
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


def _rows(source: Source, order: row_workers.Order) -> Framed:
    """Many interviews are shared out over processes, but for those that only this transaction sees."""
    return Framed(_frames(source, order))


def _frames(source: Source, order: row_workers.Order) -> Generator[polars.DataFrame, None, None]:
    at_once, number = side_by_side.cores(), source.interviews.count()
    if at_once > 1 and not connection.in_atomic_block and number >= row_workers.AT_LEAST:
        size = row_workers.even(number, at_once)
        keys = source.interviews.order_by("respnr").values_list("pk", flat=True).iterator(chunk_size=size)
        yield from row_workers.frames(order, row_workers.pieces(keys, size), at_once, child_environment())
    else:
        maker = source.maker()
        yield from maker.frames(source.read(maker))


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
