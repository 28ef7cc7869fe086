"""manage.py make_tables: files, a second count over the dataset, the register, exit codes, clear words."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exports import tables_files
from exports.counting import by_column
from exports.dataset import dataset
from exports.models import ExportRecord
from exports.tables_data import data_of
from respondents.models import Interview
from staff.models import AuditEntry


def run(capsys, *arguments: str) -> str:
    call_command("make_tables", *arguments)
    return capsys.readouterr().out


def test_files_are_made_whole_registered_and_agree_with_the_dataset(interviews, tmp_path, capsys):
    out = tmp_path / "out"
    said = json.loads(run(capsys, "mini", "--by", "group,side", "--out", str(out), "--means", "--json"))
    assert {path.name for path in out.iterdir()} == {
        "SHA256SUMS",
        *(f"mini-tables.{end}" for end in tables_files.FORMATS),
    }
    assert said["rows"] == len(data_of("mini").data)
    record = ExportRecord.objects.get()
    assert (record.digest, record.details["kind"], record.details["by"]) == (
        said["digest"],
        "tables",
        ["group", "side"],
    )
    assert AuditEntry.objects.filter(action="tables made").count() == 1
    assert_agrees_with_the_dataset(out / "mini-tables.csv")
    assert_a_planted_count_is_found(out / "mini-tables.csv")


def assert_a_planted_count_is_found(path: Path) -> None:
    """Positive control: one count more in one cell."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    planted = next(line for line in lines if line["variable"] == "work" and line["breakdown"] == "group")
    planted["count"] = str(int(planted["count"]) + 1)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows(lines)
    with pytest.raises(AssertionError):
        assert_agrees_with_the_dataset(path)


def assert_agrees_with_the_dataset(path: Path) -> None:
    """Every count of a single-choice question by group, counted again over plain rows."""
    read = dataset("mini")
    columns = by_column(read.columns, read.rows)
    labels = {one.name: {str(text): value for value, text in _labels(one).items()} for one in read.columns}
    groups = {name: group.value for name, group in read.definition.groups.items()}
    seen = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            if line["breakdown"] != "group" or line["kind"] != "option" or line["variable"] not in columns:
                continue
            value = labels[line["variable"]][line["row_label"]]
            pairs = Counter(zip(columns["group"], columns[line["variable"]], strict=True))
            wanted = groups.values() if line["column"] == "total" else [groups[line["column"]]]
            assert int(line["count"]) == sum(pairs[group, value] for group in wanted)
            seen += 1
    assert seen > 10


def _labels(column) -> dict[int, str]:
    return {value: label.get("nl") or "" for value, label in column.values.items() if value >= 0}


REFUSED = {
    "nothing": "no published edition",
    "mini --edition 4": "no published edition 4. Choose from 1",
    "mini --by wrong": "no variable “wrong”.*Choose from: group, side",
    "mini --questions work,wrong": "nothing named “wrong”",
    "mini --where work=perhaps": "with codes from yes, no",
    "mini --weight weight_x": "no weight “weight_x”",
    "mini --formats html,exe": "'exe' is not known",
    "mini --formats ,": "Name one format",
    "mini --points 0": "from 1 to 100",
}
"""Arguments → what is said."""


def test_what_cannot_be_is_refused_in_words_with_code_2(edition, tmp_path):
    for arguments, words in REFUSED.items():
        with pytest.raises(CommandError, match=words) as refused:
            call_command("make_tables", *arguments.split(), "--out", str(tmp_path / "out"))
        assert refused.value.returncode == 2
    assert not (tmp_path / "out").exists()
    assert not ExportRecord.objects.exists()


def test_a_failure_leaves_the_old_files_and_no_record(interviews, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out"
    run(capsys, "mini", "--out", str(out), "--formats", "csv")
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(report, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables_files.tables_xlsx, "write", full)
    with pytest.raises(CommandError, match="No space left"):
        run(capsys, "mini", "--out", str(out), "--formats", "csv,xlsx", "--by", "group")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert ExportRecord.objects.count() == 1


def test_who_gave_no_answer_of_substance_and_who_withdrew_are_not_in_the_set(interviews):
    everybody = data_of("mini")
    gone, empty = interviews[:2]
    Interview.objects.filter(pk=gone.pk).update(state=Interview.State.WITHDRAWN)
    Interview.objects.filter(pk=empty.pk).update(answers={"side": empty.answers["side"]}, passed={"side": True})
    left = data_of("mini")
    assert len(left.data) + left.without_answer == len(interviews) - 1
    assert left.without_answer == everybody.without_answer + 1


def test_without_a_breakdown_it_is_what_the_study_declares(interviews, tmp_path, capsys, monkeypatch):
    from exports.management.commands import make_tables
    from exports.table_declarations import Declared

    monkeypatch.setattr(make_tables, "of_edition", lambda definition: Declared(("group", "side+group", "gone")))
    run(capsys, "mini", "--questions", "work", "--formats", "csv", "--out", str(tmp_path / "one"))
    assert breakdowns_in(tmp_path / "one") == {"group", "side+group"}
    run(capsys, "mini", "--by", "", "--questions", "work", "--formats", "csv", "--out", str(tmp_path / "two"))
    assert breakdowns_in(tmp_path / "two") == {""}


def breakdowns_in(folder: Path) -> set[str]:
    with (folder / "mini-tables.csv").open(encoding="utf-8-sig", newline="") as file:
        return {line["breakdown"] for line in csv.DictReader(file)}
