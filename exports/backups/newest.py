"""Which backups lie in a folder, newest first: for rotation, and for the alarm that there is none of today."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from exports.backups.manifest import FILE

NAME = "%Y-%m-%dT%H%M%SZ"
"""Of a backup's folder: the moment it was made, in UTC."""


def made_at(folder: Path) -> datetime | None:
    """When the backup in this folder was made, by its name; None where the folder is no whole backup."""
    try:
        moment = datetime.strptime(folder.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if (folder / FILE).is_file() else None


def backups_in(place: Path) -> list[tuple[datetime, Path]]:
    """Moment and folder, newest first. A place that is not there has none."""
    if not place.is_dir():
        return []
    found = [(moment, folder) for folder in place.iterdir() if (moment := made_at(folder))]
    return sorted(found, reverse=True)


def age_of_newest(place: Path, now: datetime) -> timedelta | None:
    """None where there is no backup at all."""
    found = backups_in(place)
    return now - found[0][0] if found else None


def too_old(place: Path, now: datetime, days: int) -> list[Path]:
    """Backups older than so many days. The newest stays whatever its age: better an old one than none."""
    return [folder for moment, folder in backups_in(place)[1:] if now - moment > timedelta(days=days)]
