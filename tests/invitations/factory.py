"""A small study with everything a letter needs, and frames for it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from invitations import frame, frames, mailings, studies
from invitations.models import SampleUnit
from surveys.models import Edition, Study

TODAY = date(2027, 1, 10)
GROUPS = {"wi2021_asiel": {"value": 1}, "wi2021_gezin": {"value": 2}, "unknown": {"value": 9, "untyped": True}}
FRAME = {
    "columns": [
        {"name": "group", "required": True},
        {"name": "gender", "type": "choice", "values": ["man", "woman"]},
        {"name": "municipality", "type": "municipality", "required": True},
        {"name": "language", "type": "language"},
        {"name": "birth_year", "type": "integer"},
        {"name": "region_note", "type": "text"},
    ],
    "strata": ["gender", "municipality"],
}
LETTER = {
    "subject": {"nl": "Wilt u meedoen aan ons onderzoek?", "en": "Will you take part?", "ar": "هل تريد المشاركة؟"},
    "salutation": {"nl": "Beste meneer of mevrouw,"},
    "body": [
        {"nl": "Dit is een brief over onderzoek. Het is geen besluit. U hoeft niets te doen."},
        {"nl": "Wij willen weten hoe uw inburgering gaat. Dat duurt {minutes} minuten. Het kan tot {close_date}."},
        {"nl": "Uw naam staat niet bij uw antwoorden."},
    ],
    "scan": {"nl": "Scan de QR-code met uw telefoon."},
    "code": {"nl": "Of typ uw code op {url}."},
    "closing": {"nl": "Met vriendelijke groet,"},
    "sender": {"nl": "Onderzoeksteam"},
    "help": {"nl": "Hulp nodig? Bel {phone}."},
    "short": {
        "en": "This is research. Go to {url} and type {code}, before {close_date}.",
        "ar": "هذا بحث. اذهب إلى {url} واكتب {code}.",
    },
}


def document(**changes: Any) -> dict[str, Any]:
    """A definition document, as far as letters and frames read it."""
    letters = {kind: LETTER for kind in ("invitation", "reminder_1", "reminder_2")}
    return {
        "study": "small",
        "languages": ["nl", "en", "ar"],
        "groups": GROUPS,
        "dates": {"close": "2027-01-31"},
        "materials": {"landing": {"phone": "0800 1234", "minutes": 20}, "letters": letters},
        "frame": FRAME,
        "margins": MARGINS,
        **changes,
    }


MARGINS = {
    "group": {"wi2021_asiel": 700, "wi2021_gezin": 300},
    "within_group": {"gender": {"wi2021_asiel": {"man": 60, "woman": 40}, "wi2021_gezin": {"man": 30, "woman": 70}}},
    "made_up": {"municipality": {"GM0363": 3, "GM0599": 1}, "language": {"ar": 3, "nl": 1}},
}


def published(
    slug: str = "small", form: str = "digits", offered: tuple[str, ...] = ("nl", "en"), **changes: Any
) -> Study:
    """A published study."""
    study = Study.objects.create(slug=slug, title="Klein onderzoek", code_form=form)
    text = json.dumps(document(**changes))
    Edition.objects.create(study=study, number=1, document=text, document_hash="0" * 64, offered=list(offered))
    return study


def schema() -> frame.Schema:
    return frame.schema_of(FRAME, tuple(GROUPS))


def frame_csv(n: int, prefix: str = "MU-") -> bytes:
    rows = ["frame_id,group,gender,municipality,language,birth_year,region_note"]
    rows += [f"{prefix}{number:05d},wi2021_asiel,man,GM0363,ar,1990,west" for number in range(n)]
    return "\n".join(rows).encode()


def with_people(study: Study, n: int) -> list[SampleUnit]:
    """The study with `n` made-up people in its frame."""
    frames.import_frame(study, schema(), frame_csv(n))
    return list(study.units.order_by("pk"))


def make_letters(
    study: Study, out: Path, kind: str = "invitation", *, tell: mailings.Tell = lambda done, total: None, **wish: Any
) -> mailings.Made:
    return mailings.make(study, studies.newest_edition(study), mailings.Wish(kind=kind, out=out, **wish), tell=tell)
