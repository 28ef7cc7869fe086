"""SPSS .sav by pyreadstat, plus what no library writes: multiple-response sets (record 7, subtype 7), the weight."""

import mmap
import shutil
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from exports.writers.table import Cut, ResponseSet, Table, Variable, cut_bytes

LABEL_BYTES = 255
VALUE_LABEL_BYTES = 120
TEXT_BYTES = 32_767
MISSING_RANGE: Any = {"lo": -9, "hi": -1}
HEADER_BYTES = 176
WEIGHT_AT = 76
"""Byte of the header that holds the index of the weight variable (PSPP manual, File Header Record)."""
VARIABLE, EXTENSION, RESPONSE_SETS, LONG_NAMES = 2, 7, 7, 13
END = 999
Bytes = bytes | mmap.mmap


def write(table: Table, path: Path) -> tuple[Cut, ...]:
    """Write data, labels, missing range, sets and weight; what SPSS's limits shortened is returned.

    Raises OSError where the disk does not take it.
    """
    import pyreadstat

    frame, cuts = _frame(table)
    with_reasons = [variable for variable in table.variables if variable.reasons and variable.storage != "text"]
    try:
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label=cut_bytes(table.title, 64),
            note=table.note or None,
            row_compress=True,
            column_labels=[cut_bytes(variable.label, LABEL_BYTES) for variable in table.variables],
            variable_value_labels={
                variable.name: {value: cut_bytes(label, VALUE_LABEL_BYTES) for value, label in variable.labels.items()}
                for variable in table.variables
                if variable.labels
            },
            missing_ranges={variable.name: [MISSING_RANGE] for variable in with_reasons},
            variable_measure={variable.name: variable.measure for variable in table.variables},
        )
    except pyreadstat.PyreadstatError as error:
        raise OSError(0, f"the .sav file could not be written ({error})") from error
    _complete(path, table)
    return (*_label_cuts(table), *cuts)


def _label_cuts(table: Table) -> Iterator[Cut]:
    for variable in table.variables:
        yield from _cut(variable.name, "label", variable.label, LABEL_BYTES)
        for value, label in variable.labels.items():
            yield from _cut(variable.name, f"label of {value}", label, VALUE_LABEL_BYTES)
    for found in table.sets:
        yield from _cut(f"${found.name}", "label", found.label, LABEL_BYTES)


def _cut(name: str, what: str, text: str, most: int) -> Iterator[Cut]:
    if (size := len(text.encode())) > most:
        yield Cut("sav", name, what, size, most)


def _frame(table: Table) -> tuple[Any, list[Cut]]:
    """All rows in narrow columns, and the texts that are longer than SPSS takes."""
    import polars

    frame = polars.concat(list(table.chunks), rechunk=False)
    cuts = []
    for name in _long_texts(frame, table.variables):
        sizes = [size for size in frame[name].str.len_bytes() if size and size > TEXT_BYTES]
        cuts += [Cut("sav", name, "text", size, TEXT_BYTES) for size in sizes]
        frame = frame.with_columns(polars.Series(name, [text and cut_bytes(text, TEXT_BYTES) for text in frame[name]]))
    return frame, cuts


def _long_texts(frame: Any, variables: Sequence[Variable]) -> list[str]:
    texts = [variable.name for variable in variables if variable.storage == "text"]
    return [name for name in texts if (frame[name].str.len_bytes().max() or 0) > TEXT_BYTES]


def _complete(path: Path, table: Table) -> None:
    """Put what pyreadstat does not write into the file's dictionary; the data behind it are copied, not read."""
    if not table.sets and not table.weight:
        return
    whole = path.with_name(f"{path.name}.part")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw, whole.open("wb") as out:
        *_, end = records(raw)
        short = short_names(raw)
        out.write(_weighted(raw[:end], short.get(table.weight, table.weight)))
        out.write(response_set_record(table.sets, short) if table.sets else b"")
        file.seek(end)
        shutil.copyfileobj(file, out)
    whole.replace(path)


def _weighted(raw: bytes, short: str) -> bytes:
    """The dictionary with the weight's place in its header: counted in 8-byte parts of a row, from 1."""
    if not short:
        return raw
    place = 0
    for at in records(raw + END.to_bytes(4, "little")):
        if _int(raw, at) == VARIABLE:
            place += 1
            if raw[at + 24 : at + 32].decode(errors="replace").strip().lower() == short.lower():
                return raw[:WEIGHT_AT] + place.to_bytes(4, "little") + raw[WEIGHT_AT + 4 :]
    raise ValueError(f"There is no variable {short} to weight by.")


def records(raw: Bytes) -> Iterator[int]:
    """Byte position of each record of the dictionary, record 999 last. Raises ValueError on an unknown record."""
    at = HEADER_BYTES
    while (kind := _int(raw, at)) != END:
        if kind not in RECORD_LENGTHS:
            raise ValueError(f"Unknown record {kind} at byte {at} of the .sav dictionary.")
        yield at
        at += RECORD_LENGTHS[kind](raw, at)
    yield at


def short_names(raw: Bytes) -> dict[str, str]:
    """Name → the eight-letter name that other records call it by (record 7/13)."""
    for at in records(raw):
        if _int(raw, at) == EXTENSION and _int(raw, at + 4) == LONG_NAMES:
            pairs = raw[at + 16 : at + RECORD_LENGTHS[EXTENSION](raw, at)].decode().split("\t")
            return {long: short for short, long in (pair.split("=", 1) for pair in pairs)}
    return {}


def _int(raw: Bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little", signed=True)


def _padded(length: int, to: int) -> int:
    return -(-length // to) * to


def _variable_bytes(raw: Bytes, at: int) -> int:
    label = 4 + _padded(_int(raw, at + 32), 4) if _int(raw, at + 8) else 0
    return 32 + label + 8 * abs(_int(raw, at + 12))


def _value_label_bytes(raw: Bytes, at: int) -> int:
    end = at + 8
    for _ in range(_int(raw, at + 4)):
        end += 8 + _padded(1 + raw[end + 8], 8)
    return end - at


RECORD_LENGTHS: Mapping[int, Callable[[Bytes, int], int]] = {
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
    label = cut_bytes(found.label, LABEL_BYTES).encode()
    names = " ".join(short.get(name, name).lower() for name in found.variables).encode()
    return b"$%s=D1 1 %d %s %s\n" % (found.name.encode(), len(label), label, names)
