"""Figures that are stored, counted when Prometheus asks: jobs, the queue, fieldwork, backups, room on the disk.

Interviews are told in whole tens, and not at all below ten: a collector of figures is no place to see one person come.
What could not be read is left out, and `inburgerstem_figures_read` says 0 for it.
"""

import logging
import platform
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from exports import replica
from exports.backups.newest import age_of_newest
from exports.retention.places import folders
from respondents.models import AnswerEvent, Interview
from staff.jobs import SILENT_FOR
from staff.models import Job

log = logging.getLogger(__name__)
STEP = 10
"""Fewest interviews that are told, and the step in which they are."""
Figures = Iterable[Metric]


def of_the_site() -> bytes:
    """In Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SiteFigures())
    return generate_latest(registry)


class SiteFigures(Collector):
    def collect(self) -> Iterator[Metric]:
        read = GaugeMetricFamily("inburgerstem_figures_read", "1 where these figures could be read.", labels=("part",))
        for part, figures in PARTS.items():
            found = _read(part, figures)
            read.add_metric((part,), float(found is not None))
            yield from found or ()
        yield read


def _read(part: str, figures: Callable[[], Figures]) -> list[Metric] | None:
    try:
        return list(figures())
    except (DatabaseError, RedisError, OSError) as error:
        log.warning("figures about %s could not be read: %s", part, type(error).__name__)
        return None


def _build() -> Figures:
    names = ("django", "python", "version")
    told = GaugeMetricFamily("inburgerstem_build", "Which software runs, as labels.", labels=names)
    told.add_metric((django.get_version(), platform.python_version(), settings.VERSION), 1)
    yield told


def _jobs() -> Figures:
    """Jobs that are not done, and those that ended within a day; ages in seconds."""
    now = timezone.now()
    open_jobs = Job.objects.filter(state__in=(Job.State.QUEUED, Job.State.RUNNING))
    ended = Job.objects.filter(finished_at__gte=now - timedelta(days=1))
    many = GaugeMetricFamily("inburgerstem_jobs", "Jobs: open, or ended in the last day.", labels=("kind", "state"))
    for kind, state, number in (*_by_state(open_jobs), *_by_state(ended)):
        many.add_metric((kind, state), number)
    oldest = GaugeMetricFamily("inburgerstem_job_age_seconds", "Age of the oldest open job.", labels=("state",))
    for state, first in open_jobs.values_list("state").annotate(first=Min("created_at")).order_by():
        oldest.add_metric((state,), (now - first).total_seconds())
    silent = GaugeMetricFamily("inburgerstem_jobs_silent", "Jobs that run and gave no sign of life for half an hour.")
    running = open_jobs.filter(state=Job.State.RUNNING)
    silent.add_metric((), running.filter(beat_at__lt=now - SILENT_FOR).count())
    yield from (many, oldest, silent)


def _by_state(jobs: "QuerySet[Job]") -> Iterable[Any]:
    found: Iterable[Any] = jobs.values_list("kind", "state").annotate(number=Count("pk")).order_by()
    return found


def _queue() -> Figures:
    if not settings.REDIS_URL:
        return
    waiting = GaugeMetricFamily("inburgerstem_queue_length", "Messages in Redis that wait for a worker.")
    client = cache._cache.get_client(settings.JOB_QUEUE)
    waiting.add_metric((), client.llen(settings.JOB_QUEUE))
    yield waiting


def _fieldwork() -> Figures:
    many = GaugeMetricFamily(
        "inburgerstem_interviews", "Interviews in whole tens; none below ten.", labels=("study", "state")
    )
    for study, state, number in _interviews():
        if number >= STEP:
            many.add_metric((study, state), number - number % STEP)
    last = GaugeMetricFamily("inburgerstem_answer_event_number", "Number of the newest answer event.")
    last.add_metric((), AnswerEvent.objects.aggregate(last=Max("pk"))["last"] or 0)
    yield from (many, last)


def _interviews() -> Iterable[Any]:
    """(slug of the study, state, how many)."""
    by_state = Interview.objects.values_list("edition__study__slug", "state")
    found: Iterable[Any] = by_state.annotate(number=Count("pk")).order_by()
    return found


def _backups() -> Figures:
    told = GaugeMetricFamily("inburgerstem_backup_age_seconds", "Age of the newest backup.", labels=("store",))
    for store, folder in folders().items():
        if (age := age_of_newest(folder, timezone.now())) is not None:
            told.add_metric((store,), age.total_seconds())
    yield told


def _replica() -> Figures:
    if (found := replica.status()) and found.behind is not None:
        told = GaugeMetricFamily("inburgerstem_replica_behind_seconds", "How far the copy for exports is behind.")
        told.add_metric((), found.behind)
        yield told


def _disk() -> Figures:
    free = GaugeMetricFamily("inburgerstem_files_free_bytes", "Room left where the site keeps files.")
    free.add_metric((), shutil.disk_usage(settings.VAR_DIR).free)
    yield free


def _beat() -> Figures:
    """Celery beat writes its schedule every few minutes; a file that grows old says that nothing daily happens."""
    told = GaugeMetricFamily("inburgerstem_beat_age_seconds", "Since Celery beat last wrote down its schedule.")
    schedule = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)
    if files := list(schedule.parent.glob(f"{schedule.name}*")):
        told.add_metric((), time.time() - max(file.stat().st_mtime for file in files))
        yield told


PARTS: dict[str, Callable[[], Figures]] = {
    "build": _build,
    "jobs": _jobs,
    "queue": _queue,
    "fieldwork": _fieldwork,
    "backups": _backups,
    "replica": _replica,
    "disk": _disk,
    "beat": _beat,
}
