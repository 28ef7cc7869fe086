"""The codebook in its four formats, into a folder."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from django.conf import settings

from exports.codebook import Ask, Codebook, codebook, notes_language
from exports.codebook_words import codebook_words
from exports.counts import Figures, Profile
from exports.dataset import Dataset
from exports.writers import codebook_ddi, codebook_html, codebook_pdf, codebook_xlsx

CODEBOOKS: Mapping[str, str] = {"html": "html", "pdf": "pdf", "xlsx": "xlsx", "ddi": "xml"}
"""Formats, and how their files end."""


def book_of(
    data: Dataset, figures: Mapping[str, Figures], rows: int, languages: tuple[str, ...], profile: Profile
) -> Codebook:
    """The codebook of these rows, with parts named in Dutch or English where the study has no name for them."""
    return codebook(data, figures, rows, Ask(languages, profile, codebook_words(notes_language(languages))))


def write_codebooks(data: Dataset, book: Codebook, folder: Path, formats: Sequence[str], day: date) -> tuple[Path, ...]:
    """Write `STUDY-codebook.*` and give their paths. Raises TypesetError where the PDF cannot be set."""
    words = codebook_words(book.notes)
    fonts = Path(getattr(settings, "FONTS_DIR", settings.BASE_DIR / "fonts"))
    paths = {name: folder / f"{data.study}-codebook.{CODEBOOKS[name]}" for name in formats}
    writers: Mapping[str, Callable[[Path], None]] = {
        "html": lambda path: codebook_html.write(book, words, path, day),
        "pdf": lambda path: codebook_pdf.write(book, words, path, day, fonts),
        "xlsx": lambda path: codebook_xlsx.write(book, words, path),
        "ddi": lambda path: codebook_ddi.write(data, book, path),
    }
    for name, path in paths.items():
        writers[name](path)
    return tuple(paths.values())
