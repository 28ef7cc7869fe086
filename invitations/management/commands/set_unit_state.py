"""set_unit_state STUDY FRAME_ID STATE: somebody refused, died, is left out, or takes part again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import studies, unit_states


class Command(BaseCommand):
    help = "Sets whether one person of the list gets letters. Refused, excluded and deceased get none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("frame_id", help="as it stands in the window of the letter")
        parser.add_argument("state", choices=[str(state) for state in unit_states.BY_HAND])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            study = studies.study_by_slug(options["study"])
            changed = unit_states.set_state(study, options["frame_id"], options["state"], now=timezone.now())
        except (studies.StudyNotReady, unit_states.UnitUnknown) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Set." if changed else "It was so already.")
