"""purge_wishes STUDY --kind KIND: throw contact wishes away."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from respondents import wish_desk
from respondents.models import ContactWish
from respondents.wish_desk import WishDeskError


class Command(BaseCommand):
    help = "Throws a study's contact wishes away: of the raffle once the winners were drawn, or of interviews."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--kind", choices=[*ContactWish.Kind.values, "all"], required=True)
        parser.add_argument("--by", required=True, metavar="EMAIL", help="member of staff who does this")
        parser.add_argument("--undrawn", default="", metavar="REASON", help="a raffle that will not be drawn, and why")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = ContactWish.Kind.values if options["kind"] == "all" else [options["kind"]]
        try:
            study = wish_desk.study_named(options["study"])
            by = wish_desk.member(options["by"], study)
            gone = wish_desk.purge(study, kinds, by, undrawn=options["undrawn"].strip())
        except WishDeskError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{gone} removed.")
