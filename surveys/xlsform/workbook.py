"""Document → the bytes of an XLSForm workbook."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from surveys.engine.parse import parse
from surveys.xlsform.cells_out import Cells, multis_of, text_cells
from surveys.xlsform.choices_out import Choices
from surveys.xlsform.columns import language_header
from surveys.xlsform.pages_out import Survey, write_survey
from surveys.xlsform.tree import flatten

Sheets = dict[str, list[Cells]]
IN_ROWS = frozenset({"sections", "option_lists", "derived"})
"""Top-level keys with rows of their own; all others stand in the sheet of the study."""
SURVEY = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "choice_filter",
    "calculation",
    "appearance",
]
CHOICES = ["list_name", "name", "label", "filter"]
SETTINGS = ["form_title", "form_id", "version", "default_language", "style"]
TREE = ["path", "value", "text"]
TRANSLATED = frozenset({"label", "hint", "text"})
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What spreadsheets read as a character by its number; its underscore is written by its own number then."""
WRITTEN = datetime(2026, 1, 1)
"""The date in the workbook's properties, fixed: the same study gives the same sheets."""


def write_workbook(document: Mapping[str, Any]) -> bytes:
    """An .xlsx file of one edition's document. Raises DefinitionError where the document cannot be read."""
    canonical = parse(document).document
    languages = canonical["languages"]
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = WRITTEN
    for name, rows in sheets_of(canonical).items():
        _write(book, name, _columns(name, languages), rows)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def sheets_of(document: Mapping[str, Any]) -> Sheets:
    """Rows by sheet, of a canonical document."""
    multis = multis_of(document)
    choices = Choices(document, multis)
    survey = Survey(document["languages"], choices, multis)
    write_survey(document, survey)
    study = {key: value for key, value in document.items() if key not in IN_ROWS}
    if "screening" in study:
        study["screening"] = {key: value for key, value in study["screening"].items() if key != "pages"}
    languages = document["languages"]
    return {
        "survey": survey.rows,
        "choices": choices.rows,
        "settings": [_settings(document)],
        "inburgerstem_study": list(_tree(study, languages)),
        "inburgerstem_survey": list(_tree(survey.extras, languages)),
        "inburgerstem_lists": list(_tree(choices.lists, languages)),
        "inburgerstem_choices": list(_tree(choices.extras, languages)),
    }


def _settings(document: Mapping[str, Any]) -> Cells:
    source = document["languages"][0]
    return {
        "form_title": document["title"].get(source) or document["study"],
        "form_id": document["study"],
        "version": document.get("wave", ""),
        "default_language": language_header(source),
        "style": "pages",
    }


def _tree(tree: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Cells]:
    for leaf in flatten(tree, languages) if tree else ():
        row = {"path": leaf.path, "value": leaf.value}
        yield row if leaf.texts is None else {"path": leaf.path, **text_cells("text", leaf.texts, languages)}


def _columns(sheet: str, languages: Sequence[str]) -> list[str]:
    names = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}.get(sheet, TREE)
    found: list[str] = []
    for name in names:
        each = [f"{name}::{language_header(language)}" for language in languages]
        found.extend(each if name in TRANSLATED else [name])
    return found


def _write(book: Workbook, name: str, columns: Sequence[str], rows: Sequence[Cells]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, column, bold=True) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, row[column]) if row.get(column) else None for column in columns])


def _cell(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """Always text, also where it starts with = or looks like a number."""
    cell = WriteOnlyCell(sheet, ESCAPED.sub("_x005F_", text))
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
