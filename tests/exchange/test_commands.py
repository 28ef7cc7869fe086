"""translations_export and translations_import: what they say, their exit codes, and what they leave."""

from dataclasses import replace
from pathlib import Path

import pytest

from surveys.exchange.delivery import packed, write
from surveys.exchange.files import read_file
from surveys.models import Study, TextEvent
from tests.commands import run
from tests.exchange.conftest import standing
from tests.exchange.test_bringing_in import filled, stored

pytestmark = pytest.mark.django_db


def export(out: Path, *more: str) -> tuple[int, str, str]:
    return run("translations_export", "mini-study", "--language", "ar", "--out", out, *more)


def bring(file: Path, *more: str) -> tuple[int, str, str]:
    return run("translations_import", "mini-study", file, "--by", "Bureau B", *more)


@pytest.fixture
def came(study: Study, tmp_path: Path) -> Path:
    """A file whose rows are all sound."""
    file = tmp_path / "back.xlf"
    file.write_bytes(write(filled(packed(study, "ar")), "xlf"))
    return file


@pytest.fixture
def spoilt(study: Study, tmp_path: Path) -> Path:
    """The same, with one name in braces lost."""
    package = filled(packed(study, "ar"))
    rows = tuple(replace(row, translation="بلا") if "{" in row.source else row for row in package.rows)
    file = tmp_path / "spoilt.xlsx"
    file.write_bytes(write(replace(package, rows=rows), "xlsx"))
    return file


@pytest.mark.parametrize("name", ["texts.xlf", "texts.xliff", "texts.xlsx", "texts.XLSX"])
def test_export(study: Study, tmp_path: Path, name: str) -> None:
    code, out, err = export(tmp_path / name)
    assert (code, err) == (0, "")
    assert "11 texts of mini-study in ar" in out
    assert len(read_file((tmp_path / name).read_bytes())[0].rows) == 11


def test_export_of_some_states(study: Study, tmp_path: Path) -> None:
    assert export(tmp_path / "some.xlf", "--state", "missing,stale")[0] == 0
    (package,) = read_file((tmp_path / "some.xlf").read_bytes())
    assert sorted(row.state for row in package.rows) == ["missing", "missing", "missing", "missing", "stale"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param({"study": "absent"}, 2, "load_study absent", id="no such study"),
        pytest.param({"language": "fr"}, 2, "Languages: en, ar, tr, ti", id="no such language"),
        pytest.param({"language": "nl"}, 2, "not translated into nl", id="the source language"),
        pytest.param({"out": "texts.docx"}, 2, ".xlf (XLIFF) or .xlsx", id="no such kind of file"),
        pytest.param({"out": "absent/texts.xlf"}, 2, "Make the folder first", id="no such folder"),
        pytest.param({"out": "there.xlf"}, 2, "--overwrite", id="a file that is there"),
        pytest.param({"language": "ti", "state": "tested"}, 1, "No text", id="nothing in the state"),
    ],
)
def test_export_that_cannot(study: Study, tmp_path: Path, arguments: dict[str, str], code: int, words: str) -> None:
    (tmp_path / "there.xlf").write_text("kept")
    given = {"study": "mini-study", "language": "ar", "out": "texts.xlf", "state": "missing,tested"} | arguments
    found = run(
        *("translations_export", given["study"], "--language", given["language"], "--state", given["state"]),
        *("--out", tmp_path / given["out"]),
    )
    assert found[0] == code
    assert words in found[2]
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["there.xlf"]
    assert (tmp_path / "there.xlf").read_text() == "kept"


def test_import(study: Study, came: Path) -> None:
    code, out, err = bring(came)
    assert (code, err) == (0, "")
    assert "back.xlf: 11 new translations, 11 now translated; 0 texts" in out
    assert TextEvent.objects.filter(by="Bureau B").count() == 11
    code, out, _ = bring(came)
    assert (code, "11 unchanged" in out) == (0, True)


def test_import_dry_run(study: Study, came: Path) -> None:
    before = stored(study)
    code, out, err = bring(came, "--dry-run")
    assert (code, err) == (0, "Nothing is changed.\n")
    assert "11 new translations" in out
    assert stored(study) == before


def test_import_with_refused_rows(study: Study, spoilt: Path) -> None:
    before = stored(study)
    for more in ([], ["--dry-run"], ["--dry-run", "--partial"]):
        code, out, err = bring(spoilt, *more)
        assert (code, err) == (1, "Nothing is changed.\n")
        assert "refused: row 9 (" in out
        assert "Use exactly these: {close_date}, {minutes}." in out
        assert stored(study) == before


def test_import_of_the_sound_rows(study: Study, spoilt: Path) -> None:
    code, out, err = bring(spoilt, "--partial")
    assert (code, err) == (1, "")
    assert "10 new translations, 1 refused" in out
    assert TextEvent.objects.filter(by="Bureau B").count() == 10
    assert standing(study, "time").state == "missing"


def test_import_in_a_state(study: Study, came: Path) -> None:
    assert bring(came, "--state", "reviewed")[0] == 0
    assert standing(study, "free").state == "reviewed"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "neither an XLIFF file nor", id="empty"),
        pytest.param(b"<xliff", "broken at line 1", id="cut off"),
        pytest.param(b"<" + b" " * 5_000_001, "larger than 5000000 bytes", id="large"),
        pytest.param(None, "cannot be read", id="no file"),
    ],
)
def test_import_of_what_cannot_be_read(study: Study, tmp_path: Path, content: bytes | None, words: str) -> None:
    if content is not None:
        (tmp_path / "back.xlf").write_bytes(content)
    code, _, err = bring(tmp_path / "back.xlf")
    assert code == 2
    assert words in err


def test_import_into_what_is_not_there(study: Study, came: Path) -> None:
    assert run("translations_import", "absent", came, "--by", "B")[0] == 2
    assert run("translations_import", "mini-study", came, "--by", " ")[0] == 2
    Study.objects.create(slug="empty", title="Leeg")
    code, _, err = run("translations_import", "empty", came, "--by", "B")
    assert (code, "empty has no draft" in err) == (2, True)
