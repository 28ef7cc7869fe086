"""The interviews that tables are about, read in one place: from a snapshot where there is a fresh one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from exports.analysis_set import COLUMN as IN_SET
from exports.area_variables import area_variables
from exports.areas import Grouping, of_study
from exports.clean_data import clean_data, removed_among
from exports.coded_columns import coded
from exports.coded_tables import coded_variables
from exports.columns import Column
from exports.comparability import SAME, flagged
from exports.counting import Data, Variable, by_column
from exports.dataset import Dataset, NothingToExport, dataset
from exports.frame_store import definitions_of, frames_over
from exports.own_columns import known_as
from exports.tabulate import Prepared, people_of
from exports.values import Value
from exports.weights_stored import PREFIX
from respondents.models import Interview
from surveys.editions import definition_of, lineage
from surveys.engine.definition import Definition
from surveys.engine.text import Text
from surveys.languages import NAMES
from surveys.models import Edition

Held = Mapping[str, Sequence[Value]]


@dataclass(frozen=True)
class Scope:
    """Editions of one questionnaire, newest first, whose interviews can stand in one table: codes are the same."""

    study: str
    editions: tuple[Edition, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(edition.number for edition in self.editions)

    @property
    def definition(self) -> Definition:
        return definition_of(self.editions[0])


def scope_of(study: str, edition: int | None = None) -> Scope:
    """One edition; without a number the newest that holds interviews, with those it follows. Raises NothingToExport."""
    found = Edition.objects.filter(study__slug=study).order_by("-number")
    if not found:
        raise NothingToExport(f"Study {study} has no published edition.")
    if edition is not None:
        chosen = [one for one in found if one.number == edition]
        if not chosen:
            known = ", ".join(str(one.number) for one in found)
            raise NothingToExport(f"Study {study} has no published edition {edition}. Choose from {known}.")
        return Scope(study, tuple(chosen))
    held = set(_interviews(found).values_list("edition", flat=True))
    newest = next((one for one in found if one.pk in held), found[0])
    return Scope(study, lineage(newest))


def _interviews(editions: Iterable[Edition]) -> QuerySet[Interview]:
    return Interview.objects.filter(edition__in=list(editions)).exclude(state=Interview.State.WITHDRAWN)


def data_of(study: str, edition: int | None = None, groupings: Sequence[Grouping] | None = None) -> Prepared:
    """The data of tables, read from the interviews. `groupings` of municipalities: None for those of the study.

    Raises NothingToExport, BadAreas.
    """
    scope = scope_of(study, edition)
    columns, rows = read_scope(scope)
    held = by_column(columns, rows)
    return prepared(scope, columns, held, groupings)


def read_scope(
    scope: Scope, progress: Callable[[int], None] = lambda done: None
) -> tuple[tuple[Column, ...], Iterator[tuple[Value, ...]]]:
    """Columns, and rows that can be read once, of the interviews in scope, after the decisions in
    force. Texts that people typed stay out.
    """
    read = clean_data(dataset(scope.study, edition=scope.numbers[0] if len(scope.numbers) == 1 else None))
    return read.columns, _rows_in(read, frozenset(scope.numbers), progress)


def _rows_in(read: Dataset, numbers: frozenset[int], progress: Callable[[int], None]) -> Iterator[tuple[Value, ...]]:
    place = [column.name for column in read.columns].index("edition")
    for done, row in enumerate(read.rows, start=1):
        progress(done)
        if row[place] in numbers:
            yield row


def prepared(
    scope: Scope, columns: Sequence[Column], held: Held, groupings: Sequence[Grouping] | None = None
) -> Prepared:
    """What tables need to know of these columns, of the people who are in the analysis set. Raises BadAreas."""
    definition = scope.definition
    places = [place for place, within in enumerate(held[IN_SET]) if within == 1]
    known = [column for column in columns if column.name in held]
    areas = of_study(scope.study) if groupings is None else groupings
    beside = (*beside_variables(definition, known), *_coded(scope, held), *area_variables(definition, held, areas))
    data = Data(definition, held, _any_made_up(held["synthetic"]), beside)
    numbered = [(edition.number, definition_of(edition)) for edition in scope.editions]
    return Prepared(
        study=scope.study,
        data=people_of(data, places),
        editions=scope.numbers,
        without_answer=len(data) - len(places),
        removed=removed_among(scope.study, _interviews(scope.editions)),
        weights=tuple(column.name for column in known if column.name.startswith(PREFIX)),
        flags=_flags(known, numbered),
    )


def _coded(scope: Scope, held: Held) -> tuple[Variable, ...]:
    """The coded open answers of the scope, by the frames of the study."""
    study = scope.editions[0].study_id
    frames = frames_over(study, definitions_of(study))
    definitions = [definition_of(edition) for edition in scope.editions]
    return coded_variables(coded(frames.values(), definitions).parts, held, definitions)


def _any_made_up(values: Sequence[Value]) -> bool:
    return any(value == 1 for value in values)


def _flags(columns: Sequence[Column], numbered: Sequence[tuple[int, Definition]]) -> dict[str, str]:
    """Question or derived value → what is not the same over these editions."""
    marked = flagged([replace(column, comparability="") for column in columns], numbered)
    return {
        column.set_name or column.question or column.name: column.comparability
        for column in marked
        if column.comparability != SAME
    }


def beside_variables(definition: Definition, columns: Sequence[Column]) -> tuple[Variable, ...]:
    """What is known of a case and has labels: how it was filled in, how it ended, in which language."""
    known = {question.name for question in definition.questions.values()}
    derived = {one.name for one in definition.derived}
    found = [
        _labelled(column)
        for column in columns
        if column.values and not column.question and column.name not in known | derived | {"group"}
    ]
    own = (column for column in columns if not column.question and not column.part)
    return (*found, *(_language(column) for column in own if known_as(column) == "language"))


def _labelled(column: Column) -> Variable:
    labels = [(value, label) for value, label in column.values.items() if value >= 0]
    options = tuple((str(value), label) for value, label in labels)
    return Variable(column.name, column.label, options, ((column.name, {value: str(value) for value, _ in labels}),))


def _language(column: Column) -> Variable:
    options = tuple((tag, Text({"nl": own, "en": own})) for tag, own in NAMES.items())
    return Variable(column.name, column.label, options, ((column.name, {tag: tag for tag in NAMES}),))
