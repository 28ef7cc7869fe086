"""How a made-up fieldwork is planned: people in the register's numbers, chances, days; and plans that cannot be."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from exports.management.commands.simulate_fieldwork import FILE
from exports.simulated.calendar import answer_day
from exports.simulated.people import Person, people, register_size
from exports.simulated.plan import Plan, PlanWrong, fits, plan_of
from invitations.frame import schema_of
from invitations.made_up import MarginsMissing
from surveys.load import place_of, read_file, read_folder
from tests.exports.small_fieldwork import PLAN, plan

STUDY = "perspectief-2024"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return read_folder(STUDY)


@pytest.fixture(scope="module")
def everybody(document: dict[str, Any]) -> list[Person]:
    schema = schema_of(document["frame"], tuple(document["groups"]))
    return people(document["margins"], schema, register_size(document["margins"]), Random(1))


def test_the_list_has_the_registers_numbers(document: dict[str, Any], everybody: list[Person]) -> None:
    """To the person, but where the report prints one person less than the group has."""
    margins = document["margins"]
    assert len(everybody) == margins["total"] == 64_594
    assert Counter(one["group"] for one in everybody) == margins["group"]
    for column, groups in margins["within_group"].items():
        for group, counts in groups.items():
            found = Counter(one[column] for one in everybody if one["group"] == group)
            assert set(found) == set(counts), (column, group)
            assert all(abs(found[code] - count) <= 1 for code, count in counts.items()), (column, group)


def test_columns_are_dealt_independently_within_a_group(everybody: list[Person]) -> None:
    """The joint distribution is the product: no cell is further off than chance makes it (5 standard deviations)."""
    own = [one for one in everybody if one["group"] == "wi2021_asiel"]
    n, cells = len(own), Counter((one["learning_route"], one["gender"]) for one in own)
    routes, sexes = Counter(one["learning_route"] for one in own), Counter(one["gender"] for one in own)
    for (route, sex), count in cells.items():
        p, q = routes[route] / n, sexes[sex] / n
        assert abs(count - n * p * q) < 5 * (n * p * (1 - p) * q * (1 - q)) ** 0.5


def test_nobody_is_on_the_list_twice_and_everybody_is_marked(everybody: list[Person]) -> None:
    assert len({one["frame_id"] for one in everybody}) == len(everybody)
    assert all(one["frame_id"].startswith("MU-") for one in everybody)


def test_a_small_list_keeps_the_shares(document: dict[str, Any]) -> None:
    schema = schema_of(document["frame"], tuple(document["groups"]))
    few = people(document["margins"], schema, 1_000, Random(1))
    assert Counter(one["group"] for one in few)["wi2021_asiel"] == 534


def test_without_margins_nobody_is_made() -> None:
    with pytest.raises(MarginsMissing):
        people({}, schema_of({"columns": []}, ()), 10, Random(1))


@pytest.fixture(scope="module")
def shipped() -> Plan:
    return plan_of(read_file(place_of(STUDY) / FILE))


def test_the_shipped_plan_plants_what_lies_lowest(shipped: Plan, everybody: list[Person]) -> None:
    """Of all kinds of people of group × route, none has a lower chance to answer the invitation."""
    first = shipped.letters[0]
    chances: dict[tuple[str, str], list[float]] = {}
    for one in everybody[:20_000]:
        chances.setdefault((one["group"], one["learning_route"]), []).append(shipped.chance(first, one))
    means = {cell: sum(values) / len(values) for cell, values in chances.items()}
    assert min(means, key=lambda cell: means[cell]) == tuple(shipped.lowest.values())


def test_a_chance_is_the_product_of_what_is_known() -> None:
    made, woman = plan(), {"group": "gezin", "gender": "woman"}
    assert made.chance(made.letters[0], woman) == pytest.approx(0.3 * 1.1 * 0.15)
    assert made.chance(made.letters[0], {**woman, "gender": "man"}) == pytest.approx(0.3 * 1.1)
    elsewhere = made.with_lowest({"gender": "man"})
    assert elsewhere.chance(made.letters[0], woman) == pytest.approx(0.3 * 1.1)
    assert not fits(woman, {})


def test_answers_come_within_their_days_and_fall_off() -> None:
    random = Random(1)
    days = Counter(answer_day(3, 17, 6, random) for _ in range(7_000))
    assert set(days) == set(range(3, 17))
    early = sum(days[day] for day in range(3, 9)) / sum(days.values())
    assert early == pytest.approx(0.5 / (1 - 0.5 ** (14 / 6)), abs=0.03)
    assert {answer_day(5, 5, 6, random) for _ in range(20)} == {5}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"letter": {}}, "letter is not known", id="unknown key"),
        pytest.param({"letters": {"postcard": {"day": 1, "chance": 0.1}}}, "postcard is not known", id="kind"),
        pytest.param({"letters": {"invitation": {"day": 1, "chance": 2}}}, "from 0 to 1", id="chance"),
        pytest.param({"letters": {"invitation": {"day": 1.5, "chance": 0}}}, "whole number", id="half a day"),
        pytest.param(
            {"letters": {"invitation": {"day": 5, "chance": 0.1}, "reminder_1": {"day": 5, "chance": 0.1}}},
            "days go up",
            id="two on one day",
        ),
        pytest.param({"shares": {"spoilt": 0.1}}, "spoilt is not known", id="share"),
        pytest.param({"shares": {"spoiled": -1}}, "0 or more", id="below nought"),
        pytest.param({"reaches": {"letter": {}}}, "letter is not known", id="way"),
        pytest.param({"municipalities": [{"flyer": 3}]}, "has a name", id="no name"),
        pytest.param({"factors": 3}, "keys and values", id="no mapping"),
    ],
)
def test_a_plan_that_cannot_be_is_told(change: dict[str, Any], words: str) -> None:
    with pytest.raises(PlanWrong, match=words):
        plan_of({"simulation": {**PLAN, **change}})
