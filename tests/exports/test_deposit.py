"""A file to deposit: k-anonymity counted anew with polars, what is left out, and what cannot be made."""

from collections.abc import Mapping
from random import Random
from typing import Any

import polars
import pytest
from babel import Locale
from babel.core import get_global

from exports import deposit as deposit_module
from exports.columns import columns, country_number
from exports.dataset import Dataset
from exports.declared import WronglyDeclared
from exports.deposit import CannotDeposit, deposit
from exports.deposit_words import deposit_told, lines
from exports.disclosure_rules import declared
from exports.generalise import WITHHELD
from exports.regions import REGIONS, SUBREGIONS, by_country, region_name
from exports.steering import steering, worked_out_from
from surveys.engine.countries import COUNTRIES
from surveys.engine.parse import parse
from tests.exports.mini import DOCUMENT, dataset_of, mini, option, page

QUASIS = [
    {"name": "side", "steps": ["as_is"]},
    {"name": "mood", "steps": ["as_is", {"together": [["good", "bad"]]}]},
    {"name": "since", "steps": ["as_is", "year"]},
    {"name": "land", "steps": ["subregion", "region"]},
    {"name": "hours", "steps": [{"bands": [20, 35]}]},
]
MIDDLE_EAST, EUROPE = (760, 792, 368, 887), (804, 276)


def study(quasis: Any = QUASIS, **more: Any):
    return mini(quasi_identifiers={"deposit": quasis, "sensitive": ["trust"], **more})


def people(definition: Any, n: int, seed: int = 3) -> Dataset:
    """Made-up rows: every column by chance, with reasons here and there; texts too."""
    random = Random(seed)
    rows = [{column.name: value_by_chance(column, random) for column in columns([definition])} for _ in range(n)]
    made = dataset_of(definition, rows, editions=((1, definition),))
    return with_respnr(made, n)


def with_respnr(data: Dataset, n: int) -> Dataset:
    from dataclasses import replace

    from exports.case_columns import case_columns

    about = [
        one for one in case_columns([data.definition]) if one.name in ("respnr", "channel", "duration", "started_on")
    ]
    case = {
        "respnr": range(1000, 1000 + n),
        "channel": ["flyer"] * n,
        "duration": range(n),
        "started_on": ["2026-01-01"] * n,
    }
    rows = [(*(case[one.name][place] for one in about), *row) for place, row in enumerate(data.rows)]
    return replace(data, columns=(*about, *data.columns), rows=iter(rows))


def value_by_chance(column: Any, random: Random) -> Any:
    if column.storage == "text":
        return "something typed"
    if random.random() < 0.1:
        return random.choice([-5, -2])
    if column.country:
        return random.choice([*MIDDLE_EAST, *EUROPE])
    limits = {"since_y": (2019, 2024), "since_m": (1, 12), "since_prec": (2, 2), "hours": (0, 60)}
    return random.randint(*limits.get(column.name, (1, 2)))


def frame(data: Dataset) -> polars.DataFrame:
    names = [column.name for column in data.columns]
    return polars.DataFrame(list(data.rows), schema=names, orient="row", infer_schema_length=None)


HELD = ("side", "mood", "since_y", "since_m", "since_d", "since_prec", "land", "hours")


def smallest(made: polars.DataFrame) -> int:
    """The second count: the smallest group by all that others may know, among the columns in the file."""
    return made.group_by([name for name in HELD if name in made.columns]).len()["len"].min()


@pytest.mark.parametrize("n", [40, 400, 1500])
def test_nobody_is_in_a_group_of_fewer_than_five(n):
    data, report = deposit(people(study(), n), random=Random(1))
    made = frame(data)
    assert smallest(made) >= 5
    assert report.before.smallest == 1
    assert (report.after.smallest, report.after.below) == (smallest(made), 0)
    assert made.height == n - report.left_out == data.interviews


def test_without_leaving_rows_out_somebody_is_alone(monkeypatch):
    """Positive control of the second count."""
    monkeypatch.setattr(deposit_module._Maker, "_large_enough", lambda maker: list(range(len(maker.rows))))
    assert smallest(frame(deposit(people(study(), 400), random=Random(1))[0])) < 5


@pytest.mark.parametrize("step", ["_coarsen", "_withhold"])
def test_without_the_other_steps_more_is_lost(monkeypatch, step):
    def lost() -> int:
        report = deposit(people(study(), 1500), random=Random(1))[1]
        return report.left_out * len(QUASIS) + sum(change.withheld for change in report.changes)

    whole = lost()
    monkeypatch.setattr(deposit_module._Maker, step, lambda maker: None)
    assert lost() > whole


def test_withheld_values_are_counted():
    data, report = deposit(people(study(), 1500), random=Random(1))
    made = frame(data)
    for change in report.changes:
        if change.variable in made.columns:
            assert (made[change.variable] == WITHHELD).sum() == change.withheld
    assert sum(change.withheld for change in report.changes) > 0


def test_what_does_not_leave():
    data, report = deposit(people(study(), 400), random=Random(1))
    names = {column.name for column in data.columns}
    gone = {change.variable: change.why for change in report.changes if change.done == "left out"}
    assert not names & {"channel", "duration", "started_on", "say", "ways_other", "warmth"}
    assert gone["say"] == "text that people typed"
    assert gone["warmth"].startswith("worked out from")
    assert gone["duration"].startswith("about the interview")
    assert {"work", "trust", "respnr"} <= names
    assert names | set(gone) >= {column.name for column in columns([study()])}


def test_the_numbers_and_the_order_are_new():
    before = [row[0] for row in people(study(), 400).rows]
    first, second = (frame(deposit(people(study(), 400), random=Random(seed))[0]) for seed in (1, 2))
    assert first["respnr"].to_list() != second["respnr"].to_list()
    assert first["respnr"].n_unique() == first.height
    assert first["work"].to_list() != second["work"].to_list()
    assert before == sorted(before)


def test_regions_and_bands_have_labels():
    data, _ = deposit(
        people(study([{"name": "land", "steps": ["region"]}, {"name": "hours", "steps": [{"bands": [20, 35]}]}]), 600),
        random=Random(1),
    )
    by_name = {column.name: column for column in data.columns}
    assert by_name["land"].values[142]["nl"] == "Azië"
    assert [by_name["hours"].values[value]["en"] for value in (1, 2, 3)] == ["≤ 20", "21–35", "≥ 36"]
    assert by_name["land"].values[WITHHELD]["en"].startswith("Withheld")


@pytest.mark.parametrize(("hours", "band"), [(0, 1), (20, 1), (21, 2), (35, 2), (36, 3), (-5, -5)])
def test_bounds_of_bands_are_inclusive(hours, band):
    definition = study([{"name": "hours", "steps": [{"bands": [20, 35]}]}])
    rows = [
        {column.name: hours if column.name == "hours" else -7 for column in columns([definition])} for _ in range(5)
    ]
    made, _ = deposit(with_respnr(dataset_of(definition, rows, editions=((1, definition),)), 5), random=Random(1))
    assert set(frame(made)["hours"]) == {band}


def test_what_steers_routing_is_neither_withheld_nor_coarsened():
    """Who works is asked for hours: leaving work out would hide nothing."""
    quasis = [
        {"name": "mood", "steps": ["as_is"]},
        {"name": "work", "steps": ["as_is"]},
        {"name": "hours", "steps": [{"bands": [9]}]},
    ]
    _, report = deposit(people(study(quasis), 60), random=Random(1))
    (work,) = (change for change in report.changes if change.variable == "work")
    assert (work.done, work.withheld) == ("as it is", 0)
    definition = study(quasis)
    assert {"work", "worker"} <= steering(definition, {"hours"})
    assert "work" not in steering(definition, {"mood"})
    assert worked_out_from(definition, {"work"}) == {"worker"}
    assert worked_out_from(definition, {"mood"}) == {"warmth"}


@pytest.mark.parametrize("value", [-5, -7, 1])
def test_where_all_are_alike_nothing_is_withheld(value):
    definition = study()
    rows = [
        {column.name: None if column.storage == "text" else value for column in columns([definition])} for _ in range(6)
    ]
    rows = [{**row, "land": 760 if value > 0 else value} for row in rows]
    data, report = deposit(with_respnr(dataset_of(definition, rows, editions=((1, definition),)), 6), random=Random(1))
    assert (report.before.smallest, report.after.smallest, report.left_out) == (6, 6, 0)
    assert data.interviews == 6


@pytest.mark.parametrize("n", [0, 1, 4])
def test_fewer_people_than_k_are_refused(n):
    with pytest.raises(CannotDeposit, match=f"{n} interviews cannot be made alike in groups of 5"):
        deposit(people(study(), n), random=Random(1))


def test_a_study_that_declares_nothing_is_refused():
    with pytest.raises(CannotDeposit, match="quasi_identifiers/deposit"):
        deposit(people(mini(), 40), random=Random(1))


WRONG: list[Any] = [
    pytest.param({"deposit": {}}, "must be a list", id="no list"),
    pytest.param({"deposit": [{"name": "mood"}]}, "a name and a list of steps", id="no steps"),
    pytest.param({"deposit": [{"name": "nope", "steps": ["as_is"]}]}, "nope", id="unknown name"),
    pytest.param({"deposit": [{"name": "mood", "steps": ["blur"]}]}, "'blur' is no step", id="unknown step"),
    pytest.param({"deposit": [{"name": "hours", "steps": [{"bands": [9, 3]}]}]}, "is no step", id="bands that fall"),
    pytest.param({"deposit": [{"name": "mood", "steps": [{"bands": [1]}]}]}, "numbers only", id="bands of a scale"),
    pytest.param({"deposit": [{"name": "mood", "steps": ["year"]}]}, "dates only", id="year of a scale"),
    pytest.param({"deposit": [{"name": "mood", "steps": ["region"]}]}, "countries only", id="region of a scale"),
    pytest.param(
        {"deposit": [{"name": "mood", "steps": [{"together": [["good", "x"]]}]}]}, "codes among", id="unknown code"
    ),
    pytest.param({"deposits": []}, "keys among", id="unknown key"),
    pytest.param({"identifying": "land"}, "must be a list", id="names that are no list"),
    pytest.param({"sensitive": ["nope"]}, "no question or derived value “nope”", id="unknown sensitive question"),
    pytest.param({"together": {"mood": ["good"]}}, "lists of two codes", id="together with nobody"),
]


@pytest.mark.parametrize(("said", "words"), WRONG)
def test_what_is_declared_wrongly_is_said(said: Mapping[str, Any], words: str):
    with pytest.raises(WronglyDeclared, match=words):
        deposit(people(mini(quasi_identifiers=said), 40), random=Random(1))


def test_what_is_declared_is_read():
    found = declared(study(identifying=["work"], together={"work": [["yes", "no"]]}))
    assert {"work", "land", "municipality", "channel"} <= found.identifying
    assert (found.sensitive, found.together["work"], found.multi) == ({"trust"}, (("yes", "no"),), {"ways"})


def test_a_name_may_belong_to_some_editions_only():
    from surveys.engine.editions import select_edition

    said = {"identifying": ["work", {"name": "gone", "editions": [2]}]}
    document = {**DOCUMENT, "editions": [{"number": 1}, {"number": 2}], "quasi_identifiers": said}
    assert "work" in declared(parse(select_edition(document, 1))).identifying
    with pytest.raises(WronglyDeclared, match="gone"):
        declared(parse(select_edition(document, 2)))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_readme_tells_what_was_done(language):
    _, report = deposit(people(study(), 1500), random=Random(1))
    told = " ".join(deposit_told(report, "mini", language))
    for number in (report.k, report.before.below, report.after.smallest, report.left_out):
        assert str(number) in told
    assert "trust" in told
    header, *rows = lines(report, language)
    assert header == ("variable", "done", "why", "withheld")
    assert len(rows) == len(report.changes)


def test_every_word_of_the_list_is_in_dutch_too():
    _, report = deposit(people(study(), 1500), random=Random(1))
    said = zip(lines(report, "en"), lines(report, "nl"), strict=True)
    assert [english for english, dutch in list(said)[1:] if english[1] == dutch[1] or english[2] == dutch[2]] == []


def test_every_country_is_in_one_part_of_one_continent():
    listed = [code for codes in SUBREGIONS.values() for code in codes.split()]
    assert sorted(listed) == sorted(COUNTRIES)
    assert sorted(part for parts in REGIONS.values() for part in parts) == sorted(SUBREGIONS)
    assert all(region_name(code).get("nl") for code in (*SUBREGIONS, *REGIONS))


def test_continents_agree_with_the_time_zones_of_cldr():
    """Another list. Left out: countries with zones in two continents, such as Spain, and Turkey (M49: Asia)."""
    zones: dict[str, set[str]] = {}
    for city, country in get_global("zone_territories").items():
        zones.setdefault(country, set()).add(city.split("/")[0])
    continents = by_country(continents=True)
    named = {"Africa": 2, "Europe": 150}
    found = {
        country: named[min(names)]
        for country, names in zones.items()
        if len(names) == 1 and min(names) in named and country != "TR"
    }
    assert {country: continents[country_number(country)] for country in found if country in COUNTRIES} == {
        country: region for country, region in found.items() if country in COUNTRIES
    }
    assert len(found) > 80
    assert Locale.parse("en").territories["145"] == region_name(by_country(continents=False)[760])["en"]


def test_options_in_a_study_of_its_own_can_be_put_together():
    pages = [page("kind", "single", options=[option(code) for code in "abcd"])]
    sections = [{"name": "all", "title": DOCUMENT["title"], "pages": pages}]
    quasis = [{"name": "kind", "steps": [{"together": [["a", "b"], ["c", "d"]]}]}]
    definition = mini(sections=sections, scales=[], derived=[], quasi_identifiers={"deposit": quasis})
    rows = [{column.name: 1 + place % 4 for column in columns([definition])} for place in range(20)]
    made, _ = deposit(with_respnr(dataset_of(definition, rows, editions=((1, definition),)), 20), random=Random(1))
    (kind,) = (column for column in made.columns if column.name == "kind")
    assert sorted(frame(made)["kind"].unique()) == [1, 3]
    assert kind.values[1]["en"] == "a (en) + b (en)"
