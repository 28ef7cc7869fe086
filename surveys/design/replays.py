"""Stored answers through a draft: who would see what else. The room that holds answers registers how; here are counts.

A count of few people is not kept (`surveys/engine/disclose.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit, jobs
from staff.models import Job, User
from surveys.design.desk import Desk, desk_of
from surveys.engine.definition import Definition
from surveys.engine.disclose import shown, shown_part
from surveys.models import Edition, ReplayRun, Study

KIND = "replay"


@dataclass(frozen=True)
class Counts:
    """Of one edition's interviews. `same`: those that keep their path. `counts`: per kind of difference, per name."""

    interviews: int
    same: int
    running: int
    running_same: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


Progress = Callable[[int], None]
Replayer = Callable[[Edition, Definition, Progress], Counts]
_replayers: list[Replayer] = []


def register(replayer: Replayer) -> None:
    _replayers[:] = [replayer]


def possible() -> bool:
    return bool(_replayers)


def start(study: Study, edition: Edition, desk: Desk, user: User) -> Job:
    """A job puts the answers given in `edition` through the draft as it is now."""
    return jobs.start(KIND, {"study": study.slug, "edition": edition.number, "hash": desk.document_hash}, user)


def replay_answers(job: Job, progress: jobs.Progress) -> Path | None:
    """The job. Raises JobProblem where the draft cannot be read."""
    study = Study.objects.select_related("draft").get(slug=job.arguments["study"])
    edition = study.editions.get(number=job.arguments["edition"])
    desk = desk_of(study)
    if desk.definition is None:
        raise jobs.JobProblem(_("The draft has faults of form. Put those right first."))
    total = max(1, edition.interviews.count())
    found = _replayers[0](edition, desk.definition, lambda done: progress.advance(done, total))
    ReplayRun.objects.create(
        study=study,
        edition=edition,
        document_hash=desk.document_hash,
        counts=kept(found),
        user=job.created_by,
        at=timezone.now(),
    )
    audit.record(job.created_by, "publish.replay", f"{study.slug}/{edition.number}", hash=desk.document_hash)
    return None


def kept(found: Counts) -> dict[str, Any]:
    """As it is stored: small counts, and those that tell of a small rest, as None."""
    interviews, same = shown_part(found.interviews, found.same)
    running, running_same = shown_part(found.running, found.running_same)
    numbers = {"interviews": interviews, "same": same, "running": running, "running_same": running_same}
    named = {
        kind: {name: shown(count) for name, count in of_kind.items()}
        for kind, of_kind in found.counts.items()
        if of_kind
    }
    return {**numbers, "none": found.interviews == 0, "all_same": found.same == found.interviews, "counts": named}


def last_of(study: Study, document_hash: str) -> ReplayRun | None:
    return study.replay_runs.filter(document_hash=document_hash).select_related("edition", "user").first()
