"""The rows of a rule as the fields of a form, and back, without a script. Pure.

Each part has a place: `r` is the whole rule, `r.0` its first part, `r.0.2` the third part of that. `part` lists the
places in order; the other fields are called by them (`r.0-asked`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from surveys.design.conditions import Joined, Kept, Part, Row

ROOT = "r"
MOST_PARTS = 200
MOST_DEPTH = 12
WORDS: Mapping[str, tuple[str, bool]] = {
    "all": ("and", False),
    "any": ("or", False),
    "not_all": ("and", True),
    "none": ("or", True),
}
"""How the parts of a group are joined, and whether that is denied."""


class BadForm(ValueError):
    """Fields that no page of ours sends."""


@dataclass(frozen=True)
class Fields:
    """What was sent. `parts`: places in order; `values`: fields by name."""

    parts: Sequence[str]
    values: Mapping[str, str]

    def of(self, place: str, field: str) -> str:
        return self.values.get(f"{place}-{field}", "")


def joined_from(fields: Fields) -> Joined:
    """Raises BadForm."""
    if len(fields.parts) > MOST_PARTS or len(set(fields.parts)) != len(fields.parts):
        raise BadForm("too many parts, or one twice")
    below: dict[str, list[str]] = {}
    for place in fields.parts:
        holder, _, _ = place.rpartition(".")
        if place != ROOT and holder not in fields.parts:
            raise BadForm(f"{place[:40]} stands nowhere")
        below.setdefault(holder, []).append(place)
    root = _part(fields, ROOT, below, MOST_DEPTH)
    if not isinstance(root, Joined):
        raise BadForm("the whole is no group")
    return root


def _part(fields: Fields, place: str, below: Mapping[str, list[str]], depth: int) -> Part:
    if depth == 0:
        raise BadForm("too deep")
    negated = bool(fields.of(place, "not"))
    if fields.of(place, "kept"):
        return Kept(fields.of(place, "kept"), negated)
    word = fields.of(place, "word")
    if word not in WORDS:
        return Row(fields.of(place, "asked"), fields.of(place, "operator"), fields.of(place, "value"), negated)
    kind, denied = WORDS[word]
    parts = tuple(_part(fields, one, below, depth - 1) for one in below.get(place, ()))
    return Joined("or" if kind == "or" else "and", parts, denied)


def word_of(joined: Joined) -> str:
    return next(key for key, found in WORDS.items() if found == (joined.word, joined.negated))


def done(root: Joined, action: str) -> tuple[Joined, str]:
    """The rows after a button (`add:r.0`, `group:r`, `remove:r.0.1`), and the place that gets the focus.

    Raises BadForm for a button that does not fit the rows.
    """
    what, _, place = action.partition(":")
    way = _way(place)
    if what == "remove" and way:
        return _changed(root, way[:-1], lambda found: _without(found, way[-1])), _name(way[:-1])
    if what in ("add", "group"):
        fresh: Part = Row("", "") if what == "add" else Joined("or", (Row("", ""), Row("", "")))
        count = len(_at(root, way).parts)
        focus = _name((*way, count)) + ("" if what == "add" else ".0")
        return _changed(root, way, lambda found: replace(found, parts=(*found.parts, fresh))), focus
    raise BadForm(f"no such button: {action[:40]}")


def _way(place: str) -> tuple[int, ...]:
    root, *steps = place.split(".")
    if root != ROOT or not all(step.isascii() and step.isdigit() and len(step) < 4 for step in steps):
        raise BadForm(f"no such place: {place[:40]}")
    return tuple(map(int, steps))


def _name(way: Sequence[int]) -> str:
    return ".".join([ROOT, *map(str, way)])


def _at(root: Joined, way: Sequence[int]) -> Joined:
    """The group at a place."""
    found: Part = root
    for step in way:
        if not isinstance(found, Joined) or step >= len(found.parts):
            raise BadForm("no such part")
        found = found.parts[step]
    if not isinstance(found, Joined):
        raise BadForm("no group")
    return found


def _changed(root: Joined, way: Sequence[int], change: Callable[[Joined], Joined]) -> Joined:
    group = _at(root, way)
    fresh: Joined = change(group)
    for depth in range(len(way) - 1, -1, -1):
        holder, step = _at(root, way[:depth]), way[depth]
        fresh = replace(holder, parts=(*holder.parts[:step], fresh, *holder.parts[step + 1 :]))
    return fresh


def _without(group: Joined, step: int) -> Joined:
    if step >= len(group.parts):
        raise BadForm("no such part")
    return replace(group, parts=(*group.parts[:step], *group.parts[step + 1 :]))


def tidy(root: Joined) -> Joined:
    """Without groups that hold nothing, and rows in which nothing was chosen."""
    parts = (tidy(one) if isinstance(one, Joined) else one for one in root.parts)
    return replace(root, parts=tuple(one for one in parts if not _blank(one)))


def _blank(part: Part) -> bool:
    return (isinstance(part, Joined) and not part.parts) or (isinstance(part, Row) and not part.asked)
