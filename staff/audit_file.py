"""The audit trail as lines of CSV (RFC 4180), oldest first; cells that a spreadsheet would compute are made text."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from staff.models import AuditEntry

HEADER = ("id", "at", "user", "action", "object", "details")
LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def trail_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """The header, then a line per entry. Times are ISO 8601 in UTC; the user is a number: names change and go."""
    yield "\ufeff" + _line(HEADER)
    for entry in entries:
        details = json.dumps(entry.details, ensure_ascii=False, sort_keys=True) if entry.details else ""
        cells = (entry.pk, entry.at.isoformat(), entry.user_id or "command", entry.action, entry.object, details)
        yield _line(tuple(map(_harmless, map(str, cells))))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(LIKE_FORMULA) else cell


def _line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
