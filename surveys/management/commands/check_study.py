"""manage.py check_study: every problem of a study at once. Reads files only; the database is not touched."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from staff.progress import bar
from surveys import declarations, text_record
from surveys.announced import Announced, announced
from surveys.engine.check import check
from surveys.engine.checks.freshness import Known
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem, errors
from surveys.glossary import glossary
from surveys.load import CannotRead, place_of, read_folder
from surveys.text_record import RecordBroken

HAS_ERRORS, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "Check a study: a shipped one by its slug, a folder, or one YAML or JSON file. Says every problem, where it is "
        "and what to do. Exit code 0: no errors (warnings may be there); 1: errors; 2: there is nothing to read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG|FILE", help="for example perspectief-2024")
        parser.add_argument("--edition", type=int, metavar="N", help="check this edition only (default: all of them)")
        parser.add_argument("--json", action="store_true", help="write the problems as JSON, for a program to read")
        parser.add_argument(
            "--language", choices=("en", "nl"), default="en", help="language of the messages (default: en)"
        )

    def handle(self, *args: Any, study: str, edition: int | None, **options: Any) -> None:
        try:
            found = problems_of(study, edition)
        except (CannotRead, RecordBroken) as error:
            self.stderr.write(str(error))
            sys.exit(CANNOT_READ)
        write = self._write_json if options["json"] else self._write_text
        write(study, found, options["language"])
        if any(errors(problems) for problems in found.values()):
            sys.exit(HAS_ERRORS)

    def _write_json(self, study: str, found: Mapping[int, tuple[Problem, ...]], language: str) -> None:
        editions = [
            {"edition": number, "problems": [asdict(problem.in_language(language)) for problem in problems]}
            for number, problems in found.items()
        ]
        ok = not any(errors(problems) for problems in found.values())
        self.stdout.write(json.dumps({"study": study, "ok": ok, "editions": editions}, ensure_ascii=False, indent=2))

    def _write_text(self, study: str, found: Mapping[int, tuple[Problem, ...]], language: str) -> None:
        for number, problems in found.items():
            for problem in problems:
                self.stdout.write(problem.line(language))
            wrong = len(errors(problems))
            which = f"edition {number}" if number else "not read"
            self.stdout.write(f"{study}, {which}: {wrong} errors, {len(problems) - wrong} warnings")


def problems_of(study: str, only: int | None = None) -> dict[int, tuple[Problem, ...]]:
    """Problems by edition; under 0 those that keep the files from being read. Raises CannotRead, RecordBroken."""
    try:
        document = read_folder(study)
    except DefinitionError as error:
        return {0: error.problems}
    known = text_record.known(place_of(study), document)
    numbers = (only,) if only is not None else edition_numbers(document)
    found = announced(document)
    return {number: _of_edition(found, document, number, known, place_of(study)) for number in bar(numbers, study)}


def _of_edition(
    found: Announced, document: dict[str, Any], number: int, known: Known, folder: Path
) -> tuple[Problem, ...]:
    try:
        definition = found.definitions.get(number) or parse(select_edition(document, number))
    except DefinitionError as error:
        return error.problems
    declared = declarations.problems(definition, found.newest_first, folder, complete=found.complete)
    return tuple(sorted({*check(definition, known, glossary()), *declared}))
