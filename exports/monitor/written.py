"""Frozen dataclasses ↔ plain JSON values: whole records, days and moments included. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Made = TypeVar("Made")


class NotOurs(ValueError):
    """These values were written by another version of the software, and cannot be read as such a record."""


def as_json(value: Any) -> Any:
    """Dataclasses as mappings, tuples as lists, days and moments in ISO 8601."""
    if is_dataclass(value):
        return {item.name: as_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    return value


def read(kind: type[Made], value: Any) -> Made:
    """The dataclass that `as_json` wrote. A field that was left out has its default. Raises NotOurs."""
    try:
        made: Made = _read(kind, value)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise NotOurs(f"no {kind.__name__}: {error}") from error
    return made


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # of a class, not of one of its values
        return kind(**{name: _read(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    around = get_origin(kind)
    if around is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in value)
    if around in (Union, UnionType):
        inner = next(one for one in get_args(kind) if one is not type(None))
        return None if value is None else _read(inner, value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return value
