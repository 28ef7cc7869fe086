"""What is wrong with a frame file: where, what, and what to do. Values that look personal are never shown."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class FrameProblem:
    """One fault. Row 0 is the file as a whole, row 1 the header; an empty column is the whole row."""

    row: int
    column: str
    code: str
    message: str
    what_to_do: str

    def __str__(self) -> str:
        place = f"row {self.row}" if self.row else "file"
        column = f", column “{self.column}”" if self.column else ""
        return f"{place}{column}: {self.message} {self.what_to_do}"


class FrameUnreadable(ValueError):
    """The file cannot be imported. Carries every problem, in the order of the file."""

    def __init__(self, problems: Iterable[FrameProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
