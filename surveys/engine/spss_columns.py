"""What a name in a rule is in a row of our dataset: its columns there, as alternatives.

The names and numbers are those of the dataset that `exports` writes; a test there holds the two together.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pycountry

from surveys.engine.cell_words import PRECISION_VALUES
from surveys.engine.countries import COUNTRIES
from surveys.engine.dates import interval
from surveys.engine.definition import REASON_CODES, Definition, Option, Question, QuestionType
from surveys.engine.spss_values import (
    Alternative,
    Alternatives,
    Atom,
    CannotSay,
    Condition,
    Constant,
    Days,
    Municipality,
    Number,
    Ticks,
    Words,
    both,
    either,
    negate,
)

KOSOVO = 983
DAY = 86_400
EMPTY = -4
"""Reasons from here down are those of who chose nothing; -1 to -3 were chosen."""


@dataclass(frozen=True)
class Variables:
    """Names of the columns about a case. `group`: whose questions were asked, as rules see it.

    `known_group` None: the register's group is not in the dataset.
    """

    group: str = "group_asked"
    channel: str = "channel"
    known_group: str | None = None


def variables_of(definition: Definition) -> Variables:
    """As `exports` names them: a stratum of the frame is `reg_` and its name."""
    return Variables(known_group="reg_group" if "group" in definition.frame.get("strata", ()) else None)


def built_in(name: str, definition: Definition, variables: Variables) -> Alternatives:
    """group, law and migrant_type by the group's number; channel and known_group by their text column."""
    if name in {"channel", "known_group"}:
        column = variables.channel if name == "channel" else variables.known_group
        if column is None:
            raise CannotSay(
                "${known_group}", "the group of the register is not a stratum of the frame, so not exported"
            )
        return ((f"{column} = ''", Constant("")), (f"NOT ({column} = '')", Words(column)))
    found: dict[str, Condition] = {}
    for group in definition.groups.values():
        value = {"group": group.name, "law": group.law, "migrant_type": group.migrant_type}[name]
        found[value] = either(found.get(value, False), f"{variables.group} = {group.value}")
    return tuple((guard, Constant(value)) for value, guard in found.items())


def in_groups(groups: Iterable[str], definition: Definition, variables: Variables) -> Condition:
    known = [definition.groups[name].value for name in sorted(groups) if name in definition.groups]
    return either(*(f"{variables.group} = {value}" for value in known))


def question(asked: Question) -> Alternatives:
    """The answer, a reason that was chosen, or the empty text."""
    return tuple(READERS[asked.type](asked))


def _reasons(asked: Question, column: str) -> Iterator[Alternative]:
    outside = {option.reason for option in asked.options if option.reason and not option.in_base}
    for reason, code in REASON_CODES.items():
        if reason in outside or reason in asked.reasons:
            yield f"VALUE({column}) = {code}", Constant(reason)


def _one_column(asked: Question, column: str, *answers: Alternative) -> Iterator[Alternative]:
    yield from answers
    yield from _reasons(asked, column)
    yield f"VALUE({column}) <= {EMPTY}", Constant("")


def _choice(asked: Question) -> Iterator[Alternative]:
    answers = [(f"VALUE({asked.name}) = {o.value}", Constant(o.code)) for o in asked.options if o.value is not None]
    return _one_column(asked, asked.name, *answers)


def _number(asked: Question) -> Iterator[Alternative]:
    lowest = Decimal(0) if asked.type == "duration" else asked.minimum
    if not isinstance(lowest, Decimal) or lowest < 0:
        raise CannotSay(
            f"${{{asked.name}}}", "it takes numbers below zero, which the dataset uses for reasons; set `min`"
        )
    answer = Number(f"VALUE({asked.name})", whole=asked.decimals == 0)
    return _one_column(asked, asked.name, (f"VALUE({asked.name}) >= 0", answer))


def _country(asked: Question) -> Iterator[Alternative]:
    answers = [(f"VALUE({asked.name}) = {country_number(code)}", Constant(code)) for code in sorted(COUNTRIES)]
    return _one_column(asked, asked.name, *answers)


def country_number(code: str) -> int:
    """ISO 3166-1 numeric; XK, which has none there, is 983 as in UN practice."""
    country = pycountry.countries.get(alpha_2=code)
    return int(country.numeric) if country else KOSOVO


def _municipality(asked: Question) -> Iterator[Alternative]:
    return _one_column(asked, asked.name, (f"VALUE({asked.name}) >= 0", Municipality(asked.name)))


def _text(asked: Question) -> Iterator[Alternative]:
    return _one_column(asked, f"{asked.name}_r", (f"VALUE({asked.name}_r) = 1", Words(asked.name)))


def tick_columns(asked: Question) -> Mapping[str, str]:
    """Code → column, of the options inside the base."""
    return {o.code: f"{asked.name}_{o.short or o.code}" for o in asked.options if o.value is not None}


def _multi(asked: Question) -> Iterator[Alternative]:
    columns = tick_columns(asked)
    if not columns:
        raise CannotSay(f"${{{asked.name}}}", "none of its answers has a column in the dataset")
    first = next(iter(columns.values()))
    answered = f"ANY(1, {', '.join(f'VALUE({column})' for column in columns.values())})"
    chosen = tuple(_reasons(asked, first))
    yield answered, Ticks(columns, frozenset(option.code for option in asked.options if _hidden(option)))
    yield from chosen
    yield both(negate(answered), *(negate(guard) for guard, _ in chosen)), Constant("")


def _hidden(option: Option) -> bool:
    return option.value is None and not option.exclusive


def _date(asked: Question) -> Iterator[Alternative]:
    column = f"{asked.name}_prec"
    answers = [(f"VALUE({column}) = {PRECISION_VALUES[name]}", _span(asked, name)) for name in asked.precisions]
    return _one_column(asked, column, *answers)


def _span(asked: Question, precision: str) -> Atom:
    """The days of an answer. MAX() keeps a part that is missing (below zero) out of DATE.DMY, which would complain."""
    if precision in {"before", "after"}:
        return Constant(interval(asked, precision))
    year, month, day = f"MAX(1900, {asked.name}_y)", f"MAX(1, {asked.name}_m)", f"MAX(1, {asked.name}_d)"
    if precision == "day":
        exact = f"DATE.DMY({day}, {month}, {year})"
        return Days(exact, exact)
    if precision == "month":
        following = f"DATE.DMY(1, MOD({month}, 12) + 1, {year} + TRUNC({month} / 12))"
        return Days(f"DATE.DMY(1, {month}, {year})", f"({following} - {DAY})")
    return Days(f"DATE.DMY(1, 1, {year})", f"DATE.DMY(31, 12, {year})")


READERS: Mapping[QuestionType, Callable[[Question], Iterator[Alternative]]] = {
    "single": _choice,
    "scale": _choice,
    "multi": _multi,
    "number": _number,
    "duration": _number,
    "date": _date,
    "country": _country,
    "municipality": _municipality,
    "text": _text,
    "long_text": _text,
}
