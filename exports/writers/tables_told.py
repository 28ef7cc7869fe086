"""Printed tables as plain dictionaries of ready texts: what the page, the HTML file and the document all show."""

from collections.abc import Sequence
from typing import Any

from exports.chart import total_only
from exports.printed import PrintedCell, PrintedColumn, PrintedTable, Report
from surveys.engine.text import Shown
from surveys.languages import direction

Told = dict[str, Any]
FEW = "*"


def told_report(report: Report, charts: Sequence[str]) -> Told:
    """`charts` holds an SVG per table, '' for none."""
    return {
        "title": said(report.title),
        "study": report.study,
        "lang": report.notes,
        "labels": report.language,
        "rtl": direction(report.language) == "rtl",
        "words": report.words,
        "stamps": report.stamps,
        "made": report.made,
        "set": report.set_sentences,
        "legend": report.legend,
        "left_out": report.left_out,
        "tables": (tables := [told_table(report, *one) for one in zip(report.tables, charts, strict=True)]),
        "chapters": _chapters(report, tables),
    }


def _chapters(report: Report, tables: Sequence[Told]) -> list[Told]:
    """Chapter by chapter the contents, per breakdown, and the tables, each at a place of its own in the page."""
    found: list[Told] = []
    for number, chapter in enumerate(report.in_chapters):
        before = f"c{number + 1}-" if report.chapters else ""
        inside = [{**tables[place], "id": f"{before}t{tables[place]['number']}"} for place in chapter.places]
        parts: dict[str, list[Told]] = {}
        for place, told in zip(chapter.places, inside, strict=True):
            parts.setdefault(report.tables[place].by, []).append(told)
        contents = [{"by": by, "tables": those} for by, those in parts.items()]
        found.append({"id": f"c{number + 1}", "title": chapter.title, "parts": contents, "tables": inside})
    return found


def told_table(report: Report, table: PrintedTable, chart: str = "") -> Told:
    head = report.head_rows(table)
    return {
        "number": table.number,
        "name": table.name,
        "title": said(table.title),
        "caption": report.caption(table),
        "caption_lang": table.title.language,
        "caption_rtl": direction(table.title.language) == "rtl",
        "question": said(table.question) if table.question else None,
        "percent": table.layout != "measures",
        "columns": [_column(column) for column in table.columns],
        "bases": [{"what": what, "values": values} for what, values in head],
        "rows": [
            {"label": said(row.label), "kind": row.kind, "cells": [_cell(table, cell) for cell in row.cells]}
            for row in table.rows
        ],
        "base": table.base,
        "notes": (*table.notes, *([report.words["chart_total"]] if chart and total_only(table) else [])),
        "chart": chart,
        "chart_name": report.words["chart_of"].format(number=table.number, title=table.title),
    }


def said(text: Shown) -> Told:
    return {"text": text.text, "lang": text.language, "rtl": direction(text.language) == "rtl"}


def _column(column: PrintedColumn) -> Told:
    return {"label": said(column.label), "letter": column.letter}


def _cell(table: PrintedTable, cell: PrintedCell) -> Told:
    sign = FEW if cell.mark == "few" else ""
    return {"text": cell.text, "sign": sign, "letters": table.letters(cell), "hidden": cell.value is None}
