"""manage.py print_questionnaire: a study's questionnaire as PDF, per group and language, with its routing in words."""

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from staff.progress import bar
from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.files import CannotWrite, write_whole
from surveys.load import CannotRead, read_folder
from surveys.printable import NoSuchGroup, NoSuchLanguage, Print, write_questionnaire
from surveys.printable_notes import LANGUAGES
from surveys.typeset import TypesetError

REFUSED, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "Print a study's questionnaire: a PDF per group and language with every question, option, standard answer and "
        "explained term, and in words who gets what. For ethics boards and translators: a text that is not translated "
        "stands in the source language and is marked. STUDY is a shipped study, a folder or a file; the database is "
        "not read. Exit code 0: done; 1: the study has faults or cannot be set, nothing is left half; 2: there is "
        "nothing to read, no such group or language, or DIR cannot be written."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="for example perspectief-2024")
        parser.add_argument("--edition", type=int, metavar="N", help="default: the newest")
        parser.add_argument("--group", metavar="G", help="default: every group")
        parser.add_argument("--language", metavar="L", help="default: every language")
        parser.add_argument(
            "--notes",
            choices=sorted(LANGUAGES),
            metavar="nl|en",
            help="language of the routing (default: en for en, else nl)",
        )
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="made where it is not there")
        parser.add_argument("--overwrite", action="store_true", help="replace files that are there")

    def handle(self, *args: Any, study: str, out: Path, **options: Any) -> None:
        try:
            orders = list(orders_of(study, **options))
            made_folder(out)
            for order in bar(orders, study):
                self.stdout.write(str(print_one(order, out, overwrite=options["overwrite"])))
        except (DefinitionError, TypesetError) as error:
            self._stop(error, REFUSED)
        except (CannotRead, CannotWrite, NoSuchGroup, NoSuchLanguage) as error:
            self._stop(error, CANNOT_READ)

    def _stop(self, error: Exception, code: int) -> None:
        self.stderr.write(str(error))
        sys.exit(code)


def orders_of(
    study: str, *, edition: int | None, group: str | None, language: str | None, notes: str | None, **_: Any
) -> Iterator[Print]:
    """One per group and language. Raises CannotRead, DefinitionError, NoSuchGroup, NoSuchLanguage."""
    document = read_folder(study)
    number = edition if edition is not None else max(edition_numbers(document))
    definition: Definition = parse(select_edition(document, number))
    for one in [group] if group is not None else definition.groups:
        for tongue in [language] if language is not None else definition.languages:
            yield Print(definition, number, one, tongue, notes or ("en" if tongue == "en" else "nl"))


def made_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"{out} cannot be made a folder: {error.strerror}. Name another one.") from error


def print_one(order: Print, out: Path, *, overwrite: bool) -> Path:
    """The PDF, whole or not at all. Raises CannotWrite, TypesetError."""
    target = out / order.file_name
    with tempfile.TemporaryDirectory() as aside:
        made = Path(aside) / order.file_name
        write_questionnaire(order, fonts(), made, day=timezone.localdate())
        write_whole(target, made.read_bytes(), overwrite=overwrite)
    return target


def fonts() -> Path:
    return Path(getattr(settings, "FONTS_DIR", settings.BASE_DIR / "fonts"))
