"""Files of a study that were made before its purge, and what goes every day whatever is purged."""

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session

from exports import snapshot
from invitations import retention as lists
from invitations.deletion import overwrite
from respondents import retention as interviews
from staff.models import Job
from surveys.models import Study

OVER = (Job.State.DONE, Job.State.FAILED)


def remove(study: Study, now: datetime) -> dict[str, int]:
    """Manifests, files of jobs, prepared tables and pictures of letters; how many. Raises OSError."""
    snapshot.remove(study.slug)
    shutil.rmtree(Path(settings.VAR_DIR) / "previews", ignore_errors=True)
    made = Job.objects.filter(arguments__study=study.slug, state__in=OVER).exclude(file="")
    return {"manifests": lists.remove_manifests(study), "job_files": _without_files(made)}


def daily(now: datetime) -> dict[str, int]:
    """Of every study: visits that are over, wrong codes that were counted, log-ins that ended, files of old jobs."""
    found = {
        "visits": interviews.remove_idle_visits(now),
        "misses": lists.remove_misses(now),
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "job_files": 0,
    }
    if settings.EXPORT_DAYS_KEPT:
        limit = now - timedelta(days=settings.EXPORT_DAYS_KEPT)
        old = Job.objects.filter(state__in=OVER, finished_at__lt=limit).exclude(file="")
        found["job_files"] = _without_files(old)
    return found


def _without_files(jobs: Iterable[Job]) -> int:
    """Jobs stay, and say what was made; a file that lies elsewhere than below VAR_DIR is left alone."""
    root, gone = Path(settings.VAR_DIR).resolve(), 0
    for job in jobs:
        path = (root / job.file).resolve()
        if path.is_relative_to(root) and path.is_file():
            gone += bool(overwrite(path, "").found)
        Job.objects.filter(pk=job.pk).update(file="")
    return gone
