"""Figures as they are kept: the newest of each day. The only writer of `MonitorRecord`."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from exports.monitor.figures import Counted, Figures, Standing
from exports.monitor.models import MonitorRecord
from exports.monitor.written import NotOurs, as_json, read
from staff import audit
from staff.models import User
from surveys.models import Study


def latest(study: Study) -> Figures | None:
    """The newest figures, strata included; None where none were made, or another version of the software made them."""
    newest = MonitorRecord.objects.filter(study=study).order_by("-day").values_list("pk", "made_at").first()
    return _figures(*newest) if newest else None


def earlier(study: Study) -> Iterator[Figures]:
    """Figures of the days before the newest record, the oldest first; without strata, devices and listening."""
    records = MonitorRecord.objects.filter(study=study).order_by("day").values_list("pk", "made_at")
    for pk, made_at in list(records)[:-1]:
        found = _figures(pk, made_at)
        if found is not None:
            yield replace(found, strata=())


def trend(study: Study) -> list[Standing]:
    """How response and R-indicator stood at the end of each day, the oldest first; read without the rest."""
    wanted = ("day", "figures__sample", "figures__representative__r")
    rows = MonitorRecord.objects.filter(study=study).order_by("day").values_list(*wanted)
    found = []
    for day, sample, r in rows:
        try:
            found.append(Standing(day, read(Counted, sample), r))
        except NotOurs:
            continue
    return found


@lru_cache(maxsize=64)
def _figures(pk: int, made_at: Any) -> Figures | None:
    """Read once per process: a record that changes has another time."""
    record = MonitorRecord.objects.get(pk=pk)
    try:
        return read(Figures, {**record.figures, "strata": record.strata})
    except NotOurs:
        return None


def keep(study: Study, figures: Figures, *, user: User | None = None) -> MonitorRecord:
    """In place of an earlier record of the same day. Of days before, what is about small cells goes.

    Figures older than what is there are not kept: two jobs may end in another order than they began.
    """
    day = timezone.localdate(figures.made_at)
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        newest = MonitorRecord.objects.filter(study=study).order_by("-made_at").first()
        if newest and newest.made_at > figures.made_at:
            return newest
        MonitorRecord.objects.filter(study=study, day=day).delete()
        for older in MonitorRecord.objects.filter(study=study).exclude(strata=[]):
            _thin(older)
        basis = {"questionnaires": figures.sample.started + figures.outside.started, "people": figures.sample.size}
        whole = as_json(replace(figures, strata=()))
        made = MonitorRecord.objects.create(
            study=study, day=day, made_at=figures.made_at, figures=whole, strata=as_json(figures.strata), basis=basis
        )
        audit.record(user, "monitor.count", f"study:{study.slug}", **basis)
    _figures.cache_clear()
    return made


def _thin(record: MonitorRecord) -> None:
    """A day that is over keeps its totals."""
    record.strata = []
    record.figures = {**record.figures, "devices": [], "listened": [], "helped_by": []}
    record.save(update_fields=["strata", "figures"])


def purge(study: Study, *, user: User | None) -> int:
    """All figures of a study go; how many days they were of."""
    with transaction.atomic():
        number, _ = MonitorRecord.objects.filter(study=study).delete()
        audit.record(user, "monitor.purge", f"study:{study.slug}", days=number)
    _figures.cache_clear()
    return number
