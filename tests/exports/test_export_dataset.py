"""manage.py export_dataset: files, register, exit codes, clear words."""

import json

import pytest
from django.core.management import CommandError, call_command

from exports.models import ExportRecord
from staff.models import AuditEntry


def run(capsys, *arguments: str) -> str:
    call_command("export_dataset", *arguments)
    return capsys.readouterr().out


def test_files_are_made_and_the_export_is_registered(interviews, tmp_path, capsys):
    said = json.loads(run(capsys, "mini", "--out", str(tmp_path), "--labels", "en", "--json"))
    assert said["rows"] == len(interviews)
    assert {path.name for path in tmp_path.iterdir() if path.name != "var"} == set(said["files"])
    record = ExportRecord.objects.get()
    assert (record.rows, record.digest, record.details["language"]) == (said["rows"], said["digest"], "en")
    assert AuditEntry.objects.filter(action="export made").count() == 1


def test_one_format_only(interviews, tmp_path, capsys):
    run(capsys, "mini", "--out", str(tmp_path / "out"), "--formats", "csv", "--codebook", "")
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {"mini.csv", "mini-codebook.csv", "mini-log.csv", "syntax.sps", "README.txt", "SHA256SUMS"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["nothing"], "no published edition", id="unknown study"),
        pytest.param(["mini", "--edition", "4"], "no published edition 4", id="unknown edition"),
        pytest.param(
            ["mini", "--formats", "sav,doc"],
            "'doc' is not known. Choose from sav, dta, xlsx, csv, parquet",
            id="format",
        ),
        pytest.param(["mini", "--labels", "xx"], "invalid choice", id="language"),
    ],
)
def test_what_cannot_be_is_refused_in_words(edition, tmp_path, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("export_dataset", *arguments, "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()
    assert not ExportRecord.objects.exists()


def test_a_folder_that_cannot_be_written_is_said(interviews, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="Could not write"):
        call_command("export_dataset", "mini", "--out", str(tmp_path / "file"))
