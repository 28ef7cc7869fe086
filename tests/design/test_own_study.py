"""docs/make-your-own-study.md: its labels stand on the screen, and its steps can be taken through the pages."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from lxml import html

from invitations.flyer_text import flyer_texts
from surveys import drafts
from surveys.design.blank import Outline, blank
from surveys.engine.check import check
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.models import Study
from surveys.publish import publish

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, DUTCH = (ROOT / "docs" / f"{name}.md" for name in ("make-your-own-study", "maak-uw-eigen-onderzoek"))
SOURCES = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "surveys").rglob("*.py"), *(ROOT / "exports").rglob("*.py")]
SOURCES += [*(ROOT / "invitations").rglob("*.py"), *(ROOT / "respondents").rglob("*.py")]


def labels(page: str) -> list[str]:
    return re.findall(r"\*\*([^*]+)\*\*", page)


def in_dutch(label: str) -> str:
    with translation.override("nl"):
        return gettext(label)


def unknown(found: list[str], sources: str) -> list[str]:
    """Labels that no template and no module has as a text to translate."""
    return [one for one in found if f'"{one}"' not in sources]


@pytest.mark.once
def test_labels_are_those_of_the_screen_in_both_languages() -> None:
    english, dutch = (labels(path.read_text(encoding="utf-8")) for path in (ENGLISH, DUTCH))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert len(english) > 60
    assert unknown(english, sources) == []
    assert [in_dutch(one) for one in english] == dutch
    assert not [one for one in english if in_dutch(one) == one]


@pytest.mark.once
def test_a_label_that_is_nowhere_is_found_out() -> None:
    """The control."""
    sources = (ROOT / "templates" / "surveys" / "new_study.html").read_text(encoding="utf-8")
    assert unknown(["Make the study", "Push the study"], sources) == ["Push the study"]


@pytest.mark.once
def test_both_pages_have_the_same_steps_and_commands() -> None:
    for pattern in (r"(?m)^## (\d+)", r"(?m)^    (manage\.py .*?)(?:  #.*)?$", r"(?m)^(\d+|-)[. ]"):
        english, dutch = (re.findall(pattern, path.read_text(encoding="utf-8")) for path in (ENGLISH, DUTCH))
        assert english == dutch
        assert english


@pytest.mark.once
def test_a_study_from_nothing_has_all_texts_of_a_flyer() -> None:
    document = blank(Outline("x", "Hoe gaat het?", ("nl",), (("everybody", "Iedereen"),), "open"))
    assert errors(check(parse(document))) == ()
    assert {"title", "lead", "points", "scan", "link", "sender"} <= document["materials"]["flyers"].keys()


def field(key: str, language: str, was: Any, typed: Any) -> dict[str, Any]:
    return {f"was-study:{key}:{language}": json.dumps(was), f"study:{key}:{language}": typed}


@pytest.mark.once
@pytest.mark.django_db
def test_from_nothing_to_a_flyer_through_the_pages(staff_client: Callable[..., Client]) -> None:
    client = staff_client("researcher")
    wanted = {"slug": "wijk-2027", "title": "Hoe gaat het in de wijk?", "languages": ["en"], "mode": "open"}
    assert client.post("/staff/studies/new/", wanted).status_code == 302
    base, study = "/staff/studies/wijk-2027/design/", Study.objects.get(slug="wijk-2027")
    page = html.fromstring(client.get(f"{base}study/").content)
    titles = {one.text_content().strip() for one in page.iter("h2")}
    assert {"Eerste en laatste pagina", "Flyer en berichten", "Regels op de flyer"} <= titles
    flyer = drafts.document_of(study)["materials"]["flyers"]
    changes = [
        field("materials/flyers/sender", "nl", flyer["sender"]["nl"], "Gemeente Voorbeeld"),
        field("materials/flyers/sender", "en", "", "Municipality of Voorbeeld"),
        field("materials/landing/phone", "", None, "0800 0000"),
        field("materials/landing/minutes", "", None, "5"),
        field("dates/close", "", None, "2027-02-28"),
    ]
    for change in changes:
        assert client.post(f"{base}save/", change, HTTP_ACCEPT="application/json").status_code == 200, change
    assert client.post(f"{base}study/entry/add/", {"entry": "materials/flyers/points/0"}).status_code == 302
    client.post(f"{base}save/", field("materials/flyers/points/2", "nl", "", "Het zijn tien vragen."))
    document = drafts.document_of(study)
    materials = document["materials"]
    assert materials["flyers"]["sender"] == {"nl": "Gemeente Voorbeeld", "en": "Municipality of Voorbeeld"}
    assert (materials["landing"]["phone"], materials["landing"]["minutes"]) == ("0800 0000", 5)
    assert materials["flyers"]["points"][2] == {"nl": "Het zijn tien vragen."}
    assert errors(check(parse(document))) == ()
    edition = publish(study, document, user=None, note="")
    (texts,) = flyer_texts(json.loads(edition.document), ["nl"])
    assert "Gemeente Voorbeeld" in str(texts)
    assert client.post(f"{base}save/", field("materials/flyers/colour", "", None, "red")).status_code == 404
