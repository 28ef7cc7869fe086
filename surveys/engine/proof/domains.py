"""What can be answered to a question, as solver terms, and the way back from a model to an answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from typing import Any

import z3

from surveys.engine.answer_kinds import Answer, Choice, Choices, Months, Number, Place, Refusal
from surveys.engine.answer_kinds import Words as TextAnswer
from surveys.engine.countries import COUNTRIES
from surveys.engine.definition import Option, Question, Reason
from surveys.engine.proof.days import days
from surveys.engine.proof.logic import Formula, both, either, every, implies, is_so, no, some
from surveys.engine.proof.values import EMPTY, Amount, Case, Symbol, Ticks, Words, merged
from surveys.engine.reading import MAX_DIGITS, MUNICIPALITY, clean

SMALL = 8
"""Up to this many alternatives, "at most one" is written out in pairs."""

Decode = Callable[[Any], Answer]


@dataclass
class Domain:
    """One question in the solver. `ways` are the alternatives, of which at most one is true: label, formula, answer."""

    question: Question
    ways: list[tuple[Formula, Decode]] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    constraints: list[Formula] = field(default_factory=list)
    ticks: list[Formula] = field(default_factory=list)

    @property
    def answered(self) -> Formula:
        return some(way for way, _ in self.ways)

    @property
    def symbol(self) -> Symbol:
        return merged([*self.cases, (no(self.answered), EMPTY)])

    def decode(self, model: Any) -> Answer | None:
        """The answer in the model, None where the question is skipped or not asked."""
        for way, answer in self.ways:
            if is_so(model, way):
                return answer(model)
        return None


@dataclass(frozen=True)
class Texts:
    """Texts worth trying for questions with an answer in free text or from a long list."""

    literals: frozenset[str]
    others: int


def domain(question: Question, options: Sequence[tuple[Option, Formula]], texts: Texts) -> Domain:
    """The question's answers, refusals included. `options` come with the formula for being offered."""
    found = Domain(question)
    MAKERS[question.type](found, options, texts)
    for reason in question.reasons:
        _way(found, reason, Words(reason), _refusal(reason))
    found.constraints.extend(at_most_one([way for way, _ in found.ways]))
    return found


def at_most_one(ways: list[Formula]) -> list[Formula]:
    if len(ways) <= SMALL:
        return [either(no(a), no(b)) for a, b in combinations(ways, 2)]
    return [z3.AtMost(*ways, 1)]


def variable(name: str) -> Formula:
    return z3.Bool(name)


def _way(found: Domain, label: str, atom: Any, answer: Decode) -> Formula:
    way = variable(f"{found.question.name}={label}")
    found.ways.append((way, answer))
    found.cases.append((way, atom))
    return way


def _refusal(reason: Reason) -> Decode:
    return lambda model: Refusal(reason)


def _always(answer: Answer) -> Decode:
    return lambda model: answer


def _single(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    for option, offered in options:
        way = _way(found, option.code, Words(option.code), _always(Choice(option.code)))
        found.constraints.append(implies(way, offered))


def _multi(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    """One Boolean per option; an exclusive one goes with no other."""
    name = found.question.name
    ticked = {option.code: variable(f"{name}+{option.code}") for option, _ in options}
    found.ticks.extend(ticked.values())
    way = _way(found, "", Ticks(ticked), _chosen(ticked))
    found.constraints += [some(ticked.values()) == way] if ticked else [no(way)]
    for option, offered in options:
        found.constraints.append(implies(ticked[option.code], offered))
        if option.exclusive:
            others = (no(tick) for code, tick in ticked.items() if code != option.code)
            found.constraints.append(implies(ticked[option.code], every(others)))


def _chosen(ticked: Mapping[str, Formula]) -> Decode:
    def decode(model: Any) -> Answer:
        true = (code for code, tick in ticked.items() if is_so(model, tick))
        return Choices(frozenset(true))

    return decode


def _amount(found: Domain, low: int, high: int, scale: Fraction, answer: Callable[[int], Answer]) -> None:
    number = z3.Int(f"{found.question.name}#")
    way = _way(found, "", Amount(number, scale), lambda model: answer(_whole(model, number)))
    found.constraints.append(implies(way, both(number >= low, number <= high)))


def _whole(model: Any, number: Any) -> int:
    return int(model.eval(number, model_completion=True).as_long())


def _number(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    places = found.question.decimals
    largest = 10 ** (MAX_DIGITS + places) - 1
    low, high = whole_bounds(found.question, 10**places, -largest, largest)
    _amount(found, low, high, Fraction(1, 10**places), lambda value: Number(Decimal(value).scaleb(-places)))


def _duration(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    low, high = whole_bounds(found.question, 12, 0, 12 * 10**MAX_DIGITS)
    _amount(found, max(low, 0), high, Fraction(1), Months)


def whole_bounds(question: Question, factor: int, low: int, high: int) -> tuple[int, int]:
    """min and max in whole units; `low` and `high` where the question does not say."""
    least, most = question.minimum, question.maximum
    first = ceil(least * factor) if isinstance(least, Decimal) else low
    last = floor(most * factor) if isinstance(most, Decimal) else max(high, first)
    return min(first, last) if least is None else first, last


def _date(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    for kind in days(found.question):
        way = _way(found, kind.precision, kind.days, kind.decode)
        found.constraints.append(implies(way, kind.possible))


def _country(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    known = sorted(texts.literals & COUNTRIES)
    rest = [code for code in ("SY", "ER", "TR", *sorted(COUNTRIES)) if code not in texts.literals]
    _places(found, [*known, *list(dict.fromkeys(rest))[: texts.others]])


def _municipality(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    known = sorted(text for text in texts.literals if MUNICIPALITY.fullmatch(text))
    rest = (f"GM{number:04d}" for number in (363, 344, 599, *range(1, 10_000)))
    left = dict.fromkeys(code for code in rest if code not in texts.literals)
    _places(found, [*known, *list(left)[: texts.others]])


def _places(found: Domain, codes: Iterable[str]) -> None:
    for code in codes:
        _way(found, code, Words(code), _always(Place(code)))


def _text(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    limit = found.question.max_length
    known = sorted(text for text in texts.literals if text and text == clean(text) and len(text) <= limit)
    rest = (text for text in map(_other_text, range(texts.others + len(known))) if text not in known)
    for text in [*known, *list(rest)[: texts.others]]:
        if text not in found.question.reasons:
            _way(found, text, Words(text), _always(TextAnswer(text)))


def _other_text(place: int) -> str:
    """Short texts that differ: a, b, … z, aa, …"""
    text = ""
    while place >= 0:
        text = chr(ord("a") + place % 26) + text
        place = place // 26 - 1
    return text


def _statement(found: Domain, options: Sequence[tuple[Option, Formula]], texts: Texts) -> None:
    return None


MAKERS: Mapping[str, Callable[[Domain, Sequence[tuple[Option, Formula]], Texts], None]] = {
    "single": _single,
    "scale": _single,
    "multi": _multi,
    "number": _number,
    "duration": _duration,
    "date": _date,
    "country": _country,
    "municipality": _municipality,
    "text": _text,
    "long_text": _text,
    "statement": _statement,
}
