"""manage.py ddi_export: a study's edition → a DDI-Codebook 2.5 file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from surveys.ddi import ddi
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.files import CannotWrite, write_whole
from surveys.load import CannotRead, read_folder

REFUSED, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "Write a study's codebook as DDI-Codebook 2.5, for a data archive. Exit code 0: done; 1: the study has faults, "
        "nothing is written; 2: there is nothing to read, or the file cannot be written."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG|FILE", help="for example perspectief-2024")
        parser.add_argument("file", type=Path, help="for example codebook.xml")
        parser.add_argument("--edition", type=int, metavar="N", help="default: the newest")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")

    def handle(self, *args: Any, study: str, file: Path, edition: int | None, **options: Any) -> None:
        try:
            document = read_folder(study)
            number = edition if edition is not None else max(edition_numbers(document))
            definition = parse(select_edition(document, number))
            write_whole(file, ddi(definition, edition=str(number)), overwrite=options["overwrite"])
        except DefinitionError as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)
        except (CannotRead, CannotWrite) as error:
            self.stderr.write(str(error))
            sys.exit(CANNOT_READ)
        self.stdout.write(f"{file}: codebook of {study}, edition {number}.")
