"""What commands share that write one edition of a study to one file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.problems import DefinitionError
from surveys.files import CannotWrite, write_whole
from surveys.load import CannotRead, read_folder

REFUSED, CANNOT_READ = 1, 2


class EditionFileCommand(BaseCommand):
    """Reads the study, lets `content` make the bytes, writes them whole, and says so in the words of `done`."""

    example = ""
    done = "{file}: {study}, edition {number}."
    requires_system_checks: list[str] = []

    def content(self, document: dict[str, Any], number: int) -> bytes:
        """The file of one edition's document. May raise DefinitionError: nothing is written then."""
        raise TypeError(f"{type(self).__module__} makes no file: give it a method `content`.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG|FILE", help="for example perspectief-2024")
        parser.add_argument("file", type=Path, help=f"for example {self.example}")
        parser.add_argument("--edition", type=int, metavar="N", help="default: the newest")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")

    def handle(self, *args: Any, study: str, file: Path, edition: int | None, **options: Any) -> None:
        try:
            document = read_folder(study)
            number = edition if edition is not None else max(edition_numbers(document))
            write_whole(file, self.content(select_edition(document, number), number), overwrite=options["overwrite"])
        except DefinitionError as error:
            self._stop(error, REFUSED)
        except (CannotRead, CannotWrite) as error:
            self._stop(error, CANNOT_READ)
        self.stdout.write(self.done.format(file=file, study=study, number=number))

    def _stop(self, error: Exception, code: int) -> None:
        self.stderr.write(str(error))
        sys.exit(code)
