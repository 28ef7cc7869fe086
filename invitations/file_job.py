"""Files of many rows as jobs: what would keep a web process busy for longer than a second is read by another one.

65,000 rows of a printer's file take some 12 seconds, 3,000 about half a second. The files name people by frame id or
letters by return number only; they wait in the spool, and go when they were read.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.utils import timezone
from django.utils.translation import get_language, gettext

from invitations import frames, letter_events, returns, studies, unit_states
from invitations.frame import FrameSchemaError
from invitations.frame_problems import FrameUnreadable
from invitations.models import LetterEvent
from staff import spool
from staff.jobs import JobProblem, Progress, start
from staff.models import Job, User
from surveys.models import Study

KIND = "rows"
LARGEST_IN_REQUEST = 60_000
"""Bytes; some 3,000 rows."""


def is_large(file: UploadedFile) -> bool:
    return (file.size or 0) > LARGEST_IN_REQUEST


def begin(study: Study, content: str, file: UploadedFile, user: User) -> Job:
    """Start reading a file. `content`: one of `READERS`."""
    arguments: dict[str, object] = {"study": study.slug, "content": content, "file": spool.keep(file.read())}
    return start(KIND, arguments, user)


def begin_if_large(study: Study, form: Form, user: User, content: str = "") -> Job | None:
    """The job that reads the form's file where it is large; None where the page can, or the form is not right.

    `content`: what the form's `kind` says where it is "".
    """
    if not form.is_valid() or not is_large(form.cleaned_data["file"]):
        return None
    return begin(study, content or form.cleaned_data["kind"], form.cleaned_data["file"], user)


def read_rows(job: Job, progress: Progress) -> Path | None:
    """Handler of jobs `rows`: stored whole or not at all. Returns a report; so does a refusal, with every row."""
    try:
        study = studies.study_by_slug(job.arguments["study"])
        data = spool.read(job.arguments["file"])
        lines = READERS[job.arguments["content"]](study, data, job.created_by)
    except FrameUnreadable as problem:
        spool.drop(job.arguments["file"])
        words = gettext("%(rows)s rows cannot be right. Nothing was stored. The file below names them all.")
        raise JobProblem(words % {"rows": len(problem.problems)}, _report(job, str(problem))) from problem
    except FrameSchemaError as problem:
        raise JobProblem(problem.said(get_language() or "en")) from problem
    except (spool.NotSpooled, studies.StudyNotReady) as problem:
        raise JobProblem(str(problem)) from problem
    spool.drop(job.arguments["file"])
    progress.advance(1, 1, lines[0])
    return _report(job, "\n".join(lines))


def _report(job: Job, text: str) -> Path:
    path = Path(settings.VAR_DIR) / "reports" / f"{job.arguments['content']}-{job.pk}.txt"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def _printed(study: Study, data: bytes, user: User | None) -> list[str]:
    told = letter_events.Told(timezone.now(), user)
    return _events(letter_events.import_printed(study, data, returns.Columns(*settings.PRINTER_COLUMNS), told))


def _returned(study: Study, data: bytes, user: User | None) -> list[str]:
    told = letter_events.Told(timezone.now(), user)
    return _events(letter_events.import_returned(study, data, returns.Columns(*settings.PRINTER_COLUMNS), told))


def _events(imported: letter_events.Imported) -> list[str]:
    """What was stored, on one line; then the letters that the file should name and does not."""
    counts = [f"{LetterEvent.Kind(kind).label}: {n}" for kind, n in sorted(imported.events.items())]
    counts.append(gettext("known before: %(number)s") % {"number": imported.known})
    if imported.left_out:
        counts.append(gettext("people who get no more letters: %(number)s") % {"number": imported.left_out})
    if not imported.missing:
        return [", ".join(counts)]
    lacking = gettext("%(number)s letters of these batches are not in the file:") % {"number": len(imported.missing)}
    return [", ".join(counts), lacking, *map(str, imported.missing)]


def _excluded(study: Study, data: bytes, user: User | None) -> list[str]:
    excluded = unit_states.exclude(study, data, user=user)
    words = gettext("%(new)s left out from now on, %(known)s were already.")
    return [words % {"new": excluded.new, "known": excluded.known}]


def _frame(study: Study, data: bytes, user: User | None, *, dry_run: bool = False) -> list[str]:
    """How many are new, changed, as before or gone; then each change by frame id and columns, and each that is gone."""
    schema = studies.frame_schema(studies.document_of(study))
    imported = frames.import_frame(study, schema, data, user=user, dry_run=dry_run)
    words = gettext("%(new)s new, %(changed)s changed, %(same)s as before, %(gone)s no longer listed.")
    told = {
        "new": imported.new,
        "changed": len(imported.changed),
        "same": imported.unchanged,
        "gone": len(imported.gone),
    }
    lines = [words % told, *([gettext("Nothing was stored: this was a trial.")] if dry_run else [])]
    lines += [f"{frame_id}: {', '.join(names)}" for frame_id, names in imported.changed.items()]
    return lines + [gettext("%(id)s: no longer listed") % {"id": frame_id} for frame_id in imported.gone]


READERS: Mapping[str, Callable[[Study, bytes, User | None], list[str]]] = {
    "printed": _printed,
    "returned": _returned,
    "excluded": _excluded,
    "frame": _frame,
    "frame_trial": partial(_frame, dry_run=True),
}
