"""Reading all answers for the tables, as a job."""

from django.utils.translation import gettext

from exports.dataset import NothingToExport
from exports.refusals import in_words
from exports.snapshot import interviews_of, make
from exports.tables_data import scope_of
from staff.jobs import JobProblem, Progress
from staff.models import Job

KIND = "table_data"


def read_answers(job: Job, progress: Progress) -> None:
    """Handler of `table_data` jobs: a snapshot of the study that the arguments name."""
    try:
        scope = scope_of(job.arguments["study"], job.arguments.get("edition"))
        total = interviews_of(scope)
    except NothingToExport as problem:
        raise JobProblem(in_words(problem, gettext)) from problem
    make(scope, lambda done: progress.advance(done, total, ""))
    progress.advance(total, total, "")
