"""Counting as a job of the staff pages, and of every hour while a study is open."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from exports.monitor.limits import BadMonitoring
from exports.monitor.make import STEPS, NothingToMonitor, figures_of
from exports.monitor.register import KIND, being_counted
from exports.monitor.store import keep
from exports.refusals import in_words
from staff import jobs
from staff.jobs import JobProblem, Progress
from staff.models import Job
from surveys.editions import NoEdition, StudyClosed, StudyNotYetOpen, current
from surveys.models import Study


def count(job: Job, progress: Progress) -> None:
    """Handler of `monitor` jobs: argument study."""
    study = Study.objects.get(slug=job.arguments["study"])
    try:
        made = figures_of(study, now=timezone.now(), tell=lambda done: progress.advance(done, STEPS))
    except NothingToMonitor as problem:
        raise JobProblem(gettext("The study was never published, so there is nothing to count.")) from problem
    except BadMonitoring as problem:
        raise JobProblem(in_words(problem, gettext)) from problem
    keep(study, made, user=job.created_by)


def open_now(now: datetime) -> Iterator[Study]:
    """Studies in fieldwork today, and those whose last day was yesterday."""
    for study in Study.objects.filter(editions__isnull=False).distinct():
        try:
            current(study.slug, timezone.localdate(now))
        except StudyClosed as closed:
            if (timezone.localdate(now) - closed.close_date).days == 1:
                yield study
        except (NoEdition, StudyNotYetOpen):
            continue
        else:
            yield study


def start_for_open(now: datetime) -> list[Job]:
    """A job for each study in fieldwork that has none waiting or running."""
    at_work = being_counted()
    return [jobs.start(KIND, {"study": study.slug}, None) for study in open_now(now) if study.slug not in at_work]
