"""Celery tasks of the monitor; `manage.py monitor` does the same by cron. Numpy loads when they run."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="exports.monitor.tasks.count_open")
def count_open() -> None:
    """Count anew for each study in fieldwork, and try again what did not arrive."""
    from exports.monitor import deliver, job

    job.start_for_open(timezone.now())
    deliver.waiting(timezone.now())


@shared_task(name="exports.monitor.tasks.tell_morning")
def tell_morning() -> None:
    """Figures of each study in fieldwork by mail and to its webhook; once a day, however often it runs."""
    from exports.monitor import morning

    morning.tell(timezone.now())
