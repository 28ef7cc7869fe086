"""The guide for hosts: what stands in it, per language; tagged; nothing left out in silence."""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from invitations import guide
from invitations.letters import TextNotDrawable
from surveys.load import read_folder
from surveys.models import Edition, Study
from tests.programs import need

DAY = date(2026, 5, 9)
READ_OUT = ("Welkom", "Beginnen", "Klaar")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return read_folder("perspectief-2024")["materials"]["guide"]


def edition_of(made: dict[str, Any], *offered: str) -> Edition:
    study = Study(slug="perspectief-2024")
    return Edition(study=study, number=1, document=json.dumps({"materials": {"guide": made}}), offered=list(offered))


def test_the_shipped_guide_on_paper(shipped: dict[str, Any], tmp_path: Path, pdf_programs: None) -> None:
    made = guide.make(edition_of(shipped, "nl", "en", "ar", "tr", "ti"), tmp_path / "out" / "guide.pdf", DAY)
    about = subprocess.run([need("pdfinfo"), str(made)], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in about
    assert "Title:           Samen invullen in een groep" in about
    said = subprocess.run([need("pdftotext"), str(made), "-"], capture_output=True, text=True, check=True).stdout
    words = "".join(said.split())
    for part in shipped["parts"]:
        for text in (part["title"], *part["text"]):
            assert "".join(text["nl"].split()) in words
            aloud = part["title"]["nl"] in READ_OUT
            assert ("".join(text["tr"].split()) in words) == aloud, text["tr"]
    for name in ("English", "العربية", "Türkçe", "ትግርኛ"):
        assert name in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["guide.pdf"]


def test_what_is_read_out(shipped: dict[str, Any]) -> None:
    text = guide.guide_text(shipped, "nl")
    assert tuple(part.title for part in text.read_out) == READ_OUT
    unmarked = {**shipped, "parts": [{**part, "read_out": False} for part in shipped["parts"]]}
    assert guide.guide_text(unmarked, "nl").read_out == guide.guide_text(unmarked, "nl").parts


@pytest.mark.parametrize("left_out", ["title", "lead", "part 2", "parts"])
def test_a_text_that_is_missing_is_named(shipped: dict[str, Any], tmp_path: Path, left_out: str) -> None:
    broken = json.loads(json.dumps(shipped))
    if left_out == "parts":
        broken["parts"] = []
    elif left_out == "part 2":
        del broken["parts"][1]["text"][0]["ti"]
    else:
        del broken[left_out]["ti"]
    with pytest.raises(guide.GuideTextMissing) as raised:
        guide.make(edition_of(broken, "nl", "ti"), tmp_path / "out" / "guide.pdf", DAY)
    assert f"{left_out} in {'nl' if left_out == 'parts' else 'ti'}" in raised.value.missing
    assert not (tmp_path / "out").exists()


def test_a_letter_that_no_font_has(shipped: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(TextNotDrawable):
        guide.make(edition_of({**shipped, "title": {"nl": "漢"}}, "nl"), tmp_path / "out" / "guide.pdf", DAY)


@pytest.mark.django_db
def test_the_command_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="load_study"):
        call_command("print_guide", "nowhere", out=tmp_path / "guide.pdf")
