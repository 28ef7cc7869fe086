"""A log with one file a day, for a few days only. Loads before Django's applications do.

The files lie in VAR_DIR/security, readable by this user only. Whoever writes removes those that are too old, and so
does a daily task: where nothing is written, nothing stays either.
"""

import logging
import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.log")


class DailyFile(logging.Handler):
    """Appends to the file of the day (UTC), also from several processes. With `days` 0 nothing is written."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self.days = days
        self._day: date | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if not self.days:
            return
        try:
            self._write(datetime.fromtimestamp(record.created, UTC).date(), f"{self.format(record)}\n")
        except OSError:
            self.handleError(record)

    def _write(self, day: date, line: str) -> None:
        place = folder()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if day != self._day:
            remove_old(day, self.days)
            self._day = day
        handle = os.open(place / f"{day:%Y-%m-%d}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(line)


def remove_old(today: date, days: int) -> int:
    """Removes files of days before the last `days`, today included; how many."""
    last = today - timedelta(days=days)
    old = [file for file in folder().glob("*.log") if NAME.fullmatch(file.name) and file.stem <= f"{last:%Y-%m-%d}"]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def folder() -> Path:
    return Path(settings.VAR_DIR) / "security"
