"""Files of VAR_DIR that belong into a backup: what nobody could make again. Never keys, letters or datasets."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from exports.backups.faults import RestoreRefused

FOLDERS = ("statements", "audio")
"""Statements of deletion, and recordings."""
BLOCK = 1 << 20


def chosen(var_dir: Path) -> list[Path]:
    """Whole files, in order; what is hidden (half uploads) and what is a link is left out."""
    found = (path for folder in FOLDERS for path in sorted((var_dir / folder).rglob("*")))
    return [path for path in found if path.is_file() and not path.is_symlink() and not _hidden(path, var_dir)]


def _hidden(path: Path, var_dir: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(var_dir).parts)


def packed(var_dir: Path) -> Iterator[bytes]:
    """A tar of them, in pieces. Raises OSError."""
    pipe = _Pieces()
    with tarfile.open(fileobj=pipe, mode="w|", bufsize=BLOCK) as archive:
        for path in chosen(var_dir):
            archive.add(path, arcname=str(path.relative_to(var_dir)), recursive=False)
            yield from pipe.taken()
    yield from pipe.taken()


class _Pieces(io.RawIOBase):
    """A file that hands on what was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        data = bytes(piece)  # type: ignore[call-overload]
        self._waiting.append(data)
        return len(data)

    def taken(self) -> Iterator[bytes]:
        waiting, self._waiting = self._waiting, []
        yield from waiting


def unpack(archive: Path, folder: Path) -> int:
    """Writes the files of the tar below `folder`, readable by this user only; how many. Raises RestoreRefused."""
    number = 0
    try:
        with tarfile.open(archive) as opened:
            for member in opened:
                _check(member)
                opened.extract(member.replace(mode=0o600), folder, filter="data")
                number += 1
    except tarfile.TarError as error:
        raise RestoreRefused(
            "The files of the backup are damaged. Take another copy of it, or an older one."
        ) from error
    return number


def _check(member: tarfile.TarInfo) -> None:
    path = PurePosixPath(member.name)
    if not member.isfile() or path.parts[0] not in FOLDERS or ".." in path.parts:
        raise RestoreRefused(f"The backup holds {member.name!r}, which no backup of ours has. Nothing was put back.")
