"""exclude_units STUDY FILE: a list of frame ids that get no letters."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import studies, unit_states
from invitations.frame_problems import FrameUnreadable
from invitations.letter_file_command import SHOWN


class Command(BaseCommand):
    help = "Leaves everyone in the file (one column, frame_id) out of all later letters: whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("file", type=Path, help="CSV in UTF-8 or XLSX with the column frame_id")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            study = studies.study_by_slug(options["study"])
            excluded = unit_states.exclude(study, options["file"].read_bytes())
        except FrameUnreadable as error:
            for problem in error.problems[:SHOWN]:
                self.stderr.write(f"  {problem}")
            raise CommandError(f"{len(error.problems)} problems; nobody was left out.") from error
        except studies.StudyNotReady as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        self.stdout.write(f"{excluded.new} left out from now on, {excluded.known} were already.")
