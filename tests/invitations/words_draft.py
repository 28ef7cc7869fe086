"""A study whose draft has complete letters in three languages, as the page of words shows them."""

from copy import deepcopy
from typing import Any

from surveys import drafts
from surveys.models import Study
from tests.invitations import factory

LETTER = {
    **factory.LETTER,
    "code": {"nl": "Of typ uw code op {url}: {code}", "en": "Or type your code at {url}: {code}"},
    "short": {
        "nl": "Dit is onderzoek. Ga naar {url} en typ {code}.",
        "en": "This is research. Go to {url} and type {code}.",
        "ar": "هذا بحث. اذهب إلى {url} واكتب {code}.",
    },
}
PORTAL = {"title": {"nl": "Onderzoek", "en": "Research"}, "text": {"nl": "Begin hier: {url}", "en": "Start: {url}"}}


def document(**letter: Any) -> dict[str, Any]:
    """The factory's study with these letters; `letter` changes texts of the invitation."""
    letters = {kind: deepcopy(LETTER) for kind in ("invitation", "reminder_1", "reminder_2")}
    letters["invitation"] |= letter
    materials = {"landing": {"phone": "0800 1234", "minutes": 20}, "letters": letters, "messages": {"portal": PORTAL}}
    return factory.document(materials=materials)


def drafted(**letter: Any) -> Study:
    """The study, published with these very words and with a draft of them."""
    made = document(**letter)
    study = factory.published(offered=("nl", "en", "ar"), materials=made["materials"])
    drafts.store(study, made)
    return study
