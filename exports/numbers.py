"""Columns of a dataset → numbers to calculate with: scores of scales, codes of steps, 0/1 of an answer. Pure.

NaN stands for every reason why there is no number. What a name means is read from the newest edition that has it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from exports.counting import variables_of
from exports.refusals import Refused
from exports.values import Value
from surveys.engine.definition import Definition

Floats = NDArray[np.float64]
PLAIN = frozenset({"number", "duration"})


@dataclass(frozen=True)
class Held:
    """A dataset by column over its editions, newest definition first."""

    definitions: tuple[Definition, ...]
    columns: Mapping[str, Sequence[Value]]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def only(self, places: Sequence[int]) -> "Held":
        """Some of the people, in this order."""
        columns = {name: [values[place] for place in places] for name, values in self.columns.items()}
        return Held(self.definitions, columns)


def numbers(name: str, held: Held) -> Floats:
    """One number each: a scale's mean, the score of an answer, a plain number, or the number of a step.

    Raises Refused for a name that no edition has, or that has several answers.
    """
    scores = _scores(name, held.definitions)
    _there([name], held)
    return np.array([_number(value, scores) for value in held.columns[name]], dtype=float)


def _there(names: Sequence[str], held: Held) -> list[str]:
    """Those of the names that these editions have. Raises Refused where it is none."""
    found = [name for name in names if name in held.columns]
    if not found:
        raise Refused(
            gettext_noop("No edition has a question, derived value or scale %(name)s with one answer."),
            name=", ".join(names),
        )
    return found


def _number(value: Value, scores: Mapping[int, float] | None) -> float:
    if not isinstance(value, int | float):
        return float("nan")
    if scores is not None:
        return scores.get(int(value), float("nan"))
    return float(value) if value >= 0 else float("nan")


def _scores(name: str, definitions: Iterable[Definition]) -> Mapping[int, float] | None:
    """Number in the column → score; None where the column is the number itself. Oldest edition first, newest wins."""
    found: dict[int, float] = {}
    for definition in reversed(tuple(definitions)):
        found |= dict(_scored(name, definition))
    return found or None


def _scored(name: str, definition: Definition) -> Iterator[tuple[int, float]]:
    question = definition.questions.get(name)
    derived = next((item for item in definition.derived if item.name == name), None)
    options = question.options if question else derived.options if derived else ()
    for option in options:
        if option.value is None:
            continue
        if question is not None and question.type == "scale":
            if option.score is not None:
                yield option.value, float(option.score)
        else:
            yield option.value, float(option.value)


def first_of(names: Sequence[str], held: Held) -> Floats:
    """The first of several names that somebody has a number for: a question that was asked otherwise before."""
    found = np.full(len(held), np.nan)
    for name in _there(names, held):
        own = numbers(name, held)
        found = np.where(np.isnan(found), own, found)
    return found


def codes(names: Sequence[str], held: Held) -> list[str]:
    """The code that each chose, of the first of these names that they answered; '' for none.

    Raises Refused for a name that no edition has, or that has several answers.
    """
    found = [""] * len(held)
    for name in _there(names, held):
        by_value = _codes(name, held.definitions)
        own = (by_value.get(value, "") if isinstance(value, int) else "" for value in held.columns[name])
        found = [before or code for before, code in zip(found, own, strict=True)]
    return found


def _codes(name: str, definitions: Iterable[Definition]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for definition in reversed(tuple(definitions)):
        variable = variables_of(definition).get(name)
        if variable is not None and not variable.multi:
            found |= variable.columns[0][1]
    return found


def is_one_of(names: Sequence[str], wanted: Sequence[str], among: Sequence[str], held: Held) -> Floats:
    """1 for who chose one of `wanted`, 0 for another of `among` (empty: any answer), NaN for the others."""
    allowed = frozenset(among) | frozenset(wanted) if among else None
    return np.array(
        [
            float("nan") if not code or (allowed is not None and code not in allowed) else float(code in wanted)
            for code in codes(names, held)
        ]
    )
