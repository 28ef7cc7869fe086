"""Exports as jobs: a Celery task, or a child process where there is no Redis."""

import shutil
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from exports.dataset import NothingToExport
from exports.declared import WronglyDeclared
from exports.deposit import CannotDeposit
from exports.produce import CannotMakeFile, Wish, produce
from exports.refusals import in_words
from exports.writers.chunks import DoesNotFit
from exports.writers.xlsx import TooManyRows
from respondents.models import Interview
from staff.jobs import JobProblem, Progress
from staff.models import Job, User
from staff.roles import may
from surveys.typeset import TypesetError

KIND = "dataset"
ROLES = ("analyst", "researcher")
LISTS = ("formats", "codebooks")


def may_fetch(job: Job, user: User) -> bool:
    """Whoever asked for it may have it as long as they work for the study."""
    return any(may(user, role, str(job.arguments.get("study", ""))) for role in ROLES)


REFUSED = (NothingToExport, CannotMakeFile, CannotDeposit, WronglyDeclared)
"""Why a wish cannot be made, in words for who asked."""


def make_dataset(job: Job, progress: Progress) -> Path:
    """Handler of `dataset` jobs: the zip of the export that the job's arguments describe.

    The folder is the job's own, so that a job that was killed and runs again finds and replaces what it left.
    """
    wish = Wish(**{name: tuple(value) if name in LISTS else value for name, value in job.arguments.items()})
    directory = Path(settings.VAR_DIR) / "exports" / f"{wish.study}-{job.created_at:%Y%m%d-%H%M%S}-{str(job.id)[:8]}"
    shutil.rmtree(directory, ignore_errors=True)
    try:
        return _zip(wish, directory, job, progress)
    except (*REFUSED, TooManyRows, DoesNotFit, TypesetError) as problem:
        raise JobProblem(in_words(problem, gettext)) from problem
    except OSError as problem:
        why = problem.strerror or gettext("the disk did not take them")
        told = gettext(
            "The files could not be written (%(why)s). Nothing is left half. Make room, then start it again."
        )
        raise JobProblem(told % {"why": why}) from problem
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _zip(wish: Wish, directory: Path, job: Job, progress: Progress) -> Path:
    """The zip, beside the folder in which it is made."""
    total = Interview.objects.filter(edition__study__slug=wish.study).count()
    archive = directory.with_name(f"{directory.name}.zip")
    produce(
        wish,
        directory,
        user=job.created_by,
        now=timezone.now(),
        progress=lambda done: progress.advance(done, total, ""),
        archive=archive,
    )
    return archive
