"""One edition out of a document that holds several."""

from collections.abc import Mapping
from typing import Any, Literal

from surveys.engine.plain import plain
from surveys.engine.problems import DefinitionError, Problem

EDITED = (
    "groups",
    "terms",
    "option_lists",
    "screening",
    "sections",
    "derived",
    "scales",
    "asserts",
    "quasi_identifiers",
)
"""Where things can be kept to some editions."""
Basis = int | Literal["previous", "none"]
"""The edition that one follows: a number, the one before it, or none (another questionnaire under the same study)."""
ANNOUNCED = ("number", "note", "basis")
"""Keys of a row of `editions`."""


def select_edition(document: dict[str, Any], number: int) -> dict[str, Any]:
    """The document of one edition: option values fixed over all editions first, `editions` keys taken out.

    Raises DefinitionError for a document that is not plain, a number it does not announce, or a bad `editions` or
    `basis`.
    """
    copy = plain(document)
    if not isinstance(copy, dict):
        raise DefinitionError([_problem("wrong_type", "", "The document is not a mapping.", "Write keys and values.")])
    _check_number(copy, number)
    basis_of(copy, number)
    faults: list[Problem] = []
    chosen = {key: value for key, value in copy.items() if key != "editions"}
    for key in EDITED:
        if key in chosen:
            with_values = _fix_values(chosen[key], lists=key == "option_lists")
            chosen[key] = _select(with_values, number, key, faults)
    if faults:
        raise DefinitionError(faults)
    return chosen


def edition_numbers(document: Mapping[str, Any]) -> tuple[int, ...]:
    """The editions a document announces, in order; (1,) where it announces none."""
    listed = document.get("editions")
    rows = listed if isinstance(listed, list) else []
    found = {row["number"] for row in rows if isinstance(row, dict) and type(row.get("number")) is int}
    return tuple(sorted(found)) or (1,)


def announced(document: Mapping[str, Any]) -> tuple[int, ...]:
    """The editions of which one has to be chosen before the document can be parsed; none where none is announced."""
    return edition_numbers(document) if "editions" in document else ()


def basis_of(document: Mapping[str, Any], number: int) -> Basis:
    """What the document says this edition follows: `basis: 1` or `basis: none`; by default the previous one.

    Raises DefinitionError for unknown keys, and for a basis that is not an earlier edition.
    """
    listed = document.get("editions")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    row = next((row for row in rows if row.get("number") == number), {})
    unknown = sorted(str(key) for key in row if key not in ANNOUNCED)
    if unknown:
        message, advice = f"“{unknown[0][:60]}” is not known here.", f"Use one of: {', '.join(ANNOUNCED)}."
        raise DefinitionError([_problem("unknown_key", f"editions/{number}", message, advice)])
    return _basis(row.get("basis", "previous"), number)


def _basis(value: Any, number: int) -> Basis:
    if value == "none":
        return "none"
    if value == "previous" or (type(value) is int and 0 < value < number):
        return value  # type: ignore[no-any-return]  # one of the two, as just looked at
    advice = "Name an earlier edition by its number, or write `none` for another questionnaire."
    message = f"{str(value)[:40]!a} is not an edition before {number}."
    raise DefinitionError([_problem("bad_value", f"editions/{number}/basis", message, advice)])


def _problem(code: str, where: str, message: str, what_to_do: str) -> Problem:
    return Problem(where, code, message, what_to_do)


def _check_number(document: Mapping[str, Any], number: int) -> None:
    numbers = edition_numbers(document)
    if number not in numbers:
        listed = ", ".join(map(str, numbers))
        message = f"There is no edition {number}."
        raise DefinitionError([_problem("no_such_edition", "editions", message, f"Choose one of: {listed}.")])


def _fix_values(value: Any, *, lists: bool = False) -> Any:
    """Give every option a value by its place among all options of its list."""
    if isinstance(value, list):
        return [_fix_values(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: number_options(item) if (lists or key == "options") and isinstance(item, list) else _fix_values(item)
        for key, item in value.items()
    }


def number_options(options: list[Any]) -> list[Any]:
    """The options with a `value` each; those outside the base get none and are not counted."""
    numbered, place = [], 0
    for option in options:
        if not isinstance(option, dict) or outside_base(option):
            numbered.append(option)
            continue
        place += 1
        own = option.get("value")
        numbered.append({**option, "value": place if own is None else own})
    return numbered


def outside_base(option: Mapping[str, Any]) -> bool:
    return bool(option.get("reason")) and not option.get("in_base")


def _select(value: Any, number: int, where: str, faults: list[Problem]) -> Any:
    if isinstance(value, list):
        places = ((item, f"{where}/{place}") for place, item in enumerate(value, start=1))
        return [_select(item, number, at, faults) for item, at in places if _kept(item, number, at, faults)]
    if not isinstance(value, dict):
        return value
    return {
        key: _select(item, number, f"{where}/{key}", faults)
        for key, item in value.items()
        if key != "editions" and _kept(item, number, f"{where}/{key}", faults)
    }


def _kept(value: Any, number: int, where: str, faults: list[Problem]) -> bool:
    if not isinstance(value, dict) or "editions" not in value:
        return True
    listed = value["editions"]
    if not isinstance(listed, list) or any(type(item) is not int for item in listed):
        advice = "List the numbers, as [1, 2]."
        faults.append(_problem("wrong_type", f"{where}/editions", "This is not a list of numbers.", advice))
        return True
    return number in listed
