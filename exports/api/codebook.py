"""What each variable of the dataset is: labels in every language, codes, reasons why there is no answer. No counts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import Field

from exports.api.core import About, Answer, Slug, resource
from exports.api.pages import Page, Paging, page_of
from exports.api.problems import not_found
from exports.api.released import no_data
from exports.api.studies import DEFINITIONS, Shape, Words
from exports.codebook import Code, Entry, Said, VariableEntry
from exports.codebook_files import book_of
from exports.counts import Figures
from exports.dataset import Dataset, NothingToExport, dataset
from exports.writers.table import Variable, variables_of
from surveys.languages import LANGUAGES
from surveys.models import Study

Labelled = Mapping[str, Mapping[str, Variable]]
Name = Annotated[str, Path(description="Name of a variable of the dataset.", max_length=80, examples=["gender"])]
HEADER = ("variable", "question", "kind", "code", "reason", *(f"label_{language}" for language in LANGUAGES))


class CodeTold(Shape):
    """A code of a variable."""

    code: int = Field(description="The code, as in the dataset; -9 to -1 are reasons why there is no answer.")
    reason: bool = Field(description="Whether it is such a reason.")
    labels: Words = Field(description="Language → what it stands for.")
    offered: str = Field(description="To whom it was offered, in words; empty for everybody who was asked.")


class VariableTold(Shape):
    """A column of the dataset."""

    variable: str = Field(description="Its name in the dataset.")
    question: str = Field(description="The question, derived value, scale or fact that it belongs to.")
    part: str = Field(description="The section of the questionnaire, or the part of the dataset.")
    kind: str = Field(description="The type of the question; empty for what is no question.")
    storage: str = Field(description="integer, decimal or text.")
    measure: str = Field(description="nominal, ordinal or scale.")
    set: str = Field(description="The question with several answers that it is one answer of; else empty.")
    labels: Words = Field(description="Language → label of the variable.")
    question_labels: Words = Field(description="Language → words of the question.")
    hints: Words = Field(description="Language → the hint below the question.")
    asked: str = Field(description="Who was asked, in words; empty for what is no question.")
    formula: str = Field(description="How it is worked out, in words; empty for what people answered.")
    comparability: str = Field(description="What is not the same over the editions.")
    codes: list[CodeTold] = Field(description="Codes with labels; empty for numbers and texts.")


class Asked(Paging):
    edition: int | None = Field(None, ge=1, le=99_999, description="One edition; without it all together.")


class AskedOne(Shape):
    edition: int | None = Field(None, ge=1, le=99_999, description="One edition; without it all together.")


@resource(
    "/studies/{slug:study}/codebook",
    About("codebook", DEFINITIONS, "Variables of the dataset", "definitions", Page[VariableTold], csv=True),
)
def codebook(request: HttpRequest, study: Slug, asked: Query[Asked]) -> Answer:
    """Every variable with its labels in all languages, codes and reasons. As CSV: a line per code, all variables.

    There are no counts here: ask `tables` for those.
    """
    found = list(_variables(request.auth.study, asked.edition))
    page = page_of(request, found, asked, _told)
    return Answer(Page[VariableTold](**page), lambda: _lines([_told(one) for one in found]))


@resource(
    "/studies/{slug:study}/codebook/{str:variable}",
    About("variable", DEFINITIONS, "One variable of the dataset", "definitions", VariableTold),
)
def variable(request: HttpRequest, study: Slug, variable: Name, asked: Query[AskedOne]) -> Answer:
    """Its labels in all languages, codes and reasons."""
    for one in _variables(request.auth.study, asked.edition):
        if one[1].variable.name == variable:
            return Answer(_told(one))
    raise not_found(_("The dataset has no variable “%(asked)s”.") % {"asked": variable})


Found = tuple[str, VariableEntry, Entry, Labelled]


def _variables(study: Study, edition: int | None) -> Iterator[Found]:
    data = _dataset(study, edition)
    notes = "nl" if get_language() == "nl" else "en"
    languages = (notes, *(one for one in LANGUAGES if one != notes))
    labelled = {language: {one.name: one for one in variables_of(data, language)} for language in languages}
    nothing = {name: Figures() for name in labelled[notes]}
    book = book_of(data, nothing, 0, languages, "internal")
    for part, entries in book.parts:
        for entry in entries:
            for one in entry.variables:
                yield part, one, entry, labelled


def _dataset(study: Study, edition: int | None) -> Dataset:
    try:
        return dataset(study.slug, edition=edition)
    except NothingToExport as problem:
        raise no_data(study, edition, problem) from problem


def _told(found: Found) -> VariableTold:
    part, one, entry, labelled = found
    own = one.variable
    return VariableTold(
        variable=own.name,
        question=entry.name,
        part=part,
        kind=entry.kind,
        storage=own.storage,
        measure=own.measure,
        set=own.set_name,
        labels={language: by_name[own.name].label for language, by_name in labelled.items()},
        question_labels=_words(entry.labels),
        hints=_words(entry.hints),
        asked=entry.asked,
        formula=entry.formula,
        comparability=own.comparability,
        codes=[_code(code, one, labelled) for code in _codes(one)],
    )


def _words(said: Sequence[Said]) -> Words:
    return {one.language: one.text for one in said}


def _codes(one: VariableEntry) -> list[int]:
    """Answers first, then reasons. All of a long list too."""
    return sorted(one.variable.labels, key=lambda code: (code < 0, abs(code)))


def _code(code: int, one: VariableEntry, labelled: Labelled) -> CodeTold:
    offered: dict[int, Code] = {known.code: known for known in one.codes}
    return CodeTold(
        code=code,
        reason=one.variable.reasons and code < 0,
        labels={language: by_name[one.variable.name].labels[code] for language, by_name in labelled.items()},
        offered=offered[code].offered if code in offered else "",
    )


def _lines(variables: Sequence[VariableTold]) -> Iterator[Sequence[Any]]:
    yield HEADER
    for one in variables:
        about = (one.variable, one.question, one.kind)
        yield (*about, "", "", *(one.labels.get(language, "") for language in LANGUAGES))
        for code in one.codes:
            labels = (code.labels.get(language, "") for language in LANGUAGES)
            yield (*about, code.code, int(code.reason), *labels)
