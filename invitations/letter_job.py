"""Making letters as a job of the staff pages."""

from pathlib import Path

from django.conf import settings

from invitations import code_file, issue, letter_text, letters, mailings, studies
from invitations.frame_problems import FrameUnreadable
from staff.jobs import JobProblem, Progress
from staff.models import Job
from surveys import typeset

PROBLEMS: tuple[type[Exception], ...] = (
    mailings.LettersStopped,
    letter_text.LetterTextMissing,
    letters.PublicAddressWrong,
    letters.TextNotDrawable,
    letters.WindowWrong,
    code_file.CodeFileRefused,
    typeset.TypesetError,
    studies.StudyNotReady,
    issue.CodesNotNew,
    FrameUnreadable,
)
"""What may go wrong without a fault in the program; their messages are meant for people."""


def folder_of(slug: str) -> Path:
    """Where the letters of a study lie when they are made from the staff pages."""
    return Path(settings.VAR_DIR) / "letters" / slug


def make_letters(job: Job, progress: Progress) -> Path | None:
    """Handler of jobs `letters`: arguments study, kind, side and batch_size. Returns the control sheet."""
    try:
        study = studies.study_by_slug(job.arguments["study"])
        wish = mailings.Wish(
            kind=job.arguments["kind"],
            out=folder_of(study.slug),
            side=job.arguments.get("side", "left"),
            batch_size=int(job.arguments.get("batch_size", mailings.USUAL_LETTERS)),
        )
        edition = studies.newest_edition(study)
        return mailings.make(study, edition, wish, user=job.created_by, tell=progress.advance).control
    except PROBLEMS as problem:
        raise JobProblem(str(problem)) from problem
