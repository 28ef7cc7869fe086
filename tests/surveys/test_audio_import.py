"""Recordings by the zip: all of them or none, and every fault by name."""

import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from staff.models import AuditEntry
from surveys import audio, audio_import, drafts
from surveys.audio_import import ImportRefused, Order, import_zip
from surveys.audio_texts import definitions_of, spoken_in
from surveys.engine.checks.freshness import source_hash
from surveys.models import Clip, Study
from tests.surveys.sounds import wav, zipped

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SHORT = wav(0.4)


@pytest.fixture
def order(study: Study, document: dict[str, Any]) -> Order:
    """The small study with numbers given out in Dutch, from 1: its title, consent, …"""
    drafts.store(study, document)
    definitions = definitions_of(study)
    audio.slots_for(spoken_in(definitions, "nl"))
    return Order("mini-study", definitions, ["nl"], "Anna")


def imported(path: Path, order: Order) -> int:
    return import_zip(path, order, now=NOW, advance=lambda done, total: None)


def faults(path: Path, order: Order) -> dict[str, str]:
    """What is said of each file; nothing may have changed."""
    with pytest.raises(ImportRefused) as caught:
        imported(path, order)
    assert not Clip.objects.exists()
    assert not list(audio.folder().rglob("*.opus"))
    assert not list(audio.folder().glob(".making-*"))
    return dict(caught.value.faults)


def test_by_number_and_by_hash(tmp_path: Path, order: Order) -> None:
    files = {
        "sessie/nl-0001.wav": SHORT,
        f"sessie/{source_hash('Doet u mee?')[:14]}.wav": wav(0.5),
        "sessie/": b"",
        "__MACOSX/sessie/._nl-0001.wav": b"x",
        "sessie/.DS_Store": b"x",
    }
    assert imported(zipped(tmp_path / "r.zip", files), order) == 2
    clips = {clip.text_hash: clip for clip in Clip.objects.all()}
    assert set(clips) == {source_hash("Klein onderzoek"), source_hash("Doet u mee?")}
    assert {(clip.source, clip.voice) for clip in clips.values()} == {("human", "Anna")}
    assert all(audio.has_files(clip) for clip in clips.values())
    assert AuditEntry.objects.get().details == {"clips": 2, "languages": ["nl"]}


def test_each_file_that_cannot_be_used_is_named_and_nothing_is_kept(tmp_path: Path, order: Order) -> None:
    files = {
        "nl-0001.wav": SHORT,
        "nl-0002.wav": SHORT,
        "nl-9000.wav": SHORT,
        "vraag 3.wav": SHORT,
        "nl-0004.m4a": SHORT,
        "../nl-0005.wav": SHORT,
        f"{source_hash('Klein onderzoek')[:12]}.wav": SHORT,
    }
    found = faults(zipped(tmp_path / "r.zip", files), order)
    assert set(found) == set(files) - {"nl-0001.wav", "nl-0002.wav"}
    assert found[f"{source_hash('Klein onderzoek')[:12]}.wav"].startswith("nl-0001.wav is for the same text")


def test_sounds_that_cannot_be_used_are_named_too(tmp_path: Path, order: Order) -> None:
    files = {"nl-0001.wav": SHORT, "nl-0002.wav": b"MZ" * 400, "nl-0003.wav": wav(1, loud=0.0)}
    found = faults(zipped(tmp_path / "r.zip", files), order)
    assert set(found) == {"nl-0002.wav", "nl-0003.wav"}
    assert "is stil" in found["nl-0003.wav"]


def test_a_number_of_a_changed_text_is_not_used_for_the_new_one(
    tmp_path: Path, order: Order, study: Study, document: dict[str, Any]
) -> None:
    document["title"]["nl"] = "Een andere titel"
    drafts.store(study, document)
    changed = Order("mini-study", definitions_of(study), ["nl"])
    found = faults(zipped(tmp_path / "r.zip", {"nl-0001.wav": SHORT}), changed)
    assert "was changed" in found["nl-0001.wav"]


def test_no_zip(tmp_path: Path, order: Order) -> None:
    (tmp_path / "r.zip").write_bytes(b"no zip")
    assert "no zip" in faults(tmp_path / "r.zip", order)["r.zip"]


def test_an_empty_zip(tmp_path: Path, order: Order) -> None:
    assert "no files" in faults(zipped(tmp_path / "r.zip", {"map/": b""}), order)["the zip"]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, order: Order) -> None:
    bomb = zipped(tmp_path / "r.zip", {"nl-0001.wav": b"\0" * (audio_import.LARGEST_FILE + 1)})
    assert bomb.stat().st_size < 100_000
    assert "larger than 20 MB" in faults(bomb, order)["nl-0001.wav"]


def test_a_zip_that_lies_about_sizes_is_not_unpacked(tmp_path: Path, order: Order) -> None:
    """The directory says 100 bytes, the data say 30 MB."""
    path = zipped(tmp_path / "r.zip", {"nl-0001.wav": b"\0" * 30_000_000})
    data = bytearray(path.read_bytes())
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 100)
    data[22:26] = struct.pack("<I", 100)
    path.write_bytes(data)
    assert set(faults(path, order)) == {"nl-0001.wav"}


def test_too_many_and_too_much(tmp_path: Path, order: Order, monkeypatch: Any) -> None:
    monkeypatch.setattr(audio_import, "MOST_FILES", 2)
    found = faults(zipped(tmp_path / "r.zip", {f"nl-000{n}.wav": b"x" for n in range(1, 4)}), order)
    assert "split it" in found["the zip"]
    monkeypatch.setattr(audio_import, "LARGEST_WHOLE", 3)
    assert "split it" in faults(zipped(tmp_path / "r.zip", {"nl-0001.wav": b"xxxx"}), order)["the zip"]


def test_an_encrypted_zip(tmp_path: Path, order: Order) -> None:
    path = zipped(tmp_path / "r.zip", {"nl-0001.wav": SHORT})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "nl-0001.wav" in faults(path, order)


def test_the_command(tmp_path: Path, order: Order, capsys: Any) -> None:
    path = zipped(tmp_path / "r.zip", {"nl-0001.wav": SHORT})
    call_command("audio", "mini-study", zip=path, languages="nl", voice="Anna")
    assert "1 recordings kept" in capsys.readouterr().out
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("raar.wav", SHORT)
    with pytest.raises(SystemExit) as caught:
        call_command("audio", "mini-study", zip=path)
    assert caught.value.code == 1
    assert "raar.wav" in capsys.readouterr().err
    for wrong in ({"zip": tmp_path / "absent.zip"}, {"zip": path, "study": None}):
        with pytest.raises(SystemExit) as caught:
            call_command("audio", **{"study": "mini-study", **wrong})
        assert caught.value.code == 2
