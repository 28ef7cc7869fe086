"""manage.py xlsform_export: a study's edition → an XLSForm workbook."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from surveys.engine.check import check
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, errors
from surveys.files import CannotWrite, write_whole
from surveys.load import CannotRead, read_folder
from surveys.xlsform import write_workbook

REFUSED, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "Write a study as an XLSForm workbook, for ODK, Kobo or Survey Solutions, and to work on in a spreadsheet; "
        "xlsform_import reads it back. Exit code 0: done; 1: the study has faults, nothing is written; 2: there is "
        "nothing to read, or the file cannot be written."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG|FILE", help="for example perspectief-2024")
        parser.add_argument("file", type=Path, help="for example perspectief.xlsx")
        parser.add_argument("--edition", type=int, metavar="N", help="default: the newest")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")

    def handle(self, *args: Any, study: str, file: Path, edition: int | None, **options: Any) -> None:
        try:
            document = read_folder(study)
            number = edition if edition is not None else max(edition_numbers(document))
            write_whole(file, _workbook(select_edition(document, number)), overwrite=options["overwrite"])
        except DefinitionError as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)
        except (CannotRead, CannotWrite) as error:
            self.stderr.write(str(error))
            sys.exit(CANNOT_READ)
        self.stdout.write(f"{file}: {study}, edition {number}.")


def _workbook(document: dict[str, Any]) -> bytes:
    """The bytes of the workbook. A study with errors is refused: other programs could not read it."""
    wrong = errors(check(parse(document)))
    if wrong:
        raise DefinitionError(wrong)
    return write_workbook(document)
