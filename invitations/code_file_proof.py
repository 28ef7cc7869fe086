"""Reads a file of codes back: each code against its digest in the database, each person once. No code is told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

from invitations import age_files, code_file, codes, manifest
from invitations.issue import code_key
from invitations.letters import checked_public_url, qr_text
from invitations.models import Batch, Code, SampleUnit

Row = Mapping[str, str]
CHUNK = 500


@dataclass(frozen=True)
class CodeFileVerified:
    """Rows read, and each fault with the row's number in the file (the header is row 1; 0: the file as a whole)."""

    rows: int
    faults: tuple[tuple[int, str], ...]


def verify(data: bytes, secret: str = "") -> CodeFileVerified:
    """The file against the database; `secret`: the key that opens an encrypted one, "" for one in plain text.

    Raises code_file.CodeFileRefused, letters.PublicAddressWrong, age_files.NotOpened.
    """
    rows = code_file.read(age_files.decrypt(data, secret) if secret else data)
    digests = [codes.digest(codes.normalise(row["code"]), code_key()) for row in rows]
    stored = _stored(digests)
    numbered = list(enumerate(zip(rows, digests, strict=True), start=2))
    public_url = checked_public_url(settings.PUBLIC_URL)
    faults = [
        (number, what)
        for number, (row, digest) in numbered
        for what in _row_faults(row, stored.get(digest), public_url)
    ]
    batches = {code.batch for code in stored.values() if code.batch}
    return CodeFileVerified(len(rows), (*_file_faults(data, rows, batches), *_twice(rows, digests), *faults))


def _stored(digests: Sequence[bytes]) -> dict[bytes, Code]:
    found: dict[bytes, Code] = {}
    for start in range(0, len(digests), CHUNK):
        some = Code.objects.filter(digest__in=digests[start : start + CHUNK])
        found |= {bytes(code.digest): code for code in some.select_related("unit", "batch__mailing__study")}
    return found


def _row_faults(row: Row, code: Code | None, public_url: str) -> Iterator[str]:
    if code is None:
        yield "The code is not in the database."
        return
    if code.unit is None or code.unit.frame_id != row["frame_id"]:
        yield "The code belongs to another frame id."
    elif code.blocked_at or code.unit.state != SampleUnit.State.ACTIVE or not code.unit.sampled:
        yield "The code is blocked, or the person is no longer written to: leave this row out."
    if "qr" in row and row["qr"] != qr_text(public_url, codes.normalise(row["code"])):
        yield "The QR does not open this site with this code."
    if "check" in row and row["check"] != code_file.check_of(row["frame_id"], row["code"]):
        yield "The row was changed: its check does not fit."
    if "return_number" in row and code.batch and row["return_number"] != _return_number(code, code.batch):
        yield "The return number is another letter's."


def _return_number(code: Code, batch: Batch) -> str:
    return manifest.reference(batch.mailing, batch, code.sequence or 0)


def _twice(rows: Sequence[Row], digests: Sequence[bytes]) -> Iterator[tuple[int, str]]:
    for frame_id, count in Counter(row["frame_id"] for row in rows).items():
        if count > 1:
            yield 0, f"{frame_id} stands there {count} times."
    if len(set(digests)) < len(digests):
        yield 0, "A code stands there twice."


def _file_faults(data: bytes, rows: Sequence[Row], batches: set[Batch]) -> Iterator[tuple[int, str]]:
    """The file against what was handed over: one batch, whole, unchanged."""
    if len(batches) > 1:
        yield 0, "The codes are of several batches."
        return
    for batch in batches:
        if batch.letters != len(rows):
            yield 0, f"It has {len(rows)} rows; {batch.letters} codes were handed over."
        if sha256(data).hexdigest() != batch.file_hash:
            yield 0, "The file was changed after it was made."
