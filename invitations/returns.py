"""What became of letters: the printer's file and letters that came back. Pure: rows in, events out, or every problem.

A letter is named by its return number (`3-012-045`: mailing, batch, place in the batch). Never by its log-in code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.personal import personal_column
from invitations.sheet import Sheet

PRINTED, SPOILED, POSTED, UNDELIVERABLE = "printed", "spoiled", "posted", "undeliverable"
WORDS: Mapping[str, str] = {
    **dict.fromkeys(("printed", "gedrukt", "geprint"), PRINTED),
    **dict.fromkeys(("spoiled", "misdruk", "afgekeurd"), SPOILED),
    **dict.fromkeys(("posted", "gepost", "verzonden"), POSTED),
}
"""What a printer's file may say, in small letters."""
NEVER_BOTH: Mapping[str, frozenset[str]] = {
    SPOILED: frozenset({POSTED, UNDELIVERABLE}),
    POSTED: frozenset({SPOILED}),
    UNDELIVERABLE: frozenset({SPOILED}),
}
"""A spoiled letter never leaves the printer."""
_NUMBER = re.compile(r"(\d{1,9})[-–−/' ](\d{1,5})[-–−/' ](\d{1,5})")
_LONGEST_NUMBER = 21
ADVICE = "Take the number above the address, such as 3-012-045."


class NumberUnreadable(ValueError):
    """What was typed is no return number. Does not repeat it: it may be a log-in code."""


@dataclass(frozen=True, order=True)
class ReturnNumber:
    """Mailing, batch and place of one letter."""

    mailing: int
    batch: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.mailing}-{self.batch:03d}-{self.sequence:03d}"


@dataclass(frozen=True)
class Columns:
    """How the columns of the file are called. The names of our own manifest by default."""

    number: str = "reference"
    status: str = "status"
    date: str = "date"


@dataclass(frozen=True)
class Line:
    """One row: this happened to that letter. `day` is None where the file gives none."""

    row: int
    number: ReturnNumber
    kind: str
    day: date | None


@dataclass(frozen=True)
class Rows:
    """What a file says, and the rows that could not be read."""

    lines: tuple[Line, ...]
    problems: tuple[FrameProblem, ...] = ()


@dataclass(frozen=True)
class BatchMade:
    """A batch of ours; `made_on` is the day it was sealed."""

    letters: int
    sealed: bool
    made_on: date | None = None


@dataclass(frozen=True)
class LetterMade:
    """A letter of a sealed batch: keys of its code and unit, and the day of each thing that happened to it."""

    code: int
    unit: int
    events: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """Batches and letters of one study. Batches by (mailing, number)."""

    batches: Mapping[tuple[int, int], BatchMade]
    letters: Mapping[ReturnNumber, LetterMade]


@dataclass(frozen=True)
class Reconciled:
    """Rows that tell something new, and how many told what was known."""

    fresh: tuple[Line, ...]
    known: int


def parse_number(text: str) -> ReturnNumber:
    """The number as typed or scanned, in any digits, with - / or a space between. Raises NumberUnreadable."""
    found = _NUMBER.fullmatch(text.strip()) if len(text) <= 2 * _LONGEST_NUMBER else None
    if found is None:
        raise NumberUnreadable(f"This is no return number. {ADVICE} Never use the code for logging in.")
    return ReturnNumber(*map(int, found.groups()))


def printed_rows(sheet: Sheet, columns: Columns, today: date) -> Rows:
    """Rows of the printer's file: number, status and date (needed for posted).

    Raises FrameUnreadable where the columns are wrong.
    """
    required = (columns.number, columns.status, columns.date)

    def kind_of(cells: Mapping[str, str]) -> str:
        return WORDS.get(cells[columns.status].casefold(), "")

    return _rows(sheet, columns, required, kind_of, today)


def returned_rows(sheet: Sheet, columns: Columns, today: date) -> Rows:
    """Rows of a file of letters that came back: number, and a date where known.

    Raises FrameUnreadable where the columns are wrong.
    """
    return _rows(sheet, columns, (columns.number,), lambda cells: UNDELIVERABLE, today)


def _rows(
    sheet: Sheet,
    columns: Columns,
    required: Sequence[str],
    kind_of: Callable[[Mapping[str, str]], str],
    today: date,
) -> Rows:
    if wrong := list(_header_problems(sheet.header, required)):
        raise FrameUnreadable(wrong)
    lines: list[Line] = []
    problems: list[FrameProblem] = []
    for number, cells in sheet.rows:
        row = dict(zip(sheet.header, [*cells, *[""] * len(sheet.header)], strict=False))
        found = _line(number, row, columns, kind_of(row), today)
        if isinstance(found, Line):
            lines.append(found)
        else:
            problems.append(found)
    return Rows(tuple(lines), tuple(problems))


def _header_problems(header: Sequence[str], required: Sequence[str]) -> Iterator[FrameProblem]:
    for name in required:
        if header.count(name) != 1:
            message = "This column is missing." if name not in header else "The column stands there twice."
            yield FrameProblem(1, name, "column", message, f"Needed, each once: {', '.join(required)}.")
    for name in header:
        if personal_column(name):
            yield FrameProblem(1, name, "personal", "Such a column points at people.", "Remove it from the file.")


def _line(row: int, cells: Mapping[str, str], columns: Columns, kind: str, today: date) -> Line | FrameProblem:
    try:
        number = parse_number(cells[columns.number])
    except NumberUnreadable:
        return FrameProblem(row, columns.number, "number", "This is no return number.", ADVICE)
    if not kind:
        return FrameProblem(row, columns.status, "status", "The status is unknown.", f"Use {', '.join(WORDS)}.")
    written = cells.get(columns.date, "")
    day = _day(written)
    if (written or kind == POSTED) and day is None:
        return FrameProblem(row, columns.date, "date", "This is no date.", "Write it as 2027-01-31.")
    if day and day > today:
        return FrameProblem(row, columns.date, "future", f"{day} is still to come.", "Put the date right.")
    return Line(row, number, kind, day)


def _day(written: str) -> date | None:
    """ISO, or day-month-year as the Dutch write it."""
    turned = re.sub(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})", lambda m: f"{m[3]}-{int(m[2]):02d}-{int(m[1]):02d}", written)
    try:
        return date.fromisoformat(turned)
    except ValueError:
        return None


def reconcile(rows: Rows, made: Made) -> Reconciled:
    """The rows against what we made. Raises FrameUnreadable with every row that cannot be read or be true."""
    fresh: list[Line] = []
    problems = list(rows.problems)
    seen: dict[tuple[ReturnNumber, str], Line] = {}
    known = 0
    for line in rows.lines:
        problem = _twice(line, seen) or _unmade(line, made) or _contradiction(line, made, seen)
        seen.setdefault((line.number, line.kind), line)
        if problem:
            problems.append(problem)
        elif line.kind in made.letters[line.number].events:
            known += 1
        else:
            fresh.append(line)
    if problems:
        raise FrameUnreadable(problems)
    return Reconciled(tuple(fresh), known)


def missing(lines: Iterable[Line], made: Made) -> tuple[ReturnNumber, ...]:
    """Letters of the batches in the file that nobody told anything about: not printed, posted or spoiled, ever."""
    told = {line.number for line in lines}
    batches = {(number.mailing, number.batch) for number in told}
    return tuple(
        number
        for number, letter in sorted(made.letters.items())
        if (number.mailing, number.batch) in batches
        and number not in told
        and not {PRINTED, SPOILED, POSTED} & letter.events.keys()
    )


def _twice(line: Line, seen: Mapping[tuple[ReturnNumber, str], Line]) -> FrameProblem | None:
    first = seen.get((line.number, line.kind))
    if first is None:
        return None
    message = f"{line.number} is {line.kind} in row {first.row} already."
    return FrameProblem(line.row, "", "twice", message, "Keep one of them.")


def _unmade(line: Line, made: Made) -> FrameProblem | None:
    """Numbers of letters that we did not make."""
    number = line.number
    batch = made.batches.get((number.mailing, number.batch))
    if batch is None:
        message = f"{number}: there is no such batch in this study."
        return FrameProblem(line.row, "", "unknown", message, "Compare it with the control sheet.")
    if not batch.sealed:
        message = f"{number}: the batch is not finished, so nobody can have printed it."
        return FrameProblem(line.row, "", "not_sealed", message, "Print finished batches only; destroy these letters.")
    if number not in made.letters:
        message = f"{number} is too many: the batch has {batch.letters} letters."
        return FrameProblem(line.row, "", "too_many", message, "Ask the printer where it comes from.")
    if line.day and batch.made_on and line.day < batch.made_on:
        message = f"{number}: {line.day} is before the letter was made ({batch.made_on})."
        return FrameProblem(line.row, "", "too_early", message, "Put the date right.")
    return None


def _contradiction(line: Line, made: Made, seen: Mapping[tuple[ReturnNumber, str], Line]) -> FrameProblem | None:
    stored: Mapping[str, date | None] = made.letters[line.number].events
    in_file = {kind: seen[line.number, kind].day for kind in (SPOILED, POSTED) if (line.number, kind) in seen}
    events = {**in_file, **stored}
    before = events.get(line.kind)
    what_to_do = "Find out what is true, and take the other away."
    for other in NEVER_BOTH.get(line.kind, frozenset()) & events.keys():
        message = f"{line.number} cannot be {line.kind}: it is {other}."
        return FrameProblem(line.row, "", "contradiction", message, what_to_do)
    if before and line.day and before != line.day and line.kind == POSTED:
        message = f"{line.number} is {line.kind} on {line.day}; known is {before}."
        return FrameProblem(line.row, "", "contradiction", message, what_to_do)
    posted = events.get(POSTED)
    if line.kind == UNDELIVERABLE and line.day and posted and line.day < posted:
        message = f"{line.number} came back on {line.day}, before it was posted ({posted})."
        return FrameProblem(line.row, "", "contradiction", message, what_to_do)
    return None
