"""One mapping of the document ↔ one row of a draft table, without loss.

A column takes a value only if the row gives back exactly that value; everything else goes into `rest` as JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from surveys.languages import LANGUAGES
from surveys.models import Derived, Group, Option, OptionList, Page, Part, Question, Scale, Section, Term
from surveys.translation import TEXT_FIELDS

MAX_INTEGER = 2**31 - 1
COMMON = ("groups", "relevant", "editions")


@dataclass(frozen=True)
class Shape:
    """How mappings of one kind are kept: keys in the order they are written in, and columns of another name."""

    model: type[Part]
    keys: tuple[str, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)

    def column(self, key: str) -> str:
        return self.renamed.get(key, key)

    @property
    def texts(self) -> tuple[str, ...]:
        return TEXT_FIELDS.get(self.model, ())


GROUP = Shape(Group, ("label", "value", "law", "migrant_type", "untyped", "editions"))
TERM = Shape(Term, ("label", "explanation", "editions"))
SECTION = Shape(Section, ("name", "title", *COMMON))
PAGE = Shape(Page, ("name", "title", *COMMON))
QUESTION = Shape(
    Question,
    (
        *("name", "type", "label", "short_label", "hint", "options", "reasons", "other", *COMMON),
        *(
            "routing_key",
            "core",
            "terms",
            "min",
            "max",
            "decimals",
            "precisions",
            "pivot",
            "max_length",
            "source",
            "notes",
        ),
    ),
    {"options": "list_name", "min": "minimum", "max": "maximum"},
)
OPTION_LIST = Shape(OptionList, ())
OPTION = Shape(Option, ("code", "label", "hint", "value", "short", "score", *COMMON, "exclusive", "reason", "in_base"))
DERIVED = Shape(
    Derived, ("name", "label", "groups", "editions", "expression", "options", "notes"), {"options": "list_name"}
)
SCALE = Shape(Scale, ("name", "label", "items", "min_items", "groups", "editions"))


def to_row(shape: Shape, mapping: Mapping[str, Any], position: int, without: str = "", **links: Any) -> Part:
    """The row (not saved) that holds the mapping, but for the key `without`, which another table holds."""
    columns: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for key, value in mapping.items():
        if key == without:
            continue
        if key in shape.texts and is_text(value):
            columns |= text_columns(key, value)
        elif key in shape.keys and key not in shape.texts and fits(shape, key, value):
            columns[shape.column(key)] = value
        else:
            rest[key] = value
    return shape.model(position=position, rest=as_json(rest), **columns, **links)


def to_mapping(shape: Shape, row: Part) -> dict[str, Any]:
    """What `to_row` was given, keys in the shape's order."""
    found = {key: value for key in shape.keys if (value := _value(shape, row, key)) not in (None, "", {})}
    return found | json.loads(row.rest)


def _value(shape: Shape, row: models.Model, key: str) -> Any:
    return text_of(row, key) if key in shape.texts else getattr(row, shape.column(key))


def is_text(value: Any) -> bool:
    """Whether this is a mapping of our languages to strings, with at least one that is not empty."""
    return (
        isinstance(value, dict)
        and set(value) <= set(LANGUAGES)
        and all(isinstance(text, str) for text in value.values())
        and any(value.values())
    )


def text_columns(name: str, value: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": value.get(language, "") for language in LANGUAGES}


def text_of(row: models.Model, name: str) -> dict[str, str]:
    """The texts of a translated field by language; missing ones left out."""
    found = {language: getattr(row, f"{name}_{language}") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def fits(shape: Shape, key: str, value: Any) -> bool:
    """Whether the column gives back exactly this value."""
    column = shape.model._meta.get_field(shape.column(key))
    match column:
        case models.BooleanField():
            return isinstance(value, bool)
        case models.IntegerField():
            return type(value) is int and abs(value) <= MAX_INTEGER
        case models.JSONField():
            return value is not None and value not in ("", {})
        case _:
            return isinstance(value, str) and value != "" and len(value) <= (column.max_length or len(value))


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
