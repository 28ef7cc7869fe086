"""Logs without personal data: the last text before it is written is scrubbed, tracebacks included.

`LOG_FORMAT=json` writes one JSON object per line, for programs that collect logs; `text` one line for people. Both say
the same and are scrubbed alike. What is known of the request stands in `REQUEST`: its number, never who sent it.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured

HIDDEN = "…"
PATTERNS = (
    (re.compile(r"ibs_[\w-]{8,}", re.IGNORECASE), f"ibs_{HIDDEN}"),
    (re.compile(r"(?<!/staff)(/preview/)[^\s\"'<>?/]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/staff/invited/)[^\s\"'<>?/]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/i/)[^\s\"'<>?]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"(\?)[^\s\"'<>]*=[^\s\"'<>]*"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![\w-])\d(?:[ .-]?\d){11,}(?![\w-])"), HIDDEN),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
)
REQUEST: ContextVar[str] = ContextVar("request", default="")
"""Number of the request that this thread answers, '' outside requests."""
FACTS = ("method", "route", "status", "ms", "network")
"""What our own lines may say beside their message (`extra=`); nothing else of a record is written."""
FORMATS = ("text", "json")


def scrub(text: str) -> str:
    """The text without codes after /I/, tokens (of shared previews, invitations and the API), query strings, numbers of
    twelve digits or more, and e-mail addresses.
    """
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class ScrubbingFormatter(logging.Formatter):
    """One line per record, scrubbed as a whole: a filter on records would miss what the traceback says."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object per record: time (UTC), level, logger, message, and where known request, route, status, ms."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage()),
            **({"request": REQUEST.get()} if REQUEST.get() else {}),
            **{name: getattr(record, name) for name in FACTS if hasattr(record, name)},
        }
        if record.exc_info:
            line["traceback"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def log_settings(form: str, level: str, *, access: bool, security: int) -> dict[str, Any]:
    """Django's LOGGING. `access`: a line per request; `security`: days that lines about failed log-ins are kept.

    Raises ImproperlyConfigured for a form that is neither text nor json.
    """
    if form not in FORMATS:
        raise ImproperlyConfigured(f"LOG_FORMAT is {form!r}. Use {' or '.join(FORMATS)}.")
    formatter = "config.logs.JsonFormatter" if form == "json" else "config.logs.ScrubbingFormatter"
    days = {"class": "staff.daily_file.DailyFile", "formatter": "scrubbed", "days": security}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"scrubbed": {"()": formatter}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "scrubbed"},
            "security": days,
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "django.db.backends": {"level": "WARNING"},
            "inburgerstem.access": {"level": "INFO" if access else "CRITICAL"},
            "inburgerstem.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
            "axes": {"level": "ERROR"},
            "pikepdf": {"level": "WARNING"},
            "csp": {"level": "WARNING"},
        },
    }
