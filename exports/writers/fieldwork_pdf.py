"""The report of a fieldwork as a tagged PDF, set by Typst."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from exports.closing.report import FieldworkReport, Section
from exports.printed_sheets import Sheet, printed
from surveys.printable import NotPrintable
from surveys.typeset import Document, undrawable, write_pdf

TEMPLATE = Path(__file__).parents[1] / "typst" / "fieldwork.typ"


def write(report: FieldworkReport, path: Path, language: str, day: date, page: str, fonts: Path) -> None:
    """`page`: the words "Page {page} of {pages}". Raises NotPrintable where the fonts lack a character that somebody
    typed, and other TypesetErrors; no file is left then.
    """
    data = {
        "title": report.title,
        "study": report.study,
        "made": report.made,
        "stamps": list(report.stamps),
        "sections": [_section(section) for section in report.sections],
        "lang": language,
        "page": page,
        "date": {"year": day.year, "month": day.month, "day": day.day},
    }
    missing = undrawable(_texts(data), fonts)
    if missing:
        raise NotPrintable(f"The fonts have no sign for {missing[:40]!r}. Take these out of the texts.")
    write_pdf(Document(TEMPLATE, data, fonts), path, secret=False)


def _section(section: Section) -> Mapping[str, Any]:
    sheets = [_sheet(sheet, section.title) for sheet in section.sheets]
    return {
        "title": section.title,
        "says": list(section.says),
        "sheets": sheets,
        "chart": section.chart,
        "shows": _shown(section),
    }


def _sheet(sheet: Sheet, above: str) -> Mapping[str, Any]:
    """Without its title where that stands above it already."""
    rows = [[printed(value, head) for value, head in zip(row, sheet.heads, strict=True)] for row in sheet.rows]
    heads = [{"label": head.label, "figure": head.is_figure} for head in sheet.heads]
    title = "" if sheet.title == above else sheet.title
    return {"title": title, "heads": heads, "rows": rows, "notes": list(sheet.notes)}


def _shown(section: Section) -> str:
    """What the chart shows, for who does not see it."""
    return section.sheets[0].title if section.chart else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for item in inside for text in _texts(item)]
