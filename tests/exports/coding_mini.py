"""A small study with every kind of open answer, its frames, and people who answered it."""

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

from respondents.models import Interview
from respondents.play import play_script
from surveys.engine.answers import Answer, Choice, Choices, Words
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT, option, page, text

PAGES = [
    page(
        "land",
        "single",
        options=[option("syria"), option("eritrea"), option("other")],
        other="text",
        reasons=["dont_know"],
    ),
    page("home", "single", options=[option("azc"), option("house"), option("other")], other="text"),
    page("ways", "multi", options=[option("bus"), option("bike"), option("other", short="else")], other="text"),
    page("say", "long_text"),
]
CODING: dict[str, Any] = {
    **copy.deepcopy(DOCUMENT),
    "sections": [{"name": "all", "title": text("Alles"), "pages": PAGES}],
    "derived": [],
    "scales": [],
}
LAND = {"question": "land", "lexicon": "country", "options": {"syria": "SY", "eritrea": "ER"}, "second_share": 0}
HOME = {
    "question": "home",
    "lexicon": "residence",
    "second_share": 0,
    "codes": [
        {"code": "azc", "matches": ["azc"]},
        {"code": "shelter", "value": 21, "label": {"nl": "Opvang", "en": "Shelter"}, "matches": ["temporary_shelter"]},
    ],
}
WAYS = {"question": "ways", "codes": [{"code": "train", "value": 11, "label": {"nl": "Trein", "en": "Train"}}]}
SAY = {
    "question": "say",
    "several": True,
    "second_share": 1,
    "codes": [
        {"code": "thanks", "value": 1, "label": {"nl": "Dank", "en": "Thanks"}},
        {"code": "money", "value": 2, "label": {"nl": "Geld", "en": "Money"}},
    ],
}


def definition(**changes: object) -> Definition:
    return parse({**CODING, **changes})


def published(slug: str = "mini") -> Edition:
    study, _ = Study.objects.get_or_create(slug=slug, defaults={"title": "Klein"})
    return publish(study, copy.deepcopy({**CODING, "study": slug}), user=None, note="")


def told(edition: Edition, number: int = 1, language: str = "nl", **texts: str) -> Interview:
    """Somebody who typed these texts, by question, and chose nothing else."""
    return play_script(edition, _answers(texts), random=Random(number), language=language, now=NOW)


def _answers(texts: Mapping[str, str]) -> dict[str, Answer]:
    kinds = {"say": Words, "ways": lambda typed: Choices(frozenset({"bus", "other"}), typed)}
    typed = {name: kinds.get(name, lambda words: Choice("other", words))(words) for name, words in texts.items()}
    return {"side": Choice("left"), **typed}
