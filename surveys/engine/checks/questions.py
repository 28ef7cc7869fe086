"""Questions, pages, groups, terms and dates make sense."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition, Groups, Question
from surveys.engine.places import page_places, question_places
from surveys.engine.problems import Problem
from surveys.engine.texts import material_terms


def check_questions(definition: Definition) -> Iterator[Problem]:
    for where, page in page_places(definition):
        if not page.questions:
            yield fault("empty_page", where, "The page has no question.", "Add one, or take the page out.")
    for section in definition.sections:
        if not section.pages:
            where = f"sections/{section.name}"
            yield fault("empty_page", where, "The section has no page.", "Add one, or take the section out.")
    for where, question in question_places(definition):
        yield from _bounds(where, question)
        yield from _pivot(where, question)
        yield from _core(where, question)
    yield from _terms(definition)
    yield from _dates(definition)
    yield from _groups(definition)


def _bounds(where: str, question: Question) -> Iterator[Problem]:
    low, high = question.minimum, question.maximum
    if _crossed(low, high):
        yield fault("bad_bounds", where, f"min {low} is above max {high}.", "Swap them.")
    if question.type == "number" and (low is None or (isinstance(low, Decimal) and low < 0)):
        message = "The answer may be below zero, where datasets keep the reasons of empty cells (-9 to -1)."
        yield fault("bad_bounds", where, message, "Set min to 0 or more.")
    if question.type == "duration" and isinstance(low, Decimal) and low < 0:
        yield fault("bad_bounds", where, "A duration is never below zero.", "Set min to 0 or more.")
    if not 0 <= question.decimals <= 6:
        yield fault("bad_bounds", where, f"decimals is {question.decimals}.", "Choose 0 to 6.")
    if not 1 <= question.max_length <= 10_000:
        yield fault("bad_bounds", where, f"max_length is {question.max_length}.", "Choose 1 to 10000.")


def _core(where: str, question: Question) -> Iterator[Problem]:
    """The screening comes before the core questions, and a text that asks nothing can be no core question."""
    if question.core and (where.startswith("screening/") or not question.asks):
        message = "Only a question of the questionnaire itself can be core."
        yield fault("core_misplaced", where, message, "Take the mark off.")


def _crossed(low: Decimal | date | None, high: Decimal | date | None) -> bool:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return low > high
    return isinstance(low, date) and isinstance(high, date) and low > high


def _pivot(where: str, question: Question) -> Iterator[Problem]:
    sided = {"before", "after"} & set(question.precisions)
    if question.type != "date" or bool(sided) is (question.pivot is not None):
        yield from _pivot_inside(where, question)
        return
    advice = "Give `pivot` with before and after, and only then."
    yield fault("pivot_missing", where, "`pivot` and before/after do not go together.", advice)


def _pivot_inside(where: str, question: Question) -> Iterator[Problem]:
    pivot = question.pivot
    if pivot and (_crossed(question.minimum, pivot) or _crossed(pivot, question.maximum)):
        yield fault("bad_bounds", where, f"The pivot {pivot} is outside min and max.", "Move one of them.")


def _terms(definition: Definition) -> Iterator[Problem]:
    named = [(f"{where}/terms", name) for where, question in question_places(definition) for name in question.terms]
    named += material_terms(definition)
    for where, name in named:
        if name not in definition.terms:
            message = f"There is no term “{name[:60]}”."
            yield fault("unknown_term", where, message, "Add it to `terms`, or take it out here.")
    for name in sorted(set(definition.terms).difference(name for _, name in named)):
        yield fault("unused_term", f"terms/{name}", "Nothing explains this term.", "Name it where it is used.")


def _dates(definition: Definition) -> Iterator[Problem]:
    dates = definition.dates
    given = [day for day in (dates.open, dates.close, dates.withdraw_until) if day]
    if given != sorted(given):
        advice = "First open, then close, then withdraw_until."
        yield fault("dates_order", "dates", "The dates are not in order.", advice)


def _groups(definition: Definition) -> Iterator[Problem]:
    for where, groups in _grouped(definition):
        for name in sorted((groups or frozenset()) - definition.groups.keys()):
            known = ", ".join(definition.groups)
            yield fault("unknown_group", where, f"There is no group “{name[:60]}”.", f"Groups: {known}.")


def _grouped(definition: Definition) -> Iterator[tuple[str, Groups]]:
    yield from ((f"sections/{section.name}", section.groups) for section in definition.sections)
    yield from ((where, page.groups) for where, page in page_places(definition))
    for where, question in question_places(definition):
        yield where, question.groups
        yield from ((f"{where}/options/{option.code}", option.groups) for option in question.options)
    yield from ((f"derived/{item.name}", item.groups) for item in definition.derived)
    yield from ((f"scales/{item.name}", item.groups) for item in definition.scales)
    for outcome in definition.screening.outcomes:
        if outcome.group is not None:
            yield f"screening/outcomes/{outcome.name}", frozenset({outcome.group})
