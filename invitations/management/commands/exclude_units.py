"""exclude_units STUDY FILE: a list of frame ids that get no letters."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import studies, unit_states
from invitations.frame_problems import FrameUnreadable
from invitations.problem_report import add_language, refuse


class Command(BaseCommand):
    help = "Leaves everyone in the file (one column, frame_id) out of all later letters: whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("file", type=Path, help="CSV in UTF-8 or XLSX with the column frame_id")
        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            study = studies.study_by_slug(options["study"])
            excluded = unit_states.exclude(study, options["file"].read_bytes())
        except FrameUnreadable as error:
            refuse(self, error, options["language"], "left_out")
        except studies.StudyNotReady as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        self.stdout.write(f"{excluded.new} left out from now on, {excluded.known} were already.")
