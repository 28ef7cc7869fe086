"""A new wave from an earlier questionnaire: the same questions under the same names, with their origin. Pure."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

OF_ONE_WAVE = ("editions", "dates", "published", "reconstruction")
"""What belongs to the earlier wave only."""


def wave_from(
    document: Mapping[str, Any], *, slug: str, title: str, wave: str, origin: str, series: str
) -> dict[str, Any]:
    """The document of one edition as a new study's. `origin` says where items come from, as notes to colleagues.

    The series stays; where the earlier study is in none, both are in `series` from now on, as far as this one says.
    """
    made = {key: deepcopy(value) for key, value in document.items() if key not in OF_ONE_WAVE}
    languages = made.get("languages") or ["nl"]
    made |= {"study": slug, "wave": wave, "series": made.get("series") or series}
    made["title"] = {languages[0]: title}
    if "tags" in made:
        made["tags"] = _with_names_of(made["tags"], _names_in(made))
    if not wave:
        del made["wave"]
    for page in pages_of(made):
        for question in _mappings(page, "questions"):
            question["notes"] = "\n".join(part for part in (question.get("notes"), origin) if isinstance(part, str))
    return made


def _names_in(document: Mapping[str, Any]) -> frozenset[str]:
    questions = [question for page in pages_of(document) for question in _mappings(page, "questions")]
    made = [*questions, *_mappings(document, "derived"), *_mappings(document, "scales")]
    return frozenset(str(one.get("name")) for one in made)


def _with_names_of(tags: Any, known: frozenset[str]) -> Any:
    """Without names of other editions, which the new study does not have."""
    if isinstance(tags, dict):
        return {
            key: [name for name in item if name in known]
            if key == "names" and isinstance(item, list)
            else _with_names_of(item, known)
            for key, item in tags.items()
        }
    return tags


def pages_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    screening = document.get("screening")
    found = _mappings(screening, "pages") if isinstance(screening, dict) else []
    return [*found, *(page for section in _mappings(document, "sections") for page in _mappings(section, "pages"))]


def _mappings(holder: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = holder.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
