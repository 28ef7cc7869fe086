"""manage.py ddi_export: a study's edition → a DDI-Codebook 2.5 file."""

from typing import Any

from surveys.ddi import ddi
from surveys.engine.parse import parse
from surveys.management.edition_file import EditionFileCommand


class Command(EditionFileCommand):
    help = (
        "Write a study's codebook as DDI-Codebook 2.5, for a data archive. Exit code 0: done; 1: the study has faults, "
        "nothing is written; 2: there is nothing to read, or the file cannot be written."
    )
    example = "codebook.xml"
    done = "{file}: codebook of {study}, edition {number}."

    def content(self, document: dict[str, Any], number: int) -> bytes:
        return ddi(parse(document), edition=str(number))
