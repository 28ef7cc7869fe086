"""Names in the parts of a document that other rooms read: cleaning, tags, margins, disclosure. Pure.

There, a name of a question stands as a string or as a key, and below such a key stand codes and groups.
"""

from collections.abc import Iterator
from typing import Any

from surveys.design.naming import CODE, GROUP, VARIABLE, Naming
from surveys.draft_texts import written

PARTS = ("breakdowns", "table_bases", "tags", "cleaning", "quasi_identifiers", "margins", "monitoring", "frame")
REGISTER = frozenset({"frame", "made_up"})
"""What is below these names columns of a register, whatever a question is called."""
CODED = frozenset({"neighbours", "missing", "steps"})
"""What is below these and a question's name are codes of its answers, not groups."""
Place = tuple[str | int, ...]


def renamed_below(value: Any, place: Place, naming: Naming, about: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(place, before, after) of the smallest values that change. `about`: the question whose answers stand here."""
    if isinstance(value, dict):
        about = _named(value, naming) or about
        if any(_means(naming, key, place, about, is_key=True) for key in value):
            yield written(place), value, _whole(value, place, naming, about)
            return
        for key, item in value.items():
            yield from renamed_below(item, (*place, key), naming, key if key in naming.variables else about)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from renamed_below(item, (*place, number), naming, about)
    elif _means(naming, value, place, about):
        yield written(place), value, naming.new


def _named(value: dict[str, Any], naming: Naming) -> str:
    """The question that an entry such as `{name: age, steps: […]}` is about."""
    name = value.get("name")
    return name if isinstance(name, str) and (name in naming.variables or name == "group") else ""


def _whole(value: Any, place: Place, naming: Naming, about: str) -> Any:
    if isinstance(value, dict):
        about = _named(value, naming) or about
        return {
            naming.new if _means(naming, key, place, about, is_key=True) else key: _whole(
                item, (*place, key), naming, key if key in naming.variables else about
            )
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_whole(item, (*place, number), naming, about) for number, item in enumerate(value)]
    return naming.new if _means(naming, value, place, about) else value


def _means(naming: Naming, value: Any, place: Place, about: str, *, is_key: bool = False) -> bool:
    """Whether a string or key at this place is the name that changes."""
    if value != naming.old:
        return False
    if naming.kind == VARIABLE:
        own = not is_key and place[-1] == "name"
        return REGISTER.isdisjoint(place) and (about == "" or (own and about == naming.old))
    if naming.kind == CODE:
        return about in naming.owners and place[-1:] != ("name",)
    return naming.kind == GROUP and _is_group(place, about)


def _is_group(place: Place, about: str) -> bool:
    if not CODED.isdisjoint(place):
        return "group" in place
    return place[0] != "frame" or about == "group"
