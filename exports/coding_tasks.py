"""Coding of open answers as a job, and its card for staff."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exports.code_frames import FrameFault
from exports.frame_store import load_file
from exports.open_answers import collect
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


def code_open_answers(job: Job, progress: Progress) -> None:
    """Handler of `coding` jobs: frames from the study's files, new answers, the program's codes."""
    study = Study.objects.get(slug=job.arguments["study"])
    total = Interview.objects.filter(edition__study=study).count()
    try:
        load_file(study, now=timezone.now())
        collect(study, now=timezone.now(), progress=lambda done: progress.advance(done, total, ""))
    except FrameFault as fault:
        raise JobProblem(fault.said()) from fault
