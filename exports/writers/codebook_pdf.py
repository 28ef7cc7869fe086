"""The codebook as a tagged PDF, set by Typst."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from exports.codebook import Codebook
from exports.writers.codebook_told import intro, told_book
from surveys.printable import NotPrintable
from surveys.typeset import Document, undrawable, write_pdf

TEMPLATE = Path(__file__).parents[1] / "typst" / "codebook.typ"


def write(book: Codebook, words: Mapping[str, str], path: Path, day: date, fonts: Path) -> None:
    """Raises NotPrintable where the fonts lack a character, and other TypesetErrors; no file is left then."""
    data = {
        "book": told_book(book, words),
        "words": words,
        "intro": intro(book, words, day),
        "lang": book.notes,
        "date": {"year": day.year, "month": day.month, "day": day.day},
    }
    missing = undrawable(_texts(data), fonts)
    if missing:
        raise NotPrintable(
            f"The fonts have no sign for {missing[:40]!r}. Take these out of the texts, or leave out pdf."
        )
    write_pdf(Document(TEMPLATE, data, fonts), path, secret=False)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for item in inside for text in _texts(item)]
