"""Purge a study: nothing leads from a letter to answers any more, and no row tells when or in which order people came.

Steps, each in one transaction with what it says of itself (but for files and space, which can be done again). A purge
that was killed goes on at the step it was in. `Purge` is written here only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random, SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from exports.closing.kept import promised
from exports.retention import files, kept_response, space
from exports.retention.backups import Backup, older_than
from exports.retention.dates import NotYet, Standing, check_may_begin, is_due
from invitations import retention as lists
from respondents import retention as interviews
from respondents import withdrawals
from respondents.models import Interview, InterviewLink, Purge, Visit
from staff import audit
from staff.models import User
from staff.triggers import unlocked
from surveys.editions import definition_of
from surveys.fieldwork import fieldwork_of
from surveys.models import Study

BRIDGES, TIMES, FILES, SPACE, BACKUPS = "bridges", "times", "files", "space", "backups"
STEPS = (BRIDGES, TIMES, FILES, SPACE, BACKUPS)


class BackupsLeft(Exception):
    """Everything is purged here; these backups still hold what was removed, so it is not done."""

    def __init__(self, found: list[Backup]) -> None:
        self.found = found
        super().__init__(f"{len(found)} backups older than the purge")


@dataclass(frozen=True)
class Wish:
    """Who purges, and why where no day was promised. `backups`: who says that backups elsewhere are gone, '' nobody."""

    user: User | None = None
    why: str = ""
    backups: str = ""


def standing(study: Study) -> Standing:
    force = fieldwork_of(study.pk)
    editions = [definition_of(one) for one in study.editions.defer("document")]
    closes = [force.dates(one.dates).close for one in editions]
    last = max(day for day in closes if day) if closes and all(closes) else None
    return Standing(promised(study), last, force.closed_on is not None, kept=any(kept_of(study).values()))


def kept_of(study: Study) -> Mapping[str, int]:
    """What a purge would remove or write anew now, by what it is."""
    return {
        "links": InterviewLink.objects.filter(interview__edition__study=study).count(),
        "visits": Visit.objects.filter(interview__edition__study=study).count(),
        "codes": study.codes.count(),
        "people": study.units.count(),
        **({} if interviews.bridges_are_gone(study) else _times(study)),
    }


def _times(study: Study) -> Mapping[str, int]:
    every = Interview.objects.filter(edition__study=study)
    return {"interviews": every.count(), "events": sum(every.values_list("seq", flat=True))}


def unfinished(study: Study) -> Purge | None:
    return Purge.objects.filter(study=study, done_at=None).first()


def due(now: datetime) -> list[Study]:
    """Studies of which the day has come, and those whose purge was broken off or waits for backups."""
    today = timezone.localdate(now)
    every = Study.objects.filter(editions__isnull=False).distinct().order_by("slug")
    return [one for one in every if unfinished(one) or is_due(standing(one), today, settings.PURGE_DAYS_AFTER)]


def run(study: Study, wish: Wish, *, now: datetime, random: Random | None = None) -> Purge:
    """Begin, or go on with what was broken off. Raises NotYet, BackupsLeft (then all else is done)."""
    found = unfinished(study) or _begin(study, wish, now)
    if wish.backups and not found.backups:
        Purge.objects.filter(pk=found.pk).update(backups=wish.backups)
    for name in STEPS:
        _step(found, name, wish, now, random or SystemRandom())
    found.refresh_from_db()
    return found


def _begin(study: Study, wish: Wish, now: datetime) -> Purge:
    found = standing(study)
    check_may_begin(found, timezone.localdate(now), why=wish.why)
    left = lists.letters_on_disk(study)
    if left:
        raise NotYet("letters")
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        before = unfinished(study)
        if before:
            return before
        audit.record(wish.user, "purge.begin", f"study:{study.slug}", why=wish.why[:300], **kept_of(study))
        return Purge.objects.create(
            study=study, begun_at=now, begun_by=wish.user, promised=found.promised, why=wish.why[:300]
        )


def _step(purge: Purge, name: str, wish: Wish, now: datetime, random: Random) -> None:
    """One step, unless it was done: by an earlier run, or by another process meanwhile."""
    purge.refresh_from_db()
    if name in purge.steps:
        return
    if name == SPACE:
        _note(purge, name, space.give_back(), wish, max(now, timezone.now()))
        return
    space.keep_no_deleted_rows()
    with unlocked("purge"):
        locked = Purge.objects.select_for_update().get(pk=purge.pk)
        if name not in locked.steps:
            _note(locked, name, _work(locked, name, now, random), wish, now)


def _work(purge: Purge, name: str, now: datetime, random: Random) -> dict[str, int]:
    study = purge.study
    if name == BRIDGES:
        cells = kept_response.keep(study, now)
        interviews.write_down_chances(study)
        return {**interviews.remove_bridges(study), **lists.remove_list(study), "cells_kept": cells}
    if name == TIMES:
        return interviews.rewrite(study, random)
    if name == FILES:
        return files.remove(study, now)
    return _without_backups(purge, now)


def _without_backups(purge: Purge, now: datetime) -> dict[str, int]:
    """Raises BackupsLeft. The log of withdrawals is for backups: it forgets this study with them."""
    space_at = datetime.fromisoformat(purge.steps[SPACE]["at"])
    left = older_than(settings.BACKUP_DIR, space_at)
    if left and not purge.backups:
        raise BackupsLeft(left)
    gone = Interview.objects.filter(edition__study=purge.study, state=Interview.State.WITHDRAWN)
    purge.done_at = now
    return {"left_on_somebodys_word": len(left), "withdrawals": withdrawals.forget(gone.values_list("pk", flat=True))}


def _note(purge: Purge, name: str, counts: dict[str, int], wish: Wish, now: datetime) -> None:
    with transaction.atomic():
        purge.steps = {**purge.steps, name: {"at": now.isoformat(), "counts": counts}}
        purge.save(update_fields=["steps", "done_at"])
        said = {"backups": purge.backups} if name == BACKUPS and purge.backups else {}
        audit.record(wish.user, f"purge.{name}", f"study:{purge.study.slug}", **counts, **said)
