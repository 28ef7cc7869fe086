"""A dataset in one language, ready to be written: the same names, labels and order for every format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from exports.columns import Column, Measure, Storage, country_labels
from exports.dataset import Dataset
from exports.missing import missing_labels
from exports.writers.chunks import chunked
from surveys.engine.cell_words import PRECISION, TEXT_GIVEN, YES_NO
from surveys.engine.definition import Question
from surveys.engine.text import Text

if TYPE_CHECKING:
    import polars

Width = Literal["byte", "int", "long", "whole", "double", "text"]
BYTE, INT = 100, 32_740
"""The largest values of Stata's byte and int; above them it keeps its reasons of missing."""

OWN_VALUES = (YES_NO, TEXT_GIVEN, PRECISION)
"""Value labels that are the platform's, beside a question of the study."""


@dataclass(frozen=True)
class Variable:
    """One column in one language. `labels` name its values, reasons -9 to -1 included where it has them.

    `width` is the narrowest kind of column that holds every value the editions allow.
    """

    name: str
    label: str
    storage: Storage
    measure: Measure
    labels: Mapping[int, str]
    reasons: bool
    set_name: str = ""
    comparability: str = ""
    width: Width = "long"


@dataclass(frozen=True)
class ResponseSet:
    """A multiple-response set: 0/1 variables of which 1 is counted."""

    name: str
    label: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """What was shortened because a format holds no more. `size` and `kept` in the format's own unit."""

    file: str
    variable: str
    what: str
    size: int
    kept: int


@dataclass(frozen=True)
class Table:
    """Rows stand in `chunks`, frames whose columns are `variables` in order; they can be read more than once.

    `missing` names the reasons -9 to -1. `weight` is the variable that weights rows, '' for none.
    """

    title: str
    variables: tuple[Variable, ...]
    sets: tuple[ResponseSet, ...]
    chunks: Iterable[polars.DataFrame]
    note: str
    missing: Mapping[int, str] = field(default_factory=dict)
    weight: str = ""
    language: str = "nl"


def table(data: Dataset, language: str, chunks: Iterable[polars.DataFrame] | None = None) -> Table:
    """The dataset with labels in a language; a label that lacks it is in the source language.

    Without `chunks` the rows of `data` are read into memory, for small datasets.
    """
    variables = variables_of(data, language)
    return Table(
        data.title.shown(language, data.definition.source).text,
        variables,
        _sets(data, variables, language),
        tuple(chunked(data.rows, variables)) if chunks is None else chunks,
        _note(data),
        missing_labels(data.definition, language),
        data.weight,
        language,
    )


def variables_of(data: Dataset, language: str) -> tuple[Variable, ...]:
    """Where a label lacks the language: the study's words in its source language, the platform's in English."""
    source = data.definition.source
    reasons = missing_labels(data.definition, language)

    def variable(column: Column) -> Variable:
        asked = bool(column.question or column.part)
        spare = (language, source) if asked and column.values not in OWN_VALUES else (language, "en", source)
        labels = {value: said(text, spare) for value, text in column.values.items()}
        labels |= country_labels(language) if column.country else {}
        labels = {**(reasons if column.reasons else {}), **dict(sorted(labels.items()))}
        return Variable(
            column.name,
            said(column.label, (language, source) if asked else (language, "en", source)),
            column.storage,
            column.measure,
            labels,
            column.reasons,
            column.set_name,
            column.comparability,
            width_of(column, labels),
        )

    return tuple(variable(column) for column in data.columns)


def said(text: Text, languages: Iterable[str]) -> str:
    """The text in the first of these languages that it has; '' for none."""
    return next((words for language in languages if (words := text.get(language))), "")


def width_of(column: Column, labels: Iterable[int]) -> Width:
    """By what the editions allow, never by the data: a column is of one kind in every export."""
    if column.storage != "integer":
        return "text" if column.storage == "text" else "double"
    largest = max(labels, default=-1)
    if column.wide or largest < 0:
        return "whole" if column.wide else "long"
    return "byte" if largest <= BYTE else "int" if largest <= INT else "long"


def cut_bytes(text: str, most: int) -> str:
    """Text of at most so many UTF-8 bytes, with an ellipsis where something had to go, never through a letter."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return whole_letters(raw[: most - 3].decode(errors="ignore"), text) + "…"


def cut_letters(text: str, most: int) -> str:
    """Text of at most so many characters, in the same way."""
    return text if len(text) <= most else whole_letters(text[: most - 1], text) + "…"


def whole_letters(kept: str, text: str) -> str:
    """The beginning of `text` without a last letter that lost its vowel signs or accents."""
    import unicodedata

    at = len(kept)
    while at and at < len(text) and unicodedata.combining(text[at]):
        at -= 1
    return text[:at]


def _sets(data: Dataset, variables: tuple[Variable, ...], language: str) -> tuple[ResponseSet, ...]:
    names: dict[str, list[str]] = {}
    for variable in variables:
        if variable.set_name:
            names.setdefault(variable.set_name, []).append(variable.name)
    questions = {name: asked for one in reversed(data.definitions) for name, asked in one.questions.items()}
    return tuple(
        ResponseSet(name, _set_label(questions.get(name), name, language, data.definition.source), tuple(members))
        for name, members in names.items()
    )


def _set_label(question: Question | None, name: str, language: str, source: str) -> str:
    return (question.short_label or question.label).shown(language, source).text if question else name


def _note(data: Dataset) -> str:
    return "Contains made-up respondents: not real data." if data.synthetic else ""
