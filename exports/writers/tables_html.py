"""Printed tables as one HTML file that needs nothing beside it."""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.template.loader import render_to_string

from exports.printed import Report
from exports.writers.tables_told import told_report

FONTS = {"ar": "Vazirmatn", "ti": "Noto Sans Ethiopic"}
"""Letters that a reader's computer may lack travel with the file."""
CUTS = {400: "400Regular", 700: "700Bold"}


def write(report: Report, charts: Sequence[str], path: Path, web_fonts: Path) -> None:
    """`charts` holds an SVG per table, '' for none; `web_fonts` is the folder of the .woff2 files."""
    context = {"report": told_report(report, charts), "fonts": list(_fonts(report.language, web_fonts))}
    path.write_text(render_to_string("exports/tables.html", context), encoding="utf-8")


def _fonts(language: str, folder: Path) -> Iterator[dict[str, object]]:
    """The letters of the language, in Base64; those that were not set up are left to the reader's computer."""
    family = FONTS.get(language, "")
    for weight, cut in CUTS.items():
        path = folder / f"{family.replace(' ', '')}_{cut}.woff2"
        if family and path.is_file():
            yield {"family": family, "weight": weight, "data": base64.b64encode(path.read_bytes()).decode()}
