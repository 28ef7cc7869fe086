"""Rows that were made many at a time, as frames: read as such by who writes files, one by one by others."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from exports.values import Value

if TYPE_CHECKING:
    import polars


class Framed:
    """Rows that can be read once: as `frames`, whose columns are the dataset's in order, or as tuples by iterating."""

    def __init__(self, frames: Generator[polars.DataFrame, None, None]) -> None:
        self.frames = frames
        self._rows = (row for frame in frames for row in frame.iter_rows())

    def __iter__(self) -> Framed:
        return self

    def __next__(self) -> tuple[Value, ...]:
        return next(self._rows)

    def close(self) -> None:
        """No more will be read; what makes them stops."""
        self._rows.close()
        self.frames.close()
