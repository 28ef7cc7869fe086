"""purge_wishes STUDY --kind KIND: throw contact wishes away; purge_wishes --due: those whose last day is over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from respondents import wish_desk
from respondents.models import ContactWish
from respondents.wish_desk import WishDeskError


class Command(BaseCommand):
    help = "Throws a study's contact wishes away: of the raffle once the winners were drawn, or of interviews."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", nargs="?", help="slug of the study")
        parser.add_argument("--kind", choices=[*ContactWish.Kind.values, "all"])
        parser.add_argument("--by", metavar="EMAIL", help="member of staff who does this")
        parser.add_argument("--due", action="store_true", help="lists whose last day is over, of every study; daily")
        parser.add_argument("--undrawn", default="", metavar="REASON", help="a raffle that will not be drawn, and why")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["due"]:
            self._due()
            return
        if not (options["study"] and options["kind"] and options["by"]):
            raise CommandError("Give STUDY, --kind and --by; or --due alone.")
        kinds = ContactWish.Kind.values if options["kind"] == "all" else [options["kind"]]
        try:
            study = wish_desk.study_named(options["study"])
            by = wish_desk.member(options["by"], study)
            gone = wish_desk.purge(study, kinds, by, undrawn=options["undrawn"].strip())
        except WishDeskError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{gone} removed.")

    def _due(self) -> None:
        for (slug, kind), gone in wish_desk.purge_due(timezone.localdate()).items():
            self.stdout.write(f"{slug} {kind}: {gone} removed.")
