"""Tables as they may leave: small cells marked, merged or hidden, so that no subtraction gives one back. Pure.

*internal* hides nothing and marks what is small. *publication* tells percentages on a base of 30 and marks them as few
answers below 50. *local*, and every table that points at a place, a channel or a small group whoever asks for it, tells
counts from ten on: small columns and answers are merged, then cells hidden, then others with them until somebody who
holds all told numbers against each other (`exports/attack.py`) can pin none of those hidden.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor

from exports.attack import Contradiction, Fact
from exports.counting import Tally, Where
from exports.disclosure_linked import in_the_way
from exports.disclosure_merge import Note, codes_of, merge_answers, merge_columns, merge_places, without_columns
from exports.disclosure_rules import Declared, Limits, Profile, apart, is_local, mark_of_base
from exports.measures import MeasureTable
from exports.suppress import Draft, Told, suppress
from exports.suppress_weighted import shares_of
from exports.tables import Cell, Mark, Row, Table

HIDDEN = Cell(None, None, "–", "hidden")
Earlier = Mapping[str, Told]
"""Per question the numbers that were told before."""


class NothingToRelease(ValueError):
    """No cell of these tables may leave. The message says why and what to do."""

    def __init__(self, people: int, limits: Limits) -> None:
        super().__init__(
            f"Nothing of these tables can be released. Their largest column is about {people} people; a cell is told "
            f"from {limits.least} people on, and only where it gives no smaller one away. Wait for more answers, take "
            "wider columns, or use the internal profile within the house."
        )


@dataclass(frozen=True)
class Protected:
    """Tables that may leave, and what it cost. `hidden`: cells of the tables as asked for that are not told.

    `in_place`: for each table asked for what may leave of it, None for nothing; `means` so for tables of means.
    """

    in_place: tuple[Table | None, ...]
    notes: tuple[Note, ...]
    hidden: int
    few: int
    means: tuple[MeasureTable | None, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for table in self.in_place if table is not None)


def protect(
    tables: Sequence[Table],
    profile: Profile,
    known: Declared | None = None,
    limits: Limits | None = None,
    earlier: Earlier | None = None,
) -> tuple[Table, ...]:
    """The tables as they may leave. Raises NothingToRelease. Those of which nothing may are left out."""
    return protected(tables, profile, known, limits, earlier).tables


def hidden_count(
    tables: Sequence[Table], profile: Profile, known: Declared | None = None, limits: Limits | None = None
) -> int:
    """Cells that a release would not tell, those merged or left out with their column among them."""
    try:
        return protected(tables, profile, known, limits).hidden
    except NothingToRelease:
        return sum(map(cells_in, tables))


def protected(
    tables: Sequence[Table],
    profile: Profile,
    known: Declared | None = None,
    limits: Limits | None = None,
    earlier: Earlier | None = None,
) -> Protected:
    """The same, with notes. Tables of one question are held against each other and against what was told before.

    Raises NothingToRelease.
    """
    known, limits = known or Declared(), limits or Limits()
    if profile == "internal":
        return _all_told(tuple(_marked(table, known, limits) for table in tables))
    by_question: dict[str, list[int]] = {}
    for place, table in enumerate(tables):
        by_question.setdefault(table.variable.name, []).append(place)
    made: dict[int, Table] = {}
    notes: list[Note] = []
    for name, places in by_question.items():
        drafts, said = _of_question([tables[at] for at in places], profile, known, limits, (earlier or {}).get(name))
        made |= dict(zip(places, drafts, strict=True))
        notes += said
    local = [place for place, table in enumerate(tables) if is_local(table, profile, known, limits)]
    notes += _apart(tables, made, local, known, earlier or {})
    return _left(tables, [made[place] for place in range(len(tables))], notes, limits)


def _apart(
    tables: Sequence[Table], made: dict[int, Table], local: Sequence[int], known: Declared, earlier: Earlier
) -> list[Note]:
    """Leave out of `made` the local tables that stand beside one of the same answers, where either hides something."""
    asked = list(dict.fromkeys(tables[place].variable.name for place in local))
    hidden = {tables[place].variable.name for place in local if _told(made[place]) < cells_in(tables[place])}
    before = {name for name, numbers in earlier.items() if numbers.watched}
    notes = []
    for name, other in in_the_way(asked, hidden, before, known.roots).items():
        for place in local:
            if tables[place].variable.name == name:
                made[place] = without_columns(made[place], range(len(made[place].headings)))
                notes.append(Note(name, "same answers", (other,), cells_in(tables[place])))
    return notes


def _left(tables: Sequence[Table], made: Sequence[Table], notes: Sequence[Note], limits: Limits) -> Protected:
    told = tuple(table if _told(table) else None for table in made)
    if tables and not any(told):
        raise NothingToRelease(max((found.n for table in tables for found in table.tallies), default=0), limits)
    said = {note.of for note in notes if note.what in ("cannot be checked", "same answers")}
    gone = [
        Note(old.variable.name, "table left out", (), cells_in(old))
        for old, new in zip(tables, made, strict=True)
        if not _told(new) and old.variable.name not in said
    ]
    shown = sum(map(_told, made))
    return Protected(told, (*notes, *gone), sum(map(cells_in, tables)) - shown, _few(made))


def _all_told(tables: tuple[Table, ...]) -> Protected:
    return Protected(tables, (), 0, _few(tables))


def cells_in(table: Table) -> int:
    return len(table.rows) * len(table.headings)


def _told(table: Table) -> int:
    return sum(cell.mark != "hidden" for row in table.rows for cell in row.cells)


def _few(tables: Iterable[Table]) -> int:
    return sum(cell.mark == "few" for table in tables for row in table.rows for cell in row.cells)


def _marked(table: Table, known: Declared, limits: Limits) -> Table:
    local = is_local(table, "internal", known, limits)

    def mark(cell: Cell, found: Tally) -> Mark:
        small = local and (cell.count or 0) < limits.least
        return "few" if small else mark_of_base(found.n, "internal", local=local, limits=limits)

    return replace(
        table,
        rows=tuple(
            _with_marks(row, [mark(*one) for one in zip(row.cells, table.tallies, strict=True)]) for row in table.rows
        ),
    )


def _with_marks(row: Row, marks: Sequence[Mark]) -> Row:
    cells = (
        HIDDEN if mark == "hidden" else replace(cell, mark=mark) for cell, mark in zip(row.cells, marks, strict=True)
    )
    return replace(row, cells=tuple(cells))


def _of_question(
    tables: Sequence[Table], profile: Profile, known: Declared, limits: Limits, earlier: Told | None
) -> tuple[list[Table], list[Note]]:
    """Each table of one question as it may leave, in the same order."""
    notes: list[Note] = []
    drafts = []
    for table in tables:
        local = is_local(table, profile, known, limits)
        if local:
            table, said = _merged(table, known, limits)
            notes += said
        drafts.append(Draft(table, local, _first_hidden(table, local, profile, known, limits)))
    if any(draft.local for draft in drafts) or (earlier and earlier.watched):
        drafts, said = _audited(drafts, known, limits, earlier)
        notes += said
    return [_finished(draft, limits) for draft in drafts], notes


def _merged(table: Table, known: Declared, limits: Limits) -> tuple[Table, list[Note]]:
    """After merging, what is still too small a column is left out. Ends of a scale that are not known go too."""
    rows = tuple(row for row in table.rows if codes_of(row, table, known))
    table, columns = merge_columns(replace(table, rows=rows), known, limits)
    too_small = [place for place, found in enumerate(table.tallies) if found.n < limits.least]
    gone = [
        Note(table.variable.name, "column left out", (table.headings[place].key,), len(table.rows))
        for place in too_small
    ]
    table, places = merge_places(without_columns(table, too_small), known, limits)
    table, answers = merge_answers(table, known, limits)
    return table, [*columns, *gone, *places, *answers]


def _first_hidden(
    table: Table, local: bool, profile: Profile, known: Declared, limits: Limits
) -> frozenset[tuple[int, int]]:
    """Row and column of the cells that are too small themselves. Where nobody was asked, nothing is hidden."""
    return frozenset(
        (at, place)
        for at, row in enumerate(table.rows)
        for place, (cell, found) in enumerate(zip(row.cells, table.tallies, strict=True))
        if mark_of_base(found.n, profile, local=local, limits=limits) == "hidden"
        or (local and (cell.count or 0) < limits.least)
    )


def _audited(
    drafts: list[Draft], known: Declared, limits: Limits, earlier: Told | None
) -> tuple[list[Draft], list[Note]]:
    try:
        return suppress(drafts, known, limits, earlier)
    except Contradiction:
        notes = [Note(draft.table.variable.name, "cannot be checked", (), cells_in(draft.table)) for draft in drafts]
        return [draft.left_out() for draft in drafts], notes


def _finished(draft: Draft, limits: Limits) -> Table:
    """With marks, without what is not told. What somebody was asked is not told of small places."""
    table = draft.table
    rows = [
        _with_marks(
            row, [_mark((at, place) in draft.hidden, found, limits) for place, found in enumerate(table.tallies)]
        )
        for at, row in enumerate(table.rows)
    ]
    hidden = {(table.rows[at].code, place) for at, place in draft.hidden}
    told = tuple(one for one in table.differences if not {(one.row, one.first), (one.row, one.second)} & hidden)
    kept = {row.code for row in rows}
    bare = tuple(
        replace(found, counts={}, weights={}, asked=None if draft.local else found.asked) for found in table.tallies
    )
    made = replace(table, rows=tuple(rows), tallies=bare, differences=tuple(one for one in told if one.row in kept))
    return _as_printed(made) if table.weighted else made


def _as_printed(table: Table) -> Table:
    """Weighted numbers rounded, so that no file tells more of them."""
    tallies = (
        replace(found, weighted_n=float(round(found.weighted_n)), effective=float(round(found.effective)))
        for found in table.tallies
    )
    rows = (replace(row, cells=tuple(map(_whole_percent, row.cells))) for row in table.rows)
    return replace(table, rows=tuple(rows), tallies=tuple(tallies))


def _whole_percent(cell: Cell) -> Cell:
    return cell if cell.share is None else replace(cell, share=floor(cell.share * 100 + 0.5 + 1e-9) / 100)


def _mark(hidden: bool, found: Tally, limits: Limits) -> Mark:
    return "hidden" if hidden else mark_of_base(found.n, "internal", local=False, limits=limits)


def told(tables: Sequence[Table], profile: Profile, known: Declared, limits: Limits) -> dict[str, Told]:
    """Per question the numbers that these tables tell, to hold later ones against."""
    found: dict[str, Told] = {}
    for table in tables:
        before = found.get(table.variable.name, Told())
        wheres = tuple(apart(heading.where, known) for heading in table.headings)
        watched = wheres if is_local(table, profile, known, limits) else ()
        facts = (*before.facts, *_facts(table, wheres, known))
        shares = tuple(shares_of(table, known)) if table.weighted else ()
        found[table.variable.name] = Told(facts, (*before.watched, *watched), (*before.shares, *shares))
    return found


def _facts(table: Table, wheres: Sequence[Where], known: Declared) -> Iterator[Fact]:
    for column, where in enumerate(wheres):
        yield Fact(where, None, table.tallies[column].n)
        for row in table.rows:
            count = row.cells[column].count
            if count is not None:
                yield Fact(where, codes_of(row, table, known), count)
