"""A form of the editor as it came in: which keys it holds, what stood there, and what shall stand there.

Names are `q12:label:nl`; `was-q12:label:nl` holds what was found, as JSON. Where a conflict is settled, `keep-…` says
whose version counts, and `theirs-…` holds the colleague's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, QueryDict

from surveys.design.desk import Desk
from surveys.design.steps import Change, kind_of
from surveys.design.typed import BadValue, change_of, value_of
from surveys.design.widgets import TEXT, widget_of

WAS = "was-"
MOST = 3_000
"""Keys that one form may hold."""


@dataclass(frozen=True)
class Posted:
    """One key. `change` is None where it stays as it is; `bad` says what is wrong with what was typed."""

    ref: str
    key: str
    language: str
    typed: tuple[str, ...]
    change: Change | None = None
    bad: BadValue | None = None

    @property
    def name(self) -> str:
        return name_of(self.ref, self.key, self.language)


def name_of(ref: str, key: str, language: str) -> str:
    return f"{ref}:{key}:{language}"


def posted(data: QueryDict, desk: Desk) -> list[Posted]:
    """Every key of the form. Raises Http404 where a name is none that the editor sends."""
    names = [name.removeprefix(WAS) for name in data if name.startswith(WAS)]
    if len(names) > MOST:
        raise Http404
    return list(_each(data, names, desk))


def _each(data: QueryDict, names: list[str], desk: Desk) -> Iterator[Posted]:
    for name in names:
        ref, key, language = _parts(name)
        widget = _widget(ref, key)
        if (language != "") is not (widget == TEXT) or (language and language not in desk.languages):
            raise Http404
        typed = _typed(data, name)
        if typed is None:
            continue
        try:
            change = change_of(widget, key, language, data[f"{WAS}{name}"], typed)
            yield Posted(ref, key, language, tuple(typed), change)
        except BadValue as error:
            yield Posted(ref, key, language, tuple(typed), bad=error)
        except ValueError:
            raise Http404 from None


def _typed(data: QueryDict, name: str) -> list[str] | None:
    """What shall stand there; None where the colleague's version is kept as it is."""
    if data.get(f"keep-{name}") != "theirs":
        return data.getlist(name)
    return data.getlist(f"theirs-{name}") if f"theirs-{name}" in data else None


def _parts(name: str) -> tuple[str, str, str]:
    ref, _, rest = name.partition(":")
    key, _, language = rest.rpartition(":")
    return ref, key, language


def _widget(ref: str, key: str) -> str:
    try:
        return widget_of(kind_of(ref), key)
    except (ValueError, KeyError):
        raise Http404 from None


def after_of(one: Posted) -> object:
    """What was typed as a value; the words themselves where it is none."""
    try:
        return value_of(_widget(one.ref, one.key), one.typed)
    except BadValue:
        return " ".join(one.typed)
