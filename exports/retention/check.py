"""Does this installation keep what it promised? Everything that does not hold, in words. Reads only."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from exports.retention import purge
from exports.retention.backups import older_than
from exports.retention.dates import is_due
from exports.retention.notices import to_delete
from exports.retention.places import folders
from respondents import withdrawals
from respondents.models import Interview
from surveys.models import Study


def problems(now: datetime) -> list[str]:
    """Of the installation first, then study by study."""
    found = [*_of_backups(now), *_of_log()]
    for study in Study.objects.filter(editions__isnull=False).distinct().order_by("slug"):
        found += [f"{study.slug}: {one}" for one in problems_of(study, now)]
    return found


def _of_backups(now: datetime) -> Iterator[str]:
    limit = now - timedelta(days=settings.BACKUP_DAYS)
    old = sorted((one for folder in folders().values() for one in older_than(folder, limit)), key=lambda one: one.made)
    if old:
        yield gettext("%(n)s backups are older than %(days)s days, the oldest %(name)s. Delete them.") % {
            "n": len(old),
            "days": settings.BACKUP_DAYS,
            "name": old[0].name,
        }


def _of_log() -> Iterator[str]:
    """What a restore would bring back."""
    known = set()
    if withdrawals.place().exists():
        known = {one.interview for one in withdrawals.read(withdrawals.place())}
    gone = Interview.objects.filter(state=Interview.State.WITHDRAWN, link__isnull=False).values_list("pk", flat=True)
    missing = set(gone) - known
    if missing:
        yield gettext("%(n)s withdrawals are not in the log. Run replay_withdrawals --catch-up.") % {"n": len(missing)}


def problems_of(study: Study, now: datetime) -> Iterator[str]:
    """Made-up people were promised nothing."""
    if not Interview.objects.filter(edition__study=study, synthetic=False).exists():
        return
    found, today = purge.standing(study), timezone.localdate(now)
    begun = purge.unfinished(study)
    if begun:
        yield gettext("a purge was begun on %(day)s and is not done. Run purge again.") % {"day": begun.begun_at.date()}
    elif is_due(found, today, settings.PURGE_DAYS_AFTER):
        yield gettext("the promised day %(day)s is over and it was not purged. Run purge --due.") % {
            "day": found.promised
        }
    if found.promised is None:
        yield gettext("no edition promises a last day for removing answers (dates/withdraw_until).")
    else:
        yield from _of_dates(study, found.promised, found.closes)
    left = sum(len(one.respnrs) for one in to_delete(study))
    if left:
        yield gettext("%(n)s deletions were not told to who has the files.") % {"n": left}


def _of_dates(study: Study, promised: date, closes: date | None) -> Iterator[str]:
    if closes and closes + timedelta(days=settings.BACKUP_DAYS) > promised:
        yield gettext(
            "backups of the last day of fieldwork (%(closes)s) live for %(days)s days, until after the promised day "
            "%(day)s. Keep them shorter (BACKUP_DAYS) or promise a later day."
        ) % {"closes": closes, "days": settings.BACKUP_DAYS, "day": promised}
    early = [
        one for one in study.exports.filter(details__file="deposit") if timezone.localdate(one.made_at) <= promised
    ]
    if early:
        yield gettext("a deposit file was made on %(made)s, before the promised day %(day)s was over.") % {
            "made": timezone.localdate(early[-1].made_at),
            "day": promised,
        }
