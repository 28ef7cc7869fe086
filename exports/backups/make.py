"""Make a backup of one store: all of it under its final name, or nothing. Old ones go when a new one is there."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from exports.backups import kept_files, manifest
from exports.backups.engines import engine_of
from exports.backups.faults import BackupRefused
from exports.backups.manifest import Manifest, Part
from exports.backups.newest import NAME, too_old
from invitations.age_files import SUFFIX, checked_key, encrypt

PARTIAL = ".partial-"
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Store:
    """One database, where its backups lie, and to whose public key they are encrypted ('': not at all)."""

    alias: str
    place: Path
    recipient: str
    files: bool
    """Whether files of VAR_DIR go along."""


@dataclass(frozen=True)
class Made:
    folder: Path
    manifest: Manifest
    removed: int

    @property
    def bytes(self) -> int:
        return sum(part.bytes for part in self.manifest.parts)


def check(store: Store) -> None:
    """Raises BackupRefused, KeyRefused, before anything is written."""
    if store.recipient:
        checked_key(store.recipient)
    elif not settings.LOCAL:
        raise BackupRefused(
            "A public site's backup must be encrypted. Make a pair with `age-keygen`, keep the secret key away from "
            "this machine, and set BACKUP_RECIPIENT to the line that begins with age1."
        )


def make(store: Store, now: datetime, tell: Tell) -> Made:
    """Raises BackupRefused, OSError (a full disk) and errors of the database; no half backup is left then."""
    check(store)
    final = store.place / now.astimezone(UTC).strftime(NAME)
    if final.exists():
        raise BackupRefused(f"{final} is there already. Wait a second and try again.")
    partial = store.place / f"{PARTIAL}{final.name}-{os.getpid()}"
    store.place.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        partial.mkdir(mode=0o700)
        made = _fill(store, partial, now, tell)
        _write(partial / manifest.FILE, [made.as_text().encode()])
        partial.rename(final)
        _keep(store.place)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return Made(final, made, _remove_old(store.place, now))


def _fill(store: Store, folder: Path, now: datetime, tell: Tell) -> Manifest:
    with engine_of(store.alias).snapshot(store.alias) as (stored, dump):
        ending = "dump" if stored.engine == "postgresql" else "sqlite3"
        database = _part(store, folder / f"{store.alias}.{ending}", dump, tell)
    var_dir = Path(settings.VAR_DIR)
    kept = _part(store, folder / "files.tar", kept_files.packed(var_dir), tell) if store.files else None
    return Manifest(now, settings.VERSION, store.alias, stored, database, kept)


def _part(store: Store, file: Path, pieces: Iterable[bytes], tell: Tell) -> Part:
    if store.recipient:
        file = file.with_name(file.name + SUFFIX)
        digest = encrypt(checked_key(store.recipient), pieces, file, tell)
    else:
        digest = _write(file, pieces, tell)
    return Part(file.name, digest, file.stat().st_size, bool(store.recipient))


def _write(file: Path, pieces: Iterable[bytes], tell: Tell = lambda size: None) -> str:
    """On the disk when it returns; its SHA-256."""
    digest = sha256()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            tell(len(piece))
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _keep(folder: Path) -> None:
    """The new name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_old(place: Path, now: datetime) -> int:
    """Backups over BACKUP_DAYS old, and what broken-off runs left; how many backups."""
    old = too_old(place, now, settings.BACKUP_DAYS)
    for folder in old:
        shutil.rmtree(folder)
    for folder in place.glob(f"{PARTIAL}*"):
        if now.timestamp() - folder.stat().st_mtime > 86_400:
            shutil.rmtree(folder, ignore_errors=True)
    return len(old)
