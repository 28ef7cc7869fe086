"""Files that commands read and write whole: never half a file, never another's file replaced unasked."""

import os
import tempfile
from pathlib import Path

from surveys.load import CannotRead


class CannotWrite(Exception):
    """The file cannot be written. The message says why and what to do."""


def read_bytes(path: Path, limit: int) -> bytes:
    """The file's bytes. Raises CannotRead for none, a folder, or more than `limit` bytes."""
    try:
        if path.stat().st_size > limit:
            raise CannotRead(f"{path} is larger than {limit} bytes. Split it.")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise CannotRead(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def part_of(path: Path) -> Path:
    """The name of a file that is not whole yet: in the same folder, hidden."""
    return path.with_name(f".{path.name}.part")


def write_whole(path: Path, data: bytes, *, overwrite: bool = False) -> None:
    """Write the file in one step: it is there whole, or not at all. Raises CannotWrite."""
    if path.exists() and not overwrite:
        raise CannotWrite(f"{path} is there already. Name another file, or add --overwrite.")
    if path.is_dir():
        raise CannotWrite(f"{path} is a folder. Name a file in it.")
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError as error:
        raise CannotWrite(f"{path.parent} cannot be written to: {error.strerror}. Make the folder first.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise CannotWrite(f"{path} cannot be written: {error.strerror}.") from error
