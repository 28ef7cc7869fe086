"""issue_code STUDY: a code of the help desk, for somebody without a letter."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import helpdesk, issue, studies


class Command(BaseCommand):
    help = "Gives one code that belongs to nobody on the list. It is shown this once and kept nowhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = helpdesk.issue_code(studies.study_by_slug(options["study"]))
        except (studies.StudyNotReady, issue.CodesNotNew) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(code)
