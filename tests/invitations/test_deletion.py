"""Letters are removed from the disk with a statement; rows and digests stay."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from invitations import deletion, packing, proof_set
from invitations.models import Batch, Parcel
from invitations.tasks import delete_old_letters
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import published, with_people
from tests.invitations.receiver import NOW, receiver, with_batches, worker

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF letters"
DIGEST = sha256(CONTENT).hexdigest()


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Three batches of one letter; the first two went to the printer, each in a parcel of its own and one together."""
    study = published()
    with_people(study, 3)
    mailing = with_batches(study, tmp_path, [CONTENT] * 3)
    printer = receiver(study)
    for numbers in ([1], [1, 2]):
        batches = packing.chosen(study, str(mailing.pk), numbers)
        out = tmp_path / f"parcel-{len(numbers)}.zip.age"
        packing.pack(packing.Order(printer, batches, out), user=worker(), now=NOW)
    return study


def delete(*options: str) -> None:
    call_command("delete_letters", "small", "--mailing", "invitation", "--by", "fieldwork@example.org", *options)


def files(folder: Path) -> set[str]:
    names = [path.name for path in folder.iterdir() if path.suffix in (".pdf", ".age")]
    return {name.partition("-batch-")[2] or name for name in names}


def statements() -> list[str]:
    return [one.details["statement"] for one in AuditEntry.objects.filter(action="letters.delete").order_by("id")]


def test_files_go_rows_and_digests_stay(study: Study, tmp_path: Path, own_var_dir: Path) -> None:
    proofs = proof_set.path_of(study.mailings.get(), tmp_path)
    proofs.write_bytes(b"%PDF proof set, with codes")
    delete("--batch", "1")
    assert files(tmp_path) == {"0002.pdf", "0003.pdf", "parcel-2.zip.age"}, "the other parcel holds letters still kept"
    assert Batch.objects.get(number=1).removed_at
    assert (Batch.objects.count(), study.codes.count()) == (3, 3)
    (name,) = statements()
    text = (own_var_dir / "statements" / name).read_text()
    said = [
        "fieldwork@example.org",
        "1 batches with 1 letters",
        "batch-0001.pdf: overwritten",
        DIGEST,
        "parcel-1",
        "proof-set",
    ]
    assert [one for one in said if one not in text] == []
    recorded = AuditEntry.objects.get(action="letters.delete")
    assert recorded.user == worker()
    assert {"sealed": DIGEST, "found": DIGEST} in recorded.details["files"].values()
    delete("--batch", "2")
    assert files(tmp_path) == {"0003.pdf"}
    assert not Parcel.objects.filter(removed_at=None).exists()


def test_it_is_overwritten_before_it_is_removed(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[bytes] = []
    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda path, **named: (left.append(path.read_bytes()), unlink(path, **named)))
    delete("--batch", "2")
    assert left == [bytes(len(CONTENT))]


@pytest.mark.parametrize("spoil", ["changed", "gone"])
def test_a_file_that_is_not_what_it_was_is_told(spoil: str, study: Study, tmp_path: Path, own_var_dir: Path) -> None:
    path = Path(Batch.objects.get(number=1).file)
    if spoil == "changed":
        path.write_bytes(b"other")
    else:
        path.unlink()
    delete("--batch", "1")
    text = (own_var_dir / "statements" / statements()[0]).read_text()
    assert ("had been changed" if spoil == "changed" else "was not there any more") in text
    assert DIGEST in text


def test_letters_that_never_left_are_kept_unless_it_is_said(study: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="never left"):
        delete()
    assert files(tmp_path) >= {"0001.pdf", "0002.pdf", "0003.pdf"}
    AuditEntry.objects.create(action="batch.download", object=Path(Batch.objects.get(number=3).file).name)
    delete("--batch", "3")
    delete("--unsent")
    assert files(tmp_path) == set()
    with pytest.raises(CommandError, match="all were deleted"):
        delete()


def test_a_disk_that_refuses_is_told_and_the_statement_says_no_more_than_is_true(
    study: Study, tmp_path: Path, own_var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = deletion.overwrite

    def refuse(path: Path, sealed: str) -> deletion.Gone:
        if "0002" in path.name:
            raise OSError(30, "Read-only file system")
        return remove(path, sealed)

    monkeypatch.setattr(deletion, "overwrite", refuse)
    with pytest.raises(CommandError, match=r"0002\.pdf \(Read-only"):
        delete("--batch", "1", "2")
    assert set(Batch.objects.exclude(removed_at=None).values_list("number", flat=True)) == {1}
    assert "0002" not in (own_var_dir / "statements" / statements()[0]).read_text()
    assert files(tmp_path) >= {"0002.pdf", "parcel-2.zip.age"}
    with pytest.raises(CommandError, match="Read-only"):
        delete("--batch", "2")
    assert len(statements()) == 1


@pytest.mark.parametrize(
    ("days", "passed", "kept"),
    [
        pytest.param(30, 31, {"0003.pdf"}, id="over its days: only what left"),
        pytest.param(30, 29, {"0001.pdf", "0002.pdf", "0003.pdf"}, id="within its days"),
        pytest.param(0, 999, {"0001.pdf", "0002.pdf", "0003.pdf"}, id="switched off"),
    ],
)
def test_what_left_is_removed_after_its_days(
    days: int, passed: int, kept: set[str], study: Study, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LETTER_DAYS_KEPT = days
    monkeypatch.setattr("invitations.tasks.timezone.now", lambda: NOW + timedelta(days=passed))
    delete_old_letters()
    assert {name for name in files(tmp_path) if name.endswith(".pdf")} == kept
    assert {one.user for one in AuditEntry.objects.filter(action="letters.delete")} <= {None}


def test_a_parcel_of_late_keeps_its_letters(study: Study, tmp_path: Path, settings) -> None:
    Parcel.objects.filter(file__endswith="parcel-2.zip.age").update(made_at=NOW + timedelta(days=20))
    assert deletion.old(NOW + timedelta(days=31)) == {}
    assert [len(batches) for batches in deletion.old(NOW + timedelta(days=51)).values()] == [2]


def test_who_may_not_and_what_is_not_named(study: Study, tmp_path: Path) -> None:
    worker("analyst@example.org", "analyst")
    call = ["delete_letters", "small", "--mailing", "invitation"]
    with pytest.raises(CommandError, match="Name the study"):
        call_command(*call)
    with pytest.raises(CommandError, match="Only staff"):
        call_command(*call, "--by", "analyst@example.org")
    with pytest.raises(CommandError, match="no batch 7"):
        delete("--batch", "7")
    assert len(files(tmp_path)) == 5
