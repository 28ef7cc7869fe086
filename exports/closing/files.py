"""The report of a fieldwork as files: PDF and Word, handed over whole or not at all."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext

from exports.charts import fonts_folder, pictures
from exports.closing import source
from exports.closing.facts import material
from exports.closing.report import FieldworkReport, fieldwork_report
from exports.writers import fieldwork_docx, fieldwork_pdf
from surveys.models import Study

LANGUAGES = ("nl", "en")


class NoFigures(LookupError):
    """The monitor has counted nothing of this study yet, or not since the software changed."""


def report_of(study: Study, language: str) -> FieldworkReport:
    """In Dutch or English. Raises NoFigures."""
    figures = source.figures_of(study)
    if figures is None:
        raise NoFigures(study.slug)
    with translation.override(language):
        return fieldwork_report(material(study, figures))


def write(study: Study, directory: Path, language: str, *, now: datetime) -> tuple[str, ...]:
    """Two files in a folder that is there; their names. Raises NoFigures, TypesetError (NotPrintable) and OSError."""
    report, day = report_of(study, language), timezone.localdate(now)
    drawn = iter(pictures([section.chart for section in report.sections if section.chart]))
    png = [next(drawn) if section.chart else b"" for section in report.sections]
    stem = f"{study.slug}-fieldwork-{day.isoformat()}-{language}"
    makers: dict[str, Callable[[Path], None]] = {
        f"{stem}.pdf": lambda path: fieldwork_pdf.write(
            report, path, language, day, gettext("Page {page} of {pages}"), fonts_folder()
        ),
        f"{stem}.docx": lambda path: fieldwork_docx.write(report, png, path, language),
    }
    with translation.override(language), tempfile.TemporaryDirectory(dir=directory, prefix=".making-") as aside:
        for name, make in makers.items():
            make(Path(aside) / name)
        for name in makers:
            (Path(aside) / name).replace(directory / name)
    return tuple(makers)
