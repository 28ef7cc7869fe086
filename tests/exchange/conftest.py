"""A small study whose draft is in the database, with translations in every state."""

from typing import Any

import pytest

from surveys import drafts, translations
from surveys.models import Study
from surveys.text_states import Standing
from tests.exchange.texts import SOURCES, document_of


@pytest.fixture
def study(db: None) -> Study:
    """Eleven Dutch texts. Into Arabic: one is stale, two unrecorded, one in each step, four missing."""
    study = Study.objects.create(slug="mini-study", title="Klein onderzoek")
    drafts.store(study, document_of(SOURCES))
    for name, state in (("age", "translated"), ("work", "reviewed"), ("town", "adjudicated"), ("plan", "tested")):
        made = translations.translate(study, standing(study, name).unit, f"ترجمة {name}", user=None, by="Bureau A")
        if state != "translated":
            translations.mark(study, made, state, user=None, by="Nazicht")
    translations.translate(study, standing(study, "old").unit, "ترجمة قديمة", user=None, by="Bureau A")
    document = drafts.document_of(study)
    question(document, "old")["label"]["nl"] = SOURCES["old"] + " Nu anders."
    question(document, "loose")["label"]["ar"] = "بلا سجل"
    drafts.store(study, document)
    return study


def standing(study: Study, name: str, language: str = "ar") -> Standing:
    """The question's label with its state."""
    place = next(number for number, known in enumerate(SOURCES) if known == name)
    wanted = f"sections/0/pages/{place}/questions/0/label"
    return next(item for item in translations.standings_of(study, language) if wanted in item.unit.places)


def question(document: dict[str, Any], name: str) -> dict[str, Any]:
    pages = document["sections"][0]["pages"]
    return next(page["questions"][0] for page in pages if page["name"] == name)
