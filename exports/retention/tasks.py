"""Forgetting as work outside requests: daily by Celery beat (`purge --due` does the same by cron), and by button."""

from celery import shared_task
from django.core.management import CommandError, call_command
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staff import jobs, menu
from staff.jobs import JobProblem, Progress
from staff.models import Job

KIND = "purge"


@shared_task(name="exports.retention.tasks.forget_due")
def forget_due() -> None:
    """What is due today. What is in the way is told on the coordinator's page and by an error of the task."""
    call_command("purge", "--due")


def register() -> None:
    jobs.register(KIND, purge)
    text = _("What is kept until when, purging, requests about data, and who must delete whom.")
    menu.register(menu.Card(_("Privacy"), "privacy:studies", ("privacy", "fg"), text))


def purge(job: Job, progress: Progress) -> None:
    """Handler of `purge` jobs: the study in `arguments`, for who asked."""
    progress.advance(0, 1)
    said = {"why": str(job.arguments.get("why", "")), "backups": str(job.arguments.get("backups", ""))}
    by = job.created_by.email if job.created_by else ""
    try:
        call_command(
            "purge", str(job.arguments["study"]), by=by, why=said["why"], backups_are_gone_elsewhere=said["backups"]
        )
    except CommandError as problem:
        raise JobProblem(str(problem) or gettext("It could not be purged.")) from problem
    progress.advance(1, 1)
