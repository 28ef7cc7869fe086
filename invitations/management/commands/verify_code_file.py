"""verify_code_file FILE: compares a file of codes for a printer with the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import code_file, code_file_proof
from invitations.letters import PublicAddressWrong

SHOWN = 50


class Command(BaseCommand):
    help = "Checks each code of a file for a printer against its digest, each person once. Exit 1 on any fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file that make_letters --codes-for-printer wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"]
        try:
            verified = code_file_proof.verify(file.read_bytes())
        except (code_file.CodeFileRefused, PublicAddressWrong) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        for number, what in verified.faults[:SHOWN]:
            self.stderr.write(f"  {f'row {number}: ' if number else ''}{what}")
        if verified.faults:
            raise CommandError(f"{verified.rows} rows, {len(verified.faults)} faults. Do not print from this file.")
        self.stdout.write(f"{verified.rows} codes agree with the database, each person once.")
        self.stderr.write(code_file.WARNING)
