"""How evenly the kinds of people who were invited responded."""

import json
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from exports.clean_people import clean_people
from exports.dataset import NothingToExport
from exports.package import UnknownFormat, check_formats
from exports.printed_sheets import Sheet, printed
from exports.refusals import Refused
from exports.representativity import Kind, representativity
from exports.representativity_sheets import as_json, sheets
from exports.response import COUNTED, Asked, mailings, units_of
from exports.writers.sheets import WRITERS, write_all


class Command(BaseCommand):
    help = (
        "R-indicator and partial R-indicators of a study's response, over the people of its list who got a code, by "
        "register strata."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--mailing", default="", choices=("", *mailings()), help="only people it went to")
        parser.add_argument("--by", default="", help="strata, comma-separated; default those the study is weighted by")
        parser.add_argument("--model", default="logistic", choices=get_args(Kind), help="of response chances")
        parser.add_argument(
            "--response", default="partial", choices=tuple(COUNTED), help="what counts (RR1, RR2, began); default RR2"
        )
        parser.add_argument("--out", type=Path, help="folder for files")
        parser.add_argument("--formats", default="html,csv", help=f"comma-separated: {', '.join(WRITERS)}")
        parser.add_argument("--language", default="en", choices=("nl", "en"))
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        by = tuple(name for name in options["by"].split(",") if name)
        try:
            formats = check_formats(options["formats"].split(","), WRITERS)
            asked = Asked(options["study"], by, options["mailing"], options["response"])
            people = clean_people(asked.study)
            found = representativity(units_of(asked, people), options["model"])
            with translation.override(options["language"]):
                shown = sheets(found, tuple(people.notes()))
                text = "\n".join(map(_text, shown))
                if options["out"]:
                    self._write(shown, options, formats)
        except (NothingToExport, Refused, UnknownFormat) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        told = {**as_json(found), "removed": people.removed, "made_up": people.synthetic}
        self.stdout.write(json.dumps(told, indent=1) if options["json"] else text)

    def _write(self, shown: tuple[Sheet, ...], options: dict[str, Any], formats: tuple[str, ...]) -> None:
        stem, title = f"{options['study']}-r-indicators", f"{options['study']}: {shown[0].title}"
        write_all(shown, options["out"], stem, title, language=options["language"], formats=formats)


def _text(sheet: Sheet) -> str:
    rows = [[head.label for head in sheet.heads]]
    rows += [[printed(value, head) for value, head in zip(row, sheet.heads, strict=True)] for row in sheet.rows]
    lines = ["  ".join([f"{row[0]:<46}", *(f"{cell:>13}" for cell in row[1:])]).rstrip() for row in rows]
    return "\n".join([sheet.title, *lines, *sheet.notes, ""])
