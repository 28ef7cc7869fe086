"""Coding of open answers as a job, its card for staff, and what a withdrawal takes along."""

from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exports.code_frames import FrameFault
from exports.frame_store import load_file
from exports.open_answers import collect, forget
from respondents.models import Interview
from staff import jobs, menu
from staff.jobs import JobProblem, Progress
from staff.models import Job
from surveys.models import Study

KIND = "coding"
ROLES = ("analyst", "researcher")


def register() -> None:
    jobs.register(KIND, code_open_answers)
    menu.register(menu.Card(_("Open answers: give codes"), "exports:coding", ROLES))
    post_save.connect(_forget_withdrawn, sender=Interview, dispatch_uid="exports.coding.withdrawal")


def code_open_answers(job: Job, progress: Progress) -> None:
    """Handler of `coding` jobs: frames from the study's files, new answers, the program's codes."""
    study = Study.objects.get(slug=job.arguments["study"])
    total = Interview.objects.filter(edition__study=study).count()
    try:
        load_file(study, now=timezone.now())
        collect(study, now=timezone.now(), progress=lambda done: progress.advance(done, total, ""))
    except FrameFault as fault:
        raise JobProblem(str(fault)) from fault


def _forget_withdrawn(instance: Interview, **sent: object) -> None:
    """In the transaction of the withdrawal itself: codes never outlive the answers they were given to."""
    if instance.state == Interview.State.WITHDRAWN:
        forget(instance)
