"""Print a study's scales and regressions in the lay-out of its report."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from exports.dataset import NothingToExport
from exports.package import UnknownFormat, check_formats
from exports.printed_sheets import WRITERS, write_all
from exports.refusals import Refused
from exports.report_models import Made, NoModels, Wish, make, read_specs


class Command(BaseCommand):
    help = (
        "Cronbach's alpha of a study's scales and its linear regressions (models.yaml in the study's folder), as HTML, "
        "Word, Excel and CSV. A table that cannot be made is named with the reason; exit code 1 when none could be."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", required=True, type=Path, help="folder for the files")
        parser.add_argument("--formats", default=",".join(WRITERS), help=f"comma-separated: {', '.join(WRITERS)}")
        parser.add_argument("--language", default="nl", choices=("nl", "en"))
        parser.add_argument("--edition", type=int, help="only this edition; default all together")
        parser.add_argument("--weight", default="", metavar="NAME", help="a set of make_weights; default unweighted")
        parser.add_argument(
            "--no-clusters", action="store_true", help="classic standard errors, as the report has them"
        )

    def handle(self, **options: Any) -> None:
        fields = {name: options[name] for name in ("study", "language", "edition", "weight")}
        wish = Wish(**fields, clusters=not options["no_clusters"])
        try:
            formats = check_formats(options["formats"].split(","), WRITERS)
            with translation.override(wish.language):
                made = make(wish, read_specs(wish.study))
                names = self._write(made, wish, options["out"], formats)
        except (NothingToExport, NoModels, Refused, UnknownFormat) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        self.stdout.write(f"{len(made.sheets)} tables of {made.people} interviews: {', '.join(names)}")
        for title, why in made.refused.items():
            self.stderr.write(f"Not made: {title}. {why}")

    def _write(self, made: Made, wish: Wish, out: Path, formats: tuple[str, ...]) -> tuple[str, ...]:
        if not made.sheets:
            told = " ".join(f"{title}: {why}" for title, why in made.refused.items())
            raise CommandError(f"No table could be made. {told}")
        title = f"{wish.study}: {translation.gettext('scales and regressions')}"
        return write_all(made.sheets, out, f"{wish.study}-models", title, language=wish.language, formats=formats)
