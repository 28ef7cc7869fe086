"""The file of codes for a printer who merges them: whole or not at all, and read back."""

import csv
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from invitations import age_files, code_file, codes, mailings
from invitations.issue import code_key
from invitations.mailings import LettersStopped
from invitations.models import Batch, Code
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import make_letters, published, with_people
from tests.invitations.receiver import KEY, SECRET, receiver, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study = published()
    with_people(study, 3)
    return study


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "codes.csv"


def order(file: Path, *way: str) -> None:
    worker()
    usual = ["small", "--mailing", "invitation", "--codes-for-printer", str(file), "--by", "fieldwork@example.org"]
    call_command("make_letters", *usual, *(way or ["--plain"]))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_each_person_has_one_code_and_the_database_its_digest(
    study: Study, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order(file)
    assert "codes in plain text" in capsys.readouterr().err
    rows = rows_of(file)
    assert tuple(rows[0]) == code_file.COLUMNS
    stored = {bytes(code.digest): code.unit.frame_id for code in Code.objects.select_related("unit")}
    found = {codes.digest(codes.check(row["code"], "digits"), code_key()): row["frame_id"] for row in rows}
    assert found == stored
    assert len(stored) == 3
    assert {row["qr"].rpartition("/")[2] for row in rows} == {row["code"].replace(" ", "") for row in rows}
    assert rows[2]["return_number"] == f"{Batch.objects.get().mailing_id}-001-003"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == [file.name]
    call_command("verify_code_file", str(file))
    assert "3 codes agree" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("setting", "columns"),
    [
        pytest.param("minimal", ("frame_id", "code", "qr"), id="preset"),
        pytest.param("code, frame_id", ("code", "frame_id"), id="own order"),
    ],
)
def test_columns_are_a_setting(setting: str, columns: tuple[str, ...], study: Study, file: Path, settings) -> None:
    settings.LETTER_CODE_COLUMNS = setting
    order(file)
    assert tuple(rows_of(file)[0]) == columns
    call_command("verify_code_file", str(file))


@pytest.mark.parametrize("setting", ["", "code", "frame_id,code,name", "frame_id,code,code"])
def test_odd_columns_are_refused_before_any_code(setting: str, study: Study, file: Path, settings) -> None:
    settings.LETTER_CODE_COLUMNS = setting
    with pytest.raises(CommandError, match="LETTER_CODE_COLUMNS"):
        order(file)
    assert not Code.objects.exists()
    assert not [path for path in file.parent.iterdir() if path.is_file()]


@pytest.mark.parametrize("fault", ["disk full while writing", "refused while storing"])
def test_nothing_is_kept_of_a_file_that_is_not_whole(
    fault: str, study: Study, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if fault.startswith("disk"):
            patch.setattr(code_file.os, "fsync", broken)
        else:
            patch.setattr(mailings.issue, "store", broken)
        with pytest.raises(CommandError, match="No space"):
            order(file)
    assert not Code.objects.exists()
    assert not [path for path in file.parent.iterdir() if path.is_file()]
    order(file)
    assert Code.objects.count() == 3


def test_codes_for_a_receiver_are_never_in_plain_text_on_the_disk(
    study: Study, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver(study)
    written: list[bytes] = []
    encrypt = age_files.encrypt
    monkeypatch.setattr(age_files, "encrypt", lambda key, *more: (written.append(key), encrypt(key, *more))[1])
    monkeypatch.setattr(code_file, "_write_plain", lambda path, text: pytest.fail("written in plain text"))
    sealed = file.with_name("codes.csv.age")
    order(sealed, "--to", "drukker")
    assert written == [KEY]
    assert "plain text" not in capsys.readouterr().err
    rows = code_file.read(age_files.decrypt(sealed.read_bytes(), SECRET))
    assert len(rows) == 3
    assert not [row for row in rows if row["code"].encode() in sealed.read_bytes()]
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    key = tmp_path / "key.txt"
    key.write_text(SECRET)
    call_command("verify_code_file", str(sealed), "--key", str(key))
    assert "3 codes agree" in capsys.readouterr().out
    for told, more in (("Give the secret key", []), ("cannot be opened", ["--key", str(sealed.parent / "none")])):
        (sealed.parent / "none").write_text("no key")
        with pytest.raises(CommandError, match=told):
            call_command("verify_code_file", str(sealed), *more)
    entry = AuditEntry.objects.get(action="codes.order")
    assert (entry.user, entry.details["plain"], entry.details["receiver"]) == (worker(), False, "drukker")


def test_plain_codes_have_to_be_asked_for_and_are_recorded(study: Study, file: Path) -> None:
    call = ["make_letters", "small", "--mailing", "invitation", "--codes-for-printer", str(file)]
    for told, more in (
        ("Codes leave encrypted", []),
        ("who orders", ["--plain"]),
        ("Only staff", ["--plain", "--by", "x@example.org"]),
        ("no receiver", ["--to", "nobody", "--by", worker().email]),
    ):
        with pytest.raises(CommandError, match=told):
            call_command(*call, *more)
    with pytest.raises(CommandError, match="pack_letters"):
        call_command("make_letters", "small", "--mailing", "invitation", "--out", str(file.parent), "--plain")
    assert not Code.objects.exists()
    order(file)
    entry = AuditEntry.objects.get(action="codes.order")
    assert (entry.user, entry.object, entry.details["plain"], entry.details["codes"]) == (worker(), file.name, True, 3)


def test_a_crash_between_seal_and_name_is_mended(study: Study, file: Path) -> None:
    order(file)
    file.rename(file.with_name(f".{file.name}.part"))
    order(file)
    assert len(rows_of(file)) == Code.objects.count() == 3


def test_codes_are_not_written_over_codes(study: Study, file: Path) -> None:
    file.write_text("something", encoding="utf-8")
    with pytest.raises(CommandError, match="lies there already"):
        order(file)
    with pytest.raises(CommandError, match=r"\.csv"):
        order(file.with_suffix(".txt"))
    assert file.read_text(encoding="utf-8") == "something"
    assert not Code.objects.exists()


def test_letters_and_a_file_of_codes_do_not_mix(study: Study, file: Path) -> None:
    with pytest.raises(LettersStopped, match="has no addresses"):
        make_letters(study, file.parent, code_file=file, proofs=1)


@pytest.mark.usefixtures("pdf_programs")
def test_letters_of_the_same_mailing_are_still_verified(study: Study, file: Path) -> None:
    make_letters(study, file.parent, limit=1)
    order(file)
    assert len(rows_of(file)) == 2
    call_command("verify_letters", str(file.parent))
    call_command("verify_code_file", str(file))


def swap_codes(rows: list[dict[str, str]]) -> None:
    for name in ("code", "qr"):
        rows[0][name], rows[1][name] = rows[1][name], rows[0][name]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(swap_codes, "belongs to another frame id", id="swapped"),
        pytest.param(lambda rows: rows.append(rows[0]), "stands there 2 times", id="twice"),
        pytest.param(lambda rows: rows.pop(), "2 rows; 3 codes", id="a row lost"),
        pytest.param(lambda rows: rows[0].update(code="1234 5678 9012 3456"), "not in the database", id="unknown code"),
        pytest.param(lambda rows: rows[0].update(check="00000000"), "check does not fit", id="check"),
        pytest.param(lambda rows: rows[0].update(qr="HTTPS://OTHER.NL/I/1"), "QR does not open", id="QR"),
        pytest.param(lambda rows: rows[0].update(return_number="1-001-009"), "another letter's", id="return number"),
        pytest.param(lambda rows: None, "", id="control: as it was"),
    ],
)
def test_a_spoiled_file_is_found_and_no_code_is_told(
    spoil: Callable[[list[dict[str, str]]], None],
    told: str,
    study: Study,
    file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    order(file)
    rows = rows_of(file)
    printed = [row["code"] for row in rows]
    spoil(rows)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, code_file.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    if not told:
        call_command("verify_code_file", str(file))
        return
    with pytest.raises(CommandError, match="Do not print"):
        call_command("verify_code_file", str(file))
    error = capsys.readouterr().err
    assert told in error
    assert not [code for code in printed if code in error]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a,b\n1,2\n"], ids=["empty", "not UTF-8", "other columns"])
def test_another_file_is_refused(data: bytes, file: Path) -> None:
    file.write_bytes(data)
    with pytest.raises(CommandError, match="make_letters wrote"):
        call_command("verify_code_file", str(file))
