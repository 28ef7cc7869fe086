"""Counts boxes in a PDF: glyph 0 (.notdef) of any embedded font, wherever a page shows it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

SHOWING = {"Tj", "TJ", "'", '"'}
BYTES_PER_GLYPH = 2
"""Typst embeds composite fonts with Identity-H: two bytes a glyph."""


def notdef(path: Path) -> int:
    """How many glyphs 0 the file's pages show. Raises AssertionError for a font that is not written by glyph."""
    with pikepdf.open(path) as pdf:
        return sum(glyph == 0 for page in pdf.pages for glyph in _glyphs(page))


def shown(path: Path) -> int:
    """How many glyphs the pages show at all."""
    with pikepdf.open(path) as pdf:
        return sum(1 for page in pdf.pages for _ in _glyphs(page))


def _glyphs(page: Any) -> Iterator[int]:
    fonts = page.get("/Resources", {}).get("/Font", {})
    assert all(str(font.get("/Encoding")) == "/Identity-H" for font in fonts.values()), "a font without glyph numbers"
    for instruction in pikepdf.parse_content_stream(page):
        if str(instruction.operator) in SHOWING:
            for text in _strings(instruction.operands):
                data = bytes(text)
                yield from (
                    int.from_bytes(data[at : at + BYTES_PER_GLYPH], "big")
                    for at in range(0, len(data), BYTES_PER_GLYPH)
                )


def _strings(operands: Any) -> Iterator[Any]:
    for operand in operands:
        if isinstance(operand, pikepdf.Array):
            yield from _strings(operand)
        elif isinstance(operand, pikepdf.String):
            yield operand
