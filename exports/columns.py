"""Editions → the columns of a dataset, never from the data: a question nobody reached is a column of reasons. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

import pycountry
from babel import Locale, UnknownLocaleError

from surveys.ddi_variables import joined
from surveys.engine.cell_words import DATE_PARTS, PRECISION, TEXT_GIVEN, YES_NO
from surveys.engine.definition import Definition, Derived, Option, Question, Scale
from surveys.engine.text import Text

Storage = Literal["integer", "decimal", "text"]
Measure = Literal["nominal", "ordinal", "scale"]
LONG = 2_147_483_620
"""Stata's largest whole number of 32 bits; SPSS and Parquet hold it too."""


@dataclass(frozen=True)
class Column:
    """One variable. `part` says what of the answer it holds: an option's code, `y`, `other`, `text` or nothing.

    `comparability` says whether it means the same in every edition (see `exports/comparability.py`). `wide`: whole
    numbers that may need more than 32 bits.
    """

    name: str
    label: Text
    storage: Storage = "integer"
    measure: Measure = "nominal"
    values: Mapping[int, Text] = field(default_factory=dict)
    reasons: bool = True
    question: str = ""
    part: str = ""
    set_name: str = ""
    open_text: bool = False
    country: bool = False
    comparability: str = ""
    wide: bool = False


def columns_of(definition: Definition) -> tuple[Column, ...]:
    """Columns of one edition: questions in document order, then derived values, then scales."""
    made: list[Column] = []
    for question in definition.questions.values():
        made.extend(question_columns(question))
    made.extend(derived_column(derived) for derived in definition.derived)
    made.extend(scale_column(scale) for scale in definition.scales)
    return tuple(made)


def columns(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    """Columns over several editions, newest edition first: each name once, older ones after their old neighbour."""
    merged: list[Column] = []
    for definition in definitions:
        _merge(merged, columns_of(definition))
    return tuple(merged)


def _merge(merged: list[Column], older: Iterable[Column]) -> None:
    place = {column.name: index for index, column in enumerate(merged)}
    after = -1
    for column in older:
        if column.name in place:
            after = place[column.name]
            kept = merged[after]
            merged[after] = replace(kept, values={**column.values, **kept.values})
            continue
        after += 1
        merged.insert(after, column)
        place = {known.name: index for index, known in enumerate(merged)}


def question_columns(question: Question) -> Iterator[Column]:
    yield from MAKERS[question.type](question)
    if question.other:
        yield Column(
            f"{question.name}_other",
            joined(_label(question), Text({"nl": "anders, namelijk", "en": "other, namely"})),
            storage="text",
            reasons=False,
            question=question.name,
            part="other",
            open_text=True,
        )


def _label(question: Question) -> Text:
    return question.short_label or question.label


def option_values(options: Iterable[Option]) -> dict[int, Text]:
    return {option.value: option.label for option in options if option.value is not None}


def _choice(question: Question) -> Iterator[Column]:
    measure: Measure = "ordinal" if question.type == "scale" else "nominal"
    yield Column(
        question.name, _label(question), measure=measure, values=option_values(question.options), question=question.name
    )


def _multi(question: Question) -> Iterator[Column]:
    for option in question.options:
        if option.value is None:
            continue
        yield Column(
            f"{question.name}_{option.short or option.code}",
            joined(_label(question), option.label),
            values=YES_NO,
            question=question.name,
            part=option.code,
            set_name=question.name,
        )


def _number(question: Question) -> Iterator[Column]:
    storage: Storage = "decimal" if question.decimals else "integer"
    wide = not question.decimals and (question.maximum is None or question.maximum > LONG)  # type: ignore[operator]
    yield Column(question.name, _label(question), storage=storage, measure="scale", question=question.name, wide=wide)


def _months(question: Question) -> Iterator[Column]:
    label = joined(_label(question), Text({"nl": "in maanden", "en": "in months"}))
    yield Column(question.name, label, measure="scale", question=question.name)


def _date(question: Question) -> Iterator[Column]:
    for part, words in DATE_PARTS.items():
        yield Column(
            f"{question.name}_{part}",
            joined(_label(question), words),
            measure="nominal" if part == "prec" else "scale",
            values=PRECISION if part == "prec" else {},
            question=question.name,
            part=part,
        )


def _country(question: Question) -> Iterator[Column]:
    yield Column(question.name, _label(question), question=question.name, country=True)


def _municipality(question: Question) -> Iterator[Column]:
    yield Column(question.name, _label(question), question=question.name, part="municipality")


def _text(question: Question) -> Iterator[Column]:
    yield Column(f"{question.name}_r", _label(question), values=TEXT_GIVEN, question=question.name, part="given")
    yield Column(
        question.name,
        _label(question),
        storage="text",
        reasons=False,
        question=question.name,
        part="text",
        open_text=True,
    )


MAKERS = {
    "single": _choice,
    "scale": _choice,
    "multi": _multi,
    "number": _number,
    "duration": _months,
    "date": _date,
    "country": _country,
    "municipality": _municipality,
    "text": _text,
    "long_text": _text,
}


def derived_column(derived: Derived) -> Column:
    """A derived value: its options' numbers, or a plain number where it has none."""
    if derived.options:
        return Column(derived.name, derived.label, values=option_values(derived.options), part="derived")
    return Column(derived.name, derived.label, storage="decimal", measure="scale", part="derived")


def scale_column(scale: Scale) -> Column:
    return Column(scale.name, scale.label, storage="decimal", measure="scale", part="scale")


@lru_cache
def country_number(code: str) -> int:
    """ISO 3166-1 numeric code of a two-letter code (XK, Kosovo, has none and gets 983, as in UN practice)."""
    country = pycountry.countries.get(alpha_2=code)
    return int(country.numeric) if country else 983


@lru_cache
def country_labels(language: str) -> Mapping[int, str]:
    """ISO 3166-1 numeric codes with CLDR names in a language; English where CLDR lacks the language."""
    try:
        names = Locale.parse(language).territories
    except UnknownLocaleError:
        names = Locale.parse("en").territories
    codes = [country.alpha_2 for country in pycountry.countries] + ["XK"]
    return {country_number(code): names[code] for code in sorted(codes) if code in names}
