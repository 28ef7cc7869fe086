"""Files of a register on one key → rows of a sample frame, and how the files fit each other. Pure; keeps nothing else.

Every fault of every file is told at once. What the files say beyond the frame's columns stays in memory, and goes when
the rows are made; the report holds counts only.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from invitations import sheet
from invitations.frame_cells import Column, cell_problem, stored
from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.frame_sources import ROWS, Fact, File, Named, Sources
from invitations.personal import personal_column
from surveys.engine.rules import evaluate, holds
from surveys.engine.values import DateRange, Value, text_of

Cells = Mapping[str, Value]
ByKey = dict[str, list[Cells]]


@dataclass(frozen=True)
class FileReport:
    """`people`: different keys. `unmatched`: of them, who is not in the file of people. `doubles`: rows twice the same.

    `without`: people of the list of whom the file says nothing.
    """

    rows: int
    people: int
    unmatched: int
    doubles: int
    without: int


@dataclass(frozen=True)
class Reconciled:
    """`table`: the frame as a CSV in UTF-8, `numbers`: in which row of the file of people each of its rows stands.

    The rest are counts: of each file, and of people by name of the rule.
    """

    table: bytes
    numbers: tuple[int, ...]
    listed: int
    kept: int
    files: Mapping[str, FileReport]
    left_out: Mapping[str, int]
    contradictions: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        return {
            "listed": self.listed,
            "kept": self.kept,
            "files": {name: vars(report) for name, report in self.files.items()},
            "left_out": dict(self.left_out),
            "contradictions": dict(self.contradictions),
        }


@dataclass(frozen=True)
class _Read:
    """A file's rows by key, without doubles."""

    rows: int
    doubles: int
    by_key: ByKey
    numbers: Mapping[str, int]


def reconcile(sources: Sources, given: Mapping[str, bytes], today: date) -> Reconciled:
    """The frame that these files make together. Days after `today` are faults.

    Raises FrameUnreadable with every problem of all files, each with the file's name.
    """
    problems = list(_missing(sources, given))
    read: dict[str, _Read] = {}
    for name, file in sources.files.items():
        if name in given:
            try:
                read[name] = _read(file, sources, given[name], today)
            except FrameUnreadable as error:
                problems += [problem.of_file(name) for problem in error.problems]
    if problems:
        raise FrameUnreadable(problems)
    made = _together(sources, read)
    if not made.kept:
        problem = FrameProblem(0, "", "nobody_left", "Everybody is left out.", "Look at the rules of the study.")
        raise FrameUnreadable([problem.of_file(sources.people)])
    return made


def _missing(sources: Sources, given: Mapping[str, bytes]) -> Iterator[FrameProblem]:
    for name in sources.files:
        if name not in given:
            problem = FrameProblem(0, "", "source_missing", "The file is missing.", "Give every file of the study.")
            yield problem.of_file(name)
    for name in given:
        if name not in sources.files:
            known = ", ".join(sources.files)
            problem = FrameProblem(
                0, "", "source_unknown", "The study declares no such file.", f"Use the names: {known}."
            )
            yield problem.of_file(name)


def _read(file: File, sources: Sources, data: bytes, today: date) -> _Read:
    table = sheet.look(data)
    columns = {sources.key: Column("frame_id", "text", True), **file.columns}
    problems = [*table.problems, *_header_problems(table.header, columns)]
    if len(problems) > len(table.problems):
        raise FrameUnreadable(problems)
    order = [columns[name] for name in table.header]
    problems += _row_problems(table, order, sources.key, today)
    if file.name == sources.people:
        problems += _key_twice(table, sources.key)
    if problems:
        raise FrameUnreadable(problems)
    return _by_key(table, order, sources.key)


def _header_problems(header: Sequence[str], columns: Mapping[str, Column]) -> Iterator[FrameProblem]:
    for place, name in enumerate(header, start=1):
        if not name:
            yield FrameProblem(
                1, f"number {place}", "column_unnamed", "The column has no name.", "Name it or remove it."
            )
        elif name not in columns:
            yield _strange(name, columns)
        elif header.index(name) != place - 1:
            yield FrameProblem(1, name, "column_twice", "The column stands there twice.", "Keep one of them.")
    for name in columns:
        if name not in header:
            yield FrameProblem(1, name, "column_missing", "This column is missing.", "Add it to the file.")


def _strange(name: str, columns: Mapping[str, Column]) -> FrameProblem:
    if personal_column(name):
        message = "Such a column points at people."
        return FrameProblem(1, name, "column_personal", message, "Remove it: it may not be kept here.")
    known = ", ".join(columns)
    return FrameProblem(1, name, "column_unknown", "The study does not declare it.", f"Remove it. Known: {known}.")


def _row_problems(table: sheet.Sheet, order: Sequence[Column], key: str, today: date) -> Iterator[FrameProblem]:
    for number, cells in table.rows:
        if len(cells) != len(order):
            message = f"The row has {len(cells)} cells, the header {len(order)}."
            advice = "Put values that hold the separator between quotation marks."
            yield FrameProblem(number, "", "row_length", message, advice)
            continue
        for name, column, value in zip(table.header, order, cells, strict=True):
            problem = cell_problem(number, column, value, today)
            if problem is not None:
                yield problem.named(name)


def _key_twice(table: sheet.Sheet, key: str) -> Iterator[FrameProblem]:
    first: dict[str, int] = {}
    place = table.header.index(key)
    for number, cells in table.rows:
        if len(cells) > place and cells[place]:
            before = first.setdefault(cells[place], number)
            if before != number:
                yield FrameProblem(number, key, "key_twice", f"Row {before} has the same key.", "Keep one of them.")


def _by_key(table: sheet.Sheet, order: Sequence[Column], key: str) -> _Read:
    place, seen, by_key = table.header.index(key), set(), ByKey()
    numbers: dict[str, int] = {}
    for number, cells in table.rows:
        if cells in seen:
            continue
        seen.add(cells)
        row = {
            name: _typed(column, value)
            for name, column, value in zip(table.header, order, cells, strict=True)
            if name != key
        }
        by_key.setdefault(cells[place], []).append(row)
        numbers.setdefault(cells[place], number)
    return _Read(len(table.rows), len(table.rows) - len(seen), by_key, numbers)


def _typed(column: Column, value: str) -> Value:
    """As the rule language sees it; an empty cell is ''."""
    if not value:
        return ""
    if column.type == "day":
        return DateRange.day(date.fromisoformat(value))
    return Decimal(value) if column.type in ("integer", "year") else stored(column, value)


def _together(sources: Sources, read: Mapping[str, _Read]) -> Reconciled:
    people = read[sources.people].by_key
    left_out = {rule.name: 0 for rule in sources.leave_out}
    odd = {rule.name: 0 for rule in sources.contradictions}
    rows: list[dict[str, str]] = []
    for key, (own,) in people.items():
        values = _facts(sources, key, own, read)
        for name in _true_of(sources.contradictions, values):
            odd[name] += 1
        out = next(_true_of(sources.leave_out, values), "")
        if out:
            left_out[out] += 1
        else:
            told = {name: text_of(evaluate(rule, values)) for name, rule in sources.columns.items()}
            rows.append({"frame_id": key, **told})
    return Reconciled(
        table=_as_csv(rows, ["frame_id", *sources.columns]),
        numbers=tuple(read[sources.people].numbers[row["frame_id"]] for row in rows),
        listed=len(people),
        kept=len(rows),
        files={name: _report(found, people) for name, found in read.items()},
        left_out=left_out,
        contradictions=odd,
    )


def _true_of(rules: Sequence[Named], values: Cells) -> Iterator[str]:
    return (rule.name for rule in rules if holds(rule.holds, values))


def _facts(sources: Sources, key: str, own: Cells, read: Mapping[str, _Read]) -> dict[str, Value]:
    values = dict(own)
    for fact in sources.facts:
        if fact.value is not None:
            values[fact.name] = evaluate(fact.value, values)
        else:
            rows = read[fact.file].by_key.get(key, [])
            values[fact.name] = _of_rows(fact, [row for row in rows if holds(fact.where, row)])
    return values


def _of_rows(fact: Fact, rows: Sequence[Cells]) -> Value:
    """How many rows or different values; or the first or last value, '' where there is none."""
    if fact.taken == "count" and fact.column == ROWS:
        return Decimal(len(rows))
    found = {row[fact.column] for row in rows} - {""}
    if fact.taken == "count":
        return Decimal(len(found))
    if not found:
        return ""
    return (min if fact.taken == "earliest" else max)(found, key=_rank)


def _rank(value: Value) -> Any:
    return value.lower if isinstance(value, DateRange) else value


def _report(read: _Read, people: Mapping[str, object]) -> FileReport:
    return FileReport(
        rows=read.rows,
        people=len(read.by_key),
        unmatched=len(read.by_key.keys() - people.keys()),
        doubles=read.doubles,
        without=len(people.keys() - read.by_key.keys()),
    )


def _as_csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(columns))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
