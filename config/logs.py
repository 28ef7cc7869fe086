"""Logs without personal data: the last text before it is written is scrubbed, tracebacks included."""

import logging
import re

HIDDEN = "…"
PATTERNS = (
    (re.compile(r"(?<!/staff)(/preview/)[^\s\"'<>?/]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(/i/)[^\s\"'<>?]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"(\?)[^\s\"'<>]*=[^\s\"'<>]*"), rf"\1{HIDDEN}"),
    (re.compile(r"(?<![\w-])\d(?:[ .-]?\d){11,}(?![\w-])"), HIDDEN),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
)


def scrub(text: str) -> str:
    """The text without codes after /I/, tokens of shared previews, query strings, numbers of twelve digits or more, and
    e-mail addresses.
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
