"""What was done to the translations of a shipped study, as files beside it: `translations/<language>.csv`.

One line per pair of source and translation, known by the first letters of their hashes; the texts stand in the study's
own files. Columns: source, text, translated, back (the translation back), verdict (same | differs), note (what was
settled), changed (yes: the translation was changed after it), reviewed, adjudicated, tested, native (who; '' = nobody).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from surveys.engine.checks.freshness import Known, known_pairs
from surveys.text_states import STEPS, Event
from surveys.translation_units import ID_LENGTH, Unit, units

FOLDER = "translations"
VERDICTS = ("", "same", "differs")
OPEN = "open"
BACK_BY = "independent translation back"


class RecordBroken(Exception):
    """The file cannot be used. The message names the line and what is wrong."""


@dataclass(frozen=True)
class Line:
    """One pair. `source` and `text`: the first 20 letters of the hashes. Who-columns: `name, 2026-11-25`."""

    source: str
    text: str
    translated: str = ""
    back: str = ""
    verdict: str = ""
    note: str = ""
    changed: str = ""
    reviewed: str = ""
    adjudicated: str = ""
    tested: str = ""
    native: str = ""


COLUMNS = tuple(item.name for item in fields(Line))
WHO = (*STEPS, "native")


def read(file: Path) -> tuple[Line, ...]:
    """Lines of one language's file; none where there is no file. Raises RecordBroken."""
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as rows:
        found = csv.DictReader(rows)
        if tuple(found.fieldnames or ()) != COLUMNS:
            raise RecordBroken(f"{file.name}: the first line must be {','.join(COLUMNS)}.")
        return tuple(_line(file.name, number, row) for number, row in enumerate(found, start=2))


def write(file: Path, lines: Iterable[Line]) -> None:
    """The file anew, in order of source: whole or not at all."""
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_suffix(".new")
    with fresh.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows([getattr(line, name) for name in COLUMNS] for line in sorted(lines, key=_order))
    fresh.replace(file)


def file_of(folder: Path, language: str) -> Path:
    return folder / FOLDER / f"{language}.csv"


def events(lines: Iterable[Line], texts: Iterable[Unit]) -> Iterator[Event]:
    """What the lines say about these texts, as events, oldest first. A line whose source is gone says nothing.

    A line whose text is there with another source is given under the hash of the source it was made from, cut short:
    such a translation is stale.
    """
    translated = [unit for unit in texts if unit.translation]
    by_text = {unit.text_hash[:ID_LENGTH]: unit for unit in translated}
    sources = {unit.source_hash[:ID_LENGTH]: unit.source_hash for unit in translated}
    for line in lines:
        unit = by_text.get(line.text)
        if unit is not None:
            yield from _events(line, unit, sources.get(line.source, line.source))


def recorded(folder: Path, document: Mapping[str, Any]) -> list[Event]:
    """What the files beside a study say about its translations, in every language. Raises RecordBroken."""
    found: list[Event] = []
    for language in map(str, document.get("languages") or ()):
        lines = read(file_of(folder, language))
        found += events(lines, units(document, language)) if lines else ()
    return found


def known(folder: Path, document: Mapping[str, Any]) -> Known:
    """The recorded pairs of a study's folder, for the check of freshness. Raises RecordBroken."""
    return known_pairs((event.language, event.source_hash, event.text_hash) for event in recorded(folder, document))


def line_of(unit: Unit, history: Iterable[Event]) -> Line:
    """The line that keeps what was done to this pair."""
    values = {"source": unit.source_hash[:ID_LENGTH], "text": unit.text_hash[:ID_LENGTH]}
    for event in history:
        if event.kind in WHO:
            values[event.kind] = f"{event.by}, {event.at.date().isoformat()}"
        elif event.kind == "back":
            values |= dict(zip(("verdict", "changed", "back", "note"), parts_of_back(event.note), strict=True))
    return Line(**values)


def said_of_back(back: str, verdict: str, changed: str, note: str) -> str:
    """The note of a `back` event: first the verdict, then the translation back, then what was settled.

    Without a verdict nobody laid the two side by side yet.
    """
    return "\n".join((f"{verdict or OPEN} {changed}".strip(), " ".join(back.split()), note)).strip()


def parts_of_back(said: str) -> tuple[str, str, str, str]:
    """Verdict, changed, translation back and what was settled: the way back from `said_of_back`."""
    head, back, note = [*said.split("\n", 2), "", ""][:3]
    verdict, _, changed = head.partition(" ")
    return "" if verdict == OPEN else verdict, changed, back, note


def _line(name: str, number: int, row: Mapping[str, str | None]) -> Line:
    if None in row or None in row.values():
        raise RecordBroken(f"{name}, line {number}: {len(COLUMNS)} columns are needed.")
    line = Line(**{column: str(row[column]) for column in COLUMNS})
    if line.verdict not in VERDICTS:
        raise RecordBroken(f"{name}, line {number}: verdict is “{line.verdict[:40]}”; use same or differs.")
    for step in WHO:
        if getattr(line, step):
            _who(name, number, getattr(line, step))
    return line


def _who(name: str, number: int, value: str) -> tuple[str, datetime]:
    by, _, day = value.rpartition(", ")
    try:
        return by, datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    except ValueError:
        raise RecordBroken(f"{name}, line {number}: write who and when as “name, 2026-11-25”.") from None


def _events(line: Line, unit: Unit, source_hash: str) -> Iterator[Event]:
    def event(kind: str, by: str, at: datetime, note: str = "") -> Event:
        return Event(unit.language, source_hash, unit.text_hash, kind, by, at, note)

    done = {step: _who("", 0, getattr(line, step)) for step in WHO if getattr(line, step)}
    for step, (by, at) in done.items():
        yield event(step, by, at)
        if step == "translated" and line.back:
            yield event("back", BACK_BY, at, said_of_back(line.back, line.verdict, line.changed, line.note))


def _order(line: Line) -> tuple[str, str]:
    return line.source, line.text
