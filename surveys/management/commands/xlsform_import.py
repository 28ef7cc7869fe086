"""manage.py xlsform_import: an XLSForm workbook → a study's document, with everything that could not be carried."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from surveys.engine.dump import to_yaml
from surveys.engine.problems import Problem, errors
from surveys.files import CannotWrite, read_bytes, write_whole
from surveys.load import CannotRead
from surveys.xlsform import Imported, read_workbook
from surveys.xlsform.sheets import LARGEST_FILE

LOST, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "Read an XLSForm workbook and write it as a study's YAML document. Says, by sheet, row and column, what cannot "
        "be carried and which defaults were taken. Exit code 0: everything was carried; 1: something would be lost and "
        "nothing is written (unless --leave-out); 2: the workbook cannot be read, or the file not written."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workbook", type=Path, metavar="FILE", help="an .xlsx file")
        parser.add_argument("--to", type=Path, metavar="FILE", help="where the YAML goes (default: only the report)")
        parser.add_argument("--language", default="nl", help="of texts whose column names no language (default: nl)")
        parser.add_argument("--leave-out", action="store_true", help="write the rest where something cannot be carried")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")
        parser.add_argument("--json", action="store_true", help="write the report as JSON, for a program to read")

    def handle(self, *args: Any, workbook: Path, **options: Any) -> None:
        try:
            imported = read_workbook(read_bytes(workbook, LARGEST_FILE), language=options["language"])
            self._report(workbook.name, imported.problems, as_json=options["json"])
            self._write(imported, **options)
        except (CannotRead, CannotWrite) as error:
            self.stderr.write(str(error))
            sys.exit(CANNOT_READ)
        if imported.document is None:
            sys.exit(CANNOT_READ)
        if errors(imported.problems) and not options["leave_out"]:
            sys.exit(LOST)

    def _write(self, imported: Imported, *, to: Path | None, leave_out: bool, overwrite: bool, **_: Any) -> None:
        if to is None or imported.document is None:
            return
        if errors(imported.problems) and not leave_out:
            self.stderr.write(f"{to} is not written. Put the errors right, or add --leave-out to go on without.")
            return
        write_whole(to, to_yaml(imported.document).encode(), overwrite=overwrite)
        self.stderr.write(f"{to} is written. Look at it with: manage.py check_study {to}")

    def _report(self, name: str, problems: tuple[Problem, ...], *, as_json: bool) -> None:
        wrong = len(errors(problems))
        if as_json:
            report = {"workbook": name, "ok": not wrong, "problems": [asdict(problem) for problem in problems]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for problem in problems:
            self.stdout.write(str(problem))
        self.stdout.write(f"{name}: {wrong} errors, {len(problems) - wrong} warnings")
