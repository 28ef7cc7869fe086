"""What people read out, on paper: the right texts, numbers, direction and letters."""

import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command
from django.utils import timezone

from surveys import drafts
from surveys.audio_texts import definitions_of, spoken_in
from surveys.engine.checks.freshness import source_hash
from surveys.models import Clip, Study
from surveys.recording_script import NothingToRecord, data, script_of
from tests.programs import need

pytestmark = pytest.mark.django_db
AR, TI = "هل تعمل؟", "ስራሕ ኣለኩም ዶ፧"


@pytest.fixture
def stored(study: Study, document: dict[str, Any]) -> Study:
    document["sections"][0]["pages"][0]["questions"][0]["label"] |= {"ar": AR, "ti": TI}
    drafts.store(study, document)
    return study


def human(text: str, language: str = "nl") -> None:
    now = timezone.now()
    Clip.objects.create(
        language=language, text_hash=source_hash(text), source="human", seconds=1, bytes=1, version="x", at=now
    )


def rows(study: Study, language: str, *, every: bool = False) -> list[dict[str, Any]]:
    script = script_of(study.slug, spoken_in(definitions_of(study), language), language, every=every)
    return data(script, timezone.localdate())["rows"]


def test_only_what_has_no_recording_or_all(stored: Study) -> None:
    before = rows(stored, "nl")
    human("Doet u mee?")
    after = rows(stored, "nl")
    assert {row["text"] for row in before} - {row["text"] for row in after} == {"Doet u mee?"}
    assert [row["number"] for row in rows(stored, "nl", every=True)] == [row["number"] for row in before]


def test_rows_have_number_place_text_and_seconds(stored: Study) -> None:
    first = rows(stored, "nl")[0]
    assert first == {"number": "nl-0001", "place": "title", "text": "Klein onderzoek", "seconds": 2}


def test_a_long_text_takes_longer(stored: Study) -> None:
    by_text = {row["text"]: row["seconds"] for row in rows(stored, "nl")}
    assert (
        by_text["Met deze code kunt u stoppen en later verder gaan. U kunt er ook uw antwoorden mee weghalen."]
        > by_text["Ja"]
        >= 1
    )


def test_nothing_left(stored: Study) -> None:
    for row in rows(stored, "nl"):
        human(row["text"])
    with pytest.raises(NothingToRecord):
        rows(stored, "nl")


@pytest.mark.parametrize(("language", "text"), [("nl", "Doet u mee?"), ("ti", TI)])
def test_the_pdf_is_tagged_and_says_the_texts(stored: Study, tmp_path: Path, language: str, text: str) -> None:
    out = tmp_path / "script.pdf"
    call_command("recording_script", "mini-study", language=language, out=out, all=True)
    with pikepdf.open(out) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
    said = subprocess.run([need("pdftotext"), "-layout", out, "-"], capture_output=True, text=True, check=True).stdout
    assert " ".join(text.split()) in " ".join(said.split())
    assert f"{language}-0001" in said


def test_arabic_runs_from_the_right(stored: Study, tmp_path: Path) -> None:
    out = tmp_path / "script.pdf"
    call_command("recording_script", "mini-study", language="ar", out=out)
    boxes = subprocess.run([need("pdftotext"), "-bbox", out, "-"], capture_output=True, text=True, check=True).stdout
    places = [
        float(line.split('xMax="')[1].split('"')[0])
        for line in boxes.splitlines()
        if "تعمل"[::-1] in line or "تعمل" in line
    ]
    assert places, "the Arabic word is in the PDF"
    assert max(places) > 350, "it begins at the right side of its column"


@pytest.mark.parametrize(
    ("slug", "language", "said"),
    [("mini-study", "uk", "no texts in uk"), ("mini-study", "nl,ar", "one language"), ("absent", "nl", "no study")],
)
def test_the_command_says_what_is_wrong(
    stored: Study, tmp_path: Path, capsys: Any, slug: str, language: str, said: str
) -> None:
    with pytest.raises(SystemExit) as caught:
        call_command("recording_script", slug, language=language, out=tmp_path / "s.pdf")
    assert caught.value.code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "s.pdf").exists()
