"""Small tables for the tests of disclosure, and an attacker of their own: every table that fits is tried."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from exports.counting import Tally, Variable
from exports.disclosure_rules import Limits
from exports.tables import Heading, Row, Table, cell
from surveys.engine.text import Text

Counts = Mapping[str, int]
"""Chosen codes, joined with + where there are several → people."""


def words(text: str) -> Text:
    return Text({"nl": text, "en": text})


def table(
    columns: Mapping[str, Counts],
    codes: Sequence[str] = "xyz",
    *,
    by: str = "municipality",
    name: str = "q",
    total: bool = True,
    unplaced: Counts | None = None,
    several: bool = False,
) -> Table:
    """A column of everybody (unless `total` is off), `unplaced` people in it too, then a column per code of `by`."""
    whole: Counter[str] = Counter(unplaced or {})
    for counts in columns.values():
        whole.update(counts)
    headings = [Heading(key, words(key), {by: frozenset({key})}) for key in columns]
    tallies = [tally(counts) for counts in columns.values()]
    if total:
        headings, tallies = [Heading("all", words("all"), {}), *headings], [tally(whole), *tallies]
    rows = tuple(Row(code, words(code), tuple(cell(found, (code,)) for found in tallies)) for code in codes)
    variable = Variable(name, words(name), tuple((code, words(code)) for code in codes), (), several)
    return Table(variable, {"nl": "", "en": ""}, tuple(headings), tuple(tallies), rows, (), False, True)


def tally(counts: Counts) -> Tally:
    chosen = {frozenset(filter(None, codes.split("+"))): count for codes, count in counts.items() if count}
    n = sum(chosen.values())
    return Tally(n, n, chosen, {codes: float(count) for codes, count in chosen.items()}, float(n), float(n))


def given_away(
    tables: Sequence[Table], parts: Sequence[str], codes: Sequence[str], limits: Limits, patterns: Sequence[str] = ()
) -> set[str]:
    """Parts and codes whose number of people is small and lies within less than `width` in all tables that fit.

    `parts` are the codes of the breakdown; "" are the people of none of them. `patterns` are what one person can
    choose, such as x+y; without them one code.
    """
    patterns = patterns or codes
    told = list(_told(tables, parts, patterns))
    most = max((count for _, count in told), default=0)
    parts = [part for part in parts if any((part, chosen) in cells for cells, _ in told for chosen in patterns)]
    found = list(_fitting([(part, chosen) for part in parts for chosen in patterns], told, most))
    return {
        f"{part}/{code}"
        for part in parts
        for code in codes
        if any(sum(one[part, chosen] for chosen in patterns) for one in found)
        and _is_small(
            [sum(one[part, chosen] for chosen in patterns if code in chosen.split("+")) for one in found], limits
        )
    }


def _is_small(values: Sequence[int], limits: Limits) -> bool:
    return max(values) - min(values) < limits.width and min(values) < limits.least


Cells = frozenset[tuple[str, str]]


def _told(tables: Sequence[Table], parts: Sequence[str], patterns: Sequence[str]) -> Iterator[tuple[Cells, int]]:
    """What stands in print: cells that are added up, and their sum. Who chose several codes of a row counts once."""
    for one in tables:
        for place, heading in enumerate(one.headings):
            inside = [part for part in parts if not heading.where or part in next(iter(heading.where.values()))]
            yield frozenset((part, chosen) for part in inside for chosen in patterns), one.tallies[place].n
            for row in one.rows:
                count, codes = row.cells[place].count, set(row.code.split("+"))
                if count is not None:
                    chose = [chosen for chosen in patterns if codes & set(chosen.split("+"))]
                    yield frozenset((part, chosen) for part in inside for chosen in chose), count


def _fitting(
    cells: Sequence[tuple[str, str]], told: Sequence[tuple[Cells, int]], most: int
) -> Iterator[dict[tuple[str, str], int]]:
    """Every way to fill the cells so that all sums come out, one cell at a time."""

    def fill(at: int, left: tuple[int, ...], so_far: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if at == len(cells):
            yield so_far
            return
        rest = set(cells[at + 1 :])
        for value in range(most + 1):
            after = tuple(
                sum_left - value * (cells[at] in those) for sum_left, (those, _) in zip(left, told, strict=True)
            )
            if min(after, default=0) < 0:
                return
            if all(sum_left == 0 or those & rest for sum_left, (those, _) in zip(after, told, strict=True)):
                yield from fill(at + 1, after, (*so_far, value))

    for values in fill(0, tuple(count for _, count in told), ()):
        yield dict(zip(cells, values, strict=True))
