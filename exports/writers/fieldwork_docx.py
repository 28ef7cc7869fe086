"""The report of a fieldwork as a Word document, ready to be put behind a report as an appendix."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exports.closing.report import FieldworkReport, Section
from exports.writers import word
from exports.writers.sheets import grid
from exports.writers.word import SIZE, SMALL, run, say


def write(report: FieldworkReport, pictures: Sequence[bytes], path: Path, language: str) -> None:
    """`pictures` holds a PNG per section, empty for none. Raises OSError."""
    lying = any(len(sheet.heads) > word.STANDING for section in report.sections for sheet in section.sheets)
    document = word.document(report.title, language, lying=lying)
    word.foot(document, " ".join((*report.stamps, report.made)), language)
    document.add_heading(report.title, level=0)
    for stamp in report.stamps:
        say(document, [run(stamp, language, SIZE, bold=True)], language)
    say(document, [run(report.made, language, SIZE)], language)
    for place, (section, picture) in enumerate(zip(report.sections, pictures, strict=True), start=1):
        _section(document, section, picture, place, language)
    word.save(document, path)


def _section(document: Any, section: Section, picture: bytes, number: int, language: str) -> None:
    document.add_heading(section.title, level=1)
    for sentence in section.says:
        say(document, [run(sentence, language, SIZE)], language)
    if picture:
        word.picture(document, picture, f"course{number}.png", number, section.sheets[0].title)
    for sheet in section.sheets:
        if sheet.title != section.title:
            say(document, [run(sheet.title, language, SIZE, bold=True)], language, style="Caption", keep=True)
        if sheet.rows:
            word.add(document, grid(sheet, language, word.room(document)))
        for note in sheet.notes:
            say(document, [run(note, language, SMALL)], language)
