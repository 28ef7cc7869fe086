"""A dataset made coarse enough to be deposited: nobody in it is alone, or with few, by what others may know. Pure.

k-anonymity (Sweeney, International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10, 2002): every
combination of the declared variables is shared by at least k people. While more than a small part of the rows stand in
too small a class, variables are made coarser step by step, for all rows alike and from the end of the study's list,
which goes by importance. Then single values are withheld, and rows that stay in a small class are left out. Distinct
l-diversity (Machanavajjhala and others, 2007) is reported, not reached.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from django.utils.translation import gettext_noop

from exports.columns import Column
from exports.dataset import Dataset
from exports.disclosure_rules import KEY, PLACES, declared
from exports.generalise import (
    AS_IS,
    NOTHING_KEPT,
    WITHHELD,
    WITHHELD_WORDS,
    Quasi,
    Shaped,
    Values,
    quasi,
    shaped,
)
from exports.refusals import Refused
from exports.steering import steering, worked_out_from
from exports.values import Value
from surveys.engine.definition import Definition

K = 5
RARE = 0.05
"""Above this part of the rows in too small classes, a variable is made coarser; below it values are withheld."""
KEPT = frozenset({"respnr", "edition", "disposition", "sent", "finished", "synthetic"})
"""What is known of a case and told of nobody else; other such columns leave only where the study declares them."""
WHY_ALIKE, WHY_IDENTIFYING = "people are made alike by it", "could tell who somebody is"
WHY_TYPED, WHY_WORKED_OUT = "text that people typed", "worked out from a variable that was made coarser"
WHY_ABOUT = "about the interview, not an answer"
WHY_POINTING = "a place, date or number, and the study does not say how coarse it may leave"
WHY_SCREENING = "a screening question: it tells more of the group than the group itself"
POINTING = frozenset({"date", "number", *PLACES})
"""Types of question that are left out unless the study says how coarse they may leave."""


class CannotDeposit(Refused):
    """No deposit file can be made. The message says why and what to do."""


@dataclass(frozen=True)
class Change:
    """What was done to a variable, why, and how many of its values were withheld."""

    variable: str
    done: str
    why: str
    withheld: int = 0


@dataclass(frozen=True)
class Diversity:
    """Of a sensitive variable: the fewest different answers in a class, and people in classes with one answer only."""

    variable: str
    least: int
    alone: int


@dataclass(frozen=True)
class Anonymity:
    """`smallest` class, and how many people stand in classes of fewer than k, by the declared variables."""

    smallest: int
    below: int


@dataclass(frozen=True)
class Report:
    """What a deposit cost. `left_out`: rows that could not be made safe."""

    k: int
    before: Anonymity
    after: Anonymity
    left_out: int
    changes: tuple[Change, ...]
    diversity: tuple[Diversity, ...]


@dataclass
class _Rows:
    """The variables at their steps, one key per row. `withheld` are the variables not told of a row."""

    quasis: Sequence[Quasi]
    at: list[Shaped]
    withheld: list[set[int]] = field(default_factory=list)

    def keys(self, places: Iterable[int] | None = None) -> list[tuple[object, ...]]:
        """Per row what stands in the file of each variable; a column that is withheld shows just that."""
        parts = [list(zip(*one.values, strict=True)) for one in self.at]
        rows = range(len(self.withheld)) if places is None else places
        return [
            tuple(
                "withheld" if number in self.withheld[row] else part[row] for number, part in enumerate(parts) if part
            )
            for row in rows
        ]


def deposit(data: Dataset, *, k: int = K, random: Random) -> tuple[Dataset, Report]:
    """The dataset to deposit and what was done, from all rows of `data`. Raises CannotDeposit, WronglyDeclared."""
    maker = _Maker(data, k)
    columns, rows = maker.made()
    random.shuffle(rows)
    number = [column.name for column in columns].index("respnr")
    drawn = random.sample(range(1, 10 * len(rows) + 1), len(rows))
    fresh = [(*row[:number], new, *row[number + 1 :]) for row, new in zip(rows, drawn, strict=True)]
    made = replace(data, columns=columns, rows=iter(fresh), interviews=len(fresh), weight="")
    return made, maker.report()


class _Maker:
    def __init__(self, data: Dataset, k: int) -> None:
        self.data, self.k = data, k
        self.rows = list(data.rows)
        self._check()
        self.place = {column.name: place for place, column in enumerate(data.columns)}
        self.quasis = _declared(data)
        self.steers = self._steering()
        steps = [self._shaped(one, one.steps[0]) for one in self.quasis]
        self.state = _Rows(self.quasis, steps, [set() for _ in self.rows])
        self.level = [0] * len(self.quasis)
        raw = _Rows(self.quasis, [self._raw(one) for one in self.quasis], [set() for _ in self.rows])
        self.before = anonymity(raw.keys(), k)
        self._coarsen()
        self._withhold()
        self.kept = self._large_enough()
        if not self.kept:
            raise CannotDeposit(gettext_noop("No row can be deposited: every one stays in a class that is too small."))

    def _check(self) -> None:
        if len(self.rows) < self.k:
            raise CannotDeposit(
                gettext_noop(
                    "%(number)s interviews cannot be made alike in groups of %(k)s. Wait for more answers, or make a "
                    "research file for named researchers."
                ),
                number=len(self.rows),
                k=self.k,
            )

    def _steering(self) -> frozenset[str]:
        """What the questions that leave, and those not asked, tell anyway. The edition is such a thing too."""
        gone = {change.variable for change in self._left_out(self._finest())}
        told = {column.question for column in self.data.columns if column.name not in gone}
        return frozenset({"edition"}).union(*(steering(known, told) for known in self.data.definitions))

    def _columns(self, name: str) -> tuple[Column, ...]:
        return tuple(
            column
            for column in self.data.columns
            if not column.open_text and (column.question == name or column.name == name)
        )

    def _raw(self, one: Quasi) -> Shaped:
        columns = self._columns(one.name)
        return Shaped(columns, tuple([row[self.place[column.name]] for row in self.rows] for column in columns), "")

    def _shaped(self, one: Quasi, step: object) -> Shaped:
        raw = self._raw(one)
        found = next((known for _, known in self.data.editions if one.name in _names(known)), self.data.definition)
        return shaped(one, step, raw.columns, raw.values, found)

    def _small(self, state: _Rows) -> list[int]:
        """Rows in classes of fewer than k."""
        keys = state.keys()
        size = Counter(keys)
        return [row for row, key in enumerate(keys) if size[key] < self.k]

    def _coarsen(self) -> None:
        """One step after another from the end of the list, which goes by importance."""
        while len(self._small(self.state)) > RARE * len(self.rows):
            options = [number for number in range(len(self.quasis)) if self._can_go_on(number)]
            if not options:
                return
            self.state = self._with(options[-1])
            self.level[options[-1]] += 1

    def _can_go_on(self, number: int) -> bool:
        """Whether it has a coarser step that helps. What steers routing, the questions that were not asked tell."""
        one = self.quasis[number]
        return one.name not in self.steers and self.level[number] + 1 < len(one.steps)

    def _with(self, number: int) -> _Rows:
        at = list(self.state.at)
        at[number] = self._shaped(self.quasis[number], self.quasis[number].steps[self.level[number] + 1])
        return replace(self.state, at=at)

    def _withhold(self) -> None:
        """Of rows in small classes one variable after another, first what helps most rows. Not what steers routing."""
        open_ones = {
            number
            for number, one in enumerate(self.quasis)
            if one.name not in self.steers and self.state.at[number].columns and _can_be_withheld(self.state.at[number])
        }
        while (small := self._small(self.state)) and open_ones:
            tried = {number: self._without(number, small) for number in open_ones}
            best = min(tried, key=lambda number: (len(self._small(tried[number])), number))
            self.state = tried[best]
            open_ones.remove(best)

    def _without(self, number: int, rows: Sequence[int]) -> _Rows:
        chosen = set(rows)
        withheld = [held | {number} if row in chosen else held for row, held in enumerate(self.state.withheld)]
        return replace(self.state, withheld=withheld)

    def _large_enough(self) -> list[int]:
        small = set(self._small(self.state))
        return [row for row in range(len(self.rows)) if row not in small]

    def made(self) -> tuple[tuple[Column, ...], list[tuple[Value, ...]]]:
        """Columns and rows of the file, in the order of the dataset."""
        shaped_columns = {
            column.name: (_told(column), values, number)
            for number, one in enumerate(self.state.at)
            for column, values in zip(one.columns, one.values, strict=True)
        }
        gone = {change.variable for change in self._left_out(self._told())}
        kept = [column for column in self.data.columns if column.name not in gone]
        columns = tuple(shaped_columns[one.name][0] if one.name in shaped_columns else one for one in kept)
        return columns, [tuple(self._value(column, shaped_columns, row) for column in kept) for row in self.kept]

    def _value(self, column: Column, coarse: Mapping[str, tuple[Column, Values, int]], row: int) -> Value:
        if column.name not in coarse:
            return self.rows[row][self.place[column.name]]
        told, values, number = coarse[column.name]
        if number in self.state.withheld[row]:
            return None if told.storage == "text" else WITHHELD
        return values[row]

    def _finest(self) -> frozenset[str]:
        """Columns of the variables at their first step."""
        return frozenset(column.name for one in self.quasis for column in self._shaped(one, one.steps[0]).columns)

    def _told(self) -> frozenset[str]:
        return frozenset(column.name for one in self.state.at for column in one.columns)

    def _left_out(self, kept: frozenset[str]) -> list[Change]:
        """Columns that do not leave, each with why. `kept` are those of the variables made coarser."""
        quasis = {one.name for one in self.quasis}
        worked_out = frozenset().union(*(worked_out_from(known, quasis) for known in self.data.definitions))
        found = []
        for column in self.data.columns:
            why = _why_left_out(column, self.data, quasis, worked_out)
            if column.name not in kept and why:
                found.append(Change(column.name, NOTHING_KEPT, why))
        return found

    def report(self) -> Report:
        keys = self.state.keys(self.kept)
        changes = [*self._coarsened(), *self._left_out(self._told())]
        sensitive = frozenset().union(*(declared(known).sensitive for known in self.data.definitions))
        told = set(self.place) - {change.variable for change in changes} - {one.name for one in self.quasis}
        held = [_diversity(name, keys, self._answers(name)) for name in sorted(sensitive & told)]
        after = anonymity(keys, self.k)
        return Report(self.k, self.before, after, len(self.rows) - len(self.kept), tuple(changes), tuple(held))

    def _answers(self, name: str) -> list[Value]:
        return [self.rows[row][self.place[name]] for row in self.kept]

    def _coarsened(self) -> Iterator[Change]:
        for number, one in enumerate(self.state.at):
            withheld = sum(number in self.state.withheld[row] for row in self.kept)
            if one.done != NOTHING_KEPT:
                yield Change(self.quasis[number].name, one.done, WHY_ALIKE, withheld)


def _declared(data: Dataset) -> tuple[Quasi, ...]:
    """Of all editions, the newest first. Raises CannotDeposit where none says anything."""
    found: dict[str, Quasi] = {}
    names = frozenset({column.name for column in data.columns} | {column.question for column in data.columns})
    for known in data.definitions:
        declared(known)
        said = (known.document.get(KEY) or {}).get("deposit")
        for one in quasi(said, names) if said is not None else ():
            found.setdefault(one.name, one)
    if not found:
        raise CannotDeposit(
            gettext_noop(
                "Study %(study)s does not say what could tell who somebody is. Write %(key)s/deposit in its definition "
                "(docs/disclosure.md) and publish a new edition."
            ),
            study=data.study,
            key=KEY,
        )
    several = len(data.definitions) > 1
    return (*found.values(), *([Quasi("edition", (AS_IS,))] if several else []))


def _names(definition: Definition) -> frozenset[str]:
    return frozenset({*definition.questions, *(item.name for item in definition.derived)})


def _can_be_withheld(one: Shaped) -> bool:
    return all(column.reasons or column.storage == "text" for column in one.columns)


def _told(column: Column) -> Column:
    """With words for a value that was withheld."""
    return replace(column, values={**column.values, WITHHELD: WITHHELD_WORDS}) if column.reasons else column


def _why_left_out(column: Column, data: Dataset, quasis: set[str], worked_out: frozenset[str]) -> str:
    """Why a column that is not among the coarsened ones cannot leave; '' where it can."""
    if column.name in KEPT and not column.question and not column.part:
        return ""
    if column.question in quasis or column.name in quasis:
        return WHY_IDENTIFYING
    if column.open_text:
        return WHY_TYPED
    if column.name in worked_out:
        return WHY_WORKED_OUT
    if not column.question and not column.part:
        return WHY_ABOUT
    return _why_of_question(column, data)


def _why_of_question(column: Column, data: Dataset) -> str:
    for definition in data.definitions:
        question = definition.questions.get(column.question)
        if question is None:
            continue
        if question.type in POINTING:
            return WHY_POINTING
        if any(question in page.questions for page in definition.screening.pages):
            return WHY_SCREENING
    return ""


def anonymity(keys: Sequence[tuple[object, ...]], k: int) -> Anonymity:
    """Of rows by their keys."""
    sizes = Counter(keys).values()
    return Anonymity(min(sizes, default=0), sum(size for size in sizes if size < k))


def _diversity(name: str, keys: Sequence[tuple[object, ...]], answers: Sequence[Value]) -> Diversity:
    """Reasons for no answer count as one answer: they tell little."""
    classes: dict[tuple[object, ...], set[Value]] = {}
    for key, answer in zip(keys, answers, strict=True):
        classes.setdefault(key, set()).add(-1 if isinstance(answer, int | float) and answer < 0 else answer)
    size = Counter(keys)
    alone = sum(size[key] for key, found in classes.items() if len(found) == 1)
    return Diversity(name, min(map(len, classes.values()), default=0), alone)
