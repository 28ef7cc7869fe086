"""proof_letter STUDY --out FILE: one letter with the envelope's window over it, measured."""

import json
from argparse import ArgumentParser
from pathlib import Path
from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import letter_proof, studies
from invitations.letter_job import PROBLEMS
from invitations.letter_text import KINDS
from invitations.letters import SHIFT_MM, SIDES
from invitations.overlay import NotFound
from invitations.scan import ScanFailed


class Command(BaseCommand):
    help = (
        "Makes one letter with a made-up address, with window, folds and white zones drawn over it, and measures "
        "whether the window shows the address and nothing else, also where the sheet slips. Exit 1 where it does not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", type=Path, required=True, help="the PDF file to write")
        parser.add_argument("--window", choices=SIDES, default="left", help="window of the envelope")
        parser.add_argument("--mailing", choices=KINDS, default="invitation")
        parser.add_argument("--shift", type=float, default=SHIFT_MM, help="how far the sheet may slip, in mm")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        out = options["out"].resolve()
        try:
            edition = studies.newest_edition(studies.study_by_slug(options["study"]))
            proved = letter_proof.prove(
                edition,
                options["mailing"],
                options["window"],
                out,
                random=SystemRandom(),
                day=timezone.localdate(),
                shift=options["shift"],
            )
        except (*PROBLEMS, NotFound, ScanFailed) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or out}: {error.strerror}.") from error
        self._tell(proved, out, options["json"])

    def _tell(self, proved: letter_proof.Proved, out: Path, as_json: bool) -> None:
        if as_json:
            rows = [{"name": one.name, "must": one.must, "mm": one.room, **vars(one.box)} for one in proved.measured]
            self.stdout.write(json.dumps({"ok": not proved.faults, "shift": proved.shift, "measured": rows}))
        else:
            self.stdout.write("\n".join(map(str, proved.measured)))
        if proved.faults:
            told = "".join(f"\n  {fault}" for fault in proved.faults)
            raise CommandError(f"With {proved.shift:g} mm of play this window will not do:{told}\nLook at {out}.")
        if not as_json:
            self.stdout.write(f"All hold with {proved.shift:g} mm of play. The sheet: {out}")
