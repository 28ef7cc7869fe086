"""Letters leave in one file that only the receiver can open; nothing half made, and it is recorded."""

import json
import stat
import tracemalloc
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from invitations import age_files, manifest, packing, parcel, receivers
from invitations.models import Batch, Parcel
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import published, with_people
from tests.invitations.receiver import KEY, NOW, SECRET, opened, receiver, with_batches, worker

pytestmark = pytest.mark.django_db
LETTERS = {1: b"%PDF one", 2: b"%PDF two"}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two sealed batches of two letters, and a printer. What is in the files does not matter here."""
    study = published()
    with_people(study, 4)
    with_batches(study, tmp_path, list(LETTERS.values()))
    receiver(study)
    return study


def pack(tmp_path: Path, *options: str, study: str = "small", name: str = "out.zip.age") -> Path:
    usual = ["--to", "drukker", "--out", str(tmp_path / name), "--by", "fieldwork@example.org"]
    call_command("pack_letters", study, *usual, *options)
    return tmp_path / name


def test_a_parcel_holds_letters_lists_and_sums(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pack(tmp_path, "--mailing", "invitation", "--json")
    told = json.loads(capsys.readouterr().out)
    held = opened(out)
    stem = manifest.stem(study.mailings.get())
    letters = {f"{stem}-batch-000{number}.pdf": content for number, content in LETTERS.items()}
    assert {name: held[name] for name in letters} == letters
    assert set(held) - set(letters) == {f"{stem}-manifest.csv", f"{stem}-control.csv", parcel.NOTE, parcel.SUMS}
    sums = dict(reversed(line.split("  ")) for line in held[parcel.SUMS].decode().splitlines())
    assert sums == {name: sha256(data).hexdigest() for name, data in held.items() if name != parcel.SUMS}
    assert held[f"{stem}-manifest.csv"].count(b"\r\n") == 5
    assert b"total,2 files,4,8" in held[f"{stem}-control.csv"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert told["sha256"] == age_files.file_hash(out) == Parcel.objects.get().file_hash
    assert not any(content in out.read_bytes() for content in LETTERS.values()), "encrypted"


def test_what_was_packed_for_whom_is_recorded(study: Study, tmp_path: Path) -> None:
    out = pack(tmp_path, "--mailing", "invitation")
    entry = AuditEntry.objects.get(action="parcel.pack")
    assert (entry.user, entry.object) == (worker(), "out.zip.age")
    facts = {"receiver": "drukker", "public_key": KEY, "sha256": age_files.file_hash(out), "letters": 4}
    assert {name: entry.details[name] for name in facts} == facts
    assert sorted(entry.details["files"].values()) == sorted(sha256(one).hexdigest() for one in LETTERS.values())


@pytest.mark.parametrize("way", ["number of the mailing", "folder"])
def test_some_batches_of_one_mailing(way: str, study: Study, tmp_path: Path) -> None:
    mailing = study.mailings.get()
    if way == "folder":
        held = opened(pack(tmp_path, "--batch", "2", study=str(tmp_path)))
    else:
        held = opened(pack(tmp_path, "--mailing", str(mailing.pk), "--batch", "2"))
    stem = manifest.stem(mailing)
    assert f"{stem}-batch-0001.pdf" not in held
    assert held[f"{stem}-batch-0002.pdf"] == LETTERS[2]
    assert [line.split(b",")[0] for line in held[f"{stem}-manifest.csv"].split()] == [b"batch", b"2", b"2"]


def planned(study: Study, folder: Path) -> None:
    Batch.objects.filter(number=2).update(state=Batch.State.PLANNED)


def removed(study: Study, folder: Path) -> None:
    Batch.objects.filter(number=2).update(removed_at=NOW)


def lost(study: Study, folder: Path) -> None:
    Path(Batch.objects.get(number=2).file).unlink()


def changed(study: Study, folder: Path) -> None:
    Path(Batch.objects.get(number=2).file).write_bytes(b"%PDF other")


def ended(study: Study, folder: Path) -> None:
    receivers.end(study.receivers.get(), user=worker(), now=NOW)


def damaged_key(study: Study, folder: Path) -> None:
    study.receivers.update(public_key="age1damaged")


def lies_there(study: Study, folder: Path) -> None:
    (folder / "out.zip.age").write_bytes(b"something")


def no_rights(study: Study, folder: Path) -> None:
    worker().memberships.all().delete()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(planned, "Batch 2 is not finished", id="not sealed"),
        pytest.param(removed, "batch 2 were deleted on 2026-12-01", id="deleted"),
        pytest.param(lost, "1 files are missing", id="file gone"),
        pytest.param(changed, "was changed after it was made", id="file changed"),
        pytest.param(ended, "no receiver “drukker”", id="receiver ended"),
        pytest.param(damaged_key, "The public key is not whole", id="key damaged"),
        pytest.param(lies_there, "lies there already", id="file there"),
        pytest.param(no_rights, "Only staff with the role fieldwork", id="no rights"),
    ],
)
def test_nothing_half_is_written(spoil: Callable[[Study, Path], None], told: str, study: Study, tmp_path: Path) -> None:
    spoil(study, tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(CommandError, match=told):
        pack(tmp_path, "--mailing", "invitation", "--batch", "1", "2")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert not Parcel.objects.exists()
    assert not AuditEntry.objects.filter(action="parcel.pack").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--mailing", "invitation", "--batch", "9"], "no batch 9"),
        (["--mailing", "reminder_1"], "No finished batch"),
        (["--mailing", "٣"], "No finished batch"),
        ([], "Say which mailing"),
        (["--mailing", "invitation", "--to", "duo"], "known: drukker"),
        (["--mailing", "invitation", "--by", "x@example.org"], "Only staff"),
    ],
)
def test_odd_wishes_are_told(options: list[str], told: str, study: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=told):
        pack(tmp_path, *options)
    with pytest.raises(CommandError, match=r"\.zip\.age"):
        pack(tmp_path, "--mailing", "invitation", name="out.zip")
    with pytest.raises(CommandError, match="no manifest"):
        pack(tmp_path, study=str(tmp_path / "var"))


def test_a_mailing_with_other_words_has_to_be_named(study: Study, tmp_path: Path) -> None:
    first = study.mailings.get()
    study.mailings.create(kind="invitation", edition=first.edition, channel=first.channel, text_hash="other")
    with pytest.raises(CommandError, match="several mailings"):
        pack(tmp_path, "--mailing", "invitation", "--batch", "1")
    assert len(opened(pack(tmp_path, "--mailing", "invitation"))) == 6


@pytest.mark.parametrize("fault", ["full before", "full while writing", "record refused"])
def test_a_disk_or_database_that_refuses_leaves_nothing(
    fault: str, study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(path.name for path in tmp_path.iterdir())
    with monkeypatch.context() as patch:
        if fault == "full before":
            patch.setattr(packing.shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000))
        elif fault == "full while writing":
            patch.setattr(age_files.os, "fsync", refuse)
        else:
            patch.setattr(packing.audit, "record", refuse)
        with pytest.raises(CommandError, match=r"no room|No space"):
            pack(tmp_path, "--mailing", "invitation")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert not Parcel.objects.exists()
    (tmp_path / ".out.zip.age.part").write_bytes(b"left by a process that was killed")
    assert opened(pack(tmp_path, "--mailing", "invitation"))


def big(piece: bytes, times: int, folder: Path) -> parcel.Part:
    path, digest = folder / "big.pdf", sha256()
    with path.open("wb") as file:
        for _ in range(times):
            file.write(piece)
            digest.update(piece)
    return parcel.Part(path, digest.hexdigest())


@pytest.mark.parametrize(("whole", "bounded"), [(False, True), (True, False)], ids=["streamed", "control: in one go"])
def test_memory_does_not_grow_with_the_letters(whole: bool, bounded: bool, tmp_path: Path) -> None:
    part = big(bytes(1 << 20), 24, tmp_path)
    tracemalloc.start()
    pieces = parcel.zip_pieces([part], [], NOW)
    age_files.encrypt(KEY, [b"".join(pieces)] if whole else pieces, tmp_path / "out.zip.age")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (most < 12 << 20) is bounded
    assert sha256(opened(tmp_path / "out.zip.age")["big.pdf"]).hexdigest() == part.sha256


def receive(*options: str) -> None:
    call_command("letter_receivers", "small", *options)


@pytest.mark.usefixtures("study")
def test_receivers_are_listed_added_and_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key.txt").write_text(f"# DUO\n{KEY}\n")
    receive("--add", "duo", "--key", str(tmp_path / "key.txt"), "--by", "fieldwork@example.org")
    receive("--end", "drukker", "--by", "fieldwork@example.org")
    listed = capsys.readouterr().out.splitlines()[-2:]
    assert [line.split()[:2] for line in listed] == [["drukker", KEY], ["duo", KEY]]
    assert "ended" in listed[0]
    receive("--add", "drukker", "--key", KEY, "--by", "fieldwork@example.org")
    recorded = AuditEntry.objects.filter(action__startswith="receiver.").order_by("id").values_list("action", "object")
    assert list(recorded)[1:] == [("receiver.add", "duo"), ("receiver.end", "drukker"), ("receiver.add", "drukker")]


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--add", "drukker", "--key", KEY], "receiver drukker already"),
        (["--add", "Jan Jansen", "--key", KEY], "No name of a person"),
        (["--add", "x" * 41, "--key", KEY], "40 characters"),
        (["--add", "duo", "--key", "nowhere.txt"], "cannot be read"),
        (["--add", "duo"], "cannot be read"),
        (["--add", "duo", "--key", SECRET], "secret key"),
        (["--end", "duo"], "no receiver"),
    ],
)
def test_odd_receivers_are_refused(options: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told) as caught:
        receive(*options, "--by", "fieldwork@example.org")
    assert SECRET not in str(caught.value)
    with pytest.raises(CommandError, match="role fieldwork or privacy"):
        receive(*options)
