"""Texts that stand outside the draft's tables: taken out of a document by place, and put back."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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
        *_, target = value, *nodes(value, way)
        target[int(last) if isinstance(target, list) else last] = dict(text)


def nodes(value: Any, steps: Iterable[str]) -> Iterator[Any]:
    """What each step of a pointer leads to. Raises LookupError, TypeError or ValueError where a step leads nowhere."""
    node = value
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
        yield node


def found_at(document: Mapping[str, Any], place: str) -> Any:
    """What stands at a place such as `consent/text/0`; None where nothing does."""
    try:
        *_, found = nodes(document, read(place))
    except (LookupError, TypeError, ValueError):
        return None
    return found


def in_language(document: Mapping[str, Any], language: str) -> dict[str, str]:
    """Every text of a document in this language by place, '' where it is missing."""
    return {place: text.get(language, "") for place, text in take_texts(document)[1].items()}


def source_of(document: Mapping[str, Any]) -> str:
    """The language that a document's texts are translated from."""
    return str((document.get("languages") or ["nl"])[0])


def ascii_digits(text: str) -> str:
    """Every decimal digit as 0 to 9, as all our texts have them: ٣, ۳ and 3 are the same number."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def written(place: Place) -> str:
    """A JSON pointer without its first slash."""
    return "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in place)


def read(place: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")]


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    yield from value.items() if isinstance(value, dict) else enumerate(value)
