"""Published editions, read: definitions kept in memory (editions never change), and the one that is open today."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone

from surveys.engine.definition import Dates, Definition
from surveys.engine.parse import parse
from surveys.fieldwork import Fieldwork, fieldwork_of
from surveys.models import Edition

DEFINITIONS_KEPT = 32


class NoEdition(LookupError):
    """The study, or this edition of it, was never published."""


class StudyClosed(Exception):
    """The study took its last answers on `close_date`."""

    def __init__(self, study: str, close_date: date) -> None:
        self.close_date = close_date
        super().__init__(f"{study} closed on {close_date}.")


class StudyNotYetOpen(Exception):
    """The study takes its first answers on `open_date`."""

    def __init__(self, study: str, open_date: date) -> None:
        self.open_date = open_date
        super().__init__(f"{study} opens on {open_date}.")


def definition_of(edition: Edition) -> Definition:
    """The edition's definition, read once per process."""
    return _definition(edition.pk, edition.document_hash)


@lru_cache(maxsize=DEFINITIONS_KEPT)
def _definition(edition_id: int, document_hash: str) -> Definition:
    """The hash is part of the key, so that a test database that hands out an id again gets the right one."""
    document = Edition.objects.values_list("document", flat=True).get(pk=edition_id, document_hash=document_hash)
    return parse(json.loads(document))


@lru_cache(maxsize=DEFINITIONS_KEPT)
def edition_known(pk: int) -> Edition:
    """The edition with its study, without its document; read once per process, so nobody may change what is given.

    For what an edition says: the study's title, which can change, is another matter.
    """
    return Edition.objects.select_related("study").defer("document").get(pk=pk)


def edition(study_slug: str, number: int) -> Edition:
    """This edition. Raises NoEdition."""
    found = Edition.objects.select_related("study").filter(study__slug=study_slug, number=number).first()
    if found is None:
        raise NoEdition(f"There is no edition {number} of {study_slug}. Publish it: load_study {study_slug} --publish")
    return found


def lineage(edition: Edition | None) -> tuple[Edition, ...]:
    """The edition and those it follows, newest first: editions of one questionnaire, with the same codes."""
    found: list[Edition] = []
    while edition is not None:
        found.append(edition)
        edition = edition.basis
    return tuple(found)


def current_edition(study_slug: str, today: date | None = None) -> Edition:
    """The highest-numbered edition that is open on this day (by default: today, in the study's time zone).

    Dates that researchers set during fieldwork, and closing by hand, go before those of editions. Raises NoEdition
    where nothing was published; where nothing is open StudyNotYetOpen (the first day to come), or else StudyClosed
    (the last day that was).
    """
    return current(study_slug, today)[0]


def current(study_slug: str, today: date | None = None) -> tuple[Edition, Fieldwork]:
    """The edition as `current_edition` gives it, and how fieldwork stands beside it. Raises what that does."""
    day = today or timezone.localdate()
    published = Edition.objects.select_related("study").defer("document")
    editions = list(published.filter(study__slug=study_slug).order_by("-number"))
    if not editions:
        raise NoEdition(f"{study_slug} has no edition. Publish one: load_study {study_slug} --publish")
    fieldwork = fieldwork_of(editions[0].study_id)
    return open_among(editions, fieldwork, study_slug, day), fieldwork


def open_among(editions: Sequence[Edition], fieldwork: Fieldwork, study_slug: str, day: date) -> Edition:
    """The first of a study's editions (newest first) that is open on this day. Raises StudyClosed, StudyNotYetOpen."""
    if fieldwork.closed_on:
        raise StudyClosed(study_slug, fieldwork.closed_on)
    every = [definition_of(candidate) for candidate in editions]
    for candidate, definition in zip(editions, every, strict=True):
        if answers_on(definition, fieldwork, day):
            return candidate
    known = [fieldwork.dates(one.dates) for one in every if not is_held_back(one, fieldwork)]
    raise _why_not(known or [Dates(close=_last_day(every[0], day))], study_slug, day)


def answers_on(definition: Definition, fieldwork: Fieldwork, day: date) -> bool:
    """Whether its edition takes answers on this day."""
    return not is_held_back(definition, fieldwork) and is_open(fieldwork.dates(definition.dates), day)


def is_held_back(definition: Definition, fieldwork: Fieldwork) -> bool:
    """A reconstruction is not for respondents: only a first day set by hand opens it, never its own dates."""
    return definition.reconstruction and fieldwork.opens is None


def _last_day(definition: Definition, day: date) -> date:
    """The day to give for a reconstruction: of the wave that it is made after, where that is past."""
    close = definition.dates.close
    return close if close and close < day else day - timedelta(days=1)


def require_answering(own: Edition, today: date, fieldwork: Fieldwork | None = None) -> None:
    """Whether somebody who began in this edition can go on today: while it, or a later one, takes answers.

    `fieldwork`: where it was read already. Raises StudyClosed, StudyNotYetOpen.
    """
    fieldwork = fieldwork or fieldwork_of(own.study_id)
    if fieldwork.closed_on or not answers_on(definition_of(own), fieldwork, today):
        current(own.study.slug, today)


def is_open(dates: Dates, day: date) -> bool:
    """Both days included; a date that is not set does not limit."""
    return (dates.open is None or dates.open <= day) and (dates.close is None or day <= dates.close)


def _why_not(all_dates: list[Dates], study_slug: str, day: date) -> StudyNotYetOpen | StudyClosed:
    to_come = [dates.open for dates in all_dates if dates.open and dates.open > day]
    if to_come:
        return StudyNotYetOpen(study_slug, min(to_come))
    return StudyClosed(study_slug, max(dates.close for dates in all_dates if dates.close))
