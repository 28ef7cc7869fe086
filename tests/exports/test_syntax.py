"""syntax.sps run by PSPP over the .csv: the same data, labels, missing values, sets and weight as the .sav."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pyreadstat
import pytest

from exports.columns import Column
from exports.dataset import Dataset
from exports.package import write_package
from exports.syntax import asked_condition
from exports.values import Value
from surveys.engine.answers import Choice, Choices, Number, Refusal
from surveys.engine.text import Text
from tests.exports.conftest import NOW
from tests.exports.mini import dataset_of, mini, values
from tests.exports.readers import Rows, differences, read_sav
from tests.exports.test_values import ALL, EVERYTHING
from tests.programs import need

DESCRIBED = ("column_names_to_labels", "variable_value_labels", "missing_ranges", "variable_measure", "mr_sets")
NEVER_ASKED = {-4, -7}


def people() -> list[dict[str, Value]]:
    definition = mini()
    told = [
        EVERYTHING,
        {**EVERYTHING, "work": Choice("no")},
        {**EVERYTHING, "work": Refusal("dont_know"), "mood": Choice("not_applicable")},
        {"hours": Number(7), "trust": Choice("high"), "mood": Choice("bad")},
        {**EVERYTHING, "ways": Choices(frozenset({"other"}), "+1")},
        {},
    ]
    return [values(definition, answers, ALL if answers else frozenset()) for answers in told]


def weighted(data: Dataset) -> Dataset:
    """Without texts that people typed, and with a weight."""
    weight = Column("w", Text({"nl": "gewicht"}), storage="decimal", measure="scale", reasons=False)
    kept = [not column.open_text for column in data.columns]
    rows = [
        (*(value for value, keep in zip(row, kept, strict=True) if keep), 0.5 + place)
        for place, row in enumerate(data.rows)
    ]
    columns = (*(column for column in data.columns if not column.open_text), weight)
    return replace(data, columns=columns, rows=iter(rows), weight="w")


def run(folder: Path, syntax: str) -> str:
    """What PSPP prints. It stops at the first error; a warning fails too."""
    (folder / "run.sps").write_text(syntax, encoding="utf-8")
    done = subprocess.run(
        [need("pspp"), "-O", "format=csv", "run.sps"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[:2000]
    assert "warning" not in done.stdout, done.stdout[:2000]
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("syntax")
    write_package(weighted(dataset_of(mini(), people())), folder, ["sav", "csv"], language="nl", now=NOW)
    run(folder, (folder / "syntax.sps").read_text(encoding="utf-8"))
    return folder


def again(folder: Path, old: str, new: str) -> Rows:
    """The data that the syntax makes with one thing in it changed."""
    syntax = (folder / "syntax.sps").read_text(encoding="utf-8")
    assert old in syntax
    run(folder, syntax.replace(old, new, 1).replace("mini-from-csv", "mini-other"))
    return read_sav(folder / "mini-other.sav")


def test_the_data_are_made_again(made):
    assert differences(read_sav(made / "mini.sav"), read_sav(made / "mini-from-csv.sav")) == []


def test_so_is_all_that_describes_them(made):
    ours, theirs = (
        pyreadstat.read_sav(str(made / name), output_format="dict")[1] for name in ("mini.sav", "mini-from-csv.sav")
    )
    for part in DESCRIBED:
        assert getattr(theirs, part) == getattr(ours, part), part
    assert ours.mr_sets["ways"]["variable_list"] == ["ways_bus", "ways_bike", "ways_else"]


def test_so_is_the_weight(made):
    ours, theirs = ((made / name).read_bytes()[76:80] for name in ("mini.sav", "mini-from-csv.sav"))
    place = len(weighted(dataset_of(mini(), people())).columns)
    assert ours == theirs == place.to_bytes(4, "little")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        pytest.param("worker = 2.", "worker = 1.", "worker", id="derived"),
        pytest.param("(2 = 5)", "(2 = 4)", "warmth", id="score"),
        pytest.param("MEAN.2(", "SUM.2(", "warmth", id="mean"),
        pytest.param("  side F8.0\n  work F8.0", "  work F8.0\n  side F8.0", "work", id="columns swapped"),
    ],
)
def test_a_planted_fault_is_found(made, old, new, column):
    """Derived values are worked out, not just read: a wrong formula gives other data."""
    other = again(made, old, new)
    if old.startswith("  side"):
        other = [{name: row[name] for name in read_sav(made / "mini.sav")[0]} for row in other]
    assert column in {found[1] for found in differences(read_sav(made / "mini.sav"), other)}


def test_selections_keep_those_who_were_asked(made):
    syntax = (made / "syntax.sps").read_text(encoding="utf-8")
    (command,) = re.findall(r"\* Who was asked hours\.\n\* TEMPORARY\.\n\* (SELECT IF .+?\.)\n", syntax, re.DOTALL)
    said = run(made, f"GET FILE='mini.sav'.\n{command}\nSAVE OUTFILE='asked.sav'.\n")
    kept = read_sav(made / "asked.sav")
    asked = [row for row in read_sav(made / "mini.sav") if row["work"] == "1"]
    assert said is not None
    assert kept == asked
    assert 0 < len(asked) < len(people())


def test_groups_are_part_of_who_was_asked():
    definition = mini()
    assert asked_condition(definition.questions["only_b"], definition) == "group_asked = 2"
    assert asked_condition(definition.questions["work"], definition) == ""


def test_with_typed_texts_it_starts_from_the_sav(tmp_path):
    write_package(dataset_of(mini(), people()), tmp_path, ["sav", "csv"], language="en", now=NOW)
    syntax = (tmp_path / "syntax.sps").read_text(encoding="utf-8")
    assert "GET DATA /TYPE" not in syntax
    run(tmp_path, syntax)
    assert differences(read_sav(tmp_path / "mini.sav"), read_sav(tmp_path / "mini-from-csv.sav")) == []
