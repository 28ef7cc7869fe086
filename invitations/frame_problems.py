"""What is wrong with a frame file: where, what, and what to do. Values that look personal are never shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from invitations.frame_wordings import in_dutch

PLACES = {"en": ("row {row}", "file", ", column “{column}”"), "nl": ("rij {row}", "bestand", ", kolom “{column}”")}


@dataclass(frozen=True, order=True)
class FrameProblem:
    """One fault. Row 0 is the file as a whole, row 1 the header; an empty column is the whole row.

    `file`: which of several files, "" where there is one.
    """

    row: int
    column: str
    code: str
    message: str
    what_to_do: str
    file: str = ""

    def __str__(self) -> str:
        return self.line("en")

    def in_language(self, language: str) -> "FrameProblem":
        """The same problem with message and advice in Dutch (`nl`); in any other language they stay English."""
        if language != "nl":
            return self
        message, advice = in_dutch(self.message), in_dutch(self.what_to_do)
        return replace(self, message=message or self.message, what_to_do=advice or self.what_to_do)

    def line(self, language: str) -> str:
        """The problem as one line, as commands print it."""
        said = self.in_language(language)
        row, file, column = PLACES.get(language, PLACES["en"])
        place = row.format(row=self.row) if self.row else file
        place = f"{self.file}: {place}" if self.file else place
        return f"{place}{column.format(column=self.column) if self.column else ''}: {said.message} {said.what_to_do}"

    @property
    def place(self) -> str:
        """The column, after the file's name where there are several."""
        return ": ".join(part for part in (self.file, self.column) if part)

    def of_file(self, name: str) -> "FrameProblem":
        return replace(self, file=name)

    def named(self, column: str) -> "FrameProblem":
        """The same problem in a column of another name."""
        return replace(self, column=column)


class FrameUnreadable(ValueError):
    """The file cannot be imported. Carries every problem, in the order of the file."""

    def __init__(self, problems: Iterable[FrameProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem)))
        super().__init__("\n".join(map(str, self.problems)))


def unreadable(code: str, message: str, what_to_do: str) -> FrameUnreadable:
    """A fault of the file as a whole."""
    return FrameUnreadable([FrameProblem(0, "", code, message, what_to_do)])
