"""Raw row → clean row, with a line in the log for each value that a decision changed. Pure.

The raw data stay as they are: decisions in force make a second dataset beside them. Without any there is no second
dataset either. `restored` gives the raw rows back from the clean ones and the log.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exports.values import Value

Named = Mapping[str, Value]
KEY = "respnr"


def _nobody(row: Named) -> bool:
    return False


@dataclass(frozen=True)
class Rule:
    """`changes` gives the new values of a row's variables, an empty mapping where it leaves the row alone.

    `removes`: whether the whole row leaves the clean data. `decision`: number of the decision it carries out, 0 for
    none.
    """

    name: str
    reason: str
    changes: Callable[[Named], Named]
    removes: Callable[[Named], bool] = _nobody
    decision: int = 0


@dataclass(frozen=True)
class Change:
    """One value that a rule changed; -9 is "removed in cleaning". A row that was removed has a line per value,
    with nothing after it.
    """

    respnr: Value
    variable: str
    before: Value
    after: Value
    rule: str
    decision: int = 0


RULES: tuple[Rule, ...] = ()


def cleaned(row: Named, rules: Iterable[Rule]) -> tuple[Named | None, tuple[Change, ...]]:
    """The row after all rules, in order, and what they changed; None for a row that was removed.

    A rule sees what those before it left; after a removal there is nothing to see.
    """
    found: list[Change] = []
    for rule in rules:
        if rule.removes(row):
            gone: dict[str, Value] = dict.fromkeys(row)
            return None, (*found, *_changes(row, gone, rule))
        after = rule.changes(row)
        found += _changes(row, after, rule)
        row = {**row, **after}
    return row, tuple(found)


def _changes(row: Named, after: Named, rule: Rule) -> Iterator[Change]:
    for name, value in after.items():
        if row[name] != value:
            yield Change(row.get(KEY), name, row[name], value, rule.name, rule.decision)


def clean_rows(
    rows: Iterable[Named], rules: Sequence[Rule], log: Callable[[Change], None]
) -> Iterator[tuple[Value, ...]]:
    """Clean rows in the order of their variables; each change is told to `log`."""
    for raw in rows:
        row, changes = cleaned(raw, rules)
        for change in changes:
            log(change)
        if row is not None:
            yield tuple(row.values())


def restored(clean: Iterable[Named], log: Sequence[Change], names: Sequence[str]) -> list[Named]:
    """The raw rows, by number of the respondent: every change taken back, the last one first."""
    rows: dict[Value, dict[str, Value]] = {row[KEY]: dict(row) for row in clean}
    for change in reversed(log):
        row = rows.setdefault(change.respnr, dict.fromkeys(names))
        row[change.variable] = change.before
    return [rows[number] for number in sorted(rows, key=lambda number: (number is None, number))]
