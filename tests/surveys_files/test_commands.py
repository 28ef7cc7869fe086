"""xlsform_export, xlsform_import and ddi_export: exit codes, and files that are whole or not there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from surveys.load import read_folder
from tests.commands import run
from tests.surveys_files.books import survey

DEFINITIONS = Path(__file__).resolve().parents[1] / "definitions"
GOOD, BAD = str(DEFINITIONS / "valid" / "rules.yaml"), str(DEFINITIONS / "invalid" / "duplicate_code.yaml")


def test_out_and_in_again(tmp_path: Path) -> None:
    workbook, copy = tmp_path / "form.xlsx", tmp_path / "copy.yaml"
    assert run("xlsform_export", GOOD, workbook)[0] == 0
    code, out, _ = run("xlsform_import", workbook, "--to", copy)
    assert (code, out) == (0, "form.xlsx: 0 errors, 0 warnings\n")
    assert read_folder(copy)["sections"][0]["pages"][0]["name"] == read_folder(GOOD)["sections"][0]["pages"][0]["name"]
    assert run("check_study", copy)[0] == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "files"
    made.mkdir()
    return made


@pytest.mark.parametrize("command", ["xlsform_export", "ddi_export"])
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(lambda at: ("no-such-study", at / "x"), 2, "no study or file", id="no study"),
        pytest.param(lambda at: (GOOD, at / "none" / "x"), 2, "Make the folder first", id="no folder"),
        pytest.param(lambda at: (GOOD, at), 2, "is there already", id="a folder"),
        pytest.param(lambda at: (GOOD, at / "x", "--edition", "7"), 1, "no edition 7", id="no such edition"),
    ],
)
def test_refusals(
    command: str, arguments: Callable[[Path], tuple[str | Path, ...]], code: int, said: str, folder: Path
) -> None:
    found, _, err = run(command, *arguments(folder))
    assert found == code
    assert said in err
    assert list(folder.iterdir()) == []


def test_a_study_with_errors_is_not_exported(folder: Path) -> None:
    code, _, err = run("xlsform_export", BAD, folder / "form.xlsx")
    assert (code, list(folder.iterdir())) == (1, [])
    assert "duplicate_code" in err


@pytest.mark.parametrize("command", ["xlsform_export", "ddi_export"])
def test_a_file_is_replaced_only_when_asked(command: str, folder: Path) -> None:
    target = folder / "out"
    target.write_bytes(b"mine")
    assert run(command, GOOD, target)[0] == 2
    assert target.read_bytes() == b"mine"
    assert run(command, GOOD, target, "--overwrite")[0] == 0
    assert target.read_bytes() != b"mine"
    assert [file.name for file in folder.iterdir()] == ["out"]


def test_ddi_export(tmp_path: Path) -> None:
    code, out, _ = run("ddi_export", "perspectief-2024", tmp_path / "codebook.xml")
    assert code == 0
    assert "edition 2" in out
    assert b"2024 edition 2" in (tmp_path / "codebook.xml").read_bytes()


@pytest.fixture
def lossy(tmp_path: Path) -> Path:
    file = tmp_path / "lossy.xlsx"
    file.write_bytes(survey({"type": "text"}, {"type": "geopoint"}))
    return file


def test_nothing_is_written_where_something_would_be_lost(lossy: Path) -> None:
    target = lossy.parent / "study.yaml"
    code, out, err = run("xlsform_import", lossy, "--to", target)
    assert code == 1
    assert "type_not_carried at survey!A3 (type)" in out
    assert "--leave-out" in err
    assert not target.exists()


def test_leaving_out_is_a_choice(lossy: Path) -> None:
    target = lossy.parent / "study.yaml"
    code, out, _ = run("xlsform_import", lossy, "--to", target, "--leave-out")
    assert code == 0
    assert "type_not_carried" in out
    assert [page["name"] for page in read_folder(target)["sections"][0]["pages"]] == ["q1"]


def test_the_report_as_json(lossy: Path) -> None:
    code, out, _ = run("xlsform_import", lossy, "--json")
    report = json.loads(out)
    assert (code, report["ok"]) == (1, False)
    assert {"code", "where", "message", "what_to_do", "severity"} == set(report["problems"][0])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda file: None, "cannot be read", id="no file"),
        pytest.param(lambda file: file.mkdir(), "cannot be read", id="a folder"),
        pytest.param(lambda file: file.write_bytes(b"PK"), "not_a_workbook", id="no workbook"),
    ],
)
def test_what_cannot_be_read(make: Callable[[Path], object], said: str, tmp_path: Path) -> None:
    make(tmp_path / "form.xlsx")
    code, out, err = run("xlsform_import", tmp_path / "form.xlsx", "--to", tmp_path / "study.yaml")
    assert code == 2
    assert said in out + err
    assert not (tmp_path / "study.yaml").exists()
