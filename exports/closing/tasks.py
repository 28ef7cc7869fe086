"""Jobs of the end of fieldwork: counting what was never sent, and the files of the report."""

import shutil
import zipfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from exports.closing import ending, files
from exports.closing.files import NoFigures
from exports.dataset import NothingToExport
from exports.models import FieldworkEnd
from exports.refusals import in_words
from staff import audit, jobs
from staff.jobs import JobProblem, Progress
from staff.models import Job, Role, User
from staff.roles import may
from surveys.models import Study
from surveys.typeset import TypesetError

CLASSIFY, REPORT = "fieldwork_end", "fieldwork_report"
ROLES = (Role.FIELDWORK, Role.RESEARCHER)


def register() -> None:
    jobs.register(CLASSIFY, classify)
    jobs.register(REPORT, make_report, may_fetch)


def may_fetch(job: Job, user: User) -> bool:
    """Whoever asked for the report may have it as long as they work for the study."""
    return any(may(user, role, str(job.arguments.get("study", ""))) for role in ROLES)


def classify(job: Job, progress: Progress) -> None:
    """Handler of `fieldwork_end` jobs: what was never sent when the closing `end` was made."""
    progress.advance(0, 1)
    try:
        ending.classify(FieldworkEnd.objects.select_related("study").get(pk=job.arguments["end"]))
    except NothingToExport as problem:
        raise JobProblem(in_words(problem, gettext)) from problem
    progress.advance(1, 1)


def make_report(job: Job, progress: Progress) -> Path:
    """Handler of `fieldwork_report` jobs: a zip with PDF and Word document in the job's `language`."""
    study, language = Study.objects.get(slug=job.arguments["study"]), str(job.arguments["language"])
    directory = Path(settings.VAR_DIR) / "exports" / f"fieldwork-{study.slug}-{job.id}"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    progress.advance(0, 1)
    try:
        archive = _zip(files.write(study, directory, language, now=timezone.now()), directory)
    except NoFigures as problem:
        raise JobProblem(gettext("The monitor has no figures of this study yet. Let it count first.")) from problem
    except TypesetError as problem:
        raise JobProblem(in_words(problem, gettext)) from problem
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    audit.record(job.created_by, "fieldwork.report", study.slug, language=language)
    progress.advance(1, 1)
    return archive


def _zip(names: tuple[str, ...], directory: Path) -> Path:
    archive = directory.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.write(directory / name, name)
    return archive
