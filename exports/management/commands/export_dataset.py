"""Write a study's dataset to files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exports.codebook_files import CODEBOOKS
from exports.deposit_words import FILES
from exports.package import WRITERS, UnknownFormat, check_formats, summary
from exports.produce import Wish, produce
from exports.tasks import REFUSED
from exports.writers.chunks import DoesNotFit
from exports.writers.xlsx import TooManyRows
from respondents.models import Interview
from staff.progress import bar
from surveys.typeset import TypesetError


class Command(BaseCommand):
    requires_system_checks = ()
    """An export of a few seconds would wait as long again for checks of every page of the site."""
    help = (
        "Write a study's dataset with labels, value labels and the reasons -9…-1 to SPSS, Stata, Excel, CSV and "
        "Parquet, with codebook, SPSS syntax, log, README and checksums."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", required=True, type=Path, help="folder for the files")
        parser.add_argument("--formats", default=",".join(WRITERS), help=f"comma-separated: {', '.join(WRITERS)}")
        parser.add_argument(
            "--codebook", default=",".join(CODEBOOKS), help=f"comma-separated, '' for none: {', '.join(CODEBOOKS)}"
        )
        parser.add_argument("--labels", default="nl", choices=[code for code, _ in settings.LANGUAGES])
        parser.add_argument("--edition", type=int, help="only this edition; default all, in one dataset")
        parser.add_argument("--open-text", action="store_true", help="with the texts people typed (may identify)")
        parser.add_argument("--file", default="full", choices=FILES, help="for the team (default), research or deposit")
        parser.add_argument(
            "--for", dest="recipient", default="", help="named researcher or organisation of a research file"
        )
        parser.add_argument("--purpose", default="", help="what a research file is for; it is registered")
        parser.add_argument("--json", action="store_true", help="say what was made as JSON")

    def handle(self, **options) -> None:
        try:
            wish = Wish(
                study=options["study"],
                formats=check_formats(options["formats"].split(",")),
                language=options["labels"],
                edition=options["edition"],
                open_text=options["open_text"],
                codebooks=check_formats([one for one in options["codebook"].split(",") if one], CODEBOOKS),
                file=options["file"],
                recipient=options["recipient"],
                purpose=options["purpose"],
            )
            package = self._produce(wish, options["out"])
        except (*REFUSED, UnknownFormat, TooManyRows, DoesNotFit, TypesetError) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        self.stdout.write(summary(package) if options["json"] else _sentence(package))

    def _produce(self, wish: Wish, out: Path):
        total = Interview.objects.filter(edition__study__slug=wish.study).count()
        with bar(total, f"Export {wish.study}") as progress:
            return produce(
                wish, out, user=None, now=timezone.now(), progress=lambda done: progress.update(done - progress.n)
            )


def _sentence(package) -> str:
    cut = f"\n{len(package.cuts)} labels or texts were shortened: see the file ending in -shortened.csv."
    made = (
        f"{package.rows} interviews, {package.variables} variables: {', '.join(package.files)} in {package.directory}"
    )
    return made + (cut if package.cuts else "")
