"""What goes into a parcel for a receiver: batches, lists, check sums and a note, as one ZIP that is never on the disk.

Knows no database. The archive is made piece by piece, so that its size does not matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from invitations.age_files import pieces_of

SUMS, NOTE = "SHA256SUMS", "LEES-MIJ.txt"
SUFFIX = ".zip.age"
NOTE_TEXT = """\
Brieven met persoonlijke codes. Wie een code heeft, kan in de plaats van die persoon antwoorden.
1. Kijk of alles heel is aangekomen:   sha256sum -c SHA256SUMS
2. Druk af naar het controleblad (…-control.csv) en meld per brief wat er gebeurde, met het nummer in het venster.
3. Verwijder daarna al deze bestanden, ook uit wachtrijen en reservekopieën, en bevestig dat.

Letters with personal codes. Who has a code can answer in the place of that person.
1. See whether all came whole:   sha256sum -c SHA256SUMS
2. Print by the control sheet (…-control.csv) and tell for each letter what happened, by the number in the window.
3. Then remove all of these files, from queues and backups too, and confirm that.
"""


class FileChanged(Exception):
    """A file is not what it was when it was sealed. The message says what to do."""


@dataclass(frozen=True)
class Part:
    """A sealed file: its path and the SHA-256 that it had when it was sealed."""

    path: Path
    sha256: str

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Listed:
    """A list that goes with the files, made in memory."""

    name: str
    text: str


def zip_pieces(parts: Iterable[Part], lists: Iterable[Listed], day: datetime) -> Iterator[bytes]:
    """The archive's bytes in order: files, lists, note, and the SHA-256 of each. Raises FileChanged, OSError."""
    out = _Outlet()
    sums: list[str] = []
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for part in parts:
            yield from _add(archive, out, part.name, _checked_pieces(part), day)
            sums.append(f"{part.sha256}  {part.name}\n")
        for one in [*lists, Listed(NOTE, NOTE_TEXT)]:
            yield from _add(archive, out, one.name, [one.text.encode()], day)
            sums.append(f"{sha256(one.text.encode()).hexdigest()}  {one.name}\n")
        yield from _add(archive, out, SUMS, ["".join(sums).encode()], day)
    yield out.taken()


def _add(archive: ZipFile, out: "_Outlet", name: str, pieces: Iterable[bytes], day: datetime) -> Iterator[bytes]:
    entry = ZipInfo(name, day.timetuple()[:6])
    entry.external_attr = 0o600 << 16
    with archive.open(entry, "w", force_zip64=True) as target:
        for piece in pieces:
            target.write(piece)
            yield out.taken()
    yield out.taken()


def _checked_pieces(part: Part) -> Iterator[bytes]:
    found = sha256()
    for piece in pieces_of(part.path):
        found.update(piece)
        yield piece
    if found.hexdigest() != part.sha256:
        raise FileChanged(
            f"{part.name} was changed after it was made. Do not send it: put the file back as it was, or take the "
            "letters as spoiled and make them again."
        )


class _Outlet(RawIOBase):
    """Where the archive is written to; what was written is taken away at once."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        before = len(self._written)
        self._written += piece
        return len(self._written) - before

    def taken(self) -> bytes:
        written, self._written = bytes(self._written), bytearray()
        return written
