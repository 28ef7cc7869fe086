"""Hold this wave beside other waves and surveys, with the reason where they cannot be compared."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from exports.dataset import NothingToExport
from exports.package import UnknownFormat, check_formats
from exports.printed_sheets import WRITERS, write_all
from exports.refusals import Refused
from exports.waves_report import NoWaves, Wish, make, sheets


class Command(BaseCommand):
    help = (
        "Print figures of other waves (other_waves.yaml in the study's folder) beside this one's: the difference with "
        "its interval, or why there is none."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", required=True, type=Path, help="folder for the files")
        parser.add_argument("--formats", default=",".join(WRITERS), help=f"comma-separated: {', '.join(WRITERS)}")
        parser.add_argument("--language", default="nl", choices=("nl", "en"))
        parser.add_argument("--edition", type=int, help="only this edition; default all, by the newest one's names")
        parser.add_argument("--weight", default="", metavar="NAME", help="a set of make_weights; default unweighted")

    def handle(self, **options: Any) -> None:
        try:
            formats = check_formats(options["formats"].split(","), WRITERS)
            made = make(Wish(options["study"], options["edition"], options["weight"]))
            with translation.override(options["language"]):
                title = f"{options['study']}: {translation.gettext('beside other waves')}"
                printed = list(sheets(made, options["language"]))
                stem, language = f"{options['study']}-waves", options["language"]
                names = write_all(printed, options["out"], stem, title, language=language, formats=formats)
        except (NothingToExport, NoWaves, Refused, UnknownFormat) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        told = f"{len(made.pairs)} figures of other waves, {made.comparable} with a difference"
        self.stdout.write(f"{told}: {', '.join(names)}")
