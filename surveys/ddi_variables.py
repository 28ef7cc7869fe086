"""Definition → the variables of its dataset as a codebook describes them: names, labels, categories, universe. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from surveys.engine.cell_words import DATE_PARTS, PRECISION, TEXT_GIVEN, YES_NO
from surveys.engine.checks.names import columns
from surveys.engine.definition import Definition, Derived, Groups, Option, Question, Scale
from surveys.engine.expressions import Expression
from surveys.engine.text import Text
from surveys.engine.words import in_words

Domain = Literal["text", "numeric", "category", "datetime", "geographic", "multiple"]

EVERYBODY = Text({"nl": "Iedereen", "en": "Everybody"})
DOMAINS: Mapping[str, Domain] = {
    "single": "category",
    "scale": "category",
    "multi": "multiple",
    "number": "numeric",
    "duration": "numeric",
    "date": "datetime",
    "country": "geographic",
    "municipality": "geographic",
}


@dataclass(frozen=True)
class Variable:
    """One column. `categories` are (value, label); `low` and `high` its bounds; `text` where it holds words."""

    name: str
    label: Text
    question: Question | None = None
    categories: tuple[tuple[int, Text], ...] = ()
    low: str = ""
    high: str = ""
    decimals: int = 0
    text: bool = False
    missing: bool = True
    continuous: bool = False
    formula: str = ""
    universe: Text = field(default_factory=Text)
    notes: str = ""


def variables(definition: Definition) -> Iterator[Variable]:
    """Every column of the dataset in order: questions, derived values, scales."""
    for question in definition.questions.values():
        yield from _of_question(definition, question, universe(definition, question))
    for item in definition.derived:
        yield _of_derived(definition, item)
    for scale in definition.scales:
        yield _of_scale(definition, scale)


def _of_question(definition: Definition, question: Question, base: Text) -> Iterator[Variable]:
    label = question.short_label or question.label
    names = columns(question)
    notes = question.source
    if question.type == "multi":
        kept = [option for option in question.options if option.in_base]
        for name, option in zip(names, kept, strict=False):
            yield Variable(
                name, joined(label, option.label), question, tuple(YES_NO.items()), universe=base, notes=notes
            )
    elif question.type == "date":
        for name, part in zip(names, DATE_PARTS.values(), strict=False):
            categories = tuple(PRECISION.items()) if name == names[3] else ()
            low, high = _years(question) if name == names[0] else ("", "")
            yield Variable(name, joined(label, part), question, categories, low, high, universe=base, notes=notes)
    elif question.type in {"text", "long_text"}:
        yield Variable(names[0], label, question, text=True, missing=False, universe=base, notes=notes)
        yield Variable(names[1], label, question, tuple(TEXT_GIVEN.items()), universe=base, notes=notes)
    else:
        yield _plain(question, label, base)
    if question.other:
        told = Text({"nl": "anders, namelijk", "en": "other, namely"})
        yield Variable(names[-1], joined(label, told), question, text=True, missing=False, universe=base)


def _plain(question: Question, label: Text, base: Text) -> Variable:
    factor = 12 if question.type == "duration" else 1
    bounds = (question.minimum, question.maximum) if question.type in {"number", "duration"} else (None, None)
    low, high = ("" if bound is None else format(bound * factor, "f") for bound in bounds)  # type: ignore[operator]
    return Variable(
        question.name,
        joined(label, Text({"nl": "in maanden", "en": "in months"})) if question.type == "duration" else label,
        question,
        categories_of(question.options),
        low,
        high,
        question.decimals,
        continuous=question.type in {"number", "duration"},
        universe=base,
        notes=question.source,
    )


def _years(question: Question) -> tuple[str, str]:
    low, high = question.minimum, question.maximum
    return str(getattr(low, "year", "")), str(getattr(high, "year", ""))


def categories_of(options: tuple[Option, ...]) -> tuple[tuple[int, Text], ...]:
    return tuple((option.value, option.label) for option in options if option.value is not None)


def _of_derived(definition: Definition, item: Derived) -> Variable:
    return Variable(
        item.name,
        item.label,
        categories=categories_of(item.options),
        continuous=not item.options,
        formula=item.expression.source,
        universe=_groups(definition, item.groups) or EVERYBODY,
        notes=item.notes,
    )


def _of_scale(definition: Definition, scale: Scale) -> Variable:
    formula = f"mean({', '.join(scale.items)}), at least {scale.min_items} answered"
    base = _groups(definition, scale.groups) or EVERYBODY
    return Variable(scale.name, scale.label, continuous=True, decimals=2, formula=formula, universe=base)


def joined(first: Text, second: Text) -> Text:
    """Both texts with a colon, in each language that the first has; the second falls back to English."""
    found = {}
    for language, words in first.by_language.items():
        other = second.get(language) or second.get("en") or next(iter(second.by_language.values()), "")
        found[language] = f"{words}: {other}" if other else words
    return Text(found)


def universe(definition: Definition, question: Question) -> Text:
    """Who is asked: groups and rules of section, page and question, in Dutch and English words."""
    page = definition.page_of[question.name]
    section = definition.section_by_name.get(page.section)
    places = [place for place in (section, page, question) if place is not None]
    groups = [found for place in places if (found := _groups(definition, place.groups))]
    rules = [place.relevant for place in places if place.relevant is not None]
    if not groups and not rules:
        return EVERYBODY
    return Text({language: _said(definition, groups, rules, language) for language in ("nl", "en")})


def _said(definition: Definition, groups: list[Text], rules: list[Expression], language: str) -> str:
    parts = [found.get(language) or next(iter(found.by_language.values()), "") for found in groups]
    parts += [in_words(rule, definition, language) for rule in rules]
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts)


def _groups(definition: Definition, groups: Groups) -> Text | None:
    if groups is None:
        return None
    named = [group.label for name, group in definition.groups.items() if name in groups]
    languages = [language for language in definition.languages if all(label.get(language) for label in named)]
    return Text({language: ", ".join(label[language] for label in named) for language in languages})
