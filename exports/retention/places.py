"""Where the settings say that copies of the stores lie, and what lies there. Reads files only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from exports.retention.backups import Backup, backups_in


@dataclass(frozen=True)
class Place:
    """`store`: the alias of the database that is copied there. `found`: the oldest first. `late`: the oldest should
    have gone.
    """

    store: str
    folder: Path
    found: tuple[Backup, ...]
    late: bool

    @property
    def newest(self) -> Backup | None:
        return self.found[-1] if self.found else None

    @property
    def oldest(self) -> Backup | None:
        return self.found[0] if self.found else None


def folders() -> Mapping[str, Path]:
    """By store, where `backup` puts it."""
    return {"default": settings.BACKUP_DIR, "contacts": settings.BACKUP_CONTACTS_DIR}


def places(now: datetime) -> list[Place]:
    limit = now - timedelta(days=settings.BACKUP_DAYS)
    return [_place(store, Path(folder), limit) for store, folder in folders().items()]


def _place(store: str, folder: Path, limit: datetime) -> Place:
    found = tuple(backups_in(folder))
    return Place(store, folder, found, late=bool(found) and found[0].made < limit)
