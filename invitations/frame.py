"""A sample frame: what columns the study declares, and rows checked whole against them. Pure.

Every fault of the file is told at once, by row number and column. Columns that are not declared are refused, not
dropped: what nobody asked for must not lie about.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.personal import looks_like_names, personal_column, personal_value
from invitations.sheet import Sheet

ColumnType = Literal["text", "choice", "municipality", "language", "integer"]
COLUMN_TYPES: tuple[ColumnType, ...] = ("text", "choice", "municipality", "language", "integer")
OWN_COLUMNS = ("frame_id", "group")
MADE_UP_PREFIX = "MU-"
LONGEST_TEXT = 60
_FRAME_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?")
_MUNICIPALITY = re.compile(r"(?:GM)?([0-9]{1,4})")
_INTEGER = re.compile(r"-?[0-9]{1,6}")


class FrameSchemaError(ValueError):
    """The study's own declaration of its frame is wrong. Names the column and what to do."""


@dataclass(frozen=True)
class Column:
    """A declared column. `values` are the allowed codes of a choice (or municipalities; empty = any)."""

    name: str
    type: ColumnType = "text"
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """All declared columns by name, `frame_id` among them, and which of them are strata."""

    columns: Mapping[str, Column]
    strata: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if personal_column(name):
                raise FrameSchemaError(f"frame column “{name}” would hold personal data; take it out of the study.")
            if column.type not in COLUMN_TYPES:
                raise FrameSchemaError(
                    f"frame column “{name}” has type “{column.type}”; use {', '.join(COLUMN_TYPES)}."
                )
            if column.type == "choice" and not column.values:
                raise FrameSchemaError(f"frame column “{name}” is a choice without values; list them under `values`.")
        for name in self.strata:
            if name not in self.columns:
                raise FrameSchemaError(f"stratum “{name}” is no frame column; add it to `columns`.")


@dataclass(frozen=True)
class Row:
    """One person of the frame. `language` is the first column of that type; `strata` holds the other columns."""

    number: int
    frame_id: str
    group: str = ""
    language: str = ""
    strata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FrameRows:
    """Rows without any fault. `made_up`: all frame ids start with MU-, so nobody of them exists."""

    rows: tuple[Row, ...]
    made_up: bool


def schema_of(frame: Mapping[str, Any], groups: Sequence[str]) -> Schema:
    """The `frame` key of a definition as a schema. Raises FrameSchemaError."""
    columns = {"frame_id": Column("frame_id", "text", True)}
    for entry in frame.get("columns", ()):
        if not isinstance(entry, Mapping) or not entry.get("name"):
            raise FrameSchemaError("a frame column has no name; write {name: …, type: …}.")
        columns[entry["name"]] = _column(entry, groups)
    return Schema(columns, tuple(frame.get("strata", ())), frozenset(groups))


def _column(entry: Mapping[str, Any], groups: Sequence[str]) -> Column:
    name = str(entry["name"])
    values = tuple(map(str, entry.get("values", ())))
    if name == "group":
        return Column(name, "choice", bool(entry.get("required", True)), values or tuple(groups))
    if name == "language":
        return Column(name, "language", bool(entry.get("required", False)), values)
    required = name == "frame_id" or bool(entry.get("required", False))
    return Column(name, entry.get("type", "choice" if values else "text"), required, values)


def check(sheet: Sheet, schema: Schema) -> FrameRows:
    """The rows of the sheet, typed. Raises FrameUnreadable with every problem of the file."""
    problems = list(_header_problems(sheet.header, schema))
    if problems:
        raise FrameUnreadable(problems)
    columns = tuple(schema.columns[name] for name in sheet.header)
    problems += _column_problems(sheet, columns)
    problems += _row_problems(sheet, columns)
    rows = () if problems else tuple(_row(number, columns, cells) for number, cells in sheet.rows)
    problems += _mixed_problems(rows)
    if problems:
        raise FrameUnreadable(problems)
    return FrameRows(rows, rows[0].frame_id.startswith(MADE_UP_PREFIX))


def _header_problems(header: Sequence[str], schema: Schema) -> Iterator[FrameProblem]:
    if len(header) == 1 and len(schema.columns) > 1:
        yield FrameProblem(
            1, "", "one_column", "Only one column was found.", "Separate the columns with “;”, “,” or tab."
        )
        return
    for place, name in enumerate(header, start=1):
        if problem := _name_problem(place, name, header, schema):
            yield problem
    for column in schema.columns.values():
        if column.required and column.name not in header:
            yield FrameProblem(1, column.name, "column_missing", "This column is missing.", "Add it to the file.")


def _name_problem(place: int, name: str, header: Sequence[str], schema: Schema) -> FrameProblem | None:
    if not name:
        return FrameProblem(1, f"number {place}", "column_unnamed", "The column has no name.", "Name it or remove it.")
    if personal_column(name):
        return FrameProblem(
            1, name, "column_personal", "Such a column points at people.", "Remove it: it may not be kept here."
        )
    if name not in schema.columns:
        known = ", ".join(schema.columns)
        return FrameProblem(1, name, "column_unknown", "The study does not declare it.", f"Remove it. Known: {known}.")
    if header.index(name) != place - 1:
        return FrameProblem(1, name, "column_twice", "The column stands there twice.", "Keep one of them.")
    return None


def _column_problems(sheet: Sheet, columns: Sequence[Column]) -> Iterator[FrameProblem]:
    for place, column in enumerate(columns):
        free = column.type == "text" and column.name != "frame_id"
        if free and looks_like_names([cells[place] for _, cells in sheet.rows if place < len(cells)]):
            yield FrameProblem(
                1, column.name, "column_personal", "The values look like names of people.", "Remove the column."
            )


def _row_problems(sheet: Sheet, columns: Sequence[Column]) -> Iterator[FrameProblem]:
    first_row: dict[str, int] = {}
    id_place = sheet.header.index("frame_id")
    for number, cells in sheet.rows:
        if len(cells) != len(columns):
            yield FrameProblem(
                number,
                "",
                "row_length",
                f"The row has {len(cells)} cells, the header {len(columns)}.",
                "Put values that hold the separator between quotation marks.",
            )
            continue
        for column, value in zip(columns, cells, strict=True):
            if problem := _cell_problem(number, column, value):
                yield problem
        first = first_row.setdefault(cells[id_place], number)
        if first != number and cells[id_place]:
            yield FrameProblem(
                number, "frame_id", "frame_id_twice", f"Row {first} has the same frame id.", "Keep one of them."
            )


def _cell_problem(row: int, column: Column, value: str) -> FrameProblem | None:
    if not value:
        if not column.required:
            return None
        return FrameProblem(row, column.name, "cell_empty", "The cell is empty.", "Fill it in; it is required.")
    if kind := personal_value(value) if column.type == "text" else "":
        what = (
            "Ask for random frame ids with a letter, such as P-000123." if column.name == "frame_id" else "Remove it."
        )
        return FrameProblem(row, column.name, "cell_personal", f"The value looks like {kind}.", what)
    if _fits(column, value):
        return None
    return FrameProblem(row, column.name, *_misfit(column, value))


def _fits(column: Column, value: str) -> bool:
    if column.name == "frame_id":
        return _FRAME_ID.fullmatch(value) is not None
    return _CHECKS[column.type](column, value)


_CHECKS: Mapping[ColumnType, Callable[[Column, str], bool]] = {
    "text": lambda column, value: len(value) <= LONGEST_TEXT and (not column.values or value in column.values),
    "choice": lambda column, value: value in column.values,
    "integer": lambda column, value: _INTEGER.fullmatch(value) is not None,
    "language": lambda column, value: value in column.values if column.values else bool(_LANGUAGE.fullmatch(value)),
    "municipality": lambda column, value: (
        _MUNICIPALITY.fullmatch(value) is not None and (not column.values or municipality_code(value) in column.values)
    ),
}


def _misfit(column: Column, value: str) -> tuple[str, str, str]:
    """Stable code, message and advice. The value itself stands in the message only where it cannot be personal."""
    shown = f"“{value}”" if len(value) <= 20 and not personal_value(value) else "The value"
    if column.name == "frame_id":
        return "frame_id_form", "The frame id has an unusual form.", "Use 2 to 40 letters, digits, - or _."
    code = "group_unknown" if column.name == "group" else f"{column.type}_unknown"
    if column.values:
        few = ", ".join(column.values[:12])
        return code, f"{shown} is not in the list.", f"Use one of: {few}."
    advice = {
        "integer": "Use a whole number of at most 6 digits.",
        "language": "Use a language tag, such as nl or ar.",
        "municipality": "Use the CBS code, such as GM0363.",
        "text": f"Use at most {LONGEST_TEXT} characters.",
        "choice": "Use one of the list.",
    }[column.type]
    return code, f"{shown} is not {column.type}.", advice


def municipality_code(value: str) -> str:
    """`363`, `0363` and `GM0363` alike as `GM0363` (CBS)."""
    return f"GM{int(value.removeprefix('GM')):04d}"


def _row(number: int, columns: Sequence[Column], cells: Sequence[str]) -> Row:
    values = {column.name: _stored(column, value) for column, value in zip(columns, cells, strict=True)}
    language = next((column.name for column in columns if column.type == "language"), "")
    strata = {name: value for name, value in values.items() if name not in (*OWN_COLUMNS, language)}
    return Row(number, values["frame_id"], values.get("group", ""), values.get(language, ""), strata)


def _stored(column: Column, value: str) -> str:
    return municipality_code(value) if value and column.type == "municipality" else value


def _mixed_problems(rows: Sequence[Row]) -> Iterator[FrameProblem]:
    real = [row for row in rows if not row.frame_id.startswith(MADE_UP_PREFIX)]
    if real and len(real) < len(rows):
        yield FrameProblem(
            real[0].number,
            "frame_id",
            "mixed",
            f"{len(rows) - len(real)} rows are made up (MU-…), {len(real)} are not.",
            "Import made-up people into a study without real ones.",
        )
