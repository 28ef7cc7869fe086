"""Counts of devices and of listening, as respondents' pages tell them. The only writer of `UseCount`."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from exports.monitor.models import UseCount
from respondents.circumstances import Step, What
from surveys.models import Study

Used = Mapping[str, Mapping[str, int]]
"""Value → step (started, sent) → people."""


def add(study: Study, what: What, value: str, step: Step, number: int = 1) -> None:
    """So many more."""
    with transaction.atomic():
        row, _ = UseCount.objects.get_or_create(study=study, what=what, value=value[:20], step=step)
        UseCount.objects.filter(pk=row.pk).update(count=F("count") + number)


def used(study: Study, what: What) -> Used:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for value, step, count in UseCount.objects.filter(study=study, what=what).values_list("value", "step", "count"):
        found[value][step] = count
    return found
