"""Columns of a dataset → who chose what, and who is in the base. Pure.

A question with options, a derived value with options and the group are all read the same way: each interview has the
codes it chose, or the reason (-9…-1) why there are none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exports.columns import Column, columns_of
from exports.values import Value
from surveys.engine.definition import REASON_CODES, Definition, Derived, Option, Question
from surveys.engine.missing import Missing
from surveys.engine.text import Text

GROUP = "group"
"""The variable that every study has."""

Chosen = frozenset[str] | int
"""Codes that were chosen, or the reason why there are none."""

Where = Mapping[str, frozenset[str]]
"""Name of a question, derived value or `group` → the codes that let somebody in. All must hold; {} is everybody."""

SHOWN_WITHOUT_ANSWER = frozenset({int(Missing.SKIPPED), *REASON_CODES.values()})
REASON_NAMES = {code: str(reason) for reason, code in REASON_CODES.items()}


class NoSuchVariable(LookupError):
    """The study has nothing of this name that can stand in a table."""

    def __init__(self, name: str, study: str) -> None:
        super().__init__(f"{study} has no question or derived value “{name}” with options. See its codebook for names.")


@dataclass(frozen=True)
class Base:
    """Whom a percentage is about, among those who were asked.

    `reasons`: who chose "don't know" and the like counts, also where that stands outside the question's own base.
    `without`: whose answer is only among these codes does not count; `only`: whose answer is none of these does not
    either. `asked`: who was shown the question and skipped it counts too. `counts`: tables tell how many people, and no
    percentage, where few answered.
    """

    reasons: bool = False
    without: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    asked: bool = False
    counts: bool = False


@dataclass(frozen=True)
class Variable:
    """What can be tabulated: its codes in the order of the questionnaire, and the columns that hold it.

    `source`: the question whose open answers were coded, '' for all else. `places`: its codes are places, those of most
    people first. `waiting`: reasons of people who were asked, beside the usual ones. `parts`: the variable of places
    whose codes lie `inside` each code of this one.
    """

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]
    columns: tuple[tuple[str, Mapping[Any, str]], ...]
    """(column, value → code); a column of a multi has the one value 1."""
    multi: bool = False
    source: str = ""
    places: bool = False
    waiting: frozenset[int] = frozenset()
    inside: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parts: str = ""


@dataclass(frozen=True)
class Data:
    """A dataset held by column: one value per interview, in the same order everywhere.

    `beside`: variables that are no questions of the definition, such as the language of an interview.
    """

    definition: Definition
    columns: Mapping[str, Sequence[Value]]
    synthetic: bool = False
    beside: tuple[Variable, ...] = ()
    memo: dict[str, tuple[Chosen, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    found: dict[frozenset[tuple[str, frozenset[str]]], list[int]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        asked = variables_of(self.definition)
        return asked | {one.name: one for one in self.beside if one.name not in asked}

    def chosen(self, name: str) -> tuple[Chosen, ...]:
        """What each interview chose of a variable. Raises NoSuchVariable."""
        if name not in self.memo:
            self.memo[name] = tuple(_chosen(self.variable(name), self.columns))
        return self.memo[name]

    def variable(self, name: str) -> Variable:
        """Raises NoSuchVariable."""
        if name not in self.variables:
            raise NoSuchVariable(name, self.definition.study)
        return self.variables[name]

    def members(self, where: Where) -> list[int]:
        """Places of the interviews that all conditions hold for."""
        key = frozenset(where.items())
        if key not in self.found:
            found: Iterable[int] = range(len(self))
            for name, codes in where.items():
                chosen = self.chosen(name)
                found = [place for place in found if not isinstance(given := chosen[place], int) and given & codes]
            self.found[key] = list(found)
        return self.found[key]


def by_column(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> dict[str, list[Value]]:
    """Rows turned into columns; each row is read once."""
    held: list[list[Value]] = [[] for _ in columns]
    for row in rows:
        for values, value in zip(held, row, strict=True):
            values.append(value)
    return {column.name: values for column, values in zip(columns, held, strict=True)}


def variables_of(definition: Definition) -> dict[str, Variable]:
    """Everything of an edition that has options, and the group, by name."""
    made = [_group(definition)]
    columns: dict[str, list[Column]] = {}
    for column in columns_of(definition):
        columns.setdefault(column.question, []).append(column)
    for question in definition.questions.values():
        if question.options:
            made.append(_of_question(question, columns[question.name]))
    made.extend(_of_derived(derived) for derived in definition.derived if derived.options)
    return {variable.name: variable for variable in made}


def _group(definition: Definition) -> Variable:
    groups = definition.groups.values()
    label = Text({"nl": "Groep", "en": "Group"})
    options = tuple((group.name, group.label) for group in groups)
    return Variable(GROUP, label, options, ((GROUP, {group.value: group.name for group in groups}),))


def _of_question(question: Question, columns: Sequence[Column]) -> Variable:
    label, options = question.short_label or question.label, _options(question.options)
    if question.type == "multi":
        held = tuple((column.name, {1: column.part}) for column in columns if column.set_name)
        return Variable(question.name, label, options, held, multi=True)
    return Variable(question.name, label, options, ((question.name, _codes(question.options)),))


def _of_derived(derived: Derived) -> Variable:
    return Variable(derived.name, derived.label, _options(derived.options), ((derived.name, _codes(derived.options)),))


def _options(options: Iterable[Option]) -> tuple[tuple[str, Text], ...]:
    return tuple((option.code, option.label) for option in options if option.value is not None)


def _codes(options: Iterable[Option]) -> dict[int, str]:
    return {option.value: option.code for option in options if option.value is not None}


def _chosen(variable: Variable, columns: Mapping[str, Sequence[Value]]) -> Iterator[Chosen]:
    if not variable.multi:
        ((name, codes),) = variable.columns
        single = {value: frozenset({code}) for value, code in codes.items()}
        for value in columns[name]:
            yield _reason(value) if value not in single else single[value]
        return
    parts = [next(iter(codes.values())) for _, codes in variable.columns]
    for values in zip(*(columns[name] for name, _ in variable.columns), strict=True):
        yield _ticked(parts, values)


def _ticked(parts: Sequence[str], values: Sequence[Value]) -> Chosen:
    """The ticks; who was shown the question and ticked nothing carries the reason in every column."""
    if any(value in (0, 1) for value in values):
        return frozenset(part for part, value in zip(parts, values, strict=True) if value == 1)
    return max((_reason(value) for value in values), default=int(Missing.NOT_INCLUDED))


def _reason(value: Value) -> int:
    return value if isinstance(value, int) and value < 0 else int(Missing.NOT_INCLUDED)


@dataclass(frozen=True)
class Tally:
    """Answers in one column of a table. `n` is the base, `asked` all who were shown the question, None: not told.

    `counts` and `weights` are by what was chosen: one code, or the set of ticks. With weights, `effective` is Kish's
    (1965) effective base, (Σw)² / Σw²; without, each respondent weighs 1.
    """

    n: int
    asked: int | None
    counts: Mapping[frozenset[str], int]
    weights: Mapping[frozenset[str], float]
    weighted_n: float
    effective: float

    def count(self, codes: Set[str]) -> int:
        """Respondents who chose one or more of these codes: people, never ticks."""
        return sum(count for chosen, count in self.counts.items() if chosen & codes)

    def share(self, codes: Set[str]) -> float | None:
        """Part of the base, 0 to 1; None on an empty base."""
        chose = sum(weight for chosen, weight in self.weights.items() if chosen & codes)
        return chose / self.weighted_n if self.weighted_n else None


def tally(
    data: Data, name: str, where: Where, base: Base | None = None, weights: Sequence[float] | None = None
) -> Tally:
    """Count a variable among the people of `where`. Raises NoSuchVariable."""
    chosen, wanted, waiting = data.chosen(name), base or Base(), data.variable(name).waiting
    places = data.members(where)
    counted = [(place, codes) for place in places if (codes := _in_base(chosen[place], wanted)) is not None]
    own = [weights[place] if weights else 1.0 for place, _ in counted]
    weighted: dict[frozenset[str], float] = {}
    for (_, codes), weight in zip(counted, own, strict=True):
        weighted[codes] = weighted.get(codes, 0.0) + weight
    squares = sum(weight * weight for weight in own)
    return Tally(
        n=len(counted),
        asked=sum(_asked(chosen[place]) or chosen[place] in waiting for place in places),
        counts=Counter(codes for _, codes in counted),
        weights=weighted,
        weighted_n=sum(own),
        effective=sum(own) ** 2 / squares if squares else 0.0,
    )


def _asked(given: Chosen) -> bool:
    return not isinstance(given, int) or given in SHOWN_WITHOUT_ANSWER


def _in_base(given: Chosen, base: Base) -> frozenset[str] | None:
    """The codes that count; None for who is not in the base."""
    if isinstance(given, int):
        if base.reasons and given in REASON_NAMES:
            return frozenset({REASON_NAMES[given]})
        return frozenset() if base.asked and _asked(given) else None
    left_out = (given and given <= base.without) or (base.only and not given & base.only)
    return None if left_out else given
