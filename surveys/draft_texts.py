"""Texts that stand outside the draft's tables: taken out of a document by place, and put back."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.draft_rows import is_text

Place = tuple[str | int, ...]


def take_texts(value: Any, place: Place = ()) -> tuple[Any, dict[str, dict[str, str]]]:
    """The value with None for each text, and the texts by place (`materials/letters/invitation/body/0`)."""
    if is_text(value):
        return None, {written(place): value}
    if not isinstance(value, dict | list):
        return value, {}
    texts: dict[str, dict[str, str]] = {}
    copy: Any = {} if isinstance(value, dict) else [None] * len(value)
    for key, item in _items(value):
        copy[key], found = take_texts(item, (*place, key))
        texts |= found
    return copy, texts


def put_texts(value: Any, texts: Mapping[str, Mapping[str, str]]) -> None:
    """Undo `take_texts`, in place. A place that is no longer there raises LookupError."""
    for place, text in texts.items():
        *way, last = read(place)
        target = value
        for step in way:
            target = target[int(step) if isinstance(target, list) else step]
        target[int(last) if isinstance(target, list) else last] = dict(text)


def written(place: Place) -> str:
    """A JSON pointer without its first slash."""
    return "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in place)


def read(place: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")]


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    yield from value.items() if isinstance(value, dict) else enumerate(value)
