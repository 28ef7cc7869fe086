"""A dataset in one language, ready to be written: the same names, labels and order for every format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exports.columns import Column, Measure, Storage, country_labels
from exports.dataset import Dataset
from exports.missing import missing_labels
from exports.values import Value
from surveys.engine.definition import Question


@dataclass(frozen=True)
class Variable:
    """One column in one language. `labels` name its values, reasons -9 to -1 included where it has them."""

    name: str
    label: str
    storage: Storage
    measure: Measure
    labels: Mapping[int, str]
    reasons: bool
    set_name: str = ""
    comparability: str = ""


@dataclass(frozen=True)
class ResponseSet:
    """A multiple-response set: 0/1 variables of which 1 is counted."""

    name: str
    label: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows are tuples in the order of `variables`, to be read once."""

    title: str
    variables: tuple[Variable, ...]
    sets: tuple[ResponseSet, ...]
    rows: Iterator[tuple[Value, ...]]
    note: str


def table(data: Dataset, language: str) -> Table:
    """The dataset with labels in a language; a label that lacks it is in the source language."""
    source = data.definition.source
    reasons = missing_labels(data.definition, language)

    def labels_of(column: Column) -> dict[int, str]:
        labels = {value: text.shown(language, source).text for value, text in column.values.items()}
        labels |= country_labels(language) if column.country else {}
        return {**(reasons if column.reasons else {}), **dict(sorted(labels.items()))}

    variables = tuple(
        Variable(
            column.name,
            column.label.shown(language, source).text,
            column.storage,
            column.measure,
            labels_of(column),
            column.reasons,
            column.set_name,
            column.comparability,
        )
        for column in data.columns
    )
    return Table(
        data.title.shown(language, source).text, variables, _sets(data, variables, language), data.rows, _note(data)
    )


def _sets(data: Dataset, variables: tuple[Variable, ...], language: str) -> tuple[ResponseSet, ...]:
    names: dict[str, list[str]] = {}
    for variable in variables:
        if variable.set_name:
            names.setdefault(variable.set_name, []).append(variable.name)
    questions = data.definition.questions
    return tuple(
        ResponseSet(name, _set_label(questions.get(name), name, language, data.definition.source), tuple(members))
        for name, members in names.items()
    )


def _set_label(question: Question | None, name: str, language: str, source: str) -> str:
    return (question.short_label or question.label).shown(language, source).text if question else name


def _note(data: Dataset) -> str:
    return "Contains made-up respondents: not real data." if data.synthetic else ""
