"""A file between its report and the confirmation: on disk for a day, named in a signed token that its sender holds."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing

LONGEST_S = 24 * 60 * 60
SALT = "surveys.exchange.pending"


@dataclass(frozen=True)
class Pending:
    """What somebody saw a report of. `digest`: that of the plan."""

    file: str
    study: str
    user: int
    by: str
    step: str
    digest: str

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)


class NotPending(LookupError):
    """The token is not ours, too old, of another person or study, or its file was brought in already."""


def keep(data: bytes) -> str:
    """Store the file; its name is returned. Files older than a day are removed."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in _old(folder):
        old.unlink(missing_ok=True)
    name = uuid.uuid4().hex
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(data)
    return name


def read(token: str, *, study: str, user: int) -> tuple[Pending, bytes]:
    """What the token stands for. Raises NotPending."""
    try:
        found = Pending(**signing.loads(token, salt=SALT, max_age=LONGEST_S))
        if (found.study, found.user) != (study, user):
            raise NotPending("of somebody else")
        return found, (_folder() / found.file).read_bytes()
    except (signing.BadSignature, FileNotFoundError) as error:
        raise NotPending(str(error)) from error


def drop(pending: Pending) -> None:
    (_folder() / pending.file).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "incoming"


def _old(folder: Path) -> Iterator[Path]:
    oldest = time.time() - LONGEST_S
    return (path for path in folder.iterdir() if path.stat().st_mtime < oldest)
