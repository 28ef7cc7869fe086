"""Counts → tables to print: whole percents, N per column, the base in words, differences that matter. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import floor, sqrt
from typing import Literal

from exports.counting import REASON_NAMES, Base, Data, Tally, Variable, Where, tally
from surveys.engine.definition import Definition, Derived, Page, Question, is_for
from surveys.engine.plan import page_rules
from surveys.engine.text import Text
from surveys.engine.words import in_words

POINTS = 8
"""Percentage points from which a difference counts as one (appendix B.1 of the published report)."""
Z95 = 1.959964
"""The 97.5th percentile of the standard normal distribution."""
ENDS = 2
"""How many answers at either end of a scale are added up."""
FEWEST = 30
"""Columns of fewer people tell numbers instead of percentages, where the study asks for that (`table_bases`)."""
SCALE_POINTS = 5
"""Scales of so many scored answers, or more, get rows for both ends."""

MOST_PLACES, MOST_PLACES_CROSSED = 25, 8
"""Columns of coded places, alone and crossed with another variable."""
OTHERS = Text({"nl": "Overige samen", "en": "Others together"})

Verdict = Literal["differs", "uncertain"]
Kind = Literal["option", "reason", "first_two", "last_two"]
Mark = Literal["", "few", "hidden"]
"""Of a cell: its people are few, or its numbers are not shown."""


@dataclass(frozen=True)
class Heading:
    """A column of a table: its people and what stands above them."""

    key: str
    label: Text
    where: Where


@dataclass(frozen=True)
class Cell:
    """`count` is of respondents; `share` 0 to 1, None on an empty base; `text` what is printed, without a % sign.

    A hidden cell has neither count nor share, and `text` is "–".
    """

    count: int | None
    share: float | None
    text: str
    mark: Mark = ""


@dataclass(frozen=True)
class Row:
    code: str
    label: Text
    cells: tuple[Cell, ...]
    kind: Kind = "option"


@dataclass(frozen=True)
class Difference:
    """Two columns (by place) whose share of a row lies `POINTS` or more apart; positive where the first is larger.

    `uncertain`: the 95% interval of the difference holds 0.
    """

    row: str
    first: int
    second: int
    points: float
    verdict: Verdict


@dataclass(frozen=True)
class Table:
    """A question by a breakdown. `base` says in Dutch and English who was asked. With weights both N's are given."""

    variable: Variable
    base: Mapping[str, str]
    headings: tuple[Heading, ...]
    tallies: tuple[Tally, ...]
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    weighted: bool
    synthetic: bool


def table(
    data: Data,
    name: str,
    headings: Sequence[Heading],
    *,
    base: Base | None = None,
    weights: Sequence[float] | None = None,
    points: float = POINTS,
) -> Table:
    """Tabulate a variable. Raises NoSuchVariable for a name without options."""
    variable = data.variable(name)
    tallies = tuple(tally(data, name, heading.where, base, weights) for heading in headings)
    rows = tuple(_rows(variable, data.definition, tallies))
    if base and base.counts:
        rows = tuple(_with_counts(row, tallies) for row in rows)
    return Table(
        variable,
        base_in_words(data.definition, variable.source or name),
        tuple(headings),
        tallies,
        rows,
        tuple(_differences(rows, tallies, points)),
        weights is not None,
        data.synthetic,
    )


def percent(share: float | None) -> str:
    """A share as it is printed: whole, half upwards; `<1` where that would print 0 and there is somebody."""
    if share is None:
        return ""
    whole = floor(share * 100 + 0.5 + 1e-9)
    return "<1" if whole == 0 and share > 0 else str(whole)


def headings_by(data: Data, names: Sequence[str]) -> tuple[Heading, ...]:
    """A column per code of a variable, or per pair of codes of several: (`group`, `gender`).

    Of coded places those of most people have a column each, and the others one together.
    """
    made = [Heading("", Text({}), {})]
    for name in names:
        options = _columns_of(data.variable(name), MOST_PLACES if len(names) == 1 else MOST_PLACES_CROSSED)
        made = [_within(heading, name, *option) for heading in made for option in options]
    return tuple(made)


def _columns_of(variable: Variable, most: int) -> list[tuple[str, Text, frozenset[str]]]:
    """Key, label and codes of each column."""
    single = [(code, label, frozenset({code})) for code, label in variable.options]
    if not variable.places or len(single) <= most:
        return single
    rest = frozenset(code for code, _, _ in single[most - 1 :])
    return [*single[: most - 1], ("others", OTHERS, rest)]


def _within(heading: Heading, name: str, code: str, label: Text, codes: frozenset[str]) -> Heading:
    key = f"{heading.key}.{code}" if heading.key else code
    words = (
        {
            language: f"{heading.label[language]}, {text}"
            for language, text in label.by_language.items()
            if heading.label.get(language)
        }
        if heading.key
        else dict(label.by_language)
    )
    return Heading(key, Text(words), {**heading.where, name: codes})


def _rows(variable: Variable, definition: Definition, tallies: Sequence[Tally]) -> Iterable[Row]:
    for code, label in variable.options:
        yield _row(code, label, (code,), "option", tallies)
    own = {code for code, _ in variable.options}
    for reason in REASON_NAMES.values():
        if reason not in own and any(found.count({reason}) for found in tallies):
            yield _row(reason, definition.reasons[reason], (reason,), "reason", tallies)  # type: ignore[index]
    scored = _scored(definition.questions.get(variable.name))
    if len(scored) >= SCALE_POINTS:
        yield _row("first_two", _joined(scored[:ENDS], variable), scored[:ENDS], "first_two", tallies)
        yield _row("last_two", _joined(scored[-ENDS:], variable), scored[-ENDS:], "last_two", tallies)


def _scored(question: Question | None) -> tuple[str, ...]:
    """Codes with a score, in the order they were shown."""
    options = question.options if question and question.type == "scale" else ()
    return tuple(option.code for option in options if option.score is not None)


def _joined(codes: Sequence[str], variable: Variable) -> Text:
    labels = [label for code, label in variable.options if code in codes]
    first, *others = labels
    languages = [one for one in first.by_language if all(label.get(one) for label in others)]
    return Text({language: " + ".join(label[language] for label in labels) for language in languages})


def _row(code: str, label: Text, codes: Sequence[str], kind: Kind, tallies: Sequence[Tally]) -> Row:
    return Row(code, label, tuple(cell(found, codes) for found in tallies), kind)


def _with_counts(row: Row, tallies: Sequence[Tally]) -> Row:
    """Numbers of people instead of percentages in columns of fewer than `FEWEST`."""
    told = (
        replace(one, share=None, text=f"n={one.count}") if 0 < found.n < FEWEST else one
        for one, found in zip(row.cells, tallies, strict=True)
    )
    return replace(row, cells=tuple(told))


def cell(found: Tally, codes: Iterable[str]) -> Cell:
    """The cell of these codes together."""
    held = frozenset(codes)
    share = found.share(held)
    return Cell(found.count(held), share, percent(share))


def _differences(rows: Sequence[Row], tallies: Sequence[Tally], points: float) -> Iterable[Difference]:
    for row in rows:
        for first, second in combinations(range(len(tallies)), 2):
            one, other = row.cells[first].share, row.cells[second].share
            if one is None or other is None or abs(one - other) * 100 < points:
                continue
            low, high = newcombe(one, tallies[first].effective, other, tallies[second].effective)
            verdict: Verdict = "differs" if low > 0 or high < 0 else "uncertain"
            yield Difference(row.code, first, second, (one - other) * 100, verdict)


def wilson(share: float, n: float) -> tuple[float, float]:
    """95% interval of a share (Wilson 1927), 0 to 1."""
    middle, spread = share + Z95**2 / (2 * n), Z95 * sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    return (middle - spread) / (1 + Z95**2 / n), (middle + spread) / (1 + Z95**2 / n)


def newcombe(first: float, first_n: float, second: float, second_n: float) -> tuple[float, float]:
    """95% interval of a difference of two independent shares (Newcombe 1998, Statistics in Medicine 17, method 10)."""
    (low1, high1), (low2, high2) = wilson(first, first_n), wilson(second, second_n)
    apart = first - second
    return (
        apart - sqrt((first - low1) ** 2 + (high2 - second) ** 2),
        apart + sqrt((high1 - first) ** 2 + (second - low2) ** 2),
    )


def base_in_words(definition: Definition, name: str) -> dict[str, str]:
    """Who was asked, in Dutch and English: the groups, then every rule that stands above the question."""
    derived = next((item for item in definition.derived if item.name == name), None)
    question = definition.questions.get(name)
    return {language: _base(definition, question, derived, language) for language in ("nl", "en")}


def _base(definition: Definition, question: Question | None, derived: Derived | None, language: str) -> str:
    if question is None:
        return in_words(derived.expression, definition, language) if derived else ""
    page = definition.page_of[question.name]
    rules = [rule for rule in (*page_rules(definition, page), question.relevant) if rule]
    said = [_groups(definition, page, question, language), *(in_words(rule, definition, language) for rule in rules)]
    return " ".join(part for part in said if part) or in_words(None, definition, language)


def _groups(definition: Definition, page: Page, question: Question, language: str) -> str:
    """The groups that get the question, by label; '' where every group does."""
    section = definition.section_by_name.get(page.section)
    limits = (section.groups if section else None, page.groups, question.groups)
    names = [name for name in definition.groups if all(is_for(limit, name) for limit in limits)]
    if len(names) == len(definition.groups):
        return ""
    labels = (definition.groups[name].label.shown(language, definition.source).text for name in names)
    return f"{'; '.join(map(str, labels))}."
