"""fieldwork_report STUDY --out FOLDER: the report of a fieldwork as PDF and Word document."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exports.closing import files
from exports.closing.files import NoFigures
from invitations.studies import StudyNotReady, newest_edition, study_by_slug
from surveys.typeset import TypesetError


class Command(BaseCommand):
    help = "Writes the report of a fieldwork, from the monitor's newest figures, as PDF and Word document."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", required=True, type=Path, help="folder for the files")
        parser.add_argument("--language", default="nl", choices=files.LANGUAGES)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            study = study_by_slug(options["study"])
            newest_edition(study)
            options["out"].mkdir(parents=True, exist_ok=True)
            names = files.write(study, options["out"], options["language"], now=timezone.now())
        except NoFigures as problem:
            raise CommandError(f"The monitor has no figures of {problem} yet. Let it count first.") from problem
        except (StudyNotReady, TypesetError) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        self.stdout.write(", ".join(names))
