"""Celery tasks. Only a job's id travels; a killed worker's task comes back and starts over."""

from datetime import UTC, datetime
from typing import Any

from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from staff import contacts, daily_file, emergency, jobs, joining, lost_jobs, sessions

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
    sessions.forget_old(timezone.now())


@shared_task(name="staff.tasks.forget_invitations")
def forget_invitations() -> None:
    """Remove addresses of people who did not take up an invitation in time."""
    contacts.forget_old(timezone.now())
    joining.forget_old(timezone.now())


@shared_task(name="staff.tasks.look_for_lost_jobs")
def look_for_lost_jobs() -> None:
    """Queue again what Redis or a killed worker lost."""
    lost_jobs.queue_again(timezone.now())


@shared_task(name="staff.tasks.forget_security_log")
def forget_security_log() -> None:
    """Remove lines about failed log-ins that are older than SECURITY_LOG_DAYS."""
    daily_file.remove_old(datetime.now(UTC).date(), settings.SECURITY_LOG_DAYS)


@shared_task(name="staff.tasks.end_emergencies")
def end_emergencies() -> None:
    """Write down the end of access that was given for some minutes. The access itself ends without this."""
    emergency.tidy(timezone.now())
