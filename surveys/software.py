"""Which software this is, for results that outlive a process: they count for the very code that made them."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA_BEHIND = ("wordfreq",)
"""Packages whose data decide what checks find."""


@lru_cache(maxsize=4)
def software_digest(rooms: frozenset[str]) -> str:
    """Digest over the Python sources of these rooms (folders of the project), read once per process."""
    digest = sha256(" ".join(version(name) for name in DATA_BEHIND).encode())
    for path in _sources(sorted(rooms)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(rooms: Iterable[str]) -> Iterable[Path]:
    return (path for room in rooms for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)
