"""Advice from what is stored: who was invited and answered, which letters left, how people came. Keeps the newest.

The only writer of AdviceRecord. Numpy loads here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from exports.advice import Came, History, Letters, Mask, advice
from exports.advice_models import AdviceRecord
from exports.advice_record import as_json
from exports.clean_people import CleanPeople, clean_people
from exports.dataset import NothingToExport
from exports.refusals import Refused
from exports.representativity import Units
from exports.response import COUNTED, Asked, keyed_units
from exports.weigh import Case, codes_of
from invitations.models import Batch, Channel, Code, LetterEvent, Mailing
from invitations.reminders import units_to_write_to
from respondents.models import InterviewLink
from staff import audit
from surveys.engine.disclose import shown
from surveys.models import Study

REMINDERS = (Mailing.Kind.REMINDER_1, Mailing.Kind.REMINDER_2)
LETTER = Channel.Kind.LETTER


@dataclass(frozen=True)
class Read:
    """What advice is made of. `keys`: of the units, in their order."""

    keys: Sequence[int]
    units: Units
    history: History
    synthetic: bool


def make(study: Study, *, now: datetime, user: Any = None) -> AdviceRecord:
    """Works the advice out and keeps it in the place of the last; why there is none is kept too."""
    about: dict[str, Any] = {"made_at": now, "made_by": user, "problem": {}, "advice": []}
    try:
        found = read(study, now)
        responses = int(found.units.responded.sum())
        about |= {"people": len(found.units), "responses": shown(responses), "synthetic": found.synthetic}
        about |= {"advice": as_json(advice(found.units, found.history))}
    except Refused as problem:
        about |= {"problem": {"template": problem.template, "values": {**problem.values}}}
    except NothingToExport as problem:
        about |= {"problem": {"template": "%(told)s", "values": {"told": str(problem)}}}
    with transaction.atomic():
        made, _ = AdviceRecord.objects.update_or_create(study=study, defaults=about)
        audit.record(user, "advice.made", f"study:{study.slug}", strata=len(made.advice))
    return made


def read(study: Study, now: datetime) -> Read:
    """Raises Refused, NothingToExport."""
    people = clean_people(study.slug)
    keys, units = keyed_units(Asked(study.slug), people)
    places = {key: place for place, key in enumerate(keys)}
    history = History(
        letters=tuple(_letters(study, places, units, now)),
        waiting={kind: _mask(_keys_waiting(study, kind), places) for kind in REMINDERS},
        came=_came(study, people, tuple(units.categories)),
    )
    return Read(keys, units, history, people.synthetic)


def _keys_waiting(study: Study, kind: str) -> Iterator[int]:
    return units_to_write_to(study, kind).values_list("pk", flat=True).iterator()


def _mask(keys: Iterator[int], places: Mapping[int, int]) -> Mask:
    mask = np.zeros(len(places), dtype=bool)
    mask[[places[key] for key in keys if key in places]] = True
    return mask


def _letters(study: Study, places: Mapping[int, int], units: Units, now: datetime) -> Iterator[Letters]:
    """Kinds of letters that left, in order. Spoiled ones did not."""
    spoiled = set(
        LetterEvent.objects.filter(code__study=study, kind=LetterEvent.Kind.SPOILED).values_list("code", flat=True)
    )
    came_by = _came_by(study)
    for kind in Mailing.Kind.values:
        codes = Code.objects.filter(study=study, mailing__kind=kind, batch__isnull=False).values_list("pk", "unit")
        written = _mask((unit for code, unit in codes.iterator() if code not in spoiled), places)
        if written.any():
            answered = _mask((unit for unit, by in came_by.items() if by == kind), places)
            yield Letters(kind, written, answered & written & (units.responded > 0), _days_ago(study, kind, now))


def _came_by(study: Study) -> dict[int, str]:
    """Unit → kind of the letter whose code opened the questionnaire."""
    kinds = dict(study.mailings.values_list("channel", "kind"))
    links = InterviewLink.objects.filter(unit__study=study).values_list("unit", "interview__channel")
    return {unit: kinds.get(channel, "") for unit, channel in links}


def _days_ago(study: Study, kind: str, now: datetime) -> int:
    """Days since the last letters of the kind were posted; since they were made where nobody told."""
    posted = LetterEvent.objects.filter(code__study=study, code__mailing__kind=kind, kind=LetterEvent.Kind.POSTED)
    last = posted.order_by("-at").values_list("at", flat=True).first()
    sealed = Batch.objects.filter(mailing__study=study, mailing__kind=kind, sealed_at__isnull=False)
    last = last or sealed.order_by("-sealed_at").values_list("sealed_at", flat=True).first() or now
    return max(0, (timezone.localdate(now) - timezone.localdate(last)).days)


def _came(study: Study, people: CleanPeople, names: Sequence[str]) -> Came:
    """Questionnaires that count as a response, by kind of channel; letters of any kind are one way."""
    kinds = dict(Channel.objects.filter(study=study).values_list("slug", "kind"))
    counted = [place for place, outcome in enumerate(people.columns["disposition"]) if outcome in COUNTED["partial"]]
    cases = [Case(place, None, None) for place in counted]
    slugs = people.columns["channel"]
    return Came(
        ways=[kinds.get(str(slugs[place]), "") for place in counted],
        categories={name: list(_told(name, people, cases)) for name in names},
    )


def _told(name: str, people: CleanPeople, cases: Sequence[Case]) -> Iterator[str]:
    """'' for everybody where nobody was asked."""
    try:
        yield from codes_of(name, people.data, cases)
    except Refused:
        yield from ("" for _ in cases)
