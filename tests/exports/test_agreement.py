"""People made from printed figures give them back; every planted fault is found out. Small study, no database."""

import copy
import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pytest

from exports import agreement as agreement_module
from exports import counting, tables
from exports.agreement import Agreement, MarginsLack, agreement
from exports.agreement_words import PUT_IN, STAMP, as_json, lines
from exports.counting import Data
from exports.published import BadMap, published
from exports.reproduce import CannotReproduce, Person, Recipe, crowd
from tests.exports import faults, printed
from tests.exports.faults import NOT_ASKED, SKIPPED

PEOPLE = 105


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return printed.people()


@pytest.fixture(scope="module")
def data(people) -> Data:
    return printed.data_of(people)


def held_against(data: Data) -> Agreement:
    return agreement(printed.report(), data, printed.DOCUMENT["margins"], PEOPLE)


def test_every_printed_figure_comes_back(data):
    found = held_against(data)
    assert [finding.figure.name for finding in found.wrong] == []
    assert found.agrees
    assert found.by_kind["exact"]["equal"] > 70


def test_each_figure_has_one_class_and_none_is_skipped(data):
    found = held_against(data)
    values = sum(
        1 + len(table["columns"]) + sum(len(row.get(what, ())) for row in table["rows"] for what in ("n", "pct"))
        for table in printed.FACTS["tables"]
        if "rows" in table
    )
    of_register = sum(len(row) - 1 for table in printed.FACTS["register"] for row in table["rows"])
    assert found.total == values + of_register + 7
    assert sum(sum(states.values()) for states in found.by_kind.values()) == found.total


WAYS = ["ways_work", "ways_school", "ways_home", "ways_nowhere"]
RERUN: list[Any] = [
    pytest.param({"derived": ("cohort", "2024-01-01", "2023-01-01")}, id="the cohorts part a year earlier"),
    pytest.param({"derived": ("band", "<= 30", "<= 31")}, id="the age bands part a year later"),
    pytest.param(
        {"page": ("rating", {"relevant": "${started} = 'yes' and ${gender} = 'man'"})}, id="a filter too many"
    ),
    pytest.param({"page": ("content", {"relevant": "${paid} = 'no'"})}, id="a filter turned round"),
    pytest.param({"page": ("content", {"groups": ["b"]})}, id="a page for the other group"),
]
IN_DATA: list[Any] = [
    pytest.param(faults.swapped("started", 1, 2), id="yes and no swapped"),
    pytest.param(faults.swapped("rating", 4, 5), id="two neighbours of a scale swapped"),
    pytest.param(faults.mapped("rating", {1: 5, 2: 4, 4: 2, 5: 1}), id="a scale the wrong way round"),
    pytest.param(faults.mapped("rating", {1: 0, 2: 1, 3: 2, 4: 3, 5: 4}), id="codes that count from nought"),
    pytest.param(faults.mapped("started", {SKIPPED: 2}), id="a skip counted as no"),
    pytest.param(faults.mapped("content", {NOT_ASKED: 2}), id="not asked counted as no"),
    pytest.param(faults.mapped("started", {3: -1}), id="don't know left out of the base"),
    pytest.param(faults.mapped("guided", {-1: SKIPPED}), id="don't know lost where it counts"),
    pytest.param(faults.mapped("guided", {6: NOT_ASKED}), id="an option that is not scored lost"),
    pytest.param(faults.mapped("gender", {3: -2}), id="rather not say left out of the base"),
    pytest.param(faults.nth("paid", 1, SKIPPED, every=40), id="one answer lost"),
    pytest.param(faults.nth("rating", SKIPPED, 3, every=50), id="one answer too many"),
    pytest.param(faults.lost(slice(3, 4)), id="one person lost"),
    pytest.param(faults.doubled(3), id="one person twice"),
    pytest.param(faults.moved_down("rating"), id="a column slipped by one row"),
    pytest.param(faults.exchanged("ways_work", "ways_home"), id="two options of a multi exchanged"),
    pytest.param(faults.first_tick_only(WAYS), id="several answers kept as one"),
    pytest.param(faults.empty_is_no(WAYS, NOT_ASKED), id="a multi not asked counted as nothing ticked"),
    pytest.param(faults.mapped("ways_nowhere", {1: 0}), id="the option that stands alone lost"),
    pytest.param(faults.by_another("group", "permit", {1: 1, 2: 2}), id="the group by what people said themselves"),
    pytest.param(faults.swapped("group", 1, 2), id="two groups swapped"),
    pytest.param(faults.mapped("group", {3: 2}), id="the untyped added to a group"),
    pytest.param(faults.swapped("cohort", 1, 2), id="the cohorts swapped"),
    pytest.param(faults.mapped("cohort", dict.fromkeys(range(-9, 0), 1)), id="no date counted as the first cohort"),
]


@pytest.mark.parametrize("plant", IN_DATA)
def test_a_fault_in_what_is_stored_is_found_out(data, plant: Callable[[Data], Data]):
    assert not held_against(plant(data)).agrees


@pytest.mark.parametrize("fault", RERUN)
def test_a_fault_in_what_is_asked_or_worked_out_is_found_out(people, fault):
    """The same answers, read by a study that is a little different."""
    assert not held_against(printed.data_of(people, printed.definition(**_other(**fault)))).agrees


def _other(page: Any = None, derived: Any = None) -> dict[str, Any]:
    document = copy.deepcopy(printed.DOCUMENT)
    if page:
        name, changes = page
        (found,) = [one for one in document["sections"][0]["pages"] if one["name"] == name]
        found.update(changes)
        return {"sections": document["sections"]}
    name, old, new = derived
    (found,) = [one for one in document["derived"] if one["name"] == name]
    found["expression"] = found["expression"].replace(old, new)
    return {"derived": document["derived"]}


def _count_ticks(tally: counting.Tally, codes: Any) -> float:
    return sum(weight * len(chosen & codes) for chosen, weight in tally.weights.items()) / sum(
        weight * len(chosen) for chosen, weight in tally.weights.items()
    )


COUNTING: list[Any] = [
    pytest.param((agreement_module, "percent", lambda share: str(int(share * 100))), id="percents cut off"),
    pytest.param((counting.Tally, "share", _count_ticks), id="ticks counted, not respondents"),
    pytest.param(
        (counting, "_in_base", lambda given, base: frozenset() if isinstance(given, int) else given), id="base"
    ),
    pytest.param((Data, "members", lambda data, where: list(range(len(data)))), id="no breakdown"),
]


@pytest.mark.parametrize("fault", COUNTING)
def test_a_fault_in_counting_is_found_out(data, monkeypatch, fault):
    monkeypatch.setattr(*fault)
    assert not held_against(data).agrees


def test_a_figure_with_another_value_than_printed_is_wrong(data):
    facts = copy.deepcopy(printed.FACTS)
    facts["tables"][5]["rows"][0]["pct"][0] += 1
    found = agreement(published(facts, printed.MAP), data, printed.DOCUMENT["margins"], PEOPLE)
    assert [finding.figure.name for finding in found.wrong] == ["started yes a pct"]


def test_the_report_says_what_it_is_and_lists_what_is_wrong(data):
    said = "\n".join(lines(held_against(faults.swapped("started", 1, 2)(data))))
    assert said.startswith(f"{STAMP}\n{PUT_IN}")
    assert "WRONG started yes a pct: printed 69, found 26" in said
    assert as_json(held_against(data))["wrong"] == []


def test_every_table_is_listed_with_all_its_figures(data):
    """A table whose figures have no cell, too."""
    found = held_against(data)
    found = dataclasses.replace(found, unnamed={**found.unnamed, "more": 7})
    said = "\n".join(lines(found)).partition("By table")[2].partition("\n\n")[0].splitlines()[1:]
    listed = {line.split()[0]: line for line in said}
    assert listed.keys() == {str(table["id"]) for table in printed.FACTS["tables"]} | {
        one.figure.table for one in found.findings
    } | {"more"}
    assert listed["more"].split(maxsplit=1)[1] == "7 not claimed"
    assert "exact 9 of 9" in listed["started"]
    counts = re.compile(r"\d+ of (\d+)|(?:^|; )(\d+) [a-z]")
    told = [sum(int(one or other) for one, other in counts.findall(line.split(maxsplit=1)[1])) for line in said]
    assert sum(told) == found.total


def test_the_same_seed_makes_the_same_people(people):
    assert [one.answers for one in printed.people()] == [one.answers for one in people]
    assert [one.answers for one in printed.people(seed=2)] != [one.answers for one in people]


def test_what_a_release_would_hide_is_counted(data):
    """Bases of 27 in the group of 40 are under 30."""
    found = held_against(data)
    hidden = {(one.figure.table, one.figure.column) for one in found.findings if one.hidden}
    assert ("rating", "b") in hidden
    assert ("started", "a") not in hidden
    assert found.hidden == sum(one.hidden for one in found.findings)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"tables": {}}, "only one of published.yaml and published_map.yaml", id="table without a class"),
        pytest.param({"columns": {}}, "does not say who is in the column", id="column nobody knows"),
        pytest.param({"tables": {**printed.MAP["tables"], "model": {}, "age": {}}}, "age: no class", id="no class"),
        pytest.param(
            {"tables": {**printed.MAP["tables"], "age": {"class": "impossible"}}}, "without a reason", id="no why"
        ),
    ],
)
def test_a_map_that_does_not_fit_is_refused(change, words):
    with pytest.raises(BadMap, match=words):
        published(printed.FACTS, {**printed.MAP, **change})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"sizes": {"z": 1}}, "no group “z”", id="group"),
        pytest.param({"first": ["zzz"]}, "no question “zzz”", id="question"),
        pytest.param({"limits": {"age": [5, 6]}}, "No answer to age", id="limits that leave nothing"),
    ],
)
def test_people_that_cannot_be_made_are_refused(change, words):
    with pytest.raises(CannotReproduce, match=words):
        crowd(printed.definition(), Recipe.read(printed.report(), {**printed.MAP, **change}), 1)


def test_margins_that_lack_a_number_are_named(data):
    with pytest.raises(MarginsLack, match="within_group / gender / a"):
        agreement(printed.report(), data, {"total": 1000}, PEOPLE)


def test_percent_prints_as_the_report_does():
    assert [tables.percent(share) for share in (None, 0.0, 0.0049, 0.005, 0.145, 1.0)] == [
        "",
        "0",
        "<1",
        "1",
        "15",
        "100",
    ]
