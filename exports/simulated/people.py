"""Made-up people in exactly the register's numbers. Pure; chance is an argument.

Every margin of the study comes out to the person: within each group a column's categories are dealt by largest
remainder. The register prints no two columns together within a group, so there they are dealt independently of each
other, which is the joint distribution of largest entropy with these margins (Ireland & Kullback 1968, Biometrika 55).
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from exports.fit import largest_remainder
from invitations.frame import MADE_UP_PREFIX, Schema
from invitations.frame_cells import Column
from invitations.made_up import MarginsMissing

Person = dict[str, str]


def register_size(margins: Mapping[str, Any]) -> int:
    """People of all groups together. Raises MarginsMissing."""
    totals = margins.get("group") or {}
    if not totals:
        raise MarginsMissing("The study has no `margins: group:`. Write the register's totals per group there.")
    return int(sum(totals.values()))


def people(margins: Mapping[str, Any], schema: Schema, n: int, random: Random) -> list[Person]:
    """`n` people as rows of the list, in random order. Raises MarginsMissing."""
    register_size(margins)
    allowed = schema.columns["group"].values if "group" in schema.columns else ()
    totals = {group: total for group, total in margins["group"].items() if not allowed or group in allowed}
    sizes = largest_remainder(n, totals)
    rows = [row for group, size in sizes.items() for row in _of_group(group, size, margins, schema, random)]
    random.shuffle(rows)
    for row, number in zip(rows, random.sample(range(10**7), n), strict=True):
        row["frame_id"] = f"{MADE_UP_PREFIX}{number:07d}"
    return rows


def _of_group(group: str, size: int, margins: Mapping[str, Any], schema: Schema, random: Random) -> list[Person]:
    dealt = {
        column.name: [group] * size if column.name == "group" else _dealt(column, group, size, margins, random)
        for column in schema.columns.values()
    }
    return [{name: values[place] for name, values in dealt.items()} for place in range(size)]


def _dealt(column: Column, group: str, size: int, margins: Mapping[str, Any], random: Random) -> list[str]:
    """One category for each of the group, in random order; '' where nothing is known and nothing is needed."""
    shares = _shares(column, group, margins)
    if not shares:
        return [""] * size
    counts = largest_remainder(size, shares)
    values = [str(code) for code, count in counts.items() for _ in range(count)]
    random.shuffle(values)
    return values


def _shares(column: Column, group: str, margins: Mapping[str, Any]) -> Mapping[str, float]:
    """The register's within the group, else those for made-up people, else even ones where the column is needed."""
    shares = (margins.get("within_group") or {}).get(column.name, {}).get(group)
    shares = shares or (margins.get("made_up") or {}).get(column.name)
    if shares and all(isinstance(one, Mapping) for one in shares.values()):
        shares = shares.get(group)
    if shares:
        return dict(shares)
    even: Sequence[str] = column.values if column.required and column.name != "frame_id" else ()
    return dict.fromkeys(even, 1.0)
