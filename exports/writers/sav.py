"""SPSS .sav through pyreadstat, plus the multiple-response sets that no library writes (record 7, subtype 7)."""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exports.values import Value
from exports.writers.table import ResponseSet, Table

LABEL_BYTES = 255
VALUE_LABEL_BYTES = 120
MISSING_RANGE: Any = {"lo": -9, "hi": -1}
HEADER_BYTES = 176
EXTENSION, RESPONSE_SETS, LONG_NAMES = 7, 7, 13
END = 999


def write(table: Table, path: Path) -> int:
    """Write data, labels, missing range and multiple-response sets; the number of rows is returned."""
    import pyreadstat

    frame = _frame(table)
    with_reasons = [variable for variable in table.variables if variable.reasons and variable.storage != "text"]
    pyreadstat.write_sav(
        frame,
        str(path),
        file_label=cut(table.title, 64),
        note=table.note or None,
        row_compress=True,
        column_labels=[cut(variable.label, LABEL_BYTES) for variable in table.variables],
        variable_value_labels={
            variable.name: {value: cut(label, VALUE_LABEL_BYTES) for value, label in variable.labels.items()}
            for variable in table.variables
            if variable.labels
        },
        missing_ranges={variable.name: [MISSING_RANGE] for variable in with_reasons},
        variable_measure={variable.name: variable.measure for variable in table.variables},
    )
    add_response_sets(path, table.sets)
    return int(frame.height)


def cut(text: str, most: int) -> str:
    """Text of at most so many UTF-8 bytes, with an ellipsis where something had to go, never through a letter."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: most - 3].decode(errors="ignore") + "…"


def _frame(table: Table) -> Any:
    import polars

    kinds = {"integer": polars.Int32, "decimal": polars.Float64, "text": polars.String}
    values: list[list[Value]] = [[] for _ in table.variables]
    for row in table.rows:
        for column, value in zip(values, row, strict=True):
            column.append(value)
    return polars.DataFrame(
        [
            polars.Series(variable.name, column, dtype=kinds[variable.storage])
            for variable, column in zip(table.variables, values, strict=True)
        ]
    )


def add_response_sets(path: Path, sets: Sequence[ResponseSet]) -> None:
    """Insert the record of multiple-response sets just before the end of the file's dictionary."""
    if not sets:
        return
    raw = path.read_bytes()
    *_, end = records(raw)
    path.write_bytes(raw[:end] + response_set_record(sets, short_names(raw)) + raw[end:])


def records(raw: bytes) -> Iterator[int]:
    """Byte position of each record of the dictionary, record 999 last. Raises ValueError on an unknown record."""
    at = HEADER_BYTES
    while (kind := _int(raw, at)) != END:
        if kind not in RECORD_LENGTHS:
            raise ValueError(f"Unknown record {kind} at byte {at} of the .sav dictionary.")
        yield at
        at += RECORD_LENGTHS[kind](raw, at)
    yield at


def short_names(raw: bytes) -> dict[str, str]:
    """Name → the eight-letter name that other records call it by (record 7/13)."""
    for at in records(raw):
        if _int(raw, at) == EXTENSION and _int(raw, at + 4) == LONG_NAMES:
            pairs = raw[at + 16 : at + RECORD_LENGTHS[EXTENSION](raw, at)].decode().split("\t")
            return {long: short for short, long in (pair.split("=", 1) for pair in pairs)}
    return {}


def _int(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little", signed=True)


def _padded(length: int, to: int) -> int:
    return -(-length // to) * to


def _variable_bytes(raw: bytes, at: int) -> int:
    label = 4 + _padded(_int(raw, at + 32), 4) if _int(raw, at + 8) else 0
    return 32 + label + 8 * abs(_int(raw, at + 12))


def _value_label_bytes(raw: bytes, at: int) -> int:
    end = at + 8
    for _ in range(_int(raw, at + 4)):
        end += 8 + _padded(1 + raw[end + 8], 8)
    return end - at


RECORD_LENGTHS: Mapping[int, Callable[[bytes, int], int]] = {
    2: _variable_bytes,
    3: _value_label_bytes,
    4: lambda raw, at: 8 + 4 * _int(raw, at + 4),
    6: lambda raw, at: 8 + 80 * _int(raw, at + 4),
    EXTENSION: lambda raw, at: 16 + _int(raw, at + 8) * _int(raw, at + 12),
}


def response_set_record(sets: Sequence[ResponseSet], short: Mapping[str, str]) -> bytes:
    """`$name=D<len> <counted value> <len label> <label> <lower-case short names>` a line (PSPP manual, record 7/7)."""
    body = b"".join(_set_line(found, short) for found in sets)
    return struct.pack("<iiii", EXTENSION, RESPONSE_SETS, 1, len(body)) + body


def _set_line(found: ResponseSet, short: Mapping[str, str]) -> bytes:
    label = cut(found.label, LABEL_BYTES).encode()
    names = " ".join(short.get(name, name).lower() for name in found.variables).encode()
    return b"$%s=D1 1 %d %s %s\n" % (found.name.encode(), len(label), label, names)
