"""Packs finished batches for a receiver: one encrypted file, listed and recorded. The only writer of parcels."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from invitations import age_files, manifest, parcel
from invitations.models import Batch, Mailing, Parcel, Receiver
from staff import audit
from staff.models import User
from surveys.files import part_of
from surveys.models import Study

PLAIN = (".pdf", ".csv")
"""Batches that lie there in plain: letters, and codes for a printer."""
ANY = (*PLAIN, age_files.SUFFIX)
"""Also codes that were encrypted when they were made: these are sent as they are."""
SPARE_BYTES = 50_000_000
LONGEST_PATH = 255
Tell = Callable[[int, int], None]


class ParcelRefused(Exception):
    """Nothing was packed, and nothing of it lies there. The message says what to do.

    `batch`: the one that cannot be packed, 0 where it is about more; pages have words of their own.
    """

    def __init__(self, message: str, batch: int = 0) -> None:
        super().__init__(message)
        self.batch = batch


@dataclass(frozen=True)
class Order:
    """What goes to whom. `folder`: where the files lie now, None for where they were made."""

    receiver: Receiver
    batches: Sequence[Batch]
    out: Path
    folder: Path | None = None

    def path_of(self, batch: Batch) -> Path:
        made = Path(batch.file)
        return self.folder / made.name if self.folder else made


def mailing_in(folder: Path, number: str | None = None) -> Mailing:
    """The mailing whose manifest lies in a folder: the only one, or that of a number. Raises ParcelRefused."""
    names = [path.name.removesuffix("-manifest.csv") for path in sorted(folder.glob("*-manifest.csv"))]
    numbers = [name.rpartition("-")[2] for name in names]
    wanted = [int(one) for one in numbers if one.isdecimal() and number in (None, one)]
    found = list(Mailing.objects.filter(pk__in=wanted).select_related("study"))
    if not found:
        raise ParcelRefused(f"{folder} holds no manifest of that mailing. Give the folder that make_letters wrote.")
    if len(found) > 1:
        raise ParcelRefused(f"{folder} holds several mailings ({', '.join(names)}). Name the number: --mailing.")
    return found[0]


def chosen(study: Study, mailing: str, numbers: Sequence[int] = (), endings: tuple[str, ...] = PLAIN) -> list[Batch]:
    """Finished batches of a kind of mailing, or of one mailing by its number; of these, some. Raises ParcelRefused."""
    mailings = list(_mailings(study, mailing))
    if len(mailings) > 1 and numbers:
        known = ", ".join(str(one.pk) for one in mailings)
        raise ParcelRefused(f"There are several mailings of this kind ({known}). Name one of these numbers.")
    found = Batch.objects.filter(mailing__in=mailings).select_related("mailing__study", "mailing__edition")
    if numbers:
        _refuse_unfinished(found.filter(number__in=numbers), numbers, endings)
        found = found.filter(number__in=numbers)
    ready = [one for one in found.filter(state=Batch.State.SEALED, removed_at=None) if one.file.endswith(endings)]
    if not ready:
        raise ParcelRefused(
            "No finished batch of this mailing lies here: none was made yet (make_letters), or all were deleted."
        )
    return ready


def _mailings(study: Study, mailing: str) -> QuerySet[Mailing]:
    named = {"pk": int(mailing)} if mailing.isascii() and mailing.isdecimal() else {"kind": mailing}
    return study.mailings.filter(**named).order_by("pk")


def _refuse_unfinished(found: Iterable[Batch], numbers: Sequence[int], endings: tuple[str, ...]) -> None:
    by_number = {batch.number: batch for batch in found}
    for number in numbers:
        batch = by_number.get(number)
        if batch is None:
            raise ParcelRefused(f"There is no batch {number} of this mailing. Look at the control sheet.", number)
        if batch.state != Batch.State.SEALED:
            raise ParcelRefused(f"Batch {number} is not finished. Start make_letters again, then pack.", number)
        if batch.removed_at:
            raise ParcelRefused(f"The letters of batch {number} were deleted on {batch.removed_at:%Y-%m-%d}.", number)
        if not batch.file.endswith(endings):
            raise ParcelRefused(
                f"Batch {number} is a file that was encrypted when it was made. Send it as it is.", number
            )


def place(receiver: Receiver, batches: Sequence[Batch], now: datetime) -> Path:
    """Where a parcel of the staff pages lies, by a name that no other has."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = Path(settings.VAR_DIR) / "parcels" / receiver.study.slug
    return folder / f"{manifest.stem(batches[0].mailing)}-{receiver.name}-{stamp}{parcel.SUFFIX}"


def pack(order: Order, *, user: User | None, now: datetime, tell: Tell = lambda done, total: None) -> Parcel:
    """Writes the parcel, and notes who packed what for whom. Raises ParcelRefused, age_files.KeyRefused.

    The row, the record and the file's name come in one transaction; what stops it leaves none of them.
    """
    parts = _parts(order)
    total = sum(part.path.stat().st_size for part in parts)
    part_file = part_of(order.out)
    try:
        _ready(order.out, total)
        part_file.unlink(missing_ok=True)
        pieces = parcel.zip_pieces(parts, _lists(order.batches), now)
        digest = age_files.encrypt(order.receiver.public_key, pieces, part_file, _told(tell, total))
        return _named(order, part_file, digest, user, now)
    except parcel.FileChanged as error:
        raise ParcelRefused(str(error)) from error
    except OSError as error:
        raise ParcelRefused(f"The disk refused: {error.strerror}. Put it right and pack again.") from error
    finally:
        part_file.unlink(missing_ok=True)


def _parts(order: Order) -> list[parcel.Part]:
    """The files, all there. Raises ParcelRefused."""
    if order.receiver.ended_at:
        raise ParcelRefused(f"{order.receiver.name} gets no more letters. Choose another receiver.")
    parts = [parcel.Part(order.path_of(batch), batch.file_hash) for batch in order.batches]
    if missing := [part.name for part in parts if not part.path.is_file()]:
        raise ParcelRefused(
            f"{len(missing)} files are missing, such as {missing[0]}. Put them back, or name the folder they lie in."
        )
    if twice := [name for name, n in Counter(part.name for part in parts).items() if n > 1]:
        raise ParcelRefused(f"Two files are called {twice[0]}. Pack their batches one by one.")
    return parts


def _lists(batches: Sequence[Batch]) -> list[parcel.Listed]:
    """Manifest and control sheet of the packed letters, per mailing."""
    found: list[parcel.Listed] = []
    for mailing in dict.fromkeys(batch.mailing for batch in batches if batch.file.endswith(".pdf")):
        numbers = [batch.pk for batch in batches]
        texts = manifest.lists_of(mailing, manifest.printed(mailing).filter(pk__in=numbers))
        found += [parcel.Listed(name, text) for name, text in texts.items()]
    return found


def _ready(out: Path, size: int) -> None:
    """Raises ParcelRefused, OSError."""
    if not out.name.endswith(parcel.SUFFIX):
        raise ParcelRefused(f"{out.name} does not end with {parcel.SUFFIX}. Give the file such a name.")
    if out.exists():
        raise ParcelRefused(f"{out} lies there already. Give another name, or remove it.")
    if len(str(out)) > LONGEST_PATH:
        raise ParcelRefused("The path of the file is too long. Give a shorter one.")
    out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(out.parent).free < size + SPARE_BYTES:
        raise ParcelRefused(f"The disk of {out.parent} has no room for {size // 1_000_000 + 50} MB. Make room first.")


def _told(tell: Tell, total: int) -> Callable[[int], None]:
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        done = min(done + size, total)
        tell(done, total)

    return advance


def _named(order: Order, part_file: Path, digest: str, user: User | None, now: datetime) -> Parcel:
    """The row, what is recorded, and the file's own name."""
    size = part_file.stat().st_size
    with transaction.atomic():
        made = Parcel.objects.create(
            receiver=order.receiver, file=str(order.out), file_hash=digest, size=size, made_at=now, made_by=user
        )
        made.batches.set(order.batches)
        audit.record(
            user,
            "parcel.pack",
            order.out.name,
            receiver=order.receiver.name,
            public_key=order.receiver.public_key,
            sha256=digest,
            bytes=size,
            letters=sum(batch.letters for batch in order.batches),
            files={Path(batch.file).name: batch.file_hash for batch in order.batches},
        )
        os.replace(part_file, order.out)
    return made
