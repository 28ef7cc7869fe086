"""All editions that a document announces, read side by side. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem


@dataclass(frozen=True)
class Announced:
    """By number the editions that could be read, and what is wrong with the form of the others."""

    definitions: Mapping[int, Definition]
    broken: Mapping[int, tuple[Problem, ...]]

    @property
    def complete(self) -> bool:
        return not self.broken

    @property
    def newest_first(self) -> tuple[Definition, ...]:
        return tuple(self.definitions[number] for number in sorted(self.definitions, reverse=True))


def announced(document: dict[str, Any]) -> Announced:
    definitions: dict[int, Definition] = {}
    broken: dict[int, tuple[Problem, ...]] = {}
    for number in edition_numbers(document):
        try:
            definitions[number] = parse(select_edition(document, number))
        except DefinitionError as error:
            broken[number] = error.problems
    return Announced(definitions, broken)
