"""manage.py xlsform_export: a study's edition → an XLSForm workbook."""

from typing import Any

from surveys.engine.check import check
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, errors
from surveys.management.edition_file import EditionFileCommand
from surveys.xlsform import write_workbook


class Command(EditionFileCommand):
    help = (
        "Write a study as an XLSForm workbook, for ODK, Kobo or Survey Solutions, and to work on in a spreadsheet; "
        "xlsform_import reads it back. Exit code 0: done; 1: the study has faults, nothing is written; 2: there is "
        "nothing to read, or the file cannot be written."
    )
    example = "perspectief.xlsx"

    def content(self, document: dict[str, Any], number: int) -> bytes:
        """The bytes of the workbook. A study with errors is refused: other programs could not read it."""
        wrong = errors(check(parse(document)))
        if wrong:
            raise DefinitionError(wrong)
        return write_workbook(document)
