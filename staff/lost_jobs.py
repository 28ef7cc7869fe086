"""Jobs whose message got lost: Redis was emptied or away, or the worker was killed with the message in its hands.

Celery gives a killed worker's message back only after hours, and an emptied Redis never does. So every few seconds the
rows are looked through, which are the truth. A job is sent again as it waits, at most once in JOB_LOST_SECONDS; a
message too many does no harm, because a job that runs or is over is not begun again.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from staff import jobs
from staff.models import Job

log = logging.getLogger(__name__)
AT_A_TIME = 100


def queue_again(now: datetime) -> int:
    """Sends what waits too long, and what a process left behind; how many. Nothing without a queue."""
    if not settings.REDIS_URL:
        return 0
    sent = sum(_again(job, now) for job in (*_waiting(now), *_left_behind()))
    if sent:
        log.warning("%s jobs were queued again", sent)
    return sent


def _waiting(now: datetime) -> Iterable[Job]:
    """Of a waiting job `beat_at` is when it was last sent again."""
    last = Coalesce(F("beat_at"), F("created_at"))
    found = Job.objects.filter(state=Job.State.QUEUED).alias(last=last)
    return found.filter(last__lt=now - timedelta(seconds=settings.JOB_LOST_SECONDS)).order_by("created_at")[:AT_A_TIME]


def _left_behind() -> Iterable[Job]:
    running = Job.objects.filter(state=Job.State.RUNNING)
    return [job for job in running if not jobs.is_alive(job) and not job.needs_file]


def _again(job: Job, now: datetime) -> bool:
    """Back to waiting, unless it moved on since it was read; then its id to the queue."""
    with transaction.atomic():
        same = Job.objects.filter(pk=job.pk, state=job.state, process=job.process, beat_at=job.beat_at)
        if not same.update(state=Job.State.QUEUED, beat_at=now):
            return False
    return jobs.send(job)
