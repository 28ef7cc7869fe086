"""Made-up people for trying things out, drawn from the register's totals. Pure, and the same for the same seed.

Nobody of them exists: every frame id begins with MU-, and an import keeps that as a flag.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from invitations.frame import MADE_UP_PREFIX, Schema
from invitations.frame_cells import Column

Weights = Mapping[str, float]


class MarginsMissing(ValueError):
    """The study says nothing about how its people are divided."""


def rows(margins: Mapping[str, Any], schema: Schema, n: int, seed: int, *, even: bool = False) -> list[dict[str, str]]:
    """`n` people as rows of the frame; `even`: as many of each group, where the study has no totals.

    Raises MarginsMissing, and ValueError for n below 1.
    """
    if n < 1:
        raise ValueError(f"A frame of {n} people cannot be made. Ask for at least 1.")
    if "group" not in schema.columns:
        raise MarginsMissing(
            "The study has no list: no column `group` under `frame: columns:`. Write its columns there."
        )
    totals = _known_groups(margins.get("group") or {}, schema)
    if even and not totals:
        totals = dict.fromkeys(schema.columns["group"].values, 1)
    if not totals:
        raise MarginsMissing(
            "The study has no `margins: group:`. Write the register's totals per group there, or ask for as many of "
            "each group with --even."
        )
    random = Random(seed)  # noqa: S311 (made-up people, repeatable)
    numbers = random.sample(range(10**7), n)
    groups = random.choices(list(totals), weights=list(totals.values()), k=n)
    return [_person(number, group, margins, schema, random) for number, group in zip(numbers, groups, strict=True)]


def as_csv(people: Sequence[Mapping[str, str]], schema: Schema) -> str:
    """The rows as a CSV with the study's columns."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(schema.columns))
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue()


def _known_groups(totals: Weights, schema: Schema) -> Weights:
    allowed = schema.columns["group"].values if "group" in schema.columns else tuple(totals)
    return {group: total for group, total in totals.items() if group in allowed}


def _person(number: int, group: str, margins: Mapping[str, Any], schema: Schema, random: Random) -> dict[str, str]:
    known = {"frame_id": f"{MADE_UP_PREFIX}{number:07d}", "group": group}
    return {
        column.name: known.get(column.name) or _value(column, group, margins, random)
        for column in schema.columns.values()
    }


def _value(column: Column, group: str, margins: Mapping[str, Any], random: Random) -> str:
    """By the group's share in the register where that is known, else by the weights for made-up people, else evenly."""
    weights = (margins.get("within_group") or {}).get(column.name, {}).get(group)
    weights = weights or (margins.get("made_up") or {}).get(column.name)
    if weights and all(isinstance(shares, Mapping) for shares in weights.values()):
        weights = weights.get(group)
    if weights:
        return str(random.choices(list(weights), weights=list(weights.values()))[0])
    if column.values and column.required:
        return random.choice(column.values)
    return ""
