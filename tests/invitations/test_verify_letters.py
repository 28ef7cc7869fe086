"""The proof reader finds what is wrong. Each test spoils one thing in letters that were right before."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from invitations import datamatrix, letters, manifest, proof, scan
from invitations.models import Batch, Code, Mailing
from tests.invitations.factory import make_letters, published, with_people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_programs")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four letters in two batches, two pages each."""
    study = published()
    with_people(study, 4)
    make_letters(study, tmp_path, batch_size=2)
    return tmp_path


def first_pdf(folder: Path) -> Path:
    return sorted(folder.glob("*.pdf"))[0]


def change_pdf(folder: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(first_pdf(folder), allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save()


def change_manifest(folder: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    (path,) = folder.glob("*-manifest.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=manifest.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def faults(folder: Path) -> str:
    return "\n".join(map(str, proof.verify(folder).faults))


def test_good_letters_agree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_letters", str(folder), "--json")
    assert json.loads(capsys.readouterr().out) == {"ok": True, "files": 2, "pages": 8, "letters": 4, "faults": []}
    call_command("verify_letters", str(folder))
    assert "4 letters on 8 pages" in capsys.readouterr().out


def swap_first_pages(pdf: pikepdf.Pdf) -> None:
    """The second letter's first page comes first, and the other way round."""
    first, third = pdf.pages[0], pdf.pages[2]
    contents = first.obj.Contents, third.obj.Contents
    resources = first.obj.Resources, third.obj.Resources
    first.obj.Contents, third.obj.Contents = contents[1], contents[0]
    first.obj.Resources, third.obj.Resources = resources[1], resources[0]


def lose_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[2]


def add_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(swap_first_pages, "another code than the manifest", id="pages swapped"),
        pytest.param(lose_page, "0 QR codes could be read", id="page lost"),
        pytest.param(lose_page, "It has 3 pages; the manifest says 4", id="page count"),
        pytest.param(add_page, "a page that should have none", id="page too many"),
        pytest.param(add_page, "changed after it was made", id="file hash"),
    ],
)
def test_a_changed_file_is_found(folder: Path, change: Callable[[pikepdf.Pdf], None], told: str) -> None:
    change_pdf(folder, change)
    assert told in faults(folder)


def swap_digests(rows: list[dict[str, str]]) -> None:
    rows[0]["code_digest"], rows[1]["code_digest"] = rows[1]["code_digest"], rows[0]["code_digest"]
    for row in rows[:2]:
        row["checksum"] = manifest.checksum(row)


def change_frame_id(rows: list[dict[str, str]]) -> None:
    rows[0]["frame_id"] = rows[1]["frame_id"]
    rows[0]["checksum"] = manifest.checksum(rows[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda rows: rows[0].update(frame_id="MU-99999"), "its check sum does not fit", id="line changed"),
        pytest.param(swap_digests, "The QR holds another code", id="digests swapped, check sums right"),
        pytest.param(change_frame_id, "frame id is not the database's", id="frame id changed, check sum right"),
        pytest.param(lambda rows: rows.pop(), "1 codes of the database are missing", id="line lost"),
        pytest.param(lambda rows: rows.append(rows[0]), "A code stands there twice", id="line twice"),
        pytest.param(lambda rows: rows[0].update(code_digest="ab" * 32), "not in the database", id="unknown code"),
    ],
)
def test_a_changed_manifest_is_found(folder: Path, change: Callable[[list[dict[str, str]]], None], told: str) -> None:
    change_manifest(folder, change)
    assert told in faults(folder)


def test_print_and_qr_must_say_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = scan._texts
    other_digits = str.maketrans("0123456789", "1234567890")
    monkeypatch.setattr(scan, "_texts", lambda pdf: [text.translate(other_digits) for text in read(pdf)])
    assert "The printed code is not the one in the QR" in faults(folder)


def test_a_wrong_matrix_in_the_window_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = datamatrix.draw
    monkeypatch.setattr(letters.datamatrix, "draw", lambda text: draw(text.replace("-001-002", "-001-003")))
    study = published()
    with_people(study, 2)
    make_letters(study, tmp_path)
    told = [str(fault) for fault in proof.verify(tmp_path).faults]
    assert len(told) == 1
    assert "page 3" in told[0]
    assert "The DataMatrix in the window is not" in told[0]


def test_what_is_too_small_at_first_is_looked_at_larger(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "DOTS_PER_INCH", 20)
    assert not [page for page in scan.pages(first_pdf(folder)) if page.qr_codes]
    assert faults(folder) == ""


def test_letters_of_another_address_are_found(folder: Path, settings) -> None:
    settings.PUBLIC_URL = "https://elsewhere.nl"
    assert "does not open this site" in faults(folder)


def test_codes_gone_from_the_database_are_found(folder: Path) -> None:
    Code.objects.first().delete()
    assert "1 codes are not in the database" in faults(folder)


def test_a_missing_file_fails_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first_pdf(folder).unlink()
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_letters", str(folder))
    assert "The file is missing" in capsys.readouterr().err


@pytest.mark.parametrize("spoil", ["no manifest", "other mailing", "not a PDF", "no programs"])
def test_what_cannot_be_verified_is_told(spoil: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path,) = folder.glob("*-manifest.csv")
    if spoil == "no manifest":
        path.unlink()
    elif spoil == "other mailing":
        path.rename(folder / f"small-invitation-{Mailing.objects.get().pk + 1}-manifest.csv")
    elif spoil == "not a PDF":
        first_pdf(folder).write_bytes(b"nothing")
    else:
        monkeypatch.setattr(scan.shutil, "which", lambda program: None)
    with pytest.raises(CommandError):
        call_command("verify_letters", str(folder))


def test_no_code_is_told(folder: Path) -> None:
    codes_printed = [text.rpartition("/")[2] for page in scan.pages(first_pdf(folder)) for text in page.qr_codes]
    change_pdf(folder, swap_first_pages)
    told = faults(folder)
    assert codes_printed
    assert not [code for code in codes_printed if code in told]
    assert Batch.objects.count() == 2
