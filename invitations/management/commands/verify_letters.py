"""verify_letters DIR: reads every QR back and compares it with the manifest and the database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import proof, structure_proof
from invitations.letters import PublicAddressWrong
from invitations.scan import ScanFailed
from staff import progress

SHOWN = 50


class Command(BaseCommand):
    help = "Decodes every QR of the letters in a folder and compares with manifest and database. Exit 1 on any fault."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that make_letters wrote")
        parser.add_argument(
            "--structure",
            nargs="?",
            const="sample",
            choices=("sample", "all"),
            help="also tags, languages and fonts (PDF/UA, PDF/A): first letter of each file, or all",
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = progress.bar(0, "pages")
        try:
            folder = options["folder"].resolve()
            verified = proof.verify(folder, tell=bar.update)
            if options["structure"]:
                verified.faults += structure_proof.faults(folder, options["structure"])
        except (proof.NothingToVerify, ScanFailed, PublicAddressWrong) as error:
            raise CommandError(str(error)) from error
        finally:
            bar.close()
        self._tell(verified, options["json"])

    def _tell(self, verified: proof.Verified, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"ok": not verified.faults, **verified.as_dict()}))
        for fault in () if as_json else verified.faults[:SHOWN]:
            self.stderr.write(f"  {fault}")
        read = f"{verified.letters} letters on {verified.pages} pages in {verified.files} files were read back"
        if verified.faults:
            raise CommandError(f"{read}; {len(verified.faults)} faults. Do not send these letters.")
        if not as_json:
            self.stdout.write(f"{read}; all agree with the manifest and the database.")
