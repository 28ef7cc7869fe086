"""Municipalities in regions and sizes: our table, a file that somebody brings, breakdowns, what may leave."""

import copy
import csv
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from exports.area_variables import area_variables
from exports.areas import REGION, SIZE, BadAreas, own, parse, size_class
from exports.breakdowns import breakdown, filters
from exports.coded_tables import declared_of
from exports.columns import columns_of
from exports.counting import Data
from exports.disclosure import protected
from exports.disclosure_rules import Declared
from exports.tables import table
from respondents.play import play
from surveys.engine.parse import parse as parse_study
from surveys.models import Study
from surveys.place_order import municipality_names
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT, page
from tests.exports.tabulated import in_english  # noqa: F401 - a fixture

LIVES = page("lives_in", "municipality")
AMSTERDAM, DIEMEN, UTRECHT, ZEIST = 363, 384, 344, 355
BROUGHT = (
    "code,name,team,inhabitants\nGM0363,Amsterdam,North,931298\nGM0384,Diemen,North,33.000\nGM0344,,South,361699\n"
)


def document(**more: Any) -> dict[str, Any]:
    made = {**copy.deepcopy(DOCUMENT), **more}
    made["sections"][0]["pages"].insert(0, copy.deepcopy(LIVES))
    return made


def data(lives: dict[int, int], *, groupings: Any = None, chose: str = "yes", **more: Any) -> Data:
    """So many people per municipality, all of group a; every third said no."""
    definition = parse_study(document(**more))
    places = [place for place, number in lives.items() for _ in range(number)]
    answer = definition.questions["work"].by_code
    work = [answer["no" if at % 3 == 0 else chose].value for at in range(len(places))]
    names = [column.name for column in columns_of(definition)]
    held = {name: [None] * len(places) for name in (*names, "group")}
    held |= {"lives_in": places, "work": work, "group": [definition.groups["a"].value] * len(places)}
    beside = area_variables(definition, held, own() if groupings is None else groupings)
    return Data(definition, held, True, beside)


@pytest.mark.once
def test_our_table_has_every_municipality_of_today_in_one_of_35_regions() -> None:
    (region,) = own()
    assert region.name == REGION
    assert set(region.of) == set(municipality_names())
    assert len(region.groups) == 35
    assert {code for code, _ in region.groups} == set(region.of.values())
    known = {
        "GM0363": "groot_amsterdam",
        "GM0344": "midden_utrecht",
        "GM0193": "regio_zwolle",
        "GM1982": "noordoost_brabant",
    }
    assert {code: region.of[code] for code in known} == known


@pytest.mark.once
def test_a_file_brings_groups_and_sizes() -> None:
    team, size = parse("own.csv", BROUGHT)
    assert (team.name, size.name) == ("team", SIZE)
    assert team.inside() == {"north": {"GM0363", "GM0384"}, "south": {"GM0344"}}
    assert [code for code, _ in size.groups] == ["20k_50k", "250k_and_more"]
    assert size.of == {"GM0363": "250k_and_more", "GM0384": "20k_50k", "GM0344": "250k_and_more"}
    assert parse("own.csv", BROUGHT.replace(",", ";")) == (team, size)
    assert [size_class(n) for n in (0, 19_999, 20_000, 99_999, 249_999, 250_000)] == [
        "under_20k",
        "under_20k",
        "20k_50k",
        "50k_100k",
        "150k_250k",
        "250k_and_more",
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("file", "told"),
    [
        pytest.param("gemeente,team\nGM0363,x\n", "no column “code”", id="no code"),
        pytest.param("code,name\nGM0363,Amsterdam\n", "no column beside", id="nothing to group by"),
        pytest.param("code,Team A\nGM0363,x\n", "“Team A” cannot be a column", id="a name of a column"),
        pytest.param("code,a,a\nGM0363,x,y\n", "cannot be a column", id="a column twice"),
        pytest.param("code,team\nGM0363,x\nGM9999,y\n", "line 3: “GM9999” is no municipality of today", id="unknown"),
        pytest.param("code,team\nGM0363,x\nGM0363,y\n", "line 3: “GM0363”.*twice", id="twice"),
        pytest.param("code,inhabitants\nGM0363,many\n", "2: “many” is no number of inhabitants", id="no number"),
        pytest.param(
            "code,team\nGM0363,Noord/Zuid\nGM0384,Noord-Zuid\n", "differs from “Noord/Zuid” in signs", id="alike"
        ),
        pytest.param("", "no column “code”", id="empty"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(file: str, told: str) -> None:
    with pytest.raises(BadAreas, match=told):
        parse("own.csv", file)


@pytest.mark.once
def test_a_breakdown_by_region_counts_whoever_lives_there() -> None:
    people = data({AMSTERDAM: 6, DIEMEN: 4, UTRECHT: 9, -1: 5})
    found = breakdown(people, REGION, {})
    assert [(one.key, len(people.members(one.where))) for one in found.headings] == [
        ("groot_amsterdam", 10),
        ("midden_utrecht", 9),
    ]
    assert len(found.empty) == 33
    assert filters(people, [f"{REGION}=midden_utrecht"]) == {REGION: {"midden_utrecht"}}
    crossed = breakdown(people, f"group+{REGION}", {})
    assert [one.key for one in crossed.headings] == ["a.groot_amsterdam", "a.midden_utrecht"]
    of_file = data({AMSTERDAM: 6, DIEMEN: 4}, groupings=parse("own.csv", BROUGHT))
    assert [one.key for one in breakdown(of_file, SIZE, {}).headings] == ["20k_50k", "250k_and_more"]


@pytest.mark.once
def test_where_nobody_is_asked_there_is_no_region_and_two_questions_have_names_of_their_own() -> None:
    asked = page("works_in", "municipality")
    definition = parse_study(copy.deepcopy(DOCUMENT))
    assert area_variables(definition, {}, own()) == ()
    twice = document()
    twice["sections"][0]["pages"].append(asked)
    held = {"lives_in": [AMSTERDAM], "works_in": [UTRECHT]}
    names = [one.name for one in area_variables(parse_study(twice), held, own())]
    assert names == ["lives_in", f"lives_in_{REGION}", "works_in", f"works_in_{REGION}"]


@pytest.mark.once
def test_a_stratum_counts_only_where_the_study_copies_it() -> None:
    column = {"name": "municipality", "required": True, "type": "municipality"}
    held = {"reg_municipality": ["GM0363", "", "GM0344"]}

    def names(strata: list[str]) -> list[str]:
        frame = {"columns": [column], "strata": strata}
        definition = parse_study({**copy.deepcopy(DOCUMENT), "frame": frame})
        return [one.name for one in area_variables(definition, held, own())]

    assert names(["municipality"]) == ["reg_municipality", REGION]
    assert names([]) == []


LIVES_SMALL = {AMSTERDAM: 36, DIEMEN: 3, UTRECHT: 60, ZEIST: 45}
"""One municipality of few people, in a region with one other."""


def released(known: Declared, people: Data) -> dict[str, int | None]:
    """By column what is told of how many people it has; None where the column, or all of it, is not told."""
    found = breakdown(people, "lives_in", {}), breakdown(people, REGION, {})
    made = [table(people, "work", one.headings) for one in found]
    told: dict[str, int | None] = {}
    for one in protected(made, "local", known).tables:
        for place, heading in enumerate(one.headings):
            open_cells = any(row.cells[place].mark != "hidden" for row in one.rows)
            told[heading.key] = one.tallies[place].n if open_cells else None
    return told


@pytest.mark.once
def test_a_region_does_not_give_its_small_municipality_away() -> None:
    people = data(LIVES_SMALL)
    known = declared_of(people)
    assert {REGION, "lives_in"} <= known.identifying
    told = released(known, people)
    assert not {"GM0363", "groot_amsterdam"} <= {key for key, n in told.items() if n is not None}


@pytest.mark.once
def test_without_what_lies_within_a_region_it_would() -> None:
    """The control: the same tables, by who does not know which municipalities a region has."""
    people = data(LIVES_SMALL)
    told = released(replace(declared_of(people), within={}), people)
    assert told["groot_amsterdam"] == 39


@pytest.mark.once
def test_small_regions_are_put_together() -> None:
    people = data({AMSTERDAM: 40, UTRECHT: 40, 518: 4, 599: 5})
    made = table(people, "work", breakdown(people, REGION, {}).headings)
    (told,) = protected([made], "publication", declared_of(people)).tables
    assert {one.key for one in told.headings} & {"haaglanden", "rijnmond"} == set()


@pytest.mark.once
def test_the_command_breaks_down_by_region_and_by_a_file(db, tmp_path: Path, capsys) -> None:
    study = Study.objects.create(slug="mini", title="Klein")
    edition = publish(study, document(), user=None, note="")
    random = Random(5)
    for _ in range(6):
        play(edition, random=random, language="nl", now=NOW)
    file, out = tmp_path / "own.csv", tmp_path / "out"
    codes = "".join(f"{code},{'Here' if at % 2 else 'There'}\n" for at, code in enumerate(municipality_names()))
    file.write_text(f"code,side_of_town\n{codes}", encoding="utf-8")
    arguments = ["mini", "--questions", "work", "--formats", "csv", "--json"]
    call_command("make_tables", *arguments, "--by", REGION, "--out", str(tmp_path / "region"))
    call_command("make_tables", *arguments, "--by", "side_of_town", "--areas", str(file), "--out", str(out))
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["rows"] == 6
    with (out / "mini-tables.csv").open(encoding="utf-8-sig", newline="") as lines:
        counted = {row["column"]: int(row["n"]) for row in csv.DictReader(lines)}
    assert counted.pop("total") == sum(counted.values())
    assert set(counted) <= {"here", "there"}
    with pytest.raises(CommandError, match="has no variable “municipality_size”") as refused:
        call_command("make_tables", *arguments, "--by", SIZE, "--out", str(tmp_path / "no"))
    assert refused.value.returncode == 2
    file.write_text("code,team\nGM0000,x\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"own\.csv, line 2") as refused:
        call_command("make_tables", *arguments, "--areas", str(file), "--out", str(tmp_path / "no"))
    assert refused.value.returncode == 2
