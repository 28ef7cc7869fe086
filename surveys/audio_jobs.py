"""Work on sound outside requests: computer voices, and zips of recordings."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from staff.jobs import JobProblem, Progress, register
from staff.models import Job
from surveys import audio_make
from surveys.audio_import import ImportRefused, Order, import_zip
from surveys.audio_texts import NothingToHear, definitions_of
from surveys.models import Study

MAKE, IMPORT = "audio_make", "audio_import"


def register_jobs() -> None:
    register(MAKE, make_voices)
    register(IMPORT, import_recordings)


def make_voices(job: Job, progress: Progress) -> Path | None:
    """Handler of `audio_make`: argument study. Returns a report where texts or languages were left out."""
    slug, definitions = _study(job)
    wanted = audio_make.wanted(definitions)
    total, done = len(wanted.texts), 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress.advance(done, total)

    outcome = audio_make.make(wanted.texts, study=slug, now=timezone.now(), user=job.created_by, advance=advance)
    lines = [f"{language}: no computer voice, because {reason}." for language, reason in wanted.left_out]
    lines += [f"{one.language} {one.places[0]} ({one.text_hash[:12]}): {reason}" for one, reason in outcome.failed]
    progress.advance(1, 1, _("%(count)s texts read by a computer voice.") % {"count": outcome.made})
    return _report(job, lines)


def import_recordings(job: Job, progress: Progress) -> Path | None:
    """Handler of `audio_import`: study, language, file, voice. Returns the list of faults where it was refused."""
    slug, definitions = _study(job)
    path = uploads() / str(job.arguments["file"])
    if not path.is_file():
        raise JobProblem(_("The zip is not there any more. Send it again."))
    order = Order(slug, definitions, [job.arguments["language"]], str(job.arguments["voice"]), job.created_by)
    try:
        kept = import_zip(path, order, now=timezone.now(), advance=progress.advance)
    except ImportRefused as error:
        path.unlink()
        words = _("Nothing was imported: %(count)s files to put right. The file names them.")
        progress.advance(1, 1, words % {"count": len(error.faults)})
        return _report(job, str(error).splitlines())
    path.unlink()
    progress.advance(1, 1, _("%(count)s recordings kept.") % {"count": kept})
    return None


def uploads() -> Path:
    return Path(settings.VAR_DIR) / "audio" / ".uploads"


def put_aside(file: UploadedFile, name: str) -> None:
    """Keeps an uploaded zip until its job has read it."""
    uploads().mkdir(parents=True, exist_ok=True)
    with (uploads() / name).open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)


def _study(job: Job) -> tuple[str, Any]:
    study = Study.objects.get(slug=job.arguments["study"])
    try:
        return study.slug, definitions_of(study)
    except NothingToHear as error:
        raise JobProblem(str(error)) from error


def _report(job: Job, lines: list[str]) -> Path | None:
    if not lines:
        return None
    folder = Path(settings.VAR_DIR) / "audio" / ".reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{job.kind}-{job.pk}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
