"""Making letters as a job of the staff pages."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, gettext

from invitations import address, age_files, code_file, issue, letter_text, letters, mailings, reminders, sheet, studies
from invitations.frame_problems import FrameUnreadable
from invitations.models import Receiver
from staff import spool
from staff.jobs import JobProblem, Progress, can_restart
from staff.models import Job
from surveys import typeset

KIND = "letters"
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
    spool.NotSpooled,
)
"""What may go wrong without a fault in the program; their messages are meant for people."""


def folder_of(slug: str) -> Path:
    """Where the letters of a study lie when they are made from the staff pages."""
    return Path(settings.VAR_DIR) / "letters" / slug


def make_letters(job: Job, progress: Progress) -> Path | None:
    """Handler of jobs `letters`: arguments study and what `_wish` reads. Returns the control sheet or the codes.

    An address file comes sealed, and is read here for the first time.
    """
    try:
        study = studies.study_by_slug(job.arguments["study"])
        wish = _wish(job, folder_of(study.slug))
        made = mailings.make(study, studies.newest_edition(study), wish, user=job.created_by, tell=progress.advance)
    except FrameUnreadable as problem:
        raise _reported(job, problem) from problem
    except PROBLEMS as problem:
        raise JobProblem(str(problem)) from problem
    progress.advance(1, 1, _told(made))
    return next((path for path in (made.codes, made.control) if path and path.exists()), None)


def _wish(job: Job, out: Path) -> mailings.Wish:
    """Raises NotSpooled, FrameUnreadable."""
    asked = {"batch_size": mailings.USUAL_LETTERS, "seed": 1, **job.arguments}
    receiver = Receiver.objects.get(pk=asked["receiver"]) if asked.get("receiver") else None
    ending = ".csv" + age_files.SUFFIX if receiver else ".csv"
    return mailings.Wish(
        kind=asked["kind"],
        out=out,
        side=asked.get("side", "left"),
        batch_size=int(asked["batch_size"]),
        limit=asked.get("limit"),
        addresses=address.addresses(sheet.read(spool.unseal(asked, job.key))) if job.needs_file else None,
        kix={"on": True, "off": False}.get(asked.get("kix", "")),
        languages=asked.get("languages", "all"),
        proofs=asked.get("proofs"),
        seed=int(asked["seed"]),
        code_file=out / f"codes-{asked['kind']}-{str(job.pk)[:8]}{ending}" if asked.get("codes") else None,
        receiver=receiver,
        among=reminders.among(asked.get("only", ())),
    )


def _told(made: mailings.Made) -> str:
    if not made.letters:
        return gettext("Nobody is waiting for this letter; nothing was made.")
    told = gettext("Letters: %(letters)s. Files: %(files)s.") % {"letters": made.letters, "files": made.batches}
    if made.without_kix:
        told += " " + gettext("%(number)s have no KIX code.") % {"number": made.without_kix}
    return told


def _reported(job: Job, problem: FrameUnreadable) -> JobProblem:
    """Every row that is wrong, in a file of its own: more than the page of a job can say."""
    path = folder_of(job.arguments["study"]) / f"problems-{job.pk}.txt"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    lines = [one.line(get_language() or "en") for one in problem.problems]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    rows = len(lines)
    words = gettext(
        "The address file has %(rows)s problems; no letter was made. The file below names them all. First: "
    )
    return JobProblem(words % {"rows": rows} + lines[0], path)


def is_busy(slug: str) -> bool:
    """Whether a job of the staff pages is making letters of this study now, or will."""
    waiting = Job.objects.filter(kind=KIND, state__in=(Job.State.QUEUED, Job.State.RUNNING))
    return any(job.arguments.get("study") == slug and not can_restart(job) for job in waiting)
