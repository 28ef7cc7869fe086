"""A file with contacts: new, readable by its owner only, never in the place of another."""

import os
from pathlib import Path


def write_new(file: Path, text: str) -> None:
    """Raises FileExistsError and other OSErrors; what could not be written whole is not left there."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        file.unlink()
        raise
