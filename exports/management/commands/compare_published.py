"""Hold the printed figures of a report against made-up people who were made from them."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exports.agreement import Agreement, MarginsLack, agreement
from exports.agreement_words import as_json, lines
from exports.counting import NoSuchVariable
from exports.dataset import NothingToExport
from exports.declared import WronglyDeclared
from exports.made_up_data import NobodyMadeUp, made_up_data
from exports.published_files import OF_THE_STUDY, NoFigures, Report, read_report

WRONG, CANNOT_COMPARE = 1, 2


class Command(BaseCommand):
    help = (
        "Count the made-up respondents of `simulate STUDY --from published` and hold every printed figure against "
        "what comes out. Exit code 1 when one that was claimed is wrong, 2 when there is nothing to compare."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--from", dest="source", default=OF_THE_STUDY, metavar="FILE", help="another figures file")
        parser.add_argument("--edition", type=int, help="number of the edition; default the one the figures are of")
        parser.add_argument(
            "--every", action="store_true", help="also list each breakdown that differs, and what is left"
        )
        parser.add_argument("--json", action="store_true", help="counts and what is wrong as JSON")

    def handle(self, **options: Any) -> None:
        found = self._found(options)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), indent=1))
        else:
            self.stdout.write("\n".join(lines(found, every=options["every"])))
        if not found.agrees:
            sys.exit(WRONG)

    def _found(self, options: dict[str, Any]) -> Agreement:
        try:
            report: Report = read_report(options["study"], options["source"])
            data = made_up_data(options["study"], options["edition"] or report.published.edition)
            margins = data.definition.document.get("margins") or {}
            return agreement(report.published, data, margins, report.people)
        except (NoFigures, NothingToExport, NobodyMadeUp, NoSuchVariable, MarginsLack, WronglyDeclared) as problem:
            raise CommandError(str(problem), returncode=CANNOT_COMPARE) from problem
