"""Removing letters as a job of the staff pages."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext

from invitations import deletion, packing, studies
from staff.jobs import JobProblem, Progress
from staff.models import Job

KIND = "delete letters"


def delete_letters(job: Job, progress: Progress) -> Path:
    """Handler of jobs `delete letters`: arguments study, mailing (its key), batches (numbers), unsent.

    Returns the deletion statement.
    """
    asked = job.arguments
    try:
        study = studies.study_by_slug(asked["study"])
        found = packing.chosen(study, str(asked["mailing"]), asked["batches"], packing.ANY)
        batches = deletion.chosen(found, unsent=asked["unsent"])
        statement = deletion.delete(batches[0].mailing, batches, user=job.created_by, now=timezone.now())
    except deletion.NeverLeft as problem:
        raise JobProblem(_never_left(problem)) from problem
    except (deletion.NotDeleted, packing.ParcelRefused, studies.StudyNotReady) as problem:
        raise JobProblem(str(problem)) from problem
    gone = len(statement.gone)
    progress.advance(1, 1, gettext("%(files)s files removed. Keep the statement below.") % {"files": gone})
    return statement.file


def _never_left(problem: deletion.NeverLeft) -> str:
    told = gettext(
        "%(number)s batches never left, such as %(name)s. Their letters cannot be printed again. Pack them first, or "
        "say that they are not wanted."
    )
    return told % {"number": problem.number, "name": problem.name}
