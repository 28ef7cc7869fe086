"""Answers in words, for the page where people look over what they gave."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys import place_names
from surveys.cldr import day_in_words, month_in_words, number_in_words
from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number, Place, Refusal, Words
from surveys.engine.definition import Definition, Question
from surveys.engine.path import Path
from surveys.fields import Said, said


@dataclass(frozen=True)
class Line:
    """One question with its answer. `answers` is empty where it was skipped."""

    page: str
    label: Said | None
    answers: tuple[Said, ...]


def lines(definition: Definition, on_path: Path, answers: dict[str, Answer], language: str) -> list[Line]:
    """The questions on the path that were answered in this visit, in order."""
    return [
        Line(
            shown.page.name,
            said(item.question.label, language, definition.source),
            tuple(in_words(definition, item.question, answers[item.question.name], language)),
        )
        for shown in on_path.pages
        for item in shown.questions
        if item.question.name in answers
    ]


def in_words(definition: Definition, question: Question, answer: Answer, language: str) -> Iterable[Said]:
    """What was answered, as it stood on the page."""
    match answer:
        case Choice(code, other):
            return _chosen(definition, question, [code], other, language)
        case Choices(codes, other):
            ordered = [code for code in question.by_code if code in codes]
            return _chosen(definition, question, ordered, other, language)
        case Refusal(reason):
            shown = said(definition.reasons.get(reason), language, definition.source)
            return [shown] if shown else []
    return [Said(_plain(answer, language), language, False)]


def _chosen(
    definition: Definition, question: Question, codes: Iterable[str], other: str, language: str
) -> Iterable[Said]:
    options = [question.by_code[code] for code in codes if code in question.by_code]
    found = [said(option.label, language, definition.source) for option in options]
    typed = [Said(other, language, False)] if other else []
    return [*(words for words in found if words), *typed]


def _plain(answer: Answer, language: str) -> str:
    match answer:
        case Number(value):
            return number_in_words(value, language)
        case Months(value):
            return _("Years: %(years)s. Months: %(months)s.") % {"years": value // 12, "months": value % 12}
        case Place(code):
            kind = "municipality" if code.startswith("GM") else "country"
            return place_names.name(kind, code, language)
        case DateRange():
            return _date(answer, language)
        case Words(text):
            return text
    raise TypeError(f"{type(answer).__name__} has no words")


def _date(answer: DateRange, language: str) -> str:
    match answer.precision:
        case "before":
            return _("Before %(day)s") % {"day": day_in_words(answer.upper + answer.upper.resolution, language)}
        case "after":
            return _("On or after %(day)s") % {"day": day_in_words(answer.lower, language)}
        case "year":
            return str(answer.lower.year)
        case "month":
            return month_in_words(answer.lower, language)
    return day_in_words(answer.lower, language)
