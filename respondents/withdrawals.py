"""Which interviews were withdrawn, in a file beside the database: what a restored backup has to forget again.

One JSON object a line: {"interview": UUID, "day": ISO day}. No code, no time, no study. The database knows the same
(`Interview.State.WITHDRAWN`); the file is for when the database is put back to what it was before.
"""

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

log = logging.getLogger(__name__)


class BadLog(ValueError):
    """The file is no log of withdrawals. The message names the line."""


@dataclass(frozen=True)
class Withdrawal:
    interview: UUID
    day: date

    def line(self) -> str:
        return json.dumps({"interview": str(self.interview), "day": self.day.isoformat()}) + "\n"


def place() -> Path:
    return Path(settings.WITHDRAWALS_LOG or Path(settings.VAR_DIR) / "withdrawals.jsonl")


def note(interview: UUID, day: date) -> None:
    """One line at the end, on the disk before this returns.

    A disk that refuses keeps nobody from withdrawing: it is logged, and `catch_up` writes the line later.
    """
    try:
        with _locked() as file:
            file.write(Withdrawal(interview, day).line().encode())
    except OSError as error:
        log.error("the log of withdrawals could not be written (%s); catch_up writes it later", error.strerror)


def catch_up(withdrawn: Iterable[tuple[UUID, date]]) -> int:
    """Adds those that the file lacks; how many these were. Raises OSError, BadLog."""
    known = {one.interview for one in read(place())} if place().exists() else set()
    missing = [Withdrawal(interview, day) for interview, day in withdrawn if interview not in known]
    if missing:
        with _locked() as file:
            file.write("".join(one.line() for one in missing).encode())
    return len(missing)


def forget(interviews: Iterable[UUID]) -> int:
    """Takes lines out that no backup needs any more; how many. Raises OSError, BadLog."""
    if not place().exists():
        return 0
    gone = set(interviews)
    with _locked() as file:
        every = list(read(place()))
        kept = [one for one in every if one.interview not in gone]
        os.ftruncate(file.fileno(), 0)
        file.write("".join(one.line() for one in kept).encode())
    return len(every) - len(kept)


def read(file: Path) -> Iterator[Withdrawal]:
    """Every line. Raises BadLog, OSError."""
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            said = json.loads(text)
            yield Withdrawal(UUID(said["interview"]), date.fromisoformat(said["day"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadLog(f"{file.name}, line {number}: not a withdrawal. Nothing was replayed.") from error


@contextmanager
def _locked() -> Iterator[Any]:
    """One writer at a time, also of several processes."""
    path = place()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "wb", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
        os.fsync(file.fileno())
