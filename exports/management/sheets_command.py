"""The commands that write sheets of a study's interviews: their arguments, files and refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from exports.dataset import NothingToExport
from exports.package import UnknownFormat, check_formats
from exports.printed_sheets import Sheet
from exports.refusals import Refused
from exports.sheets_wish import Wish
from exports.writers.sheets import WRITERS, write_all


@dataclass(frozen=True)
class Printed:
    """Sheets to write as `STUDY-stem.*` under a title, what is told when they are, and what could not be made."""

    sheets: Sequence[Sheet]
    stem: str
    title: str
    told: str
    not_made: Sequence[str] = ()


class SheetsCommand(BaseCommand):
    """`printed` makes the sheets; of its own errors those in `refusals` are told as they are."""

    refusals: tuple[type[Exception], ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", required=True, type=Path, help="folder for the files")
        parser.add_argument("--formats", default=",".join(WRITERS), help=f"comma-separated: {', '.join(WRITERS)}")
        parser.add_argument("--language", default="nl", choices=("nl", "en"))
        parser.add_argument("--edition", type=int, help="only this edition; default all, by the newest one's names")
        parser.add_argument("--weight", default="", metavar="NAME", help="a set of make_weights; default unweighted")

    def printed(self, wish: Wish, options: dict[str, Any]) -> Printed:
        """In the language that is active."""
        raise NotImplementedError

    def handle(self, **options: Any) -> None:
        wish = Wish(**{name: options[name] for name in ("study", "language", "edition", "weight")})
        try:
            formats = check_formats(options["formats"].split(","), WRITERS)
            with translation.override(wish.language):
                made = self.printed(wish, options)
                stem, title = f"{wish.study}-{made.stem}", f"{wish.study}: {made.title}"
                names = write_all(made.sheets, options["out"], stem, title, language=wish.language, formats=formats)
        except (NothingToExport, Refused, UnknownFormat, *self.refusals) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        self.stdout.write(f"{made.told}: {', '.join(names)}")
        for line in made.not_made:
            self.stderr.write(line)
