"""Small answers and small columns put together, before anything is hidden. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from exports.counting import Tally
from exports.disclosure_rules import Declared, Limits
from exports.tables import OTHERS, Difference, Heading, Row, Table, cell
from surveys.engine.text import Text

T = TypeVar("T")
JOIN = "+"
MOST_NAMED = 3
"""So many columns put together are all named in the new heading."""

What = Literal[
    "answers merged",
    "columns merged",
    "column left out",
    "cells hidden",
    "means hidden",
    "medians hidden",
    "table left out",
    "cannot be checked",
    "same answers",
]


@dataclass(frozen=True)
class Note:
    """What was done to a table: `of` names its question, `parts` the codes or columns, `cells` how many it cost."""

    of: str
    what: What
    parts: tuple[str, ...]
    cells: int


def codes_of(row: Row, table: Table, known: Declared) -> frozenset[str]:
    """The codes that a row counts; none for the end of a scale that is not known."""
    ends = known.ends.get(table.variable.name)
    if row.kind in ("first_two", "last_two"):
        return frozenset(ends[row.kind == "last_two"]) if ends else frozenset()
    return frozenset(row.code.split(JOIN))


def small(row: Row, tallies: Sequence[Tally], limits: Limits) -> int:
    """How many of its cells are too small to tell, in columns that are large enough themselves."""
    told = zip(row.cells, tallies, strict=True)
    return sum(found.n >= limits.least and (one.count or 0) < limits.least for one, found in told)


def merge_answers(table: Table, known: Declared, limits: Limits) -> tuple[Table, tuple[Note, ...]]:
    """The declared sets, then the ends of a scale, each where that leaves fewer small cells."""
    notes = []
    name = table.variable.name
    for codes in (*known.together.get(name, ()), *known.ends.get(name, ())):
        rows = [row for row in table.rows if row.kind == "option" and row.code in codes]
        if len(rows) < len(codes):
            continue
        merged = _merged(table, rows, codes)
        saved = sum(small(row, table.tallies, limits) for row in rows) - small(merged, table.tallies, limits)
        if saved > 0:
            table = replace(table, rows=tuple(_with(table, rows, merged, known)))
            notes.append(Note(name, "answers merged", tuple(codes), saved))
    return table, tuple(notes)


def merge_places(table: Table, known: Declared, limits: Limits) -> tuple[Table, tuple[Note, ...]]:
    """Coded places that few people come from, in all columns together, in one row, as small columns are."""
    widest = max(range(len(table.tallies)), key=lambda place: table.tallies[place].n, default=None)
    if not table.variable.places or widest is None:
        return table, ()
    sizes = {row.code: row.cells[widest].count or 0 for row in table.rows if row.kind == "option"}
    chosen = _enough(dict(sorted(sizes.items(), key=lambda one: one[1])), limits)
    if len(chosen) < 2:
        return table, ()
    rows = [row for row in table.rows if row.code in chosen]
    codes = tuple(row.code for row in rows)
    merged = _merged(table, rows, codes)
    label = merged.label if len(rows) <= MOST_NAMED else OTHERS
    kept = [row for row in table.rows if row not in rows]
    note = Note(table.variable.name, "answers merged", codes, (len(rows) - 1) * len(table.headings))
    return replace(table, rows=(*kept, replace(merged, label=label))), (note,)


def _enough(sizes: Mapping[T, int], limits: Limits) -> list[T]:
    """Those that are too small, in order of size, and as many of the next as make them large enough together."""
    chosen = [one for one, n in sizes.items() if n < limits.least]
    for one in list(sizes)[len(chosen) :]:
        if not chosen or sum(sizes[taken] for taken in chosen) >= limits.least:
            break
        chosen.append(one)
    return chosen if sum(sizes[one] for one in chosen) >= limits.least else []


def _merged(table: Table, rows: Sequence[Row], codes: Sequence[str]) -> Row:
    cells = tuple(cell(found, codes) for found in table.tallies)
    return Row(JOIN.join(codes), joined([row.label for row in rows]), cells)


def _with(table: Table, rows: Sequence[Row], merged: Row, known: Declared) -> Iterator[Row]:
    """The merged row at the place of the first; a row of an end that says the same is left out."""
    held = frozenset(merged.code.split(JOIN))
    for row in table.rows:
        if row is rows[0]:
            yield merged
        elif row not in rows and codes_of(row, table, known) != held:
            yield row


def joined(labels: Sequence[Text]) -> Text:
    first, *others = labels
    languages = [one for one in first.by_language if all(label.get(one) for label in others)]
    return Text({language: " + ".join(label[language] for label in labels) for language in languages})


def merge_columns(table: Table, known: Declared, limits: Limits) -> tuple[Table, tuple[Note, ...]]:
    """Small columns by an identifying name together, and the smallest of the others with them while that is small."""
    notes = []
    for siblings in _siblings(table):
        chosen = _too_small(table, siblings, known, limits)
        if len(chosen) > 1:
            labels = tuple(table.headings[place].key for place in chosen)
            notes.append(Note(table.variable.name, "columns merged", labels, len(chosen) * len(table.rows)))
            table = _put_together(table, chosen, known)
            return _and_then(notes, merge_columns(table, known, limits))
    return table, tuple(notes)


def _and_then(notes: list[Note], after: tuple[Table, tuple[Note, ...]]) -> tuple[Table, tuple[Note, ...]]:
    return after[0], (*notes, *after[1])


def _siblings(table: Table) -> Iterable[tuple[int, ...]]:
    """Columns that differ in the last of their names only: by place."""
    found: dict[tuple[str, tuple[tuple[str, frozenset[str]], ...]], list[int]] = {}
    for place, heading in enumerate(table.headings):
        if heading.where:
            *above, last = heading.where.items()
            found.setdefault((last[0], tuple(above)), []).append(place)
    return [tuple(places) for places in found.values()]


def _too_small(table: Table, places: Sequence[int], known: Declared, limits: Limits) -> list[int]:
    name = list(table.headings[places[0]].where)[-1]
    if name not in known.identifying or name in known.multi:
        return []
    sizes = {place: table.tallies[place].n for place in sorted(places, key=lambda place: table.tallies[place].n)}
    return sorted(_enough(sizes, limits))


def _put_together(table: Table, places: Sequence[int], known: Declared) -> Table:
    heading = _heading([table.headings[place] for place in places])
    found = added([table.tallies[place] for place in places])
    kept = [place for place in range(len(table.headings)) if place not in places]
    tallies = (*(table.tallies[place] for place in kept), found)
    rows = tuple(
        replace(row, cells=(*(row.cells[place] for place in kept), cell(found, codes_of(row, table, known))))
        for row in table.rows
    )
    headings = (*(table.headings[place] for place in kept), heading)
    return replace(
        table, headings=headings, tallies=tallies, rows=rows, differences=tuple(_moved(table.differences, kept))
    )


def _moved(differences: Iterable[Difference], kept: Sequence[int]) -> Iterator[Difference]:
    """The differences between columns that stay, at their new places."""
    new = {place: at for at, place in enumerate(kept)}
    for one in differences:
        if one.first in new and one.second in new:
            yield replace(one, first=new[one.first], second=new[one.second])


def without_columns(table: Table, places: Iterable[int]) -> Table:
    gone = set(places)
    kept = [place for place in range(len(table.headings)) if place not in gone]
    return replace(
        table,
        headings=tuple(table.headings[place] for place in kept),
        tallies=tuple(table.tallies[place] for place in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[place] for place in kept)) for row in table.rows),
        differences=tuple(_moved(table.differences, kept)),
    )


def _heading(parts: Sequence[Heading]) -> Heading:
    *above, last = parts[0].where
    codes = frozenset().union(*(part.where[last] for part in parts))
    where = {**{name: parts[0].where[name] for name in above}, last: codes}
    label = joined([part.label for part in parts]) if len(parts) <= MOST_NAMED else OTHERS
    return Heading(JOIN.join(part.key for part in parts), label, where)


def added(tallies: Sequence[Tally]) -> Tally:
    """People of several columns together. Squares of weights come back out of Kish's effective base."""
    counts: dict[frozenset[str], int] = {}
    weights: dict[frozenset[str], float] = {}
    for found in tallies:
        for codes, count in found.counts.items():
            counts[codes] = counts.get(codes, 0) + count
        for codes, weight in found.weights.items():
            weights[codes] = weights.get(codes, 0.0) + weight
    weighted_n = sum(found.weighted_n for found in tallies)
    squares = sum(found.weighted_n**2 / found.effective for found in tallies if found.effective)
    return Tally(
        n=sum(found.n for found in tallies),
        asked=sum(found.asked or 0 for found in tallies),
        counts=counts,
        weights=weights,
        weighted_n=weighted_n,
        effective=weighted_n**2 / squares if squares else 0.0,
    )
