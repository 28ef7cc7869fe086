"""Shipped studies of which a report printed figures, and faults that fit whatever was printed of them."""

from collections.abc import Callable, Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any

from exports.agreement import Agreement, agreement
from exports.counting import Data, Variable
from exports.published import CLAIMED, NUMERIC
from exports.published_files import Report, read_report
from exports.reproduce import Recipe, crowd, languages_of
from surveys import load
from surveys.engine.definition import Definition
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.text import Text
from surveys.languages import LANGUAGES
from tests.exports import faults, printed
from tests.exports.faults import SKIPPED

SMALL = 5_000
"""Most people of a study that is made anew in the suite; larger ones are held by benchmarks/published.py."""


def studies() -> Iterator[str]:
    """Slugs of the shipped studies with figures."""
    for folder in sorted(Path(load.STUDIES).iterdir()):
        if (folder / "published.yaml").exists():
            yield folder.name


def small_studies() -> list[str]:
    return [slug for slug in studies() if read_report(slug).people <= SMALL]


@cache
def made(slug: str) -> tuple[Report, Definition, Data]:
    """The report, the edition that it is about, and people made from it, in their languages."""
    report = read_report(slug)
    definition = parse(select_edition(load.read_folder(slug), report.published.edition))
    recipe = Recipe.read(report.published, report.about)
    data = printed.data_of(crowd(definition, recipe, 1), definition)
    spoken = languages_of(recipe, definition.languages, 1)
    return report, definition, _with_languages(data, spoken) if spoken else data


def _with_languages(data: Data, spoken: list[str]) -> Data:
    codes: Mapping[Any, str] = {tag: tag for tag in LANGUAGES}
    known = Variable("language", Text({}), tuple((tag, Text({})) for tag in LANGUAGES), (("language", codes),))
    return Data(data.definition, {**data.columns, "language": spoken}, synthetic=True, beside=(known,))


def held_against(slug: str, data: Data) -> Agreement:
    report, definition, _ = made(slug)
    return agreement(report.published, data, definition.document.get("margins") or {}, report.people)


def planted(report: Report, data: Data) -> Iterator[tuple[str, Callable[[Data], Data]]]:
    """A fault in the answers to each question of which a figure is claimed, and in who is there.

    Where a number of people was printed it is one answer; where shares or words alone were, one in three.
    """
    definition = data.definition
    yield "one person lost", faults.lost(slice(17, 18))
    yield "one person twice", faults.doubled(17)
    counted = _claimed(report, definition, {"base", "count"}, CLAIMED)
    for name in _claimed(report, definition, {"percent"} | NUMERIC, CLAIMED | {"range"}):
        if name not in counted:
            yield f"{name}: one in three answered otherwise", _one_in_three(name, report)
    for name in counted:
        if definition.questions[name].type == "multi":
            ticks = _tick_columns(data, name)
            yield f"{name}: several answers kept as one", faults.first_tick_only(ticks)
            yield f"{name}: one who ticked counted as who skipped", _lost_ticks(ticks)
        else:
            yield f"{name}: one answer lost", _one_lost(name, data)
            yield f"{name}: two answers exchanged", _two_swapped(name, data)


def _claimed(report: Report, definition: Definition, measures: Set[str], kinds: Set[str]) -> list[str]:
    """Questions of which such a figure is claimed."""
    abouts = [one.about for one in report.published.figures if one.about and one.kind in kinds]
    found = dict.fromkeys(one.questions[0] for one in abouts if one.measure in measures)
    return [name for name in found if name in definition.questions]


def _one_in_three(name: str, report: Report) -> faults.Change:
    """Of who gave an answer that a figure is about, every third gave another; a number is twenty higher."""
    of_it = (one.about for one in report.published.figures if one.about and name in one.about.questions)
    codes = next(one.codes for one in of_it if one.measure in {"percent"} | NUMERIC)

    def plant(data: Data) -> Data:
        variable = data.variables.get(name)
        if variable is None:
            return _third(data, name, {value: int(value) + 20 for value in data.columns[name] if _given(value)})
        for column, values in variable.columns:
            hit = [value for value, code in values.items() if code in codes]
            other = [value for value, code in values.items() if code not in codes] or [0]
            data = _third(data, column, dict.fromkeys(hit, other[0]))
        return data

    return plant


def _given(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def _third(data: Data, column: str, values: Mapping[Any, Any]) -> Data:
    hits = [n for n, value in enumerate(data.columns[column]) if value in values][::3]
    found = set(hits)
    spoilt = [values[value] if n in found else value for n, value in enumerate(data.columns[column])]
    return faults.changed(data, **{column: spoilt})


def _tick_columns(data: Data, name: str) -> list[str]:
    return [column for column, _ in data.variables[name].columns]


def _lost_ticks(names: list[str]) -> faults.Change:
    def plant(data: Data) -> Data:
        place = next(n for n in range(len(data)) if any(data.columns[name][n] == 1 for name in names))
        spoilt = {name: [SKIPPED if n == place else one for n, one in enumerate(data.columns[name])] for name in names}
        return faults.changed(data, **spoilt)

    return plant


def _one_lost(name: str, data: Data) -> faults.Change:
    first = next(value for value in data.columns[name] if isinstance(value, int) and value >= 0)
    return faults.nth(name, first, SKIPPED, every=10_000)


def _two_swapped(name: str, data: Data) -> faults.Change:
    """The commonest answer and the rarest: so that their numbers differ."""
    given = [value for value in data.columns[name] if isinstance(value, int) and value >= 0]
    by_number = sorted(set(given), key=given.count)
    return faults.swapped(name, by_number[0], by_number[-1])
