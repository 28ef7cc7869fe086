"""Numbers on the routing: simulated runs of a draft, and sent questionnaires of an edition. The only writer of them.

Answers live in rooms above this one, which say how to count them: `register`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import User
from surveys.design.seen import Seen, carried, from_json
from surveys.models import Edition, RoutingFigures, Study

Kind = RoutingFigures.Kind
KEPT = 10
"""Simulated runs that are kept of a study."""


@dataclass(frozen=True)
class Counted:
    """What a source counted: small numbers are left out already. `made_up`: of respondents who do not exist."""

    seen: Seen
    people: int
    made_up: bool


Source = Callable[[Edition], Counted | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Say how interviews of an edition are counted (None: there are none); called from AppConfig.ready."""
    if source not in _sources:
        _sources.append(source)


class NothingToCount(Exception):
    """No questionnaire of the edition was sent."""


class TooFewNew(Exception):
    """So few were sent since the last count that the difference would tell of few people."""


@dataclass(frozen=True)
class Run:
    """One stored run. `current`: of the very document that is looked at."""

    row: RoutingFigures
    current: bool

    @cached_property
    def seen(self) -> Seen:
        return from_json(self.row.figures)

    @property
    def simulated(self) -> bool:
        return self.row.kind == Kind.SIMULATED


def run_of(study: Study, kind: str, document_hash: str) -> Run | None:
    """The run of this document; else the newest of this kind, which is then of an earlier one."""
    every = study.routing_figures.filter(kind=kind).select_related("edition").defer("figures", "edition__document")
    rows = list(every[:KEPT])
    own = next((row for row in rows if row.document_hash == document_hash), None)
    row = own or next(iter(rows), None)
    return Run(row, row is own) if row else None


@transaction.atomic
def store_simulated(
    study: Study, document_hash: str, seen: Seen, user: User | None, now: datetime | None = None
) -> RoutingFigures:
    """Keep a run; the oldest ones go."""
    row = _store(study, Kind.SIMULATED, document_hash, Counted(seen, seen.people, True), None, now)
    old = study.routing_figures.filter(kind=Kind.SIMULATED).values_list("pk", flat=True)[KEPT:]
    RoutingFigures.objects.filter(pk__in=list(old)).delete()
    audit.record(user, "routing.simulate", study.slug, people=row.people)
    return row


def count_real(edition: Edition, user: User | None, now: datetime | None = None) -> RoutingFigures:
    """Count the sent questionnaires of an edition and keep the numbers. Raises NothingToCount, TooFewNew."""
    found = next((counted for source in _sources if (counted := source(edition))), None)
    if found is None:
        raise NothingToCount
    with transaction.atomic():
        before = edition.study.routing_figures.filter(kind=Kind.REAL, edition=edition).first()
        seen = carried(found.seen, from_json(before.figures) if before else None)
        if before and seen.as_json() == before.figures and found.people != before.people:
            raise TooFewNew
        row = _store(edition.study, Kind.REAL, edition.document_hash, replace(found, seen=seen), edition, now)
        audit.record(user, "routing.count", edition.study.slug, edition=edition.number)
    return row


def _store(
    study: Study, kind: str, document_hash: str, counted: Counted, edition: Edition | None, now: datetime | None
) -> RoutingFigures:
    values = {
        "edition": edition,
        "people": counted.people,
        "made_up": counted.made_up,
        "figures": counted.seen.as_json(),
        "made_at": now or timezone.now(),
    }
    key = {"study": study, "kind": kind, "document_hash": document_hash}
    row, _ = RoutingFigures.objects.update_or_create(defaults=values, **key)
    return row
