"""Steps by which a variable is made coarser: bands, regions, years, answers together, or left out. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from exports.columns import Column
from exports.disclosure_rules import wrong
from exports.regions import by_country, region_name
from exports.values import Value
from surveys.engine.definition import Definition
from surveys.engine.text import Text

AS_IS, ABSENT = "as_is", "absent"
NOTHING_KEPT, AS_IT_IS, YEAR_ONLY, BANDS, TOGETHER = "left out", "as it is", "year only", "bands", "together"
CONTINENT, SUBCONTINENT = "continent (UN M49)", "part of the continent (UN M49)"
"""What was done, in words."""
CHECK = "Check the spelling."
Values = Sequence[Value]
WITHHELD = -9
WITHHELD_WORDS = Text({"nl": "Weggelaten of verwijderd bij opschonen", "en": "Withheld, or removed in cleaning"})


@dataclass(frozen=True)
class Shaped:
    """A variable at one step: its columns with their values, and in words what was done."""

    columns: tuple[Column, ...]
    values: tuple[Values, ...]
    done: str


@dataclass(frozen=True)
class Quasi:
    """A variable that could tell who somebody is, and its steps from fine to coarse. The last is to leave it out."""

    name: str
    steps: tuple[Any, ...]


def quasi(said: Any, known: frozenset[str]) -> tuple[Quasi, ...]:
    """What an edition declares under `deposit`. Raises WronglyDeclared."""
    if not isinstance(said, list) or not said:
        raise wrong("deposit", "This must be a list of {name: …, steps: […]}.")
    found = []
    for place, item in enumerate(said):
        where = f"deposit/{place}"
        if not isinstance(item, Mapping) or not isinstance(item.get("steps"), list) or set(item) != {"name", "steps"}:
            raise wrong(where, "This must have a name and a list of steps.")
        if item["name"] not in known:
            raise wrong(where, f"The data have no question or variable “{item['name']}”.", CHECK)
        found.append(Quasi(item["name"], _with_absent([_step(one, where) for one in item["steps"]])))
    return tuple(found)


def _with_absent(steps: list[Any]) -> tuple[Any, ...]:
    return tuple(steps if ABSENT in steps else [*steps, ABSENT])


def _step(step: Any, where: str) -> Any:
    if isinstance(step, str) and step in PLAIN:
        return step
    if isinstance(step, Mapping) and len(step) == 1:
        ((kind, parts),) = step.items()
        good = {"bands": _are_bounds, "together": _are_sets}.get(str(kind))
        if good and good(parts):
            return {str(kind): parts}
    steps = f"Choose from {', '.join(PLAIN)}, {{bands: [21, 30]}}, {{together: [[a, b]]}}."
    raise wrong(where, f"{repr(step)[:60]} is no step.", steps)


def _are_bounds(parts: Any) -> bool:
    whole = isinstance(parts, list) and bool(parts) and all(type(one) is int for one in parts)
    return whole and all(one < other for one, other in pairwise(parts))


def _are_sets(parts: Any) -> bool:
    return isinstance(parts, list) and all(isinstance(one, list) and len(one) > 1 for one in parts)


def shaped(
    one: Quasi, step: Any, columns: Sequence[Column], values: Sequence[Values], definition: Definition
) -> Shaped:
    """The variable at this step. Raises WronglyDeclared where the step does not fit it."""
    if isinstance(step, Mapping):
        ((kind, parts),) = step.items()
        make = _bands if kind == "bands" else _together
        return make(one, parts, columns, values, definition)
    return PLAIN[step](one, columns, values)


def _as_is(one: Quasi, columns: Sequence[Column], values: Sequence[Values]) -> Shaped:
    return Shaped(tuple(columns), tuple(values), AS_IT_IS)


def _absent(one: Quasi, columns: Sequence[Column], values: Sequence[Values]) -> Shaped:
    return Shaped((), (), NOTHING_KEPT)


def _year(one: Quasi, columns: Sequence[Column], values: Sequence[Values]) -> Shaped:
    kept = [place for place, column in enumerate(columns) if column.part == "y"]
    if not kept:
        raise wrong(f"deposit/{one.name}", "“year” is a step of dates only.")
    return Shaped(tuple(columns[place] for place in kept), tuple(values[place] for place in kept), YEAR_ONLY)


def _region(continents: bool) -> Callable[[Quasi, Sequence[Column], Sequence[Values]], Shaped]:
    def make(one: Quasi, columns: Sequence[Column], values: Sequence[Values]) -> Shaped:
        if not columns[0].country:
            raise wrong(f"deposit/{one.name}", "Regions are a step of countries only.")
        codes = by_country(continents=continents)
        labels = {code: region_name(code) for code in sorted(set(codes.values()))}
        done = CONTINENT if continents else SUBCONTINENT
        return _recoded(columns[0], values[0], lambda value: codes[value], labels, done)

    return make


def _bands(
    one: Quasi, bounds: Sequence[int], columns: Sequence[Column], values: Sequence[Values], definition: Definition
) -> Shaped:
    if len(columns) != 1 or columns[0].values or columns[0].storage == "text":
        raise wrong(f"deposit/{one.name}", "“bands” is a step of numbers only.")
    labels = {1: f"≤ {bounds[0]}", len(bounds) + 1: f"≥ {bounds[-1] + 1}"}
    labels |= {place: f"{low + 1}–{high}" for place, (low, high) in enumerate(pairwise(bounds), 2)}
    words = {value: Text({"nl": label, "en": label}) for value, label in sorted(labels.items())}
    done = f"{BANDS}: {', '.join(label['en'] for label in words.values())}"
    return _recoded(columns[0], values[0], lambda value: bisect_left(bounds, value) + 1, words, done)


def _together(
    one: Quasi,
    sets: Sequence[Sequence[str]],
    columns: Sequence[Column],
    values: Sequence[Values],
    definition: Definition,
) -> Shaped:
    """Answers of a set get the number of its first, and a label that names them all."""
    numbers = _numbers(one.name, definition)
    if len(columns) != 1 or not all(code in numbers for codes in sets for code in codes):
        raise wrong(f"deposit/{one.name}", f"“together” takes codes among {', '.join(numbers)}.")
    new = {numbers[code]: numbers[codes[0]] for codes in sets for code in codes}
    old = columns[0].values
    labels = {value: label for value, label in old.items() if new.get(value, value) == value}
    for codes in sets:
        labels[numbers[codes[0]]] = _joined([old[numbers[code]] for code in codes])
    done = f"{TOGETHER}: {'; '.join(' + '.join(codes) for codes in sets)}"
    return _recoded(columns[0], values[0], lambda value: new.get(value, value), labels, done)


def _joined(labels: Sequence[Text]) -> Text:
    languages = [one for one in labels[0].by_language if all(label.get(one) for label in labels)]
    return Text({language: " + ".join(label[language] for label in labels) for language in languages})


def _numbers(name: str, definition: Definition) -> dict[str, int]:
    derived = next((item for item in definition.derived if item.name == name), None)
    holder = definition.questions.get(name) or derived
    options = holder.options if holder else ()
    return {option.code: option.value for option in options if option.value is not None}


def _recoded(
    column: Column, values: Values, new: Callable[[int], int], labels: Mapping[int, Text], done: str
) -> Shaped:
    """Reasons (below nought) and nothing stay what they are."""
    changed = [value if value is None or value < 0 else new(int(value)) for value in values]  # type: ignore[operator]
    coarse = replace(column, storage="integer", measure="nominal", values=labels, country=False, wide=False)
    return Shaped((coarse,), (changed,), done)


PLAIN: Mapping[str, Callable[[Quasi, Sequence[Column], Sequence[Values]], Shaped]] = {
    AS_IS: _as_is,
    "year": _year,
    "subregion": _region(continents=False),
    "region": _region(continents=True),
    ABSENT: _absent,
}
