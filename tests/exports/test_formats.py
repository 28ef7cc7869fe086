"""Five formats, equal cell by cell, as other programs read them; what a format cannot hold is cut and told."""

import copy
import dataclasses
import json
import subprocess
from decimal import Decimal
from pathlib import Path

import polars
import pyreadstat
import pytest

from exports.case_columns import case_columns
from exports.columns import Column
from exports.framed import Framed
from exports.missing import missing_labels
from exports.package import WRITERS, write_package
from exports.writers import csv, dta, sav
from exports.writers.chunks import DoesNotFit, chunked
from exports.writers.table import Variable, cut_letters, table
from surveys import formulas
from surveys.engine.answers import Choice, Choices, Number, Refusal, Words
from surveys.engine.text import Text
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT, dataset_of, mini, option, page, values
from tests.exports.readers import READERS, Rows, differences
from tests.exports.test_values import ALL, EVERYTHING
from tests.programs import need

LANGUAGES = ("nl", "en", "ar", "tr", "ti")
TRICKY = [
    "=1+1",
    "'=1+1",
    "''=",
    "-",
    "'s avonds",
    "+31",
    "@me",
    'a "b", c',
    "a\nb",
    "\ttab",
    " spatie ",
    "ትግርኛ",
    "عربي",
    "é",
]


def people() -> list[dict]:
    definition = mini()
    refused = {"work": Refusal("dont_know"), "trust": Refusal("dont_know"), "ways": Refusal("dont_know")}
    rows = [
        values(definition, EVERYTHING, ALL),
        values(definition, {}, frozenset()),
        values(definition, {}, ALL, "b"),
        values(definition, refused, ALL),
    ]
    for words in TRICKY:
        told = {**EVERYTHING, "say": Words(words), "ways": Choices(frozenset({"other"}), words)}
        rows.append(values(definition, told, ALL))
    return rows


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    write_package(dataset_of(mini(), people()), folder, list(WRITERS), language="nl", now=NOW)
    return folder


@pytest.fixture(scope="module")
def by_csv(made) -> Rows:
    return READERS["csv"](made / "mini.csv")


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "csv"])
def test_every_cell_is_that_of_the_csv(made, by_csv, name):
    trimmed = ("sav",)  # SPSS texts have no spaces at their end
    expected = [{k: v.rstrip(" ") for k, v in row.items()} for row in by_csv] if name in trimmed else by_csv
    assert differences(READERS[name](made / f"mini.{name}"), expected) == []
    assert len(by_csv) == len(people())


@pytest.mark.parametrize("column", ["work", "since_y", "warmth", "say"])
def test_a_planted_difference_is_found(made, by_csv, column):
    planted = copy.deepcopy(by_csv)
    planted[0][column] += "1"
    for name in WRITERS:
        assert (0, column) in {found[:2] for found in differences(READERS[name](made / f"mini.{name}"), planted)}, name


def test_the_csv_holds_what_was_worked_out(by_csv):
    said = [{name: "" if value is None else value for name, value in row.items()} for row in people()]
    assert [row["say"] for row in by_csv] == [row["say"] for row in said]
    assert [int(row["work"]) for row in by_csv] == [row["work"] for row in said]


@pytest.mark.parametrize("words", TRICKY)
def test_a_quote_before_a_formula_can_be_taken_back(words):
    assert formulas.plain(csv.safe(words)) == words
    assert not csv.safe(words).startswith(formulas.STARTS)


def test_stata_has_reasons_as_labelled_missing_values(made):
    found, about = pyreadstat.read_dta(str(made / "mini.dta"), user_missing=True, output_format="dict")
    assert found["work"][:4] == [1, "f", "e", "a"]
    assert about.variable_value_labels["work"]["a"] == "Weet niet"
    assert set(about.variable_value_labels["work"]) == {1, 2, *"abcdefghi"}
    assert about.variable_storage_width["work"] == 1
    assert about.variable_storage_width["land"] == 2
    plain = pyreadstat.read_dta(str(made / "mini.dta"), output_format="dict")[0]
    assert [value for value in plain["work"][1:4] if value == value and value is not None] == []


def test_stata_keeps_sets_and_measures_as_characteristics(made):
    raw = (made / "mini.dta").read_bytes()
    for variable, name, words in [
        ("_dta", "mrset_ways", "ways_bus ways_bike ways_else"),
        ("_dta", "note1", "Contains made-up respondents: not real data."),
        ("mood", "measure", "ordinal"),
        ("ways_bus", "set", "ways"),
    ]:
        assert variable.encode().ljust(129, b"\0") + name.encode().ljust(129, b"\0") + words.encode() + b"\0" in raw


def test_parquet_says_what_its_columns_mean(made):
    about = polars.read_parquet_metadata(made / "mini.parquet")
    of_file, variables = (json.loads(about[key]) for key in ("inburgerstem", "inburgerstem.variables"))
    assert of_file["missing"]["-1"] == "Weet niet"
    assert of_file["sets"][0]["variables"] == ["ways_bus", "ways_bike", "ways_else"]
    work = next(one for one in variables if one["name"] == "work")
    assert (work["values"]["1"], work["missing"]) == ("yes", [-9, -1])
    assert polars.read_parquet_schema(made / "mini.parquet")["work"] == polars.Int8


LONG = "ትግርኛ" * 25_000


@pytest.fixture(scope="module")
def long_text(tmp_path_factory):
    definition, folder = mini(), tmp_path_factory.mktemp("long")
    rows = [values(definition, {**EVERYTHING, "say": Words(words)}, ALL) for words in (LONG, "kort")]
    package = write_package(dataset_of(definition, rows), folder, list(WRITERS), language="nl", now=NOW)
    return package, {name: READERS[name](folder / f"mini.{name}") for name in WRITERS}


def test_a_text_of_100_000_letters_is_whole_where_it_fits_and_else_cut_and_told(long_text):
    package, found = long_text
    assert all(found[name][0]["say"] == LONG for name in ("csv", "parquet", "dta"))
    assert all(rows[1]["say"] == "kort" for rows in found.values())
    for name in ("sav", "xlsx"):
        told = found[name][0]["say"]
        assert told.endswith("…")
        assert LONG.startswith(told[:-1])
    assert {(cut.file, cut.variable, cut.what) for cut in package.cuts} == {
        ("sav", "say", "text"),
        ("xlsx", "say", "text"),
    }
    assert "mini-shortened.csv" in package.files


def test_labels_beyond_the_limits_are_cut_between_letters_and_told(tmp_path):
    label, answer = ("ኣብ ትግርኛ " * 40).strip(), ("العربية " * 30).strip()
    pages = [page("q", "single", options=[{"code": "x", "label": {"nl": answer, "en": "x"}}])]
    pages[0]["questions"][0]["label"] = {"nl": label, "en": "q"}
    definition = mini(sections=[{**DOCUMENT["sections"][0], "pages": pages}], derived=[], scales=[])
    rows = [values(definition, {"side": Choice("left"), "q": Choice("x")}, frozenset({"side", "q"}))]
    package = write_package(dataset_of(definition, rows), tmp_path, ["sav", "dta", "csv"], language="nl", now=NOW)
    _, spss = pyreadstat.read_sav(str(tmp_path / "mini.sav"), output_format="dict")
    _, stata = pyreadstat.read_dta(str(tmp_path / "mini.dta"), output_format="dict")
    for about, whole in ((spss.column_names_to_labels["q"], label), (spss.variable_value_labels["q"][1], answer)):
        assert about.endswith("…")
        assert whole.startswith(about[:-1])
    assert stata.column_names_to_labels["q"] == cut_letters(" ".join(label.split()), 80)
    assert stata.variable_value_labels["q"][1] == answer
    cuts = {(cut.file, cut.what) for cut in package.cuts if cut.variable == "q"}
    assert cuts == {("sav", "label"), ("sav", "label of 1"), ("dta", "label, whole in its characteristic label_full")}


@pytest.mark.parametrize(
    ("words", "most", "expected"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abe\u0301f", 4, "ab…")]
)
def test_a_letter_keeps_its_accent_or_goes(words, most, expected):
    assert cut_letters(words, most) == expected


def test_names_too_long_for_stata_become_short_ones_that_differ():
    long = ["a" * 40, "a" * 41, "b", f"{'a' * 30}_1"]
    names = dta.stata_names(long)
    assert [len(names[name]) <= 32 for name in long] == [True] * 4
    assert len(set(names.values())) == 4
    assert names["b"] == "b"


def test_the_weight_of_a_sav_is_that_which_pspp_weights_by(tmp_path):
    """Also behind a text so long that SPSS keeps it in many pieces."""
    data = dataset_of(mini(), [{**one, "say": LONG} for one in people()[:2]], weight="w")
    rows = [(*row, weight) for row, weight in zip(data.rows, (2.5, 1.25), strict=True)]
    column = Column("w", Text({"nl": "gewicht"}), storage="decimal", measure="scale", reasons=False)
    data = dataclasses.replace(data, columns=(*data.columns, column), rows=iter(rows))
    sav.write(table(data, "nl"), tmp_path / "w.sav")
    (tmp_path / "w.sps").write_text(f"GET FILE='{tmp_path / 'w.sav'}'.\nSHOW WEIGHT.\nFREQUENCIES side.\n")
    done = subprocess.run(
        [need("pspp"), "-O", "format=csv", str(tmp_path / "w.sps")], capture_output=True, text=True, check=True
    )
    assert "warning" not in done.stdout
    assert "2.50" in done.stdout, done.stdout


@pytest.mark.parametrize("rows", [pytest.param(0, id="no interviews"), pytest.param(1, id="one interview")])
def test_few_interviews(tmp_path, rows):
    write_package(dataset_of(mini(), people()[:rows]), tmp_path, list(WRITERS), language="en", now=NOW)
    for name, read in READERS.items():
        assert len(read(tmp_path / f"mini.{name}")) == rows, name


def test_all_missing(tmp_path):
    nobody = [values(mini(), {}, frozenset())] * 3
    write_package(dataset_of(mini(), nobody), tmp_path, list(WRITERS), language="ti", now=NOW)
    for name, read in READERS.items():
        assert {row["work"] for row in read(tmp_path / f"mini.{name}")} == {"-6"}, name


@pytest.mark.parametrize("language", ["nl", "en", "ar", "tr", "ti"])
def test_labels_are_in_the_language_asked_for(language):
    made = table(dataset_of(mini(), []), language)
    land = next(variable for variable in made.variables if variable.name == "land")
    syria = {"nl": "Syrië", "en": "Syria", "ar": "سوريا", "tr": "Suriye", "ti": "ሶርያ"}
    assert land.labels[760] == syria[language]
    ticked = next(variable for variable in made.variables if variable.name == "ways_bus")
    assert ticked.labels[1] == {"nl": "Ja", "en": "Yes", "ar": "نعم", "tr": "Evet", "ti": "እወ"}[language]


@pytest.mark.parametrize("value", [300, "x", 1.5], ids=repr)
def test_a_value_that_its_column_cannot_hold_is_refused_in_words(value):
    narrow = Variable("q", "q", "integer", "nominal", {1: "x"}, True, width="byte")
    with pytest.raises(DoesNotFit, match="q does not fit"):
        list(chunked([(value,)], [narrow]))


def test_of_rows_made_as_frames_too():
    narrow = Variable("q", "q", "integer", "nominal", {1: "x"}, True, width="byte")

    def rows(*values):
        return Framed(polars.DataFrame({"q": [value]}) for value in values)

    assert [frame["q"].to_list() for frame in chunked(rows(7, -9), [narrow])] == [[7], [-9]]
    assert [frame.height for frame in chunked(rows(), [narrow])] == [0]
    with pytest.raises(DoesNotFit, match="q does not fit"):
        list(chunked(rows(7, 300), [narrow]))


def test_whole_numbers_without_bound_are_kept(tmp_path):
    pages = [page("n", "number"), page("m", "single", options=[option("x")])]
    definition = mini(sections=[{**DOCUMENT["sections"][0], "pages": pages}], derived=[], scales=[])
    rows = [values(definition, {"n": Number(Decimal(10**14))}, frozenset({"n"}))]
    write_package(dataset_of(definition, rows), tmp_path, list(WRITERS), language="nl", now=NOW)
    assert {read(tmp_path / f"mini.{name}")[0]["n"] for name, read in READERS.items()} == {f"{float(10**14):.12g}"}


def test_what_is_known_of_a_case_is_said_in_every_language():
    about = [column for column in case_columns([mini()]) if not column.name.startswith("reg_")]
    texts = [text for column in about for text in (column.label, *column.values.values()) if column.name[:5] != "group"]
    assert {text["en"]: set(LANGUAGES) - set(text.by_language) for text in texts} == {
        text["en"]: set() for text in texts
    }
    reasons = [missing_labels(mini(), language)[-6] for language in LANGUAGES]
    assert len(set(reasons)) == len(LANGUAGES)
