"""Backups that are still there, by their manifests. Pure but for reading files.

A backup is a folder below BACKUP_DIR, or a folder's archive beside it, with `manifest.json`:
{"made": ISO 8601 time, "databases": …}. What has none, or one that cannot be read, counts by the time of its file.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from exports.backups.manifest import FILE


@dataclass(frozen=True)
class Backup:
    """`known`: its manifest says when it was made; else the time of its newest file is taken."""

    name: str
    made: datetime
    known: bool


def backups_in(folder: Path) -> list[Backup]:
    """Every folder and file in it, the oldest first; none where the folder is not there."""
    return sorted(_found(folder), key=lambda one: (one.made, one.name))


def older_than(folder: Path, moment: datetime) -> list[Backup]:
    """Made before that moment: they hold what was removed at it."""
    return [one for one in backups_in(folder) if one.made < moment]


def _found(folder: Path) -> Iterator[Backup]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name.startswith(".") or path.name.endswith(FILE):
            continue
        made = _made(path / FILE) if path.is_dir() else _made(path.with_name(f"{path.name}.{FILE}"))
        yield Backup(path.name, made or _touched(path), made is not None)


def _made(manifest: Path) -> datetime | None:
    try:
        said = datetime.fromisoformat(json.loads(manifest.read_text(encoding="utf-8"))["made"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _touched(path: Path) -> datetime:
    """The oldest that it can be is unknown; the newest file in it says how old it is at least."""
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return datetime.fromtimestamp(max((one.stat().st_mtime for one in files), default=path.stat().st_mtime), UTC)
