"""A package is there whole or not at all: full disk, killed worker; raw and clean apart, each change in the log."""

import csv
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exports.cleaning import Rule
from exports.models import ExportRecord
from exports.package import WRITERS, Made, Order, made, write_package
from exports.produce import Wish, produce
from staff.models import AuditEntry
from tests.exports.conftest import NOW
from tests.exports.mini import dataset_of, mini, values
from tests.exports.readers import differences, read_csv
from tests.exports.test_values import ALL, EVERYTHING


def people(number: int = 3) -> list:
    return [values(mini(), EVERYTHING, ALL)] * number


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """As a full disk: the system refuses what goes beyond so many bytes of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_an_error_of_the_disk_in_every_format(tmp_path, name):
    out = tmp_path / "out"
    with pytest.raises(OSError, match=r".+"), no_file_over(1000):
        write_package(dataset_of(mini(), people(400)), out, [name], language="nl", now=NOW)
    assert not out.exists()


def test_nothing_is_left_half_where_the_last_file_does_not_fit(tmp_path):
    out = tmp_path / "out"
    write_package(dataset_of(mini(), people(1)), out, ["csv"], language="nl", now=NOW)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(OSError, match=r".+"), no_file_over(20_000):
        write_package(dataset_of(mini(), people(400)), out, ["csv", "xlsx"], language="nl", now=NOW)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_what_a_killed_run_left_is_swept_and_what_is_being_made_is_not(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    for pid in (dead.pid, os.getpid()):
        (tmp_path / f".making-{pid}-x").mkdir()
    write_package(dataset_of(mini(), people()), tmp_path, ["csv"], language="nl", now=NOW)
    assert [path.name for path in tmp_path.glob(".making-*")] == [f".making-{os.getpid()}-x"]


def test_a_run_that_is_killed_before_the_end_leaves_no_file_that_can_be_taken_for_one(tmp_path):
    """What lies on the disk when all is made and nothing handed over: as it is when a kill comes then."""
    out = tmp_path / "out"
    running = made(dataset_of(mini(), people()), out, Order(("csv",), "nl", NOW))
    files = running.__enter__()
    assert [path.name.startswith(".making-") for path in out.iterdir()] == [True]
    assert len(files.package.files) > 1
    running.__exit__(None, None, None)
    assert not out.exists()


def test_checksums_come_last_so_that_a_broken_hand_over_has_none(tmp_path, monkeypatch):
    out = tmp_path / "out"
    write_package(dataset_of(mini(), people()), out, ["csv"], language="nl", now=NOW)
    moved = []

    def replace(self: Path, target: Path) -> Path:
        moved.append(self.name)
        if len(moved) == 3:
            raise OSError(28, "No space left on device")
        return Path(os.rename(self, target) or target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="No space"):
        write_package(dataset_of(mini(), people()), out, ["csv"], language="nl", now=NOW)
    assert not (out / "SHA256SUMS").exists()


def test_a_zip_is_whole_or_neither_there_nor_registered(interviews, tmp_path, monkeypatch):
    wish, archive = Wish("mini", ("csv", "sav"), codebooks=()), tmp_path / "out.zip"

    def full(self: Made) -> Path:
        with no_file_over(500):
            return zipped(self)

    zipped = Made.zipped
    monkeypatch.setattr(Made, "zipped", full)
    with pytest.raises(OSError, match=r".+"):
        produce(wish, tmp_path / "out", user=None, now=NOW, archive=archive)
    monkeypatch.undo()
    assert not archive.exists()
    assert not (tmp_path / "out").exists()
    assert not ExportRecord.objects.exists()
    package = produce(wish, tmp_path / "out", user=None, now=NOW, archive=archive)
    with zipfile.ZipFile(archive) as found:
        assert sorted(found.namelist()) == sorted(package.files)
        assert found.testzip() is None
    assert not (tmp_path / "out").exists()
    assert ExportRecord.objects.get().digest == package.digest


def test_without_hand_over_nothing_is_there(tmp_path):
    with made(dataset_of(mini(), people()), tmp_path / "out", Order(("csv",), "nl", NOW)):
        pass
    assert not (tmp_path / "out").exists()


def test_an_export_that_cannot_be_registered_does_not_leave(interviews, tmp_path, monkeypatch):
    def refuses(*args: object, **more: object) -> None:
        raise RuntimeError("no register")

    monkeypatch.setattr("exports.produce.audit.record", refuses)
    with pytest.raises(RuntimeError, match="no register"):
        produce(Wish("mini", ("csv",), codebooks=()), tmp_path / "out", user=None, now=NOW)
    assert not (tmp_path / "out").exists()
    assert not ExportRecord.objects.exists()


def test_an_export_that_cannot_be_written_is_not_registered(interviews, tmp_path, monkeypatch):
    def refuses(self: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exports.package.Made.hand_over", refuses)
    with pytest.raises(OSError, match="No space"):
        produce(Wish("mini", ("csv",), codebooks=()), tmp_path / "out", user=None, now=NOW)
    assert not ExportRecord.objects.exists()
    assert not AuditEntry.objects.filter(action="export made").exists()


LONG_HOURS = Rule("long_hours", "nobody works so much", lambda row: {"hours": -9} if row["hours"] == 24 else {})


def test_rules_make_a_second_dataset_and_a_line_for_each_change(tmp_path):
    rows = [*people(2), values(mini(), {}, frozenset())]
    package = write_package(dataset_of(mini(), rows), tmp_path, ["csv"], language="en", now=NOW, rules=(LONG_HOURS,))
    raw, clean = read_csv(tmp_path / "mini.csv"), read_csv(tmp_path / "mini-clean.csv")
    assert differences(raw, clean) == [(0, "hours", "24", "-9"), (1, "hours", "24", "-9")]
    with (tmp_path / "mini-log.csv").open(encoding="utf-8-sig") as file:
        log = list(csv.DictReader(file))
    assert [(line["variable"], line["before"], line["after"], line["rule"]) for line in log] == [
        ("hours", "24", "-9", "long_hours")
    ] * 2
    assert "long_hours" in (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert "mini-clean.csv" in package.files


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Er is een set data"), ("en", "There is one set"), ("ar", "There is")]
)
def test_without_rules_there_is_one_dataset_and_the_readme_says_so(tmp_path, language, words):
    package = write_package(dataset_of(mini(), people()), tmp_path, ["csv"], language=language, now=NOW)
    said = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert words in said
    assert not [name for name in package.files if "clean" in name]
    assert all(name in said for name in package.files if name != "README.txt")
