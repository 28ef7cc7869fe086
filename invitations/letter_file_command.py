"""What the commands that read a file about letters share: arguments and report."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import letter_events, returns, studies
from invitations.frame_problems import FrameUnreadable
from invitations.problem_report import SHOWN, add_language, refuse


def columns_named(names: list[str]) -> returns.Columns:
    """The columns of number, status and date by these names. Raises CommandError."""
    if len(names) != 3 or not all(names):
        told = "Name three columns, for number, status and date, such as reference,status,date"
        raise CommandError(f"{told}; not {','.join(names)}.")
    return returns.Columns(*names)


class LetterFileCommand(BaseCommand):
    """A command with `import_file`, one of the imports of `letter_events`."""

    import_file: ClassVar[Callable[..., letter_events.Imported]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("file", type=Path, help="CSV in UTF-8 (; , or tab) or XLSX")
        usual = ",".join(settings.PRINTER_COLUMNS)
        parser.add_argument("--columns", default=usual, help=f"columns of number, status, date (usual: {usual})")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, store nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")
        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        columns = columns_named(options["columns"].split(","))
        told = letter_events.Told(timezone.now(), dry_run=options["dry_run"])
        try:
            study = studies.study_by_slug(options["study"])
            imported = type(self).import_file(study, options["file"].read_bytes(), columns, told)
        except FrameUnreadable as error:
            refuse(self, error, options["language"], "stored", as_json=options["json"])
        except studies.StudyNotReady as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        else:
            self._tell(imported, options["json"], options["dry_run"])

    def _tell(self, imported: letter_events.Imported, as_json: bool, dry_run: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"ok": True, "dry_run": dry_run, **imported.as_dict()}))
            return
        counts = ", ".join(f"{n} {kind}" for kind, n in sorted(imported.events.items())) or "nothing new"
        would = "Nothing stored; it would be: " if dry_run else ""
        self.stdout.write(f"{would}{counts}; {imported.known} known already.")
        if imported.left_out:
            self.stdout.write(f"{imported.left_out} people get no more letters until there is a new address.")
        if imported.missing:
            self.stdout.write(f"{len(imported.missing)} letters of these batches are missing; ask the printer:")
        for number in imported.missing[:SHOWN]:
            self.stdout.write(f"  {number}")
