"""Flags and completeness as columns of the dataset, beside the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from exports.analysis_set import COLUMN
from exports.columns import Column
from exports.flags.completeness import PARTS, part_of, share_of
from exports.flags.rules import RULES
from exports.flags.settings import Settings
from exports.models import Flagged, Judgement
from exports.progress import Advanced
from exports.values import Value
from respondents.models import Interview
from surveys.engine.cell_words import YES_NO
from surveys.engine.text import Text


@dataclass(frozen=True)
class Seen:
    """What stands in the last judgement: when it was made (None: never), and the flags by interview."""

    settings: Settings
    made_at: datetime | None = None
    flags: Mapping[int, frozenset[str]] = field(default_factory=dict)


def seen_in(slug: str, settings: Settings) -> Seen:
    """The last judgement of a study."""
    judgement = Judgement.objects.filter(study__slug=slug).first()
    if judgement is None:
        return Seen(settings)
    found: dict[int, set[str]] = {}
    for rule, respnr in Flagged.objects.filter(judgement=judgement).values_list("rule", "respnr").iterator():
        found.setdefault(respnr, set()).add(rule)
    return Seen(settings, judgement.made_at, {respnr: frozenset(rules) for respnr, rules in found.items()})


def flag_columns() -> tuple[Column, ...]:
    """Completeness, the analysis set, and a 0/1 column per rule: empty where answers came after the judgement."""
    share = Text({"nl": "Deel van wat gold dat is beantwoord", "en": "Share answered of what applied"})
    kind = Text({"nl": "Hoe volledig", "en": "How complete"})
    inside = Text({"nl": "In de analyseset", "en": "In the analysis set"})
    return (
        Column("completeness", share, storage="decimal", measure="scale", reasons=False),
        Column("completeness_class", kind, values=PARTS, reasons=False),
        Column(COLUMN, inside, values=YES_NO, reasons=False),
        *(Column(f"flag_{rule.name}", _flag_label(rule.title), values=YES_NO, reasons=False) for rule in RULES),
    )


def _flag_label(title: Text) -> Text:
    return Text({"nl": f"Vlag: {title['nl']}", "en": f"Flag: {title['en']}"})


def flag_values(interview: Interview, row: Advanced, seen: Seen) -> dict[str, Value]:
    """Values for `flag_columns`. An interview begins with consent: nothing is stored before it."""
    sent, progress = interview.state == Interview.State.SENT, row.progress
    counts = progress.answered, progress.applicable
    judged = seen.made_at is not None and (interview.synthetic or interview.last_at <= seen.made_at)
    flags = seen.flags.get(interview.respnr, frozenset())
    return {
        "completeness": round(share_of(*counts), 4),
        "completeness_class": int(part_of(*counts, seen.settings.completeness, sent=sent, whole=progress.whole)),
        COLUMN: int(interview.seq > 0 and progress.substantive),
        **{f"flag_{rule.name}": int(rule.name in flags) if judged else None for rule in RULES},
    }
