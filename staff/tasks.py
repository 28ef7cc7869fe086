"""Celery tasks. Only a job's id travels; a killed worker's task comes back and starts over."""

from typing import Any

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from staff import jobs

RETRY_SECONDS = 60
RETRIES = 40


@shared_task(name="staff.run_job", bind=True, max_retries=RETRIES)
def run_job(self: Any, job_id: str) -> None:
    """Do one job. While another process is busy with it, look again later: that process may have been killed."""
    try:
        jobs.run(job_id)
    except jobs.JobBusy as busy:
        raise self.retry(exc=busy, countdown=RETRY_SECONDS) from busy


@shared_task(name="staff.tasks.clear_sessions")
def clear_sessions() -> None:
    """Remove sessions of staff that have expired."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
