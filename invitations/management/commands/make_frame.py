"""make_frame STUDY: a frame of made-up people, divided as the register is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import made_up, studies
from invitations.frame import FrameSchemaError


class Command(BaseCommand):
    help = "Writes a CSV of made-up people (frame ids MU-…) from the register's totals. Same seed, same file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--n", type=int, required=True, help="number of people")
        parser.add_argument("--seed", type=int, required=True, help="any whole number")
        parser.add_argument(
            "--even", action="store_true", help="as many of each group, where the study has no register's totals"
        )
        parser.add_argument("--out", type=Path, required=True, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = studies.document_of(studies.study_by_slug(options["study"]))
            schema = studies.frame_schema(document)
            people = made_up.rows(
                document.get("margins") or {}, schema, options["n"], options["seed"], even=options["even"]
            )
        except (studies.StudyNotReady, FrameSchemaError, made_up.MarginsMissing, ValueError) as error:
            raise CommandError(str(error)) from error
        try:
            options["out"].write_text(made_up.as_csv(people, schema), encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(people)} made-up people in {options['out']}. None of them exists.")
