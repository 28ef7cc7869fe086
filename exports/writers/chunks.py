"""Rows as small tables of narrow columns, a few thousand rows at a time: what every writer reads. Polars loads here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from exports.framed import Framed
from exports.values import Value

if TYPE_CHECKING:
    import polars

ROWS = 2_000
"""Rows in memory at a time: 300 small columns of them take about a megabyte."""
TYPES: Mapping[str, str] = {
    "byte": "Int8",
    "int": "Int16",
    "long": "Int32",
    "whole": "Int64",
    "double": "Float64",
    "text": "String",
}


class Shaped(Protocol):
    """What a column must tell to be stored."""

    @property
    def name(self) -> str: ...
    @property
    def width(self) -> str: ...


class DoesNotFit(ValueError):
    """A value is larger than its column can hold, or of another kind. The edition says what a column holds."""


def schema(variables: Iterable[Shaped]) -> dict[str, polars.DataType]:
    import polars

    return {variable.name: getattr(polars, TYPES[variable.width])() for variable in variables}


def chunked(rows: Iterable[tuple[Value, ...]], variables: Iterable[Shaped]) -> Iterator[polars.DataFrame]:
    """Frames of a few thousand rows, in order; no rows give one empty frame. Raises DoesNotFit."""
    kinds = schema(variables)
    frames = _as_told(rows.frames, kinds) if isinstance(rows, Framed) else _told_anew(rows, kinds)
    yield next(frames, _frame([], kinds))
    yield from frames


def _told_anew(rows: Iterable[tuple[Value, ...]], kinds: Mapping[str, polars.DataType]) -> Iterator[polars.DataFrame]:
    waiting = iter(rows)
    while batch := list(islice(waiting, ROWS)):
        yield _frame(batch, kinds)


def _as_told(frames: Iterable[polars.DataFrame], kinds: Mapping[str, polars.DataType]) -> Iterator[polars.DataFrame]:
    """The same frames in columns of these kinds."""
    import polars

    for frame in frames:
        if frame.height:
            columns = zip(frame, kinds.items(), strict=True)
            yield polars.DataFrame([_cast(values.alias(name), kind) for values, (name, kind) in columns])


def _cast(values: polars.Series, kind: polars.DataType) -> polars.Series:
    from polars.exceptions import InvalidOperationError

    try:
        return values.cast(kind)
    except InvalidOperationError as error:
        raise _too_large(values.name, kind) from error


def _too_large(name: str, kind: polars.DataType) -> DoesNotFit:
    return DoesNotFit(f"A value of {name} does not fit a column of {kind}. Check the edition's bounds.")


def _frame(rows: list[tuple[Value, ...]], kinds: Mapping[str, polars.DataType]) -> polars.DataFrame:
    import polars

    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return polars.DataFrame([series(name, kinds[name], column) for name, column in zip(kinds, columns, strict=True)])


def series(name: str, kind: polars.DataType, values: Sequence[Value]) -> polars.Series:
    """Raises DoesNotFit."""
    import polars

    try:
        return polars.Series(name, values, dtype=kind)
    except (TypeError, OverflowError) as error:
        raise _too_large(name, kind) from error


def longest_texts(chunks: Iterable[polars.DataFrame], names: Iterable[str]) -> dict[str, int]:
    """Bytes of the longest text of each of these columns, 0 where all are empty."""
    found = dict.fromkeys(names, 0)
    for chunk in chunks:
        for name, most in found.items():
            longest = chunk[name].str.len_bytes().max()
            found[name] = max(most, longest) if isinstance(longest, int) else most
    return found


class Spool:
    """Frames on the disk, in a folder of this run: written once, read by each writer in turn."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.rows, self._files = folder, 0, 0

    def add(self, frame: polars.DataFrame) -> None:
        frame.write_ipc(self.folder / f"{self._files:06}.arrow")
        self._files += 1
        self.rows += frame.height

    def fill(self, frames: Iterable[polars.DataFrame], progress: Callable[[int], None]) -> Spool:
        for frame in frames:
            self.add(frame)
            progress(self.rows)
        return self

    def __iter__(self) -> Iterator[polars.DataFrame]:
        import polars

        for path in sorted(self.folder.iterdir()):
            yield polars.read_ipc(path)
