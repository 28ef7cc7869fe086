"""Lists that go with a mailing: which letter is where (manifest), which file holds what (control sheet).

The manifest names frame ids and code digests, never a code. Each line carries a keyed check sum, so a line that was
changed on the way shows.
"""

import csv
import hmac
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from django.db.models import QuerySet

from invitations.issue import code_key
from invitations.letter_text import letter_text
from invitations.models import Batch, Code, Mailing
from invitations.returns import ReturnNumber
from surveys.files import part_of

COLUMNS = ("batch", "sequence", "reference", "frame_id", "first_page", "pages", "code_digest", "checksum")
CONTROL_COLUMNS = ("batch", "file", "letters", "pages", "first_reference", "last_reference", "sha256", "sealed_at")


def reference(mailing: Mailing, batch: Batch, sequence: int) -> str:
    """The return number in the window: mailing, batch, place in the batch. Tells nothing about the code."""
    return str(ReturnNumber(mailing.pk, batch.number, sequence))


def stem(mailing: Mailing) -> str:
    """How the files of a mailing begin."""
    return f"{mailing.study.slug}-{mailing.kind}-{mailing.pk}"


def file_name(mailing: Mailing, batch: Batch) -> str:
    return f"{stem(mailing)}-batch-{batch.number:04d}.pdf"


def manifest_path(mailing: Mailing, folder: Path) -> Path:
    return folder / f"{stem(mailing)}-manifest.csv"


def control_path(mailing: Mailing, folder: Path) -> Path:
    return folder / f"{stem(mailing)}-control.csv"


def write(mailing: Mailing, folder: Path) -> None:
    """Both lists anew from the database, each replaced in one go, readable by this user only."""
    pages = pages_per_letter(mailing)
    _write_csv(manifest_path(mailing, folder), COLUMNS, _letter_rows(printed(mailing), pages))
    _write_csv(control_path(mailing, folder), CONTROL_COLUMNS, _batch_rows(printed(mailing), pages))


def lists_of(mailing: Mailing, batches: QuerySet[Batch]) -> dict[str, str]:
    """Manifest and control sheet of some of its batches, as text by file name."""
    pages = pages_per_letter(mailing)
    return {
        manifest_path(mailing, Path()).name: _csv_text(COLUMNS, _letter_rows(batches, pages)),
        control_path(mailing, Path()).name: _csv_text(CONTROL_COLUMNS, _batch_rows(batches, pages)),
    }


def _csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def pages_per_letter(mailing: Mailing) -> int:
    """Pages of each letter of the mailing, 1 or 2."""
    return letter_text(json.loads(mailing.edition.document), mailing.kind, mailing.edition.offered).pages


def printed(mailing: Mailing) -> QuerySet[Batch]:
    """Sealed batches that are letters as PDF; a file of codes is handed over without a manifest."""
    return mailing.batches.filter(state=Batch.State.SEALED, file__endswith=".pdf")


def checksum(row: Mapping[str, str] | Mapping[str, object]) -> str:
    """Keyed check sum over the other columns of a manifest line, 16 hexadecimal characters."""
    text = "\x1f".join(str(row[name]) for name in COLUMNS[:-1])
    return hmac.new(code_key(), b"manifest\x1f" + text.encode(), sha256).hexdigest()[:16]


def _letter_rows(batches: QuerySet[Batch], pages: int) -> Iterator[Sequence[object]]:
    codes = (
        Code.objects.filter(batch__in=batches)
        .select_related("unit", "batch__mailing")
        .order_by("batch__number", "sequence")
    )
    for code in codes.iterator(chunk_size=2_000):
        row: dict[str, object] = {
            "batch": code.batch.number,
            "sequence": code.sequence,
            "reference": reference(code.batch.mailing, code.batch, code.sequence),
            "frame_id": code.unit.frame_id,
            "first_page": (code.sequence - 1) * pages + 1,
            "pages": pages,
            "code_digest": bytes(code.digest).hex(),
        }
        yield [*row.values(), checksum(row)]


def _batch_rows(batches: QuerySet[Batch], pages: int) -> Iterator[Sequence[object]]:
    sealed = batches.select_related("mailing").order_by("number")
    letters = 0
    for batch in sealed:
        letters += batch.letters
        first, last = reference(batch.mailing, batch, 1), reference(batch.mailing, batch, batch.letters)
        sealed_at = batch.sealed_at.isoformat(timespec="seconds") if batch.sealed_at else ""
        name = Path(batch.file).name
        yield [batch.number, name, batch.letters, batch.letters * pages, first, last, batch.file_hash, sealed_at]
    yield ["total", f"{len(sealed)} files", letters, letters * pages, "", "", "", ""]


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    part = part_of(path)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
