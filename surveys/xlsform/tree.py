"""Any plain document as rows of path, value and texts, and back: how the extra sheets carry what XLSForm cannot.

`materials/letters/invitation/body[1]` is the path of the first paragraph of a letter. A value is JSON; a text has one
column per language instead.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_CELL = 32_000
DEEPEST = 40
SEGMENT = re.compile(r"(.*?)((?:\[[0-9]{1,6}\])*)", re.S)
ESCAPES = {"%": "%25", "/": "%2F", "[": "%5B"}


class BadPath(ValueError):
    """Rows that make no document: a place that is both a value and a mapping, a bad value, or a path too deep."""


@dataclass(frozen=True)
class Leaf:
    """One row. Either `value` (JSON) or `texts` (language → string) says what stands there."""

    path: str
    value: str = ""
    texts: Mapping[str, str] | None = None


def flatten(value: Any, languages: Iterable[str], path: str = "") -> Iterator[Leaf]:
    """The rows of a value, top down."""
    known = frozenset(languages)
    if isinstance(value, Mapping) and value:
        if _is_text(value, known):
            yield Leaf(path, texts=value)
            return
        for key, item in value.items():
            yield from flatten(item, known, f"{path}/{escape(key)}" if path else escape(key))
    elif isinstance(value, list) and not _fits_a_cell(value):
        for place, item in enumerate(value, start=1):
            yield from flatten(item, known, f"{path}[{place}]")
    else:
        yield Leaf(path, _json(value))


def _is_text(value: Mapping[str, Any], languages: frozenset[str]) -> bool:
    return languages.issuperset(value) and all(isinstance(words, str) and words for words in value.values())


def _fits_a_cell(value: list[Any]) -> bool:
    return not any(isinstance(item, dict | list) for item in value) and len(_json(value)) <= LONGEST_CELL


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def escape(key: str) -> str:
    for character, code in ESCAPES.items():
        key = key.replace(character, code)
    return key


def _unescape(segment: str) -> str:
    for character, code in reversed(ESCAPES.items()):
        segment = segment.replace(code, character)
    return segment


def steps(path: str) -> tuple[str | int, ...]:
    """`a/b[2]` → ('a', 'b', 2)."""
    found: list[str | int] = []
    for segment in path.split("/"):
        match = SEGMENT.fullmatch(segment)
        key, places = match.groups() if match else (segment, "")
        found.append(_unescape(key))
        found.extend(int(place) for place in re.findall("[0-9]+", places))
    if len(found) > DEEPEST:
        raise BadPath(f"The path has more than {DEEPEST} steps.")
    return tuple(found)


def put(tree: dict[Any, Any], leaf: Leaf) -> None:
    """Add one row to a tree of nested dicts (list places are int keys). Raises BadPath."""
    *parents, last = steps(leaf.path)
    place = tree
    for step in parents:
        place = place.setdefault(step, {})
        if not isinstance(place, dict) or isinstance(place, _Value):
            raise BadPath(f"“{leaf.path[:80]}” stands inside a place that has a value already.")
    if last in place:
        raise BadPath(f"“{leaf.path[:80]}” stands here twice.")
    place[last] = _Value(texts=dict(leaf.texts)) if leaf.texts else _Value(value=_parsed(leaf.value))


class _Value(dict[str, Any]):
    """Wraps a finished value, so that it is never taken for a branch."""


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadPath(f"“{text[:40]}” is not a JSON value: text stands in double quotes.") from None


def grown(tree: Any) -> Any:
    """The tree as plain values: dicts whose keys are places become lists."""
    if isinstance(tree, _Value):
        return tree["texts"] if "texts" in tree else tree["value"]
    if tree and all(isinstance(key, int) for key in tree):
        return [grown(tree[key]) for key in sorted(tree)]
    return {str(key): grown(item) for key, item in tree.items()}
