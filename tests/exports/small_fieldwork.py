"""A small study with a list, letters and a plan, for a made-up fieldwork that takes seconds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exports.simulated.course import Wish, run
from exports.simulated.plan import Plan, plan_of
from exports.simulated.truth import Truth
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.invitations.factory import LETTER
from tests.respondents.mini import document, option, page, question

TODAY = date(2026, 11, 30)
FRAME = {
    "columns": [
        {"name": "frame_id", "required": True, "type": "text"},
        {"name": "group", "required": True, "type": "choice", "values": ["asiel", "gezin"]},
        {"name": "gender", "type": "choice", "values": ["man", "woman"]},
        {"name": "municipality", "type": "municipality"},
        {"name": "preferred_language", "type": "language"},
    ],
    "strata": ["group", "gender"],
}
MARGINS = {
    "group": {"asiel": 4_000, "gezin": 2_000},
    "within_group": {"gender": {"asiel": {"man": 2_400, "woman": 1_600}, "gezin": {"man": 700, "woman": 1_300}}},
    "made_up": {"municipality": {"GM0363": 3, "GM0599": 1}, "preferred_language": {"ar": 2, "nl": 1}},
}
PLAN: dict[str, Any] = {
    "weeks": 5,
    "letters": {"invitation": {"day": 0, "chance": 0.3}, "reminder_1": {"day": 14, "chance": 0.25}},
    "factors": {"group": {"asiel": 1.0, "gezin": 1.1}, "gender": {"man": 1.0, "woman": 1.0}},
    "lowest": {"stratum": {"group": "gezin", "gender": "woman"}, "factor": 0.15},
    "shares": {
        "spoiled": 0.01,
        "undeliverable": 0.03,
        "refused": 0.02,
        "deceased": 0.01,
        "excluded": 0.02,
        "landed_only": 0.5,
        "not_agreed": 0.1,
        "sent_away": 0.1,
        "helped": 0.2,
        "interviewer": 0.05,
        "withdrawn": 0.1,
        "listened": 0.3,
    },
    "devices": {"phone": 0.8, "computer": 0.2},
    "break_off": {"share": 0.2, "page": "country", "there": 0.5},
    "profile": {"gender": {"question": "gender"}},
    "open": 60,
    "helpdesk": 60,
    "municipalities": [{"name": "Proefdam (verzonnen)", "flyer": 60, "message": 30, "sessions": 30, "people": 6}],
    "reaches": {"session": {"gender": {"woman": 6}}},
}


def small_study() -> Edition:
    """Published: the questions of the mini study, and gender."""
    letter = {**LETTER, "short": {"nl": "Ga naar {url} en typ {code}."}}
    letters = {kind: letter for kind in ("invitation", "reminder_1", "reminder_2")}
    plain = document()
    sex = page("gender", question("gender", "single", options=[option("man"), option("woman")]))
    first, *others = plain["sections"]
    short = {**first, "pages": [sex, *first["pages"]]}
    whole = document(
        sections=[short, *({**one, "pages": one["pages"][:5]} for one in others)],
        materials={**plain["materials"], "letters": letters},
        frame=FRAME,
        margins=MARGINS,
    )
    return publish(Study.objects.create(slug="mini", title="Klein onderzoek"), whole, note="")


def plan(**changes: Any) -> Plan:
    return plan_of({"simulation": {**PLAN, **changes}})


def held(people: int, lowest: Mapping[str, str] | None = None, seed: int = 5) -> Truth:
    """The fieldwork of so many people, up to yesterday."""
    edition = small_study()
    wanted = plan() if lowest is None else plan().with_lowest(lowest)
    return run(edition.study, edition, wanted, Wish(people, 5, seed), TODAY)
