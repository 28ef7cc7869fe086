"""manage.py translations_import: a file that came back from translators → the study's draft, whole or not at all."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import translation

from surveys import drafts
from surveys.exchange.delivery import Refused, bring_in, look
from surveys.exchange.files import read_file
from surveys.exchange.incoming import Line, Plan
from surveys.exchange.rows import LARGEST_FILE, Package, Unreadable
from surveys.exchange.words import OUTCOME_WORDS, said_of, say
from surveys.files import read_bytes
from surveys.load import CannotRead
from surveys.models import Study
from surveys.text_states import STEPS

REFUSED, CANNOT_READ = 1, 2
Packages = tuple[Package, ...]


class Command(BaseCommand):
    help = (
        "Bring translations in from an XLIFF 1.2 file or a workbook of translations_export. Says per row what is "
        "refused and why. Exit code 0: done, or with --dry-run: all rows are sound; 1: rows are refused and nothing "
        "is changed (with --partial: the sound rows are brought in); 2: the file or the study cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="for example perspectief-2024")
        parser.add_argument("file", type=Path, metavar="FILE", help="an .xlf or .xlsx file")
        parser.add_argument("--by", required=True, metavar="NAME", help="who made them: an agency, a person")
        parser.add_argument("--dry-run", action="store_true", help="only report; nothing is changed")
        parser.add_argument("--partial", action="store_true", help="bring in the sound rows where others are refused")
        parser.add_argument(
            "--state", choices=STEPS, default="", help="the state of every text in the file, whatever the file says"
        )

    def handle(self, *args: Any, study: str, file: Path, by: str, **options: Any) -> None:
        if not by.strip() or len(by.strip()) > 120:
            self._stop("--by: give the name of who made the translations, at most 120 characters.")
        with translation.override("en"):
            found, done = self._brought(self._study(study), self._packages(file), by=by, **options)
            self._report(file.name, found)
        if not done:
            self.stderr.write("Nothing is changed.")
        if found.refused:
            sys.exit(REFUSED)

    def _study(self, slug: str) -> Study:
        found = Study.objects.filter(slug=slug).first()
        return found or self._stop(f"There is no study {slug}. Load it: manage.py load_study {slug}")

    def _packages(self, file: Path) -> Packages:
        try:
            return read_file(read_bytes(file, LARGEST_FILE))
        except CannotRead as error:
            self._stop(str(error))
        except Unreadable as error:
            self._stop(f"{file.name}: {say(error.code, error.details)}")

    def _brought(
        self, study: Study, packages: Packages, *, by: str, dry_run: bool, partial: bool, state: str, **_: Any
    ) -> tuple[Plan, bool]:
        """The plan, and whether it was carried out."""
        try:
            if dry_run:
                return look(study, packages, state), False
            return bring_in(study, packages, user=None, by=by, step=state, partial=partial), True
        except Refused as refused:
            return refused.plan, False
        except drafts.NoDraft as error:
            self._stop(str(error))

    def _report(self, name: str, found: Plan) -> None:
        for line in found.lines:
            if line.code:
                self.stdout.write(_told(line))
        for part in found.left:
            self.stdout.write(f"not read: {part}")
        counts = ", ".join(f"{number} {OUTCOME_WORDS[outcome]}" for outcome, number in found.counts.items() if number)
        steps = "".join(f", {number} now {step}" for step, number in found.steps.items())
        self.stdout.write(f"{name}: {counts}{steps}; {found.absent} texts of the study are not in the file.")

    def _stop(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(CANNOT_READ)


def _told(line: Line) -> str:
    return f"{OUTCOME_WORDS[line.outcome]}: row {line.row.where} ({line.row.id[:50]}): {said_of(line)}"
