"""Files that somebody sent and a job will read: below VAR_DIR, for this user only, gone when the job is done.

Two kinds. `keep`: as they came, for files without personal data. `seal`: encrypted (Fernet) with a key that is made
here, given to the job's process and written nowhere: when that process ends, nobody can read the file any more, and it
is removed too. Names of files stand in the job's arguments; keys never do.
"""

import time
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

LONGEST_S = 24 * 60 * 60
BEFORE_ITS_JOB_S = 60
SEALED = ".sealed"


class NotSpooled(LookupError):
    """The file is not kept any more, or its key is gone. The message says what to do."""

    def __init__(self) -> None:
        super().__init__("The file is not kept any more. Start again and choose the file anew.")


@dataclass(frozen=True)
class Sealed:
    """An encrypted file: what the job's arguments may say of it, and the key, which they may not."""

    name: str
    sha256: str
    key: str

    @property
    def arguments(self) -> dict[str, str]:
        return {"sealed": self.name, "sealed_sha256": self.sha256}


def keep(data: bytes) -> str:
    """Store the file as it is; its name is returned."""
    return _write(data, "")


def seal(data: bytes) -> Sealed:
    """Store the file encrypted, under a new key."""
    key = Fernet.generate_key()
    return Sealed(_write(Fernet(key).encrypt(data), SEALED), sha256(data).hexdigest(), key.decode())


def read(name: str) -> bytes:
    """Raises NotSpooled."""
    try:
        return (_folder() / Path(name).name).read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotSpooled from error


def unseal(arguments: Mapping[str, object], key: str) -> bytes:
    """The file of a job's arguments. Raises NotSpooled, also where the key does not open it."""
    try:
        return Fernet(key.encode()).decrypt(read(str(arguments.get("sealed", ""))))
    except (InvalidToken, ValueError) as error:
        raise NotSpooled from error


def drop(name: str) -> None:
    (_folder() / Path(name).name).unlink(missing_ok=True)


def clear(wanted: Iterable[str]) -> None:
    """Removes sealed files but those of `wanted`, whose jobs still wait or run, and every file older than a day.

    A sealed file of the last minute stays: its job may be about to be stored.
    """
    names, now = set(wanted), time.time()
    for path in _folder().glob("*"):
        longest = LONGEST_S if path.name in names or path.suffix != SEALED else BEFORE_ITS_JOB_S
        with suppress(FileNotFoundError):  # another job may clear at the same time
            if now - path.stat().st_mtime > longest:
                path.unlink()


def _write(data: bytes, suffix: str) -> str:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{uuid.uuid4().hex}{suffix}"
    path.touch(mode=0o600)
    try:
        path.write_bytes(data)
    except OSError:  # the disk is full: nothing half stays
        path.unlink(missing_ok=True)
        raise
    return path.name


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "spool"
