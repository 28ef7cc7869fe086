"""Sealed texts in a model. A plain text is refused, so that nobody stores one by mistake."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models

from respondents.sealing import Ring, Sealed


def ring() -> Ring:
    """The keys of this site (`CONTACTS_KEY`)."""
    return _ring(tuple(settings.CONTACTS_KEYS))


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> Ring:
    return Ring(keys)


class SealedField(models.TextField):
    """Holds a `Sealed`; opening it is for who needs the text (`ring().open`)."""

    def from_db_value(self, value: str | None, *rest: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Sealed | None:
        return value if value is None or isinstance(value, Sealed) else Sealed(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} takes a sealed text, not a plain one")
        return value.token if value else None
