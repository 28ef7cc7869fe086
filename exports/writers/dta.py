"""Stata .dta, format 118 (Stata 14 and later), written in a stream: what no library does with coded missing values.

Reasons -1 to -9 are the extended missing values .a to .i, with their labels. What Stata has no place for is kept in
characteristics: `_dta[mrset_NAME]`, `_dta[weight]`, `NAME[measure]`, `NAME[set]`, `NAME[label_full]` of a cut label.
Layout: `help dta` of Stata 14 and later, in which every part stands between its own tags.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from exports.writers.chunks import longest_texts
from exports.writers.table import Cut, Table, Variable, cut_bytes, cut_letters

NAME, LABEL, VALUE_LABEL, CHARACTERISTIC = 32, 80, 32_000, 67_784
"""Most characters of a name and of a label, most bytes of a value's label and of a characteristic (`help limits`)."""
SHORT_TEXT = 2_045
"""Bytes of a text that stands in its row; a longer one stands behind the rows (strL)."""
LONG_TEXT_TYPE = 32_768
TYPES = {"byte": 65_530, "int": 65_529, "long": 65_528, "whole": 65_526, "double": 65_526}
FORMATS = {"byte": "%8.0g", "int": "%8.0g", "long": "%12.0g", "whole": "%16.0g", "double": "%10.0g"}
NUMPY = {"byte": "<i1", "int": "<i2", "long": "<i4", "whole": "<f8", "double": "<f8"}
MISSING = {"byte": 101, "int": 32_741, "long": 2_147_483_621}
"""The number that means `.`; .a to .z are those after it."""
DOUBLE_MISSING, DOUBLE_STEP = 0x7FE0_0000_0000_0000, 0x0000_0100_0000_0000
LETTERS = "abcdefghi"


@dataclass(frozen=True)
class Shape:
    """A variable as Stata sees it: its name there, and the bytes its longest text takes (0 for numbers)."""

    variable: Variable
    name: str
    bytes: int

    @property
    def long(self) -> bool:
        return self.bytes > SHORT_TEXT

    @property
    def numpy(self) -> str:
        width = self.variable.width
        return NUMPY[width] if width != "text" else "V8" if self.long else f"S{self.bytes}"

    @property
    def type(self) -> int:
        width = self.variable.width
        return TYPES[width] if width != "text" else LONG_TEXT_TYPE if self.long else self.bytes

    @property
    def format(self) -> str:
        width = self.variable.width
        return FORMATS[width] if width != "text" else "%9s" if self.long else f"%{self.bytes}s"


def write(table: Table, path: Path) -> tuple[Cut, ...]:
    """Write data, labels, missing values and characteristics; what Stata's limits shortened is returned."""
    rows, shapes = _measured(table)
    sets = _label_sets(shapes)
    with path.open("wb") as file:
        out = _Out(file)
        file.write(b"<stata_dta>")
        file.write(_header(table, len(shapes), rows))
        out.start("map", bytes(8 * 14))
        out.part("variable_types", b"".join(struct.pack("<H", shape.type) for shape in shapes))
        out.part("varnames", b"".join(_field(shape.name, 129) for shape in shapes))
        out.part("sortlist", bytes(2 * (len(shapes) + 1)))
        out.part("formats", b"".join(_field(shape.format, 57) for shape in shapes))
        out.part("value_label_names", b"".join(_field(sets.name(shape.variable), 129) for shape in shapes))
        labels = (cut_letters(_line(shape.variable.label), LABEL) for shape in shapes)
        out.part("variable_labels", b"".join(_field(label, 321) for label in labels))
        out.part("characteristics", b"".join(_characteristics(table, shapes)))
        out.stream("data", (_rows(chunk, shapes, first) for first, chunk in _numbered(table)))
        out.stream("strls", _long_texts(table, shapes))
        out.part("value_labels", b"".join(sets.packed()))
        out.finish()
    return tuple(_cuts(shapes))


class _Out:
    """The file, and where each of its parts begins."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.places = file, [0]

    def start(self, tag: str, body: bytes) -> None:
        self.part(tag, body)
        self.body_of_map = self.places[-1] + len(f"<{tag}>")

    def part(self, tag: str, body: bytes) -> None:
        self.stream(tag, [body])

    def stream(self, tag: str, bodies: Iterable[bytes]) -> None:
        self.places.append(self.file.tell())
        self.file.write(f"<{tag}>".encode())
        for body in bodies:
            self.file.write(body)
        self.file.write(f"</{tag}>".encode())

    def finish(self) -> None:
        """The end of the file, and the map that tells where the parts are."""
        self.places.append(self.file.tell())
        self.file.write(b"</stata_dta>")
        self.places.append(self.file.tell())
        self.file.seek(self.body_of_map)
        self.file.write(struct.pack(f"<{len(self.places)}Q", *self.places))


def _measured(table: Table) -> tuple[int, tuple[Shape, ...]]:
    """Number of rows, and the shape of each variable."""
    texts = longest_texts(table.chunks, (one.name for one in table.variables if one.width == "text"))
    names = stata_names([variable.name for variable in table.variables])
    rows = sum(chunk.height for chunk in table.chunks)
    return rows, tuple(
        Shape(found, names[found.name], max(1, texts[found.name]) if found.name in texts else 0)
        for found in table.variables
    )


def stata_names(names: Iterable[str]) -> Mapping[str, str]:
    """Name → the name in Stata: itself, or its beginning with a number where it has over 32 characters."""
    every = list(names)
    found: dict[str, str] = {name: name for name in every if len(name) <= NAME}
    taken = set(found)
    for number, name in enumerate((name for name in every if len(name) > NAME), start=1):
        tail = number
        while (short := f"{name[: NAME - len(str(tail)) - 1]}_{tail}") in taken:
            tail += 1
        taken.add(short)
        found[name] = short
    return found


def _header(table: Table, variables: int, rows: int) -> bytes:
    label = cut_letters(_line(table.title), LABEL).encode()
    parts = [
        b"<release>118</release><byteorder>LSF</byteorder>",
        b"<K>" + struct.pack("<H", variables) + b"</K>",
        b"<N>" + struct.pack("<Q", rows) + b"</N>",
        b"<label>" + struct.pack("<H", len(label)) + label + b"</label>",
        b"<timestamp>\x00</timestamp>",
    ]
    return b"<header>" + b"".join(parts) + b"</header>"


def _field(text: str, size: int) -> bytes:
    """Text that ends in a zero byte, in a field of so many bytes."""
    return text.encode()[: size - 1].ljust(size, b"\0")


def _line(text: str) -> str:
    return " ".join(text.split())


def _characteristics(table: Table, shapes: tuple[Shape, ...]) -> Iterator[bytes]:
    about = {"labels": table.language, "weight": table.weight}
    sets = stata_names([f"mrset_{found.name}" for found in table.sets])
    about |= {sets[f"mrset_{found.name}"]: " ".join(found.variables) for found in table.sets}
    notes = [note for note in (table.note, _reasons_note(table)) if note]
    about |= {"note0": str(len(notes)), **{f"note{number}": note for number, note in enumerate(notes, start=1)}}
    for name, text in about.items():
        yield from _characteristic("_dta", name, text)
    for shape in shapes:
        variable = shape.variable
        told = {"measure": variable.measure, "set": variable.set_name, "comparability": variable.comparability}
        told["name_full"] = variable.name if variable.name != shape.name else ""
        told["label_full"] = variable.label if len(variable.label) > LABEL else ""
        for name, text in told.items():
            yield from _characteristic(shape.name, name, text)


def _reasons_note(table: Table) -> str:
    return "; ".join(f".{LETTERS[-code - 1]} = {code} {label}" for code, label in table.missing.items())


def _characteristic(variable: str, name: str, text: str) -> Iterator[bytes]:
    """None for an empty text: Stata keeps no empty characteristic."""
    if text:
        body = _field(variable, 129) + _field(name, 129) + cut_bytes(text, CHARACTERISTIC - 1).encode() + b"\0"
        yield b"<ch>" + struct.pack("<I", len(body)) + body + b"</ch>"


def _numbered(table: Table) -> Iterator[tuple[int, Any]]:
    """Chunks with the number of their first row, from 1."""
    first = 1
    for chunk in table.chunks:
        yield first, chunk
        first += chunk.height


def _rows(chunk: Any, shapes: tuple[Shape, ...], first: int) -> bytes:
    """The rows of a chunk as they stand in the file."""
    import numpy

    packed = numpy.zeros(chunk.height, dtype=[(shape.name, shape.numpy) for shape in shapes])
    for place, shape in enumerate(shapes, start=1):
        series = chunk[shape.variable.name]
        if shape.variable.width == "text":
            packed[shape.name] = _references(series, place, first) if shape.long else _encoded(series)
        else:
            packed[shape.name] = _numbers(series, shape.variable)
    return packed.tobytes()


def _encoded(series: Any) -> Any:
    import numpy

    return numpy.array([(text or "").encode() for text in series], dtype="S")


def _references(series: Any, place: int, first: int) -> Any:
    """Where a long text stands: the number of its variable in 2 bytes, of its row in 6; zeros for no text."""
    import numpy

    found = [place | (row << 16) if text else 0 for row, text in enumerate(series, start=first)]
    return numpy.array(found, dtype="<u8").view("V8")


def _numbers(series: Any, variable: Variable) -> Any:
    """Values in the variable's own width, with reasons and empty cells as Stata's missing values."""
    import numpy

    empty = series.is_null().to_numpy()
    values = series.fill_null(0).to_numpy().astype(NUMPY[variable.width])
    reasons = (values >= -9) & (values <= -1) & (values == values.astype("i8")) if variable.reasons else empty & False
    steps = numpy.where(reasons, -values, 0).astype("u8")
    hidden = empty | reasons
    if variable.width in MISSING:
        return numpy.where(hidden, MISSING[variable.width] + steps.astype("i8"), values)
    codes = (numpy.uint64(DOUBLE_MISSING) + steps * numpy.uint64(DOUBLE_STEP)).view("<f8")
    return numpy.where(hidden, codes, values)


def _long_texts(table: Table, shapes: tuple[Shape, ...]) -> Iterator[bytes]:
    """Each text longer than a row's field, by row and then by variable."""
    long = [(place, shape.variable.name) for place, shape in enumerate(shapes, start=1) if shape.long]
    for first, chunk in _numbered(table) if long else ():
        columns = [(place, chunk[name]) for place, name in long]
        for row in range(chunk.height):
            for place, column in columns:
                if text := column[row]:
                    body = text.encode() + b"\0"
                    yield b"GSO" + struct.pack("<IQBI", place, first + row, 130, len(body)) + body


@dataclass(frozen=True)
class _LabelSets:
    """Sets of value labels, each once, named after the first variable that has it."""

    names: Mapping[tuple[tuple[int, str], ...], str]

    def name(self, variable: Variable) -> str:
        return self.names[tuple(variable.labels.items())] if variable.labels else ""

    def packed(self) -> Iterator[bytes]:
        for labels, name in self.names.items():
            body = _packed({_coded(value): cut_bytes(label, VALUE_LABEL - 1) for value, label in labels})
            yield b"<lbl>" + struct.pack("<I", len(body)) + _field(name, 129) + bytes(3) + body + b"</lbl>"


def _label_sets(shapes: tuple[Shape, ...]) -> _LabelSets:
    names: dict[tuple[tuple[int, str], ...], str] = {}
    for shape in shapes:
        if shape.variable.labels:
            names.setdefault(tuple(shape.variable.labels.items()), shape.name)
    return _LabelSets(names)


def _coded(value: int) -> int:
    """Reasons in labels are written as missing values of 32 bits."""
    return MISSING["long"] - value if -9 <= value <= -1 else value


def _packed(labels: Mapping[int, str]) -> bytes:
    texts, offsets = b"", []
    for value in sorted(labels):
        offsets.append(len(texts))
        texts += labels[value].encode() + b"\0"
    count = len(labels)
    return struct.pack(f"<ii{count}i{count}i", count, len(texts), *offsets, *sorted(labels)) + texts


def _cuts(shapes: Iterable[Shape]) -> Iterator[Cut]:
    for shape in shapes:
        variable = shape.variable
        if shape.name != variable.name:
            yield Cut("dta", variable.name, f"name, in Stata {shape.name}", len(variable.name), NAME)
        if len(variable.label) > LABEL:
            yield Cut("dta", variable.name, "label, whole in its characteristic label_full", len(variable.label), LABEL)
        for value, label in variable.labels.items():
            if (size := len(label.encode())) >= VALUE_LABEL:
                yield Cut("dta", variable.name, f"label of {value}", size, VALUE_LABEL - 1)
