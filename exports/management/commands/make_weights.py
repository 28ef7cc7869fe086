"""Make a set of weights of a study and say what it does."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from exports.dataset import NothingToExport
from exports.margin_files import LARGEST_FILE, margins_of
from exports.refusals import Refused
from exports.weigh import Wish, make, recipe, work_out
from exports.weight_report import About, lines, write
from exports.weights import Margin
from exports.weights_tasks import about_of
from invitations.frame_problems import FrameUnreadable


class Command(BaseCommand):
    help = (
        "Weight a study's interviews: base weights (1 / selection chance), raked to register margins as the study "
        "declares. Keeps the set; dataset, SPSS file and tables get a column weight_NAME."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--name", required=True, help="name of the set; an earlier one of this name is superseded")
        parser.add_argument(
            "--margins", type=Path, metavar="FILE", help="CSV or XLSX with variable, category, count (group, date)"
        )
        parser.add_argument("--trim", type=float, metavar="TIMES", help="largest weight, in times the mean weight")
        parser.add_argument(
            "--as-listed", action="store_true", help="a list stands for the people on it alone, whatever is declared"
        )
        parser.add_argument("--default", action="store_true", help="the dataset is weighted by this set from now on")
        parser.add_argument("--dry-run", action="store_true", help="report what would be made; store nothing")
        parser.add_argument("--out", type=Path, help="folder for the report as .html, .csv and .txt")
        parser.add_argument("--language", default="en", choices=("nl", "en"), help="of the report; default en")
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(self, **options: Any) -> None:
        try:
            table = self._table(options["margins"])
            asked = (options[name] for name in ("trim", "default", "as_listed"))
            wish = Wish(options["study"], options["name"], table, *asked)
            about = trial_of(wish) if options["dry_run"] else about_of(make(wish, now=timezone.now()))
            if options["out"]:
                options["out"].mkdir(parents=True, exist_ok=True)
                write(about, options["out"], options["language"])
        except (NothingToExport, Refused, FrameUnreadable) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        with translation.override(options["language"]):
            self.stdout.write(as_json(about) if options["json"] else "\n".join(lines(about)))

    def _table(self, path: Path | None) -> tuple[Margin, ...]:
        if path is None:
            return ()
        try:
            with path.open("rb") as file:
                return margins_of(file.read(LARGEST_FILE + 1))
        except OSError as problem:
            raise CommandError(f"Cannot read {path}: {problem.strerror or problem}.") from problem


def trial_of(wish: Wish) -> About:
    """The report of weights that are not stored."""
    found = work_out(wish)
    recipe_of, told = recipe(found.plan), found.diagnostics.as_json()
    return About(wish.study, wish.name, None, timezone.now(), False, found.made_up, told, recipe_of)


def as_json(about: About) -> str:
    named = {"study": about.study, "name": about.name, "version": about.version, "default": about.default}
    return json.dumps({**named, "made_up": about.synthetic, **about.diagnostics}, indent=1)
