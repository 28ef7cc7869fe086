"""Closing a fieldwork and opening it again, and the texts of its report. The only writer of what is kept of it."""

from datetime import datetime

from django.db import transaction

from exports.closing.classify import unsent
from exports.models import FieldworkEnd, FieldworkText
from staff import audit
from staff.models import User
from surveys import fieldwork
from surveys.editions import definition_of
from surveys.fieldwork import fieldwork_of
from surveys.models import FieldworkChange, Study


class NotAsItWas(Exception):
    """It is closed already, or open already. Nothing was changed."""


class Overtaken(Exception):
    """Somebody else stored a text meanwhile. Nothing was changed."""


def close(study: Study, why: str, *, user: User | None, now: datetime) -> FieldworkEnd:
    """From now on nobody answers; `classify` has to follow. Raises NotAsItWas, CannotChange (no reason was given)."""
    with transaction.atomic():
        change = _switch(study, why, closed=True, user=user, now=now)
        return FieldworkEnd.objects.create(study=study, change=change)


def reopen(study: Study, why: str, *, user: User | None, now: datetime) -> FieldworkChange:
    """It goes by its dates again; what was classified stays, and no longer counts. Raises what `close` raises."""
    with transaction.atomic():
        return _switch(study, why, closed=False, user=user, now=now)


def _switch(study: Study, why: str, *, closed: bool, user: User | None, now: datetime) -> FieldworkChange:
    """Other dates and another way in that were set before stay."""
    Study.objects.select_for_update().get(pk=study.pk)
    before = fieldwork_of(study.pk)
    if (before.closed_on is not None) == closed:
        raise NotAsItWas
    stays = {"opens": before.opens, "closes": before.closes, "mode": before.mode}
    editions = map(definition_of, study.editions.defer("document"))
    return fieldwork.change(study, editions, closed=closed, why=why, user=user, now=now, **stays)


def classify(end: FieldworkEnd) -> FieldworkEnd:
    """Counts what was never sent, once: the second time changes nothing. Raises NothingToExport."""
    if end.unsent is None:
        end.unsent = unsent(end.study.slug)
        FieldworkEnd.objects.filter(pk=end.pk, unsent__isnull=True).update(unsent=end.unsent)
    return end


def standing(study: Study) -> FieldworkEnd | None:
    """The closing that is in force; None where fieldwork is open, or was closed on the page of its dates."""
    newest = study.fieldwork_changes.order_by("-id").first()
    if newest is None or not newest.closed:
        return None
    return FieldworkEnd.objects.filter(change=newest).select_related("change", "study").first()


def write_text(study: Study, language: str, text: str, *, based_on: int, user: User, now: datetime) -> None:
    """What went otherwise than planned. `based_on`: `newest` when the writer began. The same once more is no new text.

    Raises Overtaken where somebody stored another one since.
    """
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        if text == text_of(study, language):
            return
        if newest(study, language) != based_on:
            raise Overtaken
        FieldworkText.objects.create(study=study, language=language, text=text, at=now, by=user)
        audit.record(user, "fieldwork.text", study.slug, language=language, characters=len(text))


def newest(study: Study, language: str) -> int:
    """Key of the newest text; 0 where there is none."""
    keys = FieldworkText.objects.filter(study=study, language=language).values_list("pk", flat=True)
    return keys.first() or 0


def text_of(study: Study, language: str) -> str:
    found = FieldworkText.objects.filter(study=study, language=language).first()
    return found.text if found else ""
