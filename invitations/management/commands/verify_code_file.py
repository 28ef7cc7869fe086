"""verify_code_file FILE: compares a file of codes for a printer with the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import age_files, code_file, code_file_proof
from invitations.letters import PublicAddressWrong

SHOWN = 50


class Command(BaseCommand):
    help = "Checks each code of a file for a printer against its digest, each person once. Exit 1 on any fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file that make_letters --codes-for-printer wrote")

        parser.add_argument("--key", type=Path, metavar="FILE", help="secret key of age, for an encrypted file")

    def handle(self, *args: Any, **options: Any) -> None:
        file, key = options["file"], options["key"]
        if file.suffix == age_files.SUFFIX and not key:
            raise CommandError("The file is encrypted. Give the secret key that opens it: --key FILE.")
        try:
            verified = code_file_proof.verify(file.read_bytes(), key.read_text(encoding="utf-8") if key else "")
        except (code_file.CodeFileRefused, PublicAddressWrong, age_files.NotOpened) as error:
            raise CommandError(str(error)) from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{key} is no key. Give the file that age-keygen wrote.") from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        for number, what in verified.faults[:SHOWN]:
            self.stderr.write(f"  {f'row {number}: ' if number else ''}{what}")
        if verified.faults:
            raise CommandError(f"{verified.rows} rows, {len(verified.faults)} faults. Do not print from this file.")
        self.stdout.write(f"{verified.rows} codes agree with the database, each person once.")
        if not key:
            self.stderr.write(code_file.WARNING)
