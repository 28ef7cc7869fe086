"""The codebook as one HTML file that needs nothing beside it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string

from exports.codebook import Codebook
from exports.writers.codebook_told import intro, told_book


def write(book: Codebook, words: Mapping[str, str], path: Path, day: date) -> None:
    context = {"book": told_book(book, words), "words": words, "intro": intro(book, words, day), "lang": book.notes}
    path.write_text(render_to_string("exports/codebook.html", context), encoding="utf-8")
