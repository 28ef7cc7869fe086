"""Which printed figures a release would hide or mark, by the very rules that tables leave under. Pure."""

from collections.abc import Callable, Sequence

from exports.counting import Base, Data, Tally
from exports.disclosure import NothingToRelease, protect
from exports.disclosure_merge import JOIN
from exports.disclosure_rules import declared
from exports.published import About
from exports.tables import Heading, Mark, Row, Table, cell
from surveys.engine.text import Text

CELLS = ("count", "percent")
"""Measures that are a cell of a table."""
NO_WORDS = Text({})
Subject = tuple[str, Base]


def release_marks(abouts: Sequence[About | None], tally: Callable[[str, About], Tally], data: Data) -> list[Mark]:
    """A mark per figure; those that are no cell of a table have none. Figures of one question make one table."""
    subjects: dict[Subject, list[About]] = {}
    for about in abouts:
        if about is not None and about.measure in CELLS:
            subjects.setdefault(_subject(about), []).append(about)
    made = {subject: _table(data, subject[0], asked, tally) for subject, asked in subjects.items()}
    known = declared(data.definition)
    found: dict[tuple[Subject, str, str], Mark] = {}
    for subject, table in made.items():
        try:
            (told,) = protect([table], "publication", known)
        except NothingToRelease:
            continue
        for row in told.rows:
            for heading, shown in zip(told.headings, row.cells, strict=True):
                found[subject, row.code, heading.key] = shown.mark
    return [_mark(about, found) for about in abouts]


def _mark(about: About | None, found: dict[tuple[Subject, str, str], Mark]) -> Mark:
    """Hidden, too, where row or column was merged or left out."""
    if about is None or about.measure not in CELLS:
        return ""
    return found.get((_subject(about), _row(about), _column(about)), "hidden")


def _subject(about: About) -> Subject:
    return about.questions[0], about.base


def _row(about: About) -> str:
    return JOIN.join(sorted(about.codes))


def _column(about: About) -> str:
    return "; ".join(f"{name}={JOIN.join(sorted(codes))}" for name, codes in about.where.items())


def _table(data: Data, name: str, abouts: Sequence[About], tally: Callable[[str, About], Tally]) -> Table:
    """The figures of one question as a table: a column per breakdown, a row per code or codes together."""
    columns = {_column(about): about for about in abouts}
    tallies = tuple(tally(name, about) for about in columns.values())
    rows = {_row(about): about.codes for about in abouts}
    return Table(
        data.variable(name),
        {},
        tuple(Heading(key, NO_WORDS, about.where) for key, about in columns.items()),
        tallies,
        tuple(Row(key, NO_WORDS, tuple(cell(found, codes) for found in tallies)) for key, codes in rows.items()),
        (),
        False,
        data.synthetic,
    )
