"""The document that a new study begins with: it can be read, checked and tried at once. Pure.

The texts are Dutch of level A2, to be made the study's own and then translated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WHICH = "which_group"


@dataclass(frozen=True)
class Outline:
    """What is known of a study before it has questions. `groups`: (name, label in Dutch), in order."""

    slug: str
    title: str
    languages: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    mode: str
    wave: str = ""
    series: str = ""


def blank(outline: Outline) -> dict[str, Any]:
    """A study with consent, a screening that reaches every group, and one page to begin with."""
    named = {key: value for key, value in (("wave", outline.wave), ("series", outline.series)) if value}
    return {
        "study": outline.slug,
        "title": nl(outline.title),
        **named,
        "languages": list(outline.languages),
        "mode": outline.mode,
        "groups": {name: {"label": nl(label), "value": n} for n, (name, label) in enumerate(outline.groups, start=1)},
        "reasons": {
            "dont_know": nl("Ik weet het niet"),
            "prefer_not": nl("Dat zeg ik liever niet"),
            "not_applicable": nl("Niet van toepassing"),
        },
        "consent": CONSENT,
        "screening": _screening(outline),
        "sections": [SECTION],
        "materials": {
            "landing": {
                "title": nl(outline.title),
                "lead": nl("Wij zijn onderzoekers. Wij willen graag weten hoe het met u gaat."),
                "points": [
                    nl("Meedoen is vrijwillig. U mag altijd stoppen."),
                    nl("De onderzoekers zien uw antwoorden zonder uw naam."),
                ],
            },
            "done": {"title": nl("Dank u wel"), "text": [nl("Uw antwoorden zijn binnen. U bent klaar.")]},
            "refused": {"title": nl("Dat is goed"), "text": REFUSED},
            "flyers": {"title": nl(outline.title), **FLYER},
            "messages": {"whatsapp": nl("Hallo! Wij willen graag weten hoe het met u gaat. Begin hier: {url}")},
        },
    }


def nl(text: str) -> dict[str, str]:
    return {"nl": text}


CONSENT: dict[str, Any] = {
    "version": "1",
    "title": nl("Doet u mee?"),
    "text": [
        nl("Wij zijn onderzoekers. Wij vragen hoe het met u gaat."),
        nl("Meedoen is vrijwillig. U mag altijd stoppen. U hoeft niet te zeggen waarom."),
        nl("Alleen de onderzoekers zien uw antwoorden. Zij zien uw naam niet."),
    ],
    "agree": nl("Ja, ik doe mee"),
    "refuse": nl("Nee, ik doe niet mee"),
}
REFUSED = [
    nl("U hoeft verder niets te doen."),
    nl("Wij bewaren alleen dat iemand nee zei en op welke dag. Dit heeft geen gevolgen voor u."),
]
FLYER: dict[str, Any] = {
    "lead": nl("Wij willen het graag van u horen. Ook als het niet goed gaat."),
    "points": [nl("Meedoen is vrijwillig en gratis."), nl("U mag altijd stoppen.")],
    "scan": nl("Scan de code met de camera van uw telefoon."),
    "link": nl("Of ga naar {url}"),
    "minutes": nl("Het duurt ongeveer {minutes} minuten."),
    "close": nl("Meedoen kan tot en met {close_date}."),
    "help": nl("Vragen? Bel {phone}."),
    "sender": nl("De onderzoekers"),
}
SECTION: dict[str, Any] = {
    "name": "start",
    "title": nl("Het begin"),
    "pages": [
        {
            "name": "welcome",
            "questions": [
                {"name": "welcome", "type": "statement", "label": nl("Wij stellen u een paar vragen. Neem de tijd.")}
            ],
        }
    ],
}


def _screening(outline: Outline) -> dict[str, Any]:
    """One group: everybody. Several: the register says which where it knows, else the person does."""
    *first, last = outline.groups
    if not first:
        return {"outcomes": [{"name": last[0], "group": last[0]}]}
    known = outline.mode != "open"
    outcomes = [{"name": name, "relevant": _is_in(name, known=known), "group": name} for name, _ in first]
    page: dict[str, Any] = {"name": WHICH, "questions": [_which(outline.groups)]}
    if known:
        page["relevant"] = "${known_group} = ''"
    return {"pages": [page], "outcomes": [*outcomes, {"name": last[0], "group": last[0]}]}


def _is_in(group: str, *, known: bool) -> str:
    said = f"${{{WHICH}}} = '{group}'"
    return f"${{known_group}} = '{group}' or {said}" if known else said


def _which(groups: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "name": WHICH,
        "type": "single",
        "label": nl("Wat past bij u?"),
        "routing_key": True,
        "options": [{"code": name, "label": nl(label)} for name, label in groups],
    }
