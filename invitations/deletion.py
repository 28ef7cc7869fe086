"""Letters removed from the disk, and the statement that says so. Rows and digests stay: they open no letter."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from invitations import age_files, manifest, proof_set
from invitations.models import Batch, Mailing, Parcel
from staff import audit
from staff.models import AuditEntry, User
from surveys.files import part_of

HOW = "overwritten with zeros, flushed to the disk, removed"
NOT_THERE = "was not there any more"


class NotDeleted(Exception):
    """Some letters are still there. The message says which and what to do."""


class NeverLeft(NotDeleted):
    """`number` batches were never packed, fetched or handed to a printer; `name` is the file of one of them."""

    def __init__(self, number: int, name: str) -> None:
        self.number, self.name = number, name
        super().__init__(
            f"{number} batches never left, such as {name}. Their letters cannot be printed again. Pack them first, or "
            "say that they are not wanted: --unsent."
        )


@dataclass(frozen=True)
class Gone:
    """One file. `sealed`: its SHA-256 when it was made; `found`: when it was removed, "" where it was not there."""

    name: str
    sealed: str
    found: str

    def __str__(self) -> str:
        if not self.found:
            return f"{self.name}: {NOT_THERE}; SHA-256 when made {self.sealed or 'unknown'}"
        changed = "" if self.sealed in ("", self.found) else f" (it had been changed; when made {self.sealed})"
        return f"{self.name}: {HOW}; SHA-256 {self.found}{changed}"


@dataclass(frozen=True)
class Statement:
    """What was removed, and the file that says so."""

    file: Path
    gone: Sequence[Gone]


def handed_over(batch: Batch) -> bool:
    """Whether the letters left: in a parcel, fetched in plain, or as a file of codes for a printer."""
    return bool(that_left([batch]))


def that_left(batches: Sequence[Batch]) -> list[Batch]:
    """Those of which `handed_over` is true, in two queries."""
    names = {batch.pk: Path(batch.file).name for batch in batches}
    packed = set(Batch.objects.filter(pk__in=names, parcels__isnull=False).values_list("pk", flat=True))
    downloads = AuditEntry.objects.filter(action="batch.download", object__in=set(names.values()))
    fetched = set(downloads.values_list("object", flat=True))
    codes = ".csv", age_files.SUFFIX
    return [one for one in batches if one.file.endswith(codes) or one.pk in packed or names[one.pk] in fetched]


def old(now: datetime) -> dict[Mailing, list[Batch]]:
    """Batches that left, and are older than LETTER_DAYS_KEPT, as are their parcels; none where that is 0."""
    if not settings.LETTER_DAYS_KEPT:
        return {}
    limit = now - timedelta(days=settings.LETTER_DAYS_KEPT)
    found: dict[Mailing, list[Batch]] = {}
    ready = Batch.objects.filter(state=Batch.State.SEALED, removed_at=None, sealed_at__lt=limit)
    for batch in ready.exclude(parcels__made_at__gte=limit).select_related("mailing__study"):
        if handed_over(batch):
            found.setdefault(batch.mailing, []).append(batch)
    return found


def chosen(mailing_batches: Iterable[Batch], *, unsent: bool) -> list[Batch]:
    """The batches, none of them waiting to leave unless `unsent`. Raises NeverLeft."""
    found = list(mailing_batches)
    waiting = [batch for batch in found if not unsent and not handed_over(batch)]
    if waiting:
        raise NeverLeft(len(waiting), Path(waiting[0].file).name)
    return found


def delete(mailing: Mailing, batches: Sequence[Batch], *, user: User | None, now: datetime) -> Statement:
    """Removes the files of batches of one mailing, its proof set, and parcels of which nothing else is left.

    Writes the statement as a file below VAR_DIR and in the audit trail. Raises NotDeleted where the disk refused; the
    statement then tells of the rest.
    """
    removed: list[Batch] = []
    gone: list[Gone] = []
    failed: list[str] = []
    for batch in batches:
        try:
            gone += list(_batch_files(mailing, batch))
            removed.append(batch)
        except OSError as error:
            failed.append(f"{Path(batch.file).name} ({error.strerror})")
    parcels = _emptied(removed)
    gone += [overwrite(Path(one.file), one.file_hash) for one in parcels]
    statement = _stated(mailing, removed, parcels, gone, user, now) if removed else None
    if failed or statement is None:
        raise NotDeleted(
            f"{len(failed)} files could not be removed: {', '.join(failed[:5])}. Put it right and start again."
        )
    return statement


def _batch_files(mailing: Mailing, batch: Batch) -> Iterator[Gone]:
    """The batch, what a broken-off run left of it, and the proof set with codes of the mailing."""
    path = Path(batch.file)
    yield overwrite(path, batch.file_hash)
    for other in (part_of(path), proof_set.path_of(mailing, path.parent)):
        if other.exists():
            yield overwrite(other, "")


def overwrite(path: Path, sealed: str) -> Gone:
    """Overwrites with zeros and removes; `sealed`: the SHA-256 it should have, "" for unknown. Raises OSError."""
    try:
        found = age_files.file_hash(path)
        with path.open("r+b") as file:
            left = path.stat().st_size
            while left > 0:
                left -= file.write(bytes(min(left, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return Gone(path.name, sealed, "")
    return Gone(path.name, sealed, found)


def _emptied(removed: Sequence[Batch]) -> list[Parcel]:
    """Parcels of these batches that hold no letters of others which are still kept."""
    found: QuerySet[Parcel] = Parcel.objects.filter(batches__in=removed, removed_at=None).distinct()
    kept = Batch.objects.filter(removed_at=None).exclude(pk__in=[batch.pk for batch in removed])
    return list(found.exclude(batches__in=kept))


def _stated(
    mailing: Mailing,
    removed: Sequence[Batch],
    parcels: Sequence[Parcel],
    gone: Sequence[Gone],
    user: User | None,
    now: datetime,
) -> Statement:
    file = _free_place(mailing, now)
    with transaction.atomic():
        Batch.objects.filter(pk__in=[batch.pk for batch in removed]).update(removed_at=now)
        Parcel.objects.filter(pk__in=[one.pk for one in parcels]).update(removed_at=now)
        details = {one.name: {"sealed": one.sealed, "found": one.found} for one in gone}
        audit.record(user, "letters.delete", manifest.stem(mailing), files=details, how=HOW, statement=file.name)
        _write(file, _text(mailing, removed, gone, user, now))
    return Statement(file, gone)


def _free_place(mailing: Mailing, now: datetime) -> Path:
    folder = Path(settings.VAR_DIR) / "statements"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{manifest.stem(mailing)}-deleted-{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.txt"


def _text(mailing: Mailing, removed: Sequence[Batch], gone: Sequence[Gone], user: User | None, now: datetime) -> str:
    who = str(user) if user else "the site, by its setting LETTER_DAYS_KEPT"
    letters = sum(batch.letters for batch in removed)
    lines = [
        "DELETION STATEMENT / VERNIETIGINGSVERKLARING",
        "",
        f"Study: {mailing.study.slug}",
        f"Mailing: {mailing.kind}, number {mailing.pk}",
        f"When: {timezone.localtime(now).isoformat(timespec='seconds')}",
        f"By: {who}",
        f"What: {len(removed)} batches with {letters} letters and their codes, {len(gone)} files",
        f"How: {HOW}",
        "Kept: digests of the codes, return numbers and frame ids in the database; manifest and control sheet.",
        "Not covered: backups of this disk, disks that write elsewhere than told (SSD), and what receivers have.",
        "",
        *map(str, gone),
        "",
    ]
    return "\n".join(lines)


def _write(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
