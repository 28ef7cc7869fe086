"""Exports as jobs: a Celery task, or a child process where there is no Redis."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from exports.package import zipped
from exports.produce import Wish, produce
from respondents.models import Interview
from staff.jobs import Progress
from staff.models import Job

KIND = "dataset"


def make_dataset(job: Job, progress: Progress) -> Path:
    """Handler of `dataset` jobs: the zip of the export that the job's arguments describe."""
    wish = Wish(**{**job.arguments, "formats": tuple(job.arguments["formats"])})
    total = Interview.objects.filter(edition__study__slug=wish.study).count()
    now = timezone.now()
    directory = Path(settings.VAR_DIR) / "exports" / f"{wish.study}-{now:%Y%m%d-%H%M%S}-{str(job.id)[:8]}"
    package = produce(
        wish,
        directory,
        user=job.created_by,
        now=now,
        progress=lambda done: progress.advance(done, total, ""),
    )
    return zipped(package)
