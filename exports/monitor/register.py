"""What the monitor makes known when the site starts: its card, its job, its tasks, and who counts circumstances."""

from django.utils.translation import gettext_lazy as _

from respondents.circumstances import counting
from staff import menu
from staff.jobs import Progress
from staff.models import Job

KIND = "monitor"
ROLES = ("fieldwork", "researcher", "analyst")
"""Who sees the monitor of their studies."""


def register() -> None:
    from exports.monitor import tasks  # noqa: F401 - Celery finds tasks by their being loaded
    from exports.monitor.circumstances import add
    from staff import jobs

    jobs.register(KIND, _count)
    counting(add)
    text = _("Response against the register, where people stop, what lags, and alarms.")
    menu.register(menu.Card(_("Fieldwork: the monitor"), "fieldwork:studies", ROLES, text))


def being_counted() -> frozenset[str]:
    """Studies for which a job waits, or works and shows signs of life."""
    from staff.jobs import can_restart

    at_work = Job.objects.filter(kind=KIND, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    return frozenset(str(job.arguments.get("study")) for job in at_work if not can_restart(job))


def _count(job: Job, progress: Progress) -> None:
    from exports.monitor.job import count  # numpy comes with it: not when the site starts

    count(job, progress)
