"""A sample frame: what columns the study declares, and rows checked whole against them. Pure.

Every fault of the file is told at once, by row number and column. Columns that are not declared are refused, not
dropped: what nobody asked for must not lie about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from invitations.frame_cells import COLUMN_TYPES, Column, cell_problem, invisible, stored
from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.personal import looks_like_names, personal_column
from invitations.sheet import Sheet
from surveys.engine.problems import Problem

OWN_COLUMNS = ("frame_id", "group")
MADE_UP_PREFIX = "MU-"
HEADER_WITHIN = 10
"""Rows in which the names of the columns are looked for where they do not stand in the first."""


class FrameSchemaError(ValueError):
    """The study's own declaration of its frame is wrong. `problem` names the place below `frame` and what to do."""

    def __init__(self, where: str, message: str, what_to_do: str) -> None:
        self.problem = Problem(f"frame/{where}", "wrong_list", message, what_to_do)
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """In Dutch (`nl`) or English."""
        told = self.problem.in_language(language)
        return f"{told.where}: {told.message} {told.what_to_do}"


@dataclass(frozen=True)
class Schema:
    """All declared columns by name, `frame_id` among them, and which of them are strata."""

    columns: Mapping[str, Column]
    strata: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for column in self.columns.values():
            _check_column(column)
        for name in self.strata:
            if name not in self.columns:
                raise FrameSchemaError("strata", f"The list has no column “{name[:60]}”.", "Add it to `columns`.")

    @property
    def language_column(self) -> str:
        """The first column of that type; "" where there is none."""
        return next((column.name for column in self.columns.values() if column.type == "language"), "")


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


def _check_column(column: Column) -> None:
    where = f"columns/{column.name[:60]}"
    if personal_column(column.name):
        raise FrameSchemaError(where, "This column would hold personal data.", "Take it out of the study.")
    if column.type not in COLUMN_TYPES:
        told = f"A column of the list cannot have the type “{str(column.type)[:60]}”."
        raise FrameSchemaError(where, told, f"Use one of: {', '.join(COLUMN_TYPES)}.")
    if not column.has_sound_limits:
        told = "`min` and `max` are whole numbers of an integer, in order."
        raise FrameSchemaError(where, told, "Correct them, or take them out.")
    if column.type == "choice" and not column.values:
        raise FrameSchemaError(where, "This is a choice without values.", "List them under `values`.")


def schema_of(frame: Mapping[str, Any], groups: Sequence[str]) -> Schema:
    """The `frame` key of a definition as a schema. Raises FrameSchemaError."""
    columns = {"frame_id": Column("frame_id", "text", True)}
    for entry in listed(frame, "columns", ""):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("name"), str) or not entry["name"]:
            raise FrameSchemaError("columns", "A column has no name.", "Write {name: …, type: …}.")
        columns[entry["name"]] = _column(entry, groups)
    return Schema(columns, tuple(map(str, listed(frame, "strata", ""))), frozenset(groups))


def listed(raw: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    """The list below a key, empty where it is not there. Raises FrameSchemaError."""
    found = raw.get(key) or ()
    if not isinstance(found, list | tuple):
        raise FrameSchemaError(f"{where}{key}", "This is not a list.", "Write one, as in docs/letters.md.")
    return found


def _column(entry: Mapping[str, Any], groups: Sequence[str]) -> Column:
    name = str(entry["name"])
    values = tuple(map(str, listed(entry, "values", f"columns/{name[:60]}/")))
    if name == "group":
        return Column(name, "choice", bool(entry.get("required", True)), values or tuple(groups))
    if name == "language":
        return Column(name, "language", bool(entry.get("required", False)), values)
    required = name == "frame_id" or bool(entry.get("required", False))
    limits = entry.get("min"), entry.get("max")
    return Column(name, entry.get("type", "choice" if values else "text"), required, values, *limits)


def check(sheet: Sheet, schema: Schema, today: date) -> FrameRows:
    """The rows of the sheet, typed; months and years after `today` are faults.

    Raises FrameUnreadable with every problem of the file.
    """
    problems = list(sheet.problems)
    problems += _late_header(sheet) or _header_problems(sheet.header, schema)
    if len(problems) > len(sheet.problems):
        raise FrameUnreadable(problems)
    columns = tuple(schema.columns[name] for name in sheet.header)
    problems += _column_problems(sheet, columns)
    problems += _row_problems(sheet, columns, today)
    problems += _mixed_problems(sheet)
    if problems:
        raise FrameUnreadable(problems)
    rows = tuple(_row(number, columns, cells) for number, cells in sheet.rows)
    return FrameRows(rows, rows[0].frame_id.startswith(MADE_UP_PREFIX))


def _late_header(sheet: Sheet) -> list[FrameProblem]:
    """A title or an empty table stands above the names of the columns."""
    if "frame_id" in sheet.header:
        return []
    late = next((number for number, cells in sheet.rows[:HEADER_WITHIN] if "frame_id" in cells), None)
    if late is None:
        return []
    message = "The names of the columns stand here, not in row 1."
    return [FrameProblem(late, "", "header_late", message, "Remove the rows above it.")]


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
    if marks := invisible(name):
        message = f"The column's name holds characters that cannot be seen ({marks})."
        return FrameProblem(1, f"number {place}", "column_invisible", message, "Type the name again.")
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


def _row_problems(sheet: Sheet, columns: Sequence[Column], today: date) -> Iterator[FrameProblem]:
    first_row: dict[str, int] = {}
    id_place = sheet.header.index("frame_id")
    for number, cells in sheet.rows:
        if cells == sheet.header:
            yield FrameProblem(number, "", "header_again", "The names of the columns stand here again.", "Remove it.")
            continue
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
            if problem := cell_problem(number, column, value, today):
                yield problem
        first = first_row.setdefault(cells[id_place], number)
        if first != number and cells[id_place]:
            yield FrameProblem(
                number, "frame_id", "frame_id_twice", f"Row {first} has the same frame id.", "Keep one of them."
            )


def _row(number: int, columns: Sequence[Column], cells: Sequence[str]) -> Row:
    values = {column.name: stored(column, value) for column, value in zip(columns, cells, strict=True)}
    language = next((column.name for column in columns if column.type == "language"), "")
    strata = {name: value for name, value in values.items() if name not in (*OWN_COLUMNS, language)}
    return Row(number, values["frame_id"], values.get("group", ""), values.get(language, ""), strata)


def _mixed_problems(sheet: Sheet) -> Iterator[FrameProblem]:
    place = sheet.header.index("frame_id")
    ids = [(number, cells[place]) for number, cells in sheet.rows if place < len(cells) and cells != sheet.header]
    real = [number for number, frame_id in ids if not frame_id.startswith(MADE_UP_PREFIX)]
    if real and len(real) < len(ids):
        yield FrameProblem(
            real[0],
            "frame_id",
            "mixed",
            f"{len(ids) - len(real)} rows are made up (MU-…), {len(real)} are not.",
            "Import made-up people into a study without real ones.",
        )
