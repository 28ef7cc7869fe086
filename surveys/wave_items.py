"""What shipped studies declare about questions of later waves, read from their folders. Reads only."""

from functools import lru_cache
from pathlib import Path

from surveys.engine.problems import DefinitionError
from surveys.engine.wave_items import FILE, WaveItems, read
from surveys.load import STUDIES, CannotRead, read_file


def declared_by(slug: str) -> WaveItems | None:
    """None where the study does not ship, or declares nothing that can be read (`check_study` says what is wrong)."""
    path = STUDIES / slug / FILE
    try:
        stamp = path.stat()
    except OSError:
        return None
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=32)
def _read(path: Path, changed: int, size: int) -> WaveItems | None:
    """Read again where the stamp says that it changed."""
    try:
        return read(read_file(path))
    except (CannotRead, DefinitionError):
        return None
