"""Raw row → clean row, with a line in the log for each value that a rule changed. Pure.

The raw data stay as they are: rules make a second dataset beside them. No rule is in force yet (`RULES`), and then
there is no second dataset either.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exports.values import Value

Named = Mapping[str, Value]


@dataclass(frozen=True)
class Rule:
    """`changes` gives the new values of a row's variables, an empty mapping where it leaves the row alone."""

    name: str
    reason: str
    changes: Callable[[Named], Named]


@dataclass(frozen=True)
class Change:
    """One value that a rule changed; -9 is "removed in cleaning"."""

    respnr: Value
    variable: str
    before: Value
    after: Value
    rule: str


RULES: tuple[Rule, ...] = ()


def cleaned(row: Named, rules: Iterable[Rule]) -> tuple[Named, tuple[Change, ...]]:
    """The row after all rules, in order, and what they changed. A rule sees what those before it left."""
    found: list[Change] = []
    for rule in rules:
        after = {name: value for name, value in rule.changes(row).items() if row[name] != value}
        found += (Change(row.get("respnr"), name, row[name], value, rule.name) for name, value in after.items())
        row = {**row, **after}
    return row, tuple(found)


def clean_rows(
    rows: Iterable[Named], rules: Sequence[Rule], log: Callable[[Change], None]
) -> Iterator[tuple[Value, ...]]:
    """Clean rows in the order of their variables; each change is told to `log`."""
    for raw in rows:
        row, changes = cleaned(raw, rules)
        for change in changes:
            log(change)
        yield tuple(row.values())
