"""print_guide STUDY --out FILE: the guide for hosts of a group session as PDF."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import guide, studies
from invitations.letters import TextNotDrawable
from surveys.typeset import TypesetError

PROBLEMS = (guide.GuideTextMissing, TextNotDrawable, TypesetError, studies.StudyNotReady)


class Command(BaseCommand):
    help = "Makes the guide for hosts of a group session, with what to read out in every language of the edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", type=Path, required=True, help="the PDF file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = studies.newest_edition(studies.study_by_slug(options["study"]))
            made = guide.make(edition, options["out"].resolve(), timezone.localdate())
        except PROBLEMS as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['out']}: {error.strerror}.") from error
        self.stdout.write(str(made))
