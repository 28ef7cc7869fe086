"""The extra sheets `inburgerstem_*` → what XLSForm's own sheets could not say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.xlsform.findings import Findings, short
from surveys.xlsform.lines import Line
from surveys.xlsform.sheets import EXTRA
from surveys.xlsform.tree import BadPath, Leaf, grown, put

DEPTHS = {"survey": 1, "lists": 1, "choices": 2}
"""How many names stand before the key in the paths of a sheet."""
SHEETS = ("study", "survey", "lists", "choices")


@dataclass(frozen=True)
class Extras:
    """By sheet: top-level keys of the document; keys by row name; facts by list; keys by list and code."""

    study: Mapping[str, Any] = field(default_factory=dict)
    survey: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False

    def of_row(self, name: str) -> Mapping[str, Any]:
        return _mapping(self.survey.get(name))

    def of_list(self, name: str) -> Mapping[str, Any]:
        return _mapping(self.lists.get(name))

    def of_option(self, name: str, code: str) -> Mapping[str, Any]:
        return _mapping(_mapping(self.choices.get(name)).get(code))


SHAPES: Mapping[str, type] = {
    **dict.fromkeys(("name", "kind", "type", "relevant", "expression", "option_list", "standard", "short"), str),
    **dict.fromkeys(("groups", "reasons", "terms"), list),
    **dict.fromkeys(("label", "title"), dict),
}
"""What the readers take for granted; everything else is judged when the whole document is read."""


def _fits(key: str, value: Any) -> bool:
    if not isinstance(value, SHAPES.get(key, object)):
        return False
    return not isinstance(value, list) or key not in SHAPES or all(isinstance(item, str) for item in value)


def _sound(value: Any, depth: int, place: str, found: Findings) -> Any:
    """The mapping without the entries, `depth` levels down, that have the wrong shape; those are reported."""
    if not isinstance(value, Mapping):
        return {}
    if depth:
        return {key: _sound(item, depth - 1, f"{place}/{key}", found) for key, item in value.items()}
    for key in [key for key, item in value.items() if not _fits(key, item)]:
        advice = "Put it right, or leave the extra sheets as they were."
        found.add("bad_extra", place, f"“{short(key)}” has a value of the wrong kind.", advice)
    return {key: item for key, item in value.items() if _fits(key, item)}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def read_extras(lines: Mapping[str, Sequence[Line]], found: Findings) -> Extras:
    """`lines` by sheet name, without the prefix. A row that makes no sense is reported and left out."""
    trees = {name: _mapping(_tree(lines[name], found)) for name in SHEETS if name in lines}
    sound = {name: _sound(trees[name], DEPTHS[name], f"{EXTRA}{name}", found) for name in DEPTHS if name in trees}
    return Extras(**{**trees, **sound}, own=bool(trees))


def _tree(lines: Sequence[Line], found: Findings) -> Any:
    tree: dict[Any, Any] = {}
    for line in lines:
        texts = line.texts.get("text", {})
        try:
            put(tree, Leaf(line.cells.get("path", ""), line.cells.get("value", ""), texts or None))
        except BadPath as error:
            found.add(
                "bad_extra", line.where("path"), str(error), "Put it right, or leave the extra sheets as they were."
            )
    return grown(tree)
