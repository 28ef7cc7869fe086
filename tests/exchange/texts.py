"""Texts for tests: what every kind of file must carry unchanged, and a small study."""

from collections.abc import Mapping
from typing import Any

from surveys.exchange.rows import Package, Row
from surveys.text_states import STATES
from surveys.translation_units import Unit

SOURCES = {
    "age": "Hoe oud bent u?",
    "work": "Heeft u werk?",
    "town": "Waar woont u?",
    "plan": "Heeft u een PIP?",
    "old": "Wat vindt u?",
    "loose": "Vindt u dat goed?",
    "time": "Het duurt {minutes} minuten tot {close_date}.",
    "free": "Anders",
}

LANGUAGES = ("en", "ar", "tr", "ti", "nl")
TRANSLATIONS = {
    "en": "How old are you?",
    "ar": "كم عمرك؟ (١٨–٩٩)",
    "tr": "Kaç yaşındasınız? İğne, ışık",
    "ti": "ዕድሜኹም ክንደይ እዩ፧",
    "nl": "Hoe oud bent u? Eén, twee, drieëntwintig",
}
HARD = {
    "line breaks": "een\ntwee\n\ndrie",
    "carriage return": "vier\r\nvijf\rzes",
    "names": "{minutes} van {minutes} tot {close_date}",
    "names turned round": "{b} dan {a}",
    "formula": '=HYPERLINK("https://example.org";"klik")',
    "plus": "+31 20 123",
    "minus": "-1 of minder",
    "at": "@iedereen",
    "markup": "<b>vet</b> &amp; ]]> <!-- niets -->",
    "signs by number": "_x000D_ _x005F_ _X0041_",
    "control signs": "een\x01twee\x0bdrie\x1f",
    "spaces around": "  een  twee  ",
    "quotes": "“een” 'twee' \"drie\"",
    "both directions": "PIP هو \u200fخطتك\u200e (Wi2021)",
    "beyond the basic plane": "👩🏽‍🏫 𐐷",
    "number": "00123",
    "long": "lang " * 3_000,
}


def row_of(source: str, translation: str, state: str = "translated", **others: str) -> Row:
    unit = Unit("ar", source, translation, ("sections/0/label",))
    return Row(unit.id, source, translation, state, "sections/0/label", "Deel 1 / vraag", **others)


def package_of(language: str) -> Package:
    """A row for each hard text as source and as translation, for each state, and with all that stands beside it."""
    rows = [row_of(f"{name}: {text}", f"{TRANSLATIONS[language]} {text}") for name, text in HARD.items()]
    rows += [row_of(text, text) for text in HARD.values()]
    rows += [row_of(f"Stand {state}", "" if state == "missing" else TRANSLATIONS[language], state) for state in STATES]
    rows.append(
        row_of(
            "Alles",
            TRANSLATIONS[language],
            english="=Everything\nat once",
            glossary="PIP = PIP: uw plan",
            comments="2026-01-02 Bureau: kort\n2026-01-03 Bureau: langer",
            back="Alles terug",
        )
    )
    return Package("mini-study", "nl", language, tuple(rows), revision=7)


def document_of(sources: Mapping[str, str]) -> dict[str, Any]:
    pages = [
        {"name": name, "questions": [{"name": name, "type": "text", "label": {"nl": words}}]}
        for name, words in sources.items()
    ]
    return {
        "study": "mini-study",
        "title": {"nl": "Klein onderzoek", "en": "Small study"},
        "languages": ["nl", "en", "ar", "tr", "ti"],
        "terms": {
            "pip": {
                "label": {"nl": "PIP", "en": "PIP", "ar": "خطة"},
                "explanation": {"nl": "Uw plan.", "en": "Your plan."},
            }
        },
        "sections": [{"name": "start", "title": {"nl": "Klein onderzoek"}, "pages": pages}],
    }
