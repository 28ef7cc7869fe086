"""Who must delete whom: people who withdrew after an export was made are still in its files, which others have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from exports.models import ExportRecord
from exports.retention_models import DeletionNotice
from respondents.models import Interview
from staff import audit
from staff.models import User
from surveys.models import Study


@dataclass(frozen=True)
class Gone:
    """Somebody who withdrew: the number in datasets, and the days between which they were in exports."""

    respnr: int
    edition: int
    began: date
    withdrew: date


@dataclass(frozen=True)
class ToDelete:
    """`respnrs`: to be deleted from the files of this export, and nobody was told yet."""

    export: ExportRecord
    respnrs: tuple[int, ...]

    @property
    def receiver(self) -> str:
        """Whom a research file was for; '' where only who made it has it."""
        return str(self.export.details.get("recipient") or "")


def gone_of(study: Study) -> list[Gone]:
    withdrawn = Interview.objects.filter(edition__study=study, state=Interview.State.WITHDRAWN, respnr__isnull=False)
    rows = withdrawn.values_list("respnr", "edition__number", "started_at", "last_at")
    return [
        Gone(number, edition, timezone.localdate(start), timezone.localdate(last))
        for number, edition, start, last in rows
    ]


def to_delete(study: Study) -> list[ToDelete]:
    """The newest export first. On the days of coming and withdrawing too: the hour may not be known any more."""
    gone = gone_of(study)
    every = study.exports.prefetch_related("deletion_notices")
    return [ToDelete(one, found) for one in every if (found := tuple(sorted(_untold(one, gone))))]


def _untold(export: ExportRecord, gone: list[Gone]) -> Iterator[int]:
    told = {number for notice in export.deletion_notices.all() for number in notice.respnrs}
    made, edition = timezone.localdate(export.made_at), export.details.get("edition")
    for one in gone:
        if one.began <= made <= one.withdrew and edition in (None, one.edition) and one.respnr not in told:
            yield one.respnr


def note_told(export: ExportRecord, *, user: User | None, now: datetime) -> DeletionNotice | None:
    """Whoever has the files was told, now; None where there was nothing to tell."""
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=export.study_id)
        numbers = tuple(sorted(_untold(export, gone_of(export.study))))
        if not numbers:
            return None
        made = DeletionNotice.objects.create(
            export=export, respnrs=list(numbers), told_on=timezone.localdate(now), told_by=user
        )
        audit.record(user, "export.told_to_delete", export.study.slug, export=export.pk, people=len(numbers))
    return made
