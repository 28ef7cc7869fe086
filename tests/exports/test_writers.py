"""The files, read back by other programs: PSPP, calamine, the csv module."""

import csv
import hashlib
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from exports.package import WRITERS, UnknownFormat, write_package
from exports.writers import sav
from exports.writers.table import cut_bytes
from tests.exports.mini import dataset_of, mini, values
from tests.exports.test_values import ALL, EVERYTHING
from tests.programs import need

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    definition = mini()
    rows = [values(definition, EVERYTHING, ALL), values(definition, {}, frozenset()), values(definition, {}, ALL, "b")]
    folder = tmp_path_factory.mktemp("export")
    write_package(dataset_of(definition, rows), folder, ["sav", "xlsx", "csv"], language="nl", now=NOW)
    return folder


def pspp(syntax: str, folder: Path) -> str:
    file = folder / "read.sps"
    file.write_text(f"GET FILE='{folder / 'mini.sav'}'.\n{syntax}\n", encoding="utf-8")
    done = subprocess.run([need("pspp"), "-O", "format=csv", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_pspp_reads_every_value_of_the_sav(made):
    out = made / "back.csv"
    pspp(f"SAVE TRANSLATE /OUTFILE='{out}' /TYPE=CSV /FIELDNAMES /REPLACE.", made)
    with out.open(encoding="utf-8-sig") as file:
        back = list(csv.DictReader(file))
    with (made / "mini.csv").open(encoding="utf-8-sig") as file:
        ours = list(csv.DictReader(file))
    assert len(back) == len(ours) == 3
    for theirs, own in zip(back, ours, strict=True):
        assert {name: value.strip() for name, value in theirs.items()} == {
            name: value.removeprefix("'").removesuffix(".0") for name, value in own.items()
        }


def test_pspp_sees_labels_missing_range_and_sets(made):
    said = pspp("DISPLAY DICTIONARY.\nMRSETS /DISPLAY NAME=ALL.\nFREQUENCIES work.", made)
    assert "-9 THRU -1" in said
    assert "Weet niet" in said
    assert re.search(r"\$ways,ways,Dichotomies,1,\"?ways_bus\s*ways_bike\s*ways_else", said)


def test_a_set_record_that_does_not_fit_is_noticed(made, tmp_path):
    """Positive control: without our record PSPP reports no sets."""
    bare = tmp_path / "mini.sav"
    bare.write_bytes((made / "mini.sav").read_bytes().replace(b"$ways=D1", b"$ways=X1"))
    assert "Dichotomies" not in pspp("MRSETS /DISPLAY NAME=ALL.", tmp_path)


def test_xlsx_holds_the_same_cells_and_no_formula(made):
    book = CalamineWorkbook.from_path(made / "mini.xlsx")
    header, first, *_ = book.get_sheet_by_name("data").to_python()
    assert dict(zip(header, first, strict=True))["ways_other"] == "=boat"
    with (made / "mini.csv").open(encoding="utf-8-sig") as file:
        own = next(csv.DictReader(file))
    assert {name: str(value).removesuffix(".0") for name, value in zip(header, first, strict=True)} == {
        name: value.removeprefix("'").removesuffix(".0") for name, value in own.items()
    }
    assert book.sheet_names == ["data", "variables", "values"]


def test_csv_text_that_a_spreadsheet_would_run_is_made_harmless(made):
    assert "'=boat" in (made / "mini.csv").read_text(encoding="utf-8-sig")


def test_codebook_names_every_value(made):
    with (made / "mini-codebook.csv").open(encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    work = {line["value"]: (line["value_label"], line["missing"]) for line in lines if line["variable"] == "work"}
    assert work["1"] == ("yes", "")
    assert work["-1"] == ("Weet niet", "yes")
    assert [value for value in work if value.startswith("-")] == [str(-code) for code in range(1, 10)]


def test_checksums_hold_for_every_file(made):
    lines = (made / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in lines} == {
        "mini.sav",
        "mini.xlsx",
        "mini.csv",
        "mini-codebook.csv",
        "mini-log.csv",
        "syntax.sps",
        "README.txt",
    }
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest


def test_made_up_data_say_so(made):
    assert "VERZONNEN" in (made / "README.txt").read_text(encoding="utf-8")


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(UnknownFormat, match="pdf"):
        write_package(dataset_of(mini(), []), tmp_path / "out", ["sav", "pdf"], language="nl", now=NOW)
    assert not (tmp_path / "out").exists()


def test_a_failure_leaves_what_was_there(tmp_path, monkeypatch):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mini.sav").write_text("yesterday's")
    monkeypatch.setitem(WRITERS, "xlsx", _fails)
    with pytest.raises(OSError, match="disk full"):
        write_package(dataset_of(mini(), []), out, ["sav", "xlsx"], language="nl", now=NOW)
    assert [path.name for path in out.iterdir()] == ["mini.sav"]
    assert (out / "mini.sav").read_text() == "yesterday's"


def _fails(table, path) -> int:
    raise OSError("disk full")


def test_a_dataset_without_interviews_is_a_file_with_columns(tmp_path):
    package = write_package(dataset_of(mini(), []), tmp_path, ["sav", "xlsx", "csv"], language="en", now=NOW)
    assert (package.rows, package.variables) == (0, 20)
    assert "0" in pspp("SHOW N.", tmp_path)


@pytest.mark.parametrize(
    ("words", "most", "expected"),
    [("abc", 3, "abc"), ("abcdef", 5, "ab…"), ("ትግርኛ", 12, "ትግርኛ"), ("ትግርኛትግርኛ", 12, "ትግር…"), ("éééé", 7, "éé…")],
)
def test_labels_are_cut_between_letters(words, most, expected):
    assert cut_bytes(words, most) == expected
    assert len(cut_bytes(words, most).encode()) <= most


def test_a_sav_with_an_unknown_record_is_refused():
    with pytest.raises(ValueError, match="Unknown record 5"):
        list(sav.records(bytes(176) + (5).to_bytes(4, "little")))
