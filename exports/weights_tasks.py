"""Making weights as a job; its file is the report."""

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext

from exports.dataset import NothingToExport
from exports.models import WeightSet
from exports.refusals import Refused, in_words
from exports.weight_report import About, write
from staff.jobs import JobProblem, Progress
from staff.models import Job

if TYPE_CHECKING:
    from exports.weigh import Wish

KIND = "weights"


def make_weights(job: Job, progress: Progress) -> Path:
    """Handler of `weights` jobs: a zip with the report of the set that the job's arguments describe.

    The set is stored before the report is written; a job that runs again makes a newer version.
    """
    from exports.weigh import make

    progress.advance(0, 1)
    try:
        made = make(wish_of(job.arguments), now=timezone.now(), user=job.created_by)
    except (NothingToExport, Refused) as problem:
        raise JobProblem(in_words(problem, gettext)) from problem
    progress.advance(1, 1)
    return _zip(about_of(made), Path(settings.VAR_DIR) / "exports" / f"weights-{job.id}")


def wish_of(arguments: dict) -> "Wish":
    """What `WeightsForm.arguments` made of a wish."""
    from exports.weigh import Wish
    from exports.weights import Margin

    return Wish(**{**arguments, "table": tuple(Margin(**margin) for margin in arguments["table"])})


def about_of(made: WeightSet) -> About:
    fields = ("name", "version", "made_at", "default", "synthetic", "diagnostics", "recipe")
    return About(made.study.slug, **{name: getattr(made, name) for name in fields})


def _zip(about: About, directory: Path) -> Path:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    archive = directory.with_suffix(".zip")
    try:
        names = write(about, directory, "nl" if get_language() == "nl" else "en")
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
            for name in names:
                files.write(directory / name, name)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return archive
