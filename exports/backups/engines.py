"""Which module knows the database of an alias: both have the same functions."""

from types import ModuleType

from django.db import connections

from exports.backups import postgresql, sqlite


def engine_of(alias: str) -> ModuleType:
    """`snapshot`, `loading`, `state`, `is_empty` and `empty` of the alias' kind of database."""
    return postgresql if connections[alias].vendor == "postgresql" else sqlite
