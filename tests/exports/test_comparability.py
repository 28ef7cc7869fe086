"""One flag per variable over the editions of a dataset, in the codebook and in the workbook."""

import copy
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from exports.columns import columns
from exports.comparability import FLAGS, flagged
from exports.dataset import dataset
from exports.package import write_package
from surveys.engine.changes import KINDS
from surveys.engine.parse import parse
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT, option, page, text

Change = Callable[[dict[str, Any]], Any]


def pages(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in made["sections"][0]["pages"]}


def asked(made: dict[str, Any], name: str) -> dict[str, Any]:
    return pages(made)[name]["questions"][0]


def changed(*changes: Change) -> dict[str, Any]:
    made = copy.deepcopy(DOCUMENT)
    for change in changes:
        change(made)
    return made


def flags(*documents: dict[str, Any]) -> dict[str, str]:
    """Flags of the columns over editions 1, 2, …"""
    editions = list(enumerate(map(parse, documents), start=1))
    found = columns([definition for _, definition in reversed(editions)])
    return {column.name: column.comparability for column in flagged(found, editions)}


def drop(made: dict[str, Any], name: str) -> None:
    made["sections"][0]["pages"] = [one for one in made["sections"][0]["pages"] if one["name"] != name]


CASES = [
    pytest.param(
        lambda d: asked(d, "work")["label"].update(en="Job?"), {"work": "wording", "worker": "wording"}, id="wording"
    ),
    pytest.param(
        lambda d: asked(d, "ways")["options"][0]["label"].update(nl="Met de bus"),
        {"ways_bus": "wording"},
        id="own option",
    ),
    pytest.param(
        lambda d: asked(d, "work")["options"].append(option("maybe")),
        {"work": "options", "worker": "options"},
        id="option added",
    ),
    pytest.param(
        lambda d: asked(d, "ways")["options"].append(option("train")),
        {"ways_train": "only in edition 2"}
        | dict.fromkeys(["ways_bus", "ways_bike", "ways_else", "ways_other"], "options"),
        id="option of a multi added",
    ),
    pytest.param(
        lambda d: asked(d, "ways")["options"][0].update(relevant="${work} = 'yes'"),
        dict.fromkeys(["ways_bus", "ways_bike", "ways_else", "ways_other"], "options"),
        id="option offered to others",
    ),
    pytest.param(lambda d: asked(d, "hours").update(max=60), {"hours": "other form"}, id="bounds"),
    pytest.param(
        lambda d: asked(d, "mood")["options"][0].update(score=2),
        {"mood": "options", "warmth": "other form, options"},
        id="score, and the scale with it",
    ),
    pytest.param(lambda d: d["derived"][0].update(expression="'w'"), {"worker": "other form"}, id="derived"),
    pytest.param(
        lambda d: pages(d)["hours"].update(relevant="${work} = 'no'"), {"hours": "other base"}, id="other rule"
    ),
    pytest.param(lambda d: pages(d)["only_b"].pop("groups"), {"only_b": "other base"}, id="other groups"),
    pytest.param(lambda d: d["sections"][0].update(groups=["a"]), None, id="section for other groups"),
    pytest.param(lambda d: drop(d, "wait"), {"wait": "only in edition 1"}, id="gone"),
    pytest.param(lambda d: asked(d, "say").update(notes="x"), {}, id="notes"),
    pytest.param(lambda d: d["title"].update(nl="x"), {}, id="title"),
]


@pytest.mark.parametrize(("change", "expected"), CASES)
def test_flags(change: Change, expected: dict[str, str] | None) -> None:
    found = flags(DOCUMENT, changed(change))
    differing = {name: flag for name, flag in found.items() if flag != "same"}
    everything = {name: "other base" for name in found if name != "side"}
    assert differing == (everything if expected is None else expected)


def test_three_editions() -> None:
    """Compared with the edition before that has it, also when one between lacks it."""
    reworded = changed(lambda d: asked(d, "wait")["label"].update(nl="x"))
    found = flags(DOCUMENT, changed(lambda d: drop(d, "wait")), reworded)
    assert found["wait"] == "only in editions 1 3, wording"


def test_one_edition_is_the_same() -> None:
    assert set(flags(DOCUMENT).values()) == {"same"}


def test_a_question_of_another_type_is_another_form() -> None:
    other = changed(lambda d: drop(d, "work"), lambda d: drop(d, "hours"), lambda d: d["derived"].clear())
    pages_of = other["sections"][0]["pages"]
    pages_of.insert(0, page("work", "number", min=0, max=9))
    assert flags(DOCUMENT, other)["work"] == "other form"


def test_the_flags_are_of_known_kinds() -> None:
    assert set(FLAGS) <= set(KINDS)


@pytest.fixture
def made(edition, interviews, tmp_path: Path) -> Path:
    publish(edition.study, changed(lambda d: asked(d, "work")["label"].update(text("Baan?"))))
    write_package(dataset("mini"), tmp_path, ["xlsx", "csv"], language="nl", now=NOW)
    return tmp_path


@pytest.mark.django_db
def test_codebook_and_workbook_show_it(made: Path) -> None:
    with (made / "mini-codebook.csv").open(encoding="utf-8-sig") as file:
        book = {row["variable"]: row["comparability"] for row in csv.DictReader(file)}
    sheet = CalamineWorkbook.from_path(str(made / "mini.xlsx")).get_sheet_by_name("variables").to_python()
    place = sheet[0].index("comparability")
    assert {row[0]: row[place] for row in sheet[1:]} == book
    assert (book["work"], book["worker"], book["hours"], book["respnr"]) == ("wording", "wording", "same", "same")
