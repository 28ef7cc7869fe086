"""Put backups back into empty databases: all that was asked for, compared with what it was, or nothing.

Whatever can be found wrong is found before the first row: damaged files, a wrong key, a target that is not empty, a
backup of a newer version. What goes wrong after that empties again what this run filled.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from exports.backups import kept_files, opening
from exports.backups.engines import engine_of
from exports.backups.faults import RestoreRefused
from exports.backups.manifest import Manifest, differences, read
from exports.backups.opening import Identities

Say = Callable[[str], None]


@dataclass(frozen=True)
class Backup:
    folder: Path
    manifest: Manifest

    @property
    def alias(self) -> str:
        return self.manifest.database


def found(folders: Sequence[Path]) -> list[Backup]:
    """The backups in these folders. Raises RestoreRefused, also where two are of one store."""
    backups = [Backup(folder, read(folder)) for folder in folders]
    aliases = [backup.alias for backup in backups]
    for alias in aliases:
        if alias not in connections:
            raise RestoreRefused(f"The backup is of the store {alias!r}, which this site does not have.")
        if aliases.count(alias) > 1:
            raise RestoreRefused(f"Two of the folders are backups of the store {alias!r}. Name one of them.")
    return backups


def restore(backups: Sequence[Backup], identities: Identities, say: Say) -> None:
    """Raises RestoreRefused, OSError and errors of the database; every target is as empty as before then."""
    for backup in backups:
        check(backup, identities)
        say(f"{backup.alias}: whole, opens with the key, and its place is empty")
    with _undone([backup.alias for backup in backups]), _unpacked(backups, identities) as files:
        for backup in backups:
            _load(backup, identities)
            say(
                f"{backup.alias}: {sum(backup.manifest.stored.tables.values())} rows in "
                f"{len(backup.manifest.stored.tables)} tables, as many as there were"
            )
        for backup in backups:
            call_command("migrate", database=backup.alias, interactive=False, verbosity=0)
        say(f"files: {_hand_over(files)}")


def check(backup: Backup, identities: Identities) -> None:
    """Raises RestoreRefused."""
    if settings.DATABASE_PGBOUNCER:
        raise RestoreRefused("A restore goes past pgbouncer: set the server's own address, without DATABASE_PGBOUNCER.")
    _check_engine(backup)
    _check_version(backup)
    if not engine_of(backup.alias).is_empty(backup.alias):
        raise RestoreRefused(
            f"The database of {backup.alias} is not empty. A backup is only put back into an empty one: make it "
            "(`python -m config.create_database URL`) and set the address to it. Nothing was changed."
        )
    if backup.manifest.kept and (held := _held()):
        raise RestoreRefused(f"{held} holds files already. Move it away, or use an empty VAR_DIR. Nothing was changed.")
    opening.check(backup.folder, backup.manifest, identities)


def _check_engine(backup: Backup) -> None:
    here = connections[backup.alias].vendor
    if here != backup.manifest.stored.engine:
        raise RestoreRefused(
            f"The backup of {backup.alias} is of {backup.manifest.stored.engine}, and the address here is of {here}. "
            "Set an address of the same kind."
        )


def _check_version(backup: Backup) -> None:
    """A backup of an older version is brought up to date; one of a newer version cannot be read."""
    migrations = MigrationLoader(None).disk_migrations
    replaced = {old for migration in migrations.values() for old in migration.replaces}
    known = {f"{app}.{name}" for app, name in {*migrations, *replaced}}
    unknown = sorted(set(backup.manifest.stored.migrations) - known)
    if unknown:
        raise RestoreRefused(
            f"The backup was made by version {backup.manifest.version}, which is newer: this one does not know "
            f"{unknown[0]}. Install that version or a later one."
        )


def _held() -> Path | None:
    return next((path for name in kept_files.FOLDERS if (path := Path(settings.VAR_DIR) / name).exists()), None)


@contextmanager
def _undone(aliases: Sequence[str]) -> Iterator[None]:
    """When the block raises, the databases, which were empty before, are emptied again."""
    try:
        yield
    except BaseException:
        for alias in aliases:
            connections[alias].close()
            engine_of(alias).empty(alias)
        raise


def _load(backup: Backup, identities: Identities) -> None:
    engine = engine_of(backup.alias)
    with engine.loading(backup.alias) as target:
        opening.write_opened(backup.folder, backup.manifest.dump, identities, target)
    told = differences(backup.manifest.stored, engine.state(backup.alias))
    if told:
        raise RestoreRefused(f"What came back into {backup.alias} is not what was copied: {'; '.join(told[:5])}.")


@contextmanager
def _unpacked(backups: Sequence[Backup], identities: Identities) -> Iterator[Path]:
    """A folder in VAR_DIR with the files of the backups, gone at the end."""
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.VAR_DIR) as name:
        folder = Path(name)
        for backup in backups:
            if backup.manifest.kept:
                archive = folder / "files.tar"
                with archive.open("wb") as target:
                    opening.write_opened(backup.folder, backup.manifest.kept, identities, target)
                kept_files.unpack(archive, folder)
                archive.unlink()
        yield folder


def _hand_over(folder: Path) -> int:
    """Moves the unpacked files to their place; how many."""
    number = sum(path.is_file() for path in folder.rglob("*"))
    for part in sorted(folder.iterdir()):
        part.chmod(0o700)
        shutil.move(part, Path(settings.VAR_DIR) / part.name)
    return number
