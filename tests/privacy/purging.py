"""A small fieldwork that is over, and everything that is told of it."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from itertools import pairwise
from typing import Any

import numpy as np
from django.core.management import call_command

from exports.clean_people import clean_people
from exports.dataset import dataset
from exports.monitor.make import figures_of
from exports.monitor.written import as_json
from exports.response import Asked, units_of
from exports.weigh import _cases
from invitations.models import SampleUnit
from respondents.models import AnswerEvent, Interview
from surveys.models import Study
from tests.exports.small_fieldwork import held

OVER = datetime(2091, 2, 1, 3, 0, tzinfo=UTC)
"""The day after the last day on which answers of the mini study can be removed."""
LATER = datetime(2091, 3, 1, 9, 30, tzinfo=UTC)


def fieldwork(people: int = 300) -> Study:
    """Of whom those of one group had half the chance to be drawn."""
    held(people)
    SampleUnit.objects.filter(group="gezin").update(chance=0.5)
    return Study.objects.get(slug="mini")


def told(study: Study) -> dict[str, Any]:
    """Dataset, monitor, response, R-indicators' ground and weights, as comparable values."""
    data = dataset(study.slug, open_text=True)
    figures = replace(figures_of(study, now=LATER), devices=(), listened=())
    people = clean_people(study.slug)
    units = {kind: units_of(Asked(study.slug, response=kind), people) for kind in ("complete", "partial", "started")}
    return {
        "dataset": sorted(map(repr, data.rows)),
        "monitor": as_json(figures),
        "units": {kind: _crossed(found) for kind, found in units.items()},
        "chances": sorted(str(case.chance) for case in _cases(study.slug, people.data, people.read)),
        "seconds": sorted(_seconds(study)),
        "counts": [one.state for one in Interview.objects.order_by("respnr")],
    }


def _crossed(found: Any) -> list[tuple[Any, ...]]:
    names = sorted(found.categories)
    rows = zip(*(found.categories[name] for name in names), found.responded, np.round(found.weights, 9), strict=True)
    return sorted(tuple(map(str, row)) for row in rows)


def _seconds(study: Study) -> list[tuple[str, list[float]]]:
    """Of each interview the seconds from event to event."""
    found = []
    for one in Interview.objects.filter(edition__study=study):
        moments = list(one.events.order_by("seq").values_list("at", flat=True))
        found.append((str(one.pk), [(b - a).total_seconds() for a, b in pairwise(moments)]))
    return found


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    return out.getvalue()


def events_in_order() -> list[Any]:
    return list(AnswerEvent.objects.order_by("pk").values_list("interview", flat=True))
