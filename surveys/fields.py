"""One entry per question type: its parts in a form, its template, what that template shows, the way to an answer.

Parts are named `<question>` (the value) and `<question>-<part>`. Templates are those of the crispy template pack.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from surveys import place_names
from surveys.cldr import day_in_words, months, number_in_words
from surveys.engine.answers import Answer, AnswerError, Choice, Choices, Months, Number, Place, Raw, Refusal, Words
from surveys.engine.definition import Definition, Option, Question
from surveys.engine.path import ShownQuestion
from surveys.engine.pictures import PICTURES, Picture
from surveys.engine.reading import clean
from surveys.engine.text import Text
from surveys.engine.values import DateRange
from surveys.languages import direction

Parts = dict[str, list[str]]


@dataclass(frozen=True)
class Said:
    """A text as it is shown. `missing`: it is not in the page's language; it has its own `lang` and `dir` then."""

    text: str
    language: str
    missing: bool

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True)
class Row:
    """A radio or checkbox with its words; `picture` stands beside them."""

    name: str
    value: str
    id: str
    words: Said
    checked: bool
    hint: Said | None = None
    other: bool = False
    picture: Picture | None = None


@dataclass(frozen=True)
class Entry:
    """A text input or select with its words above it."""

    name: str
    id: str
    label: str
    value: str
    inputmode: str = "numeric"
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question as it stands on a page in a language, with what was typed so far. `candidates`: places to choose."""

    shown: ShownQuestion
    language: str
    definition: Definition
    raw: Raw = field(default_factory=dict)
    candidates: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        return self.shown.question

    def name(self, part: str = "value") -> str:
        return part_name(self.question.name, part)

    def values(self, part: str = "value") -> list[str]:
        return [clean(value) for value in self.raw.get(part, ())]

    def first(self, part: str = "value") -> str:
        return next(iter(self.values(part)), "")

    def words(self, text: Text | None) -> Said | None:
        return said(text, self.language, self.definition.source)

    def row(self, part: str, value: str, words: Said | None, place: int, **more: Any) -> Row:
        """`place` 0 is the question's first control: its id is the question's name, where error links lead."""
        ident = self.question.name if part == "value" and place == 0 else f"{self.name(part)}--{place}"
        shown = words or Said(value, self.language, False)
        return Row(self.name(part), value, ident, shown, value in self.values(part), **more)

    def entry(self, part: str, label: str, first: bool = False, **more: Any) -> Entry:
        ident = self.question.name if first else f"{self.name(part)}--entry"
        return Entry(self.name(part), ident, label, self.first(part), **more)


def part_name(question: str, part: str) -> str:
    return question if part == "value" else f"{question}-{part}"


def said(text: Text | None, language: str, source: str) -> Said | None:
    """The text in this language, else in the source language with a mark; None where there is none at all."""
    if text is None:
        return None
    shown = text.shown(language, source)
    return Said(shown.text, shown.language, shown.language != language) if shown.text else None


@dataclass(frozen=True)
class Kind:
    """How a question type stands on a page. `resolve` turns what was typed into what the engine reads."""

    template: str
    parts: tuple[str, ...]
    context: Callable[[Asked], Mapping[str, Any]]
    to_parts: Callable[[Any, str], Parts]
    resolve: Callable[[Asked], Raw] = lambda asked: asked.raw
    reasons_in_list: bool = False


def context_of(asked: Asked) -> dict[str, Any]:
    """Everything a question's template shows."""
    question, kind = asked.question, KINDS[asked.question.type]
    terms = [asked.definition.terms[name] for name in question.terms if name in asked.definition.terms]
    return {
        "question": question,
        "label": asked.words(question.label),
        "hint": asked.words(question.hint),
        "picture": PICTURES.get(question.picture),
        "terms": [(asked.words(term.label), asked.words(term.explanation)) for term in terms],
        "reasons": _reasons(asked, "value" if kind.reasons_in_list else "reason"),
        **kind.context(asked),
    }


def parts_of(question: Question, answer: Answer, language: str) -> Parts:
    """A stored answer as the parts of a form, to show it again."""
    kind = KINDS[question.type]
    if isinstance(answer, Refusal):
        return {"value" if kind.reasons_in_list else "reason": [answer.reason]}
    return kind.to_parts(answer, language)


def _reasons(asked: Asked, part: str) -> list[Row]:
    """Standard answers outside the list, set apart below a rule."""
    start = len(asked.shown.options)
    return [
        asked.row(part, reason, asked.words(asked.definition.reasons.get(reason)), start + place)
        for place, reason in enumerate(asked.question.reasons)
    ]


def _choices(asked: Asked) -> Mapping[str, Any]:
    """Options in the base first; an option with a reason that is outside the base is set apart too."""
    rows = [(option, _option(asked, option, place)) for place, option in enumerate(asked.shown.options)]
    return {
        "control": "checkbox" if asked.question.type == "multi" else "radio",
        "scale": asked.question.type == "scale",
        "rows": [row for option, row in rows if not _apart(option)],
        "rows_apart": [row for option, row in rows if _apart(option)],
        "other_name": asked.name("other"),
        "other_value": asked.first("other"),
    }


def _apart(option: Option) -> bool:
    return option.reason is not None


def _option(asked: Asked, option: Option, place: int) -> Row:
    other = asked.question.other and option.code == "other"
    hint = asked.words(option.hint)
    picture = PICTURES.get(option.picture)
    return asked.row("value", option.code, asked.words(option.label), place, hint=hint, other=other, picture=picture)


def _written(asked: Asked) -> Mapping[str, Any]:
    question = asked.question
    mode = "decimal" if question.decimals else "numeric"
    inputmode = mode if question.type == "number" else "text"
    return {
        "entry": asked.entry("value", "", first=True, inputmode=inputmode),
        "long": question.type == "long_text",
        "number": question.type == "number",
    }


def _duration(asked: Asked) -> Mapping[str, Any]:
    return {"entries": [asked.entry("years", _("Years"), first=True), asked.entry("months", _("Months"))]}


def _date(asked: Asked) -> Mapping[str, Any]:
    wanted = asked.question.precisions
    entries = []
    if "day" in wanted:
        entries.append(asked.entry("day", _("Day"), first=True))
    if {"day", "month"} & set(wanted):
        entries.append(asked.entry("month", _("Month"), first=not entries, choices=_months(asked.language)))
    if {"day", "month", "year"} & set(wanted):
        entries.append(asked.entry("year", _("Year"), first=not entries))
    return {
        "entries": entries,
        "sides": _sides(asked, bool(entries)),
        "year_alone": "year" in wanted and len(entries) > 1,
        "month_alone": "month" in wanted and "day" in wanted and "year" not in wanted,
    }


def _months(language: str) -> tuple[tuple[str, str], ...]:
    return (("", ""), *((str(number), f"{number} – {name}") for number, name in months(language).items()))


def _sides(asked: Asked, after_entries: bool) -> list[Row]:
    pivot = asked.question.pivot
    if pivot is None:
        return []
    day = day_in_words(pivot, asked.language)
    texts = {"before": _("Before %(day)s") % {"day": day}, "after": _("On or after %(day)s") % {"day": day}}
    wanted = [side for side in texts if side in asked.question.precisions]
    words = [Said(texts[side], asked.language, False) for side in wanted]
    return [asked.row("side", side, text, place) for place, (side, text) in enumerate(zip(wanted, words, strict=True))]


def _place(asked: Asked) -> Mapping[str, Any]:
    kind = asked.question.type
    names = place_names.names(kind, asked.language)
    rows = [
        asked.row("pick", code, Said(names.get(code, code), asked.language, False), place)
        for place, code in enumerate(asked.candidates)
    ]
    entry = asked.entry("value", "", first=True, inputmode="text")
    return {"entry": entry, "suggestions": list(names.values()), "candidates": rows, "list_id": f"{entry.id}--list"}


def _find_place(asked: Asked) -> Raw:
    """The typed name as a code; a picked candidate counts while it fits what is typed.

    Raises AnswerError place_choose (params: candidates) or place_unknown.
    """
    typed, picked = asked.first(), asked.first("pick")
    if not typed:
        return asked.raw
    found = place_names.find(asked.question.type, typed, asked.language)
    code = found.code or (picked if picked in found.candidates else "")
    if code:
        return {**asked.raw, "value": [code]}
    if found.candidates:
        raise AnswerError("place_choose", candidates=found.candidates)
    raise AnswerError("place_unknown")


def _choice_parts(answer: Choice | Choices, language: str) -> Parts:
    codes = [answer.code] if isinstance(answer, Choice) else sorted(answer.codes)
    return {"value": codes, "other": [answer.other] if answer.other else []}


def _text_parts(answer: Number | Words, language: str) -> Parts:
    return {"value": [answer.text if isinstance(answer, Words) else number_in_words(answer.value, language)]}


def _duration_parts(answer: Months, language: str) -> Parts:
    years, months = divmod(answer.value, 12)
    return {"years": [str(years)], "months": [str(months)]}


def _date_parts(answer: DateRange, language: str) -> Parts:
    if answer.precision in ("before", "after"):
        return {"side": [answer.precision]}
    numbers = {"year": answer.lower.year, "month": answer.lower.month, "day": answer.lower.day}
    kept = {"day": 3, "month": 2, "year": 1}[answer.precision]
    return {name: [str(number)] for name, number in list(numbers.items())[:kept]}


def _place_parts(answer: Place, language: str) -> Parts:
    kind = "municipality" if answer.code.startswith("GM") else "country"
    return {"value": [place_names.name(kind, answer.code, language)]}


def _nothing(asked: Asked) -> Mapping[str, Any]:
    return {}


def _no_parts(answer: Answer, language: str) -> Parts:
    return {}


CHOICE = Kind("choices", ("value", "other", "reason"), _choices, _choice_parts, reasons_in_list=True)
WRITTEN = Kind("written", ("value", "reason"), _written, _text_parts)
PLACE = Kind("place", ("value", "pick", "reason"), _place, _place_parts, resolve=_find_place)
KINDS: Mapping[str, Kind] = {
    "single": CHOICE,
    "multi": CHOICE,
    "scale": CHOICE,
    "number": WRITTEN,
    "text": WRITTEN,
    "long_text": WRITTEN,
    "duration": Kind("duration", ("years", "months", "reason"), _duration, _duration_parts),
    "date": Kind("date", ("year", "month", "day", "side", "reason"), _date, _date_parts),
    "country": PLACE,
    "municipality": PLACE,
    "statement": Kind("statement", (), _nothing, _no_parts),
}


def raw_parts(question: Question, get: Callable[[str], Sequence[str]]) -> Parts:
    """The question's parts out of a submitted form; `get` gives the list of values under a name."""
    return {part: list(get(part_name(question.name, part))) for part in KINDS[question.type].parts}
