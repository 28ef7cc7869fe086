"""Typed reading of a plain document: each reader takes one place and reports what is wrong there."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from surveys.engine.expressions import Expression, ExpressionError, Literal, parse_expression
from surveys.engine.problems import Problem
from surveys.engine.text import Text

T = TypeVar("T")
D = TypeVar("D")
NO_TEXT = Text({})
NO_RULE = Expression("''", Literal(""))
LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass
class Report:
    """Problems found so far, and the languages that texts may use."""

    problems: list[Problem] = field(default_factory=list)
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class At:
    """One place in a document: its value, and where it stands."""

    value: Any
    where: str
    report: Report

    def problem(self, code: str, message: str, what_to_do: str) -> None:
        self.report.problems.append(Problem(self.where, code, message, what_to_do))

    def wrong(self, wanted: str) -> None:
        """Report a value of the wrong type; YAML turns yes, no and numbers into something else than text."""
        shown = repr(self.value)[:40]
        if wanted == "text" and isinstance(self.value, bool | int | float):
            self.problem("unquoted", f"YAML reads this as {shown}, not as text.", "Put quotes around it.")
        else:
            self.problem("wrong_type", f"Expected {wanted}, found {shown}.", f"Write {wanted} here.")

    def child(self, key: str, value: Any) -> "At":
        return At(value, f"{self.where}/{key}".strip("/"), self.report)

    def fields(self, required: str, optional: str = "") -> "Fields":
        """The keys of a mapping. Reports unknown and missing ones; an empty value counts as left out."""
        if not isinstance(self.value, dict):
            self.wrong("a mapping of keys to values")
            return Fields(self, {})
        known = (*required.split(), *optional.split())
        for key in self.value:
            if key not in known:
                self._unknown(key, known)
        given = {key: self.child(key, item) for key, item in self.value.items() if item is not None}
        for key in required.split():
            if key not in given:
                self.problem("missing_key", f"“{key}” is missing.", f"Add “{key}”.")
        return Fields(self, given)

    def _unknown(self, key: str, known: tuple[str, ...]) -> None:
        if key == "editions":
            self.problem("editions_left", "An edition was not chosen yet.", "Choose one with select_edition first.")
        else:
            self.problem("unknown_key", f"“{key[:60]}” is not known here.", f"Use one of: {', '.join(known)}.")

    def items(self) -> list["At"]:
        """The places of a list, called by their name or code where they have one."""
        if not isinstance(self.value, list):
            self.wrong("a list")
            return []
        return [self.child(_name(item) or str(place), item) for place, item in enumerate(self.value, start=1)]

    def entries(self) -> dict[str, "At"]:
        """The places of a mapping with free keys."""
        if not isinstance(self.value, dict):
            self.wrong("a mapping of keys to values")
            return {}
        return {key: self.child(key, item) for key, item in self.value.items()}


def _name(item: Any) -> str:
    name = (item.get("name") or item.get("code")) if isinstance(item, dict) else None
    return name[:60] if isinstance(name, str) else ""


@dataclass(frozen=True)
class Fields:
    """The keys given at one place."""

    at: At
    given: Mapping[str, At]

    def read(self, key: str, reader: Callable[[At], T], default: D) -> T | D:
        return reader(self.given[key]) if key in self.given else default

    def maybe(self, key: str, reader: Callable[[At], T]) -> T | None:
        return reader(self.given[key]) if key in self.given else None

    def each(self, key: str, reader: Callable[[At], T]) -> tuple[T, ...]:
        return tuple(reader(item) for item in self.given[key].items()) if key in self.given else ()


def string(at: At) -> str:
    if isinstance(at.value, str):
        return at.value
    at.wrong("text")
    return ""


def strings(at: At) -> tuple[str, ...]:
    return tuple(string(item) for item in at.items())


def flag(at: At) -> bool:
    if isinstance(at.value, bool):
        return at.value
    at.wrong("true or false")
    return False


def whole(at: At) -> int:
    if isinstance(at.value, int) and not isinstance(at.value, bool):
        return at.value
    at.wrong("a whole number")
    return 0


def number(at: At) -> Decimal:
    if isinstance(at.value, int | float) and not isinstance(at.value, bool):
        return Decimal(str(at.value))
    at.wrong("a number")
    return Decimal(0)


def day(at: At) -> date | None:
    try:
        if not isinstance(at.value, str) or len(at.value) != 10:
            raise ValueError
        return date.fromisoformat(at.value)
    except ValueError:
        shown = repr(at.value)[:40]
        at.problem("bad_date", f"{shown} is not a day.", "Write a day that exists, as 2026-01-31.")
        return None


def one_of(*allowed: str) -> Callable[[At], str]:
    """A reader for a fixed set of words; the first stands in where the word is wrong."""

    def read(at: At) -> str:
        word = string(at)
        if word in allowed:
            return word
        if isinstance(at.value, str):
            at.problem("bad_value", f"“{word[:60]}” is not known here.", f"Use one of: {', '.join(allowed)}.")
        return allowed[0]

    return read


def several_of(*allowed: str) -> Callable[[At], tuple[str, ...]]:
    reader = one_of(*allowed)
    return lambda at: tuple(dict.fromkeys(reader(item) for item in at.items()))


def names(at: At) -> frozenset[str]:
    found = frozenset(strings(at))
    if not found and at.value == []:
        at.problem("bad_value", "The list is empty: this is for nobody.", "Name the groups, or leave the key out.")
    return found


def text(at: At) -> Text:
    """A mapping of language to string; an empty string counts as missing."""
    if not isinstance(at.value, dict):
        at.wrong("texts by language, such as {nl: …, en: …}")
        return NO_TEXT
    found = {}
    for language, item in at.entries().items():
        if language not in at.report.languages:
            item.problem("unknown_language", f"“{language[:20]}” is not a language of this study.", "Add it on top.")
        elif item.value is not None:
            found[language] = string(item)
    return Text(found)


def rule(at: At) -> Expression:
    source = string(at)
    if not isinstance(at.value, str):
        return NO_RULE
    try:
        return parse_expression(source)
    except ExpressionError as error:
        at.problem("bad_rule", f"{error.message} (character {error.position})", error.what_to_do)
        return NO_RULE


def anything(at: At) -> Any:
    return at.value


def mapping(at: At) -> Mapping[str, Any]:
    return {key: item.value for key, item in at.entries().items()}
