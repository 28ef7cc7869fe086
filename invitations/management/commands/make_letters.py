"""make_letters STUDY: letters as PDF with a fresh code each, and their manifest."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import address, mailings, sheet, studies
from invitations.letter_job import PROBLEMS
from invitations.letter_text import KINDS
from staff import progress


class Command(BaseCommand):
    help = (
        "Makes the letters of a mailing for everyone who has none yet: PDF batches, a manifest and a control sheet. "
        "Start it again after a stop: it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--mailing", choices=KINDS, required=True)
        parser.add_argument("--out", type=Path, required=True, help="folder for the files")
        parser.add_argument("--batch-size", type=int, default=200, help="letters per PDF, at most 250")
        parser.add_argument("--window", choices=("left", "right"), default="left", help="window of the envelope")
        parser.add_argument("--limit", type=int, help="at most so many letters")
        parser.add_argument("--addresses", type=Path, help="CSV or XLSX: frame_id, line_1 … line_6; read, never stored")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._make(options)
        except PROBLEMS as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['out']}: {error.strerror}.") from error
        self._tell(made, options["json"])

    def _make(self, options: dict[str, Any]) -> mailings.Made:
        study = studies.study_by_slug(options["study"])
        file = options["addresses"]
        wish = mailings.Wish(
            kind=options["mailing"],
            out=options["out"].resolve(),
            side=options["window"],
            batch_size=options["batch_size"],
            limit=options["limit"],
            addresses=address.addresses(sheet.read(file.read_bytes())) if file else None,
        )
        bar = progress.bar(study.units.count(), "letters")

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            return mailings.make(study, studies.newest_edition(study), wish, tell=tell)
        finally:
            bar.close()

    def _tell(self, made: mailings.Made, as_json: bool) -> None:
        if as_json:
            files = {"manifest": str(made.manifest or ""), "control": str(made.control or "")}
            self.stdout.write(json.dumps({"letters": made.letters, "batches": made.batches, **files}))
        elif made.letters:
            self.stdout.write(f"{made.letters} letters in {made.batches} batches. Manifest: {made.manifest}")
        else:
            self.stdout.write("Nobody is waiting for this letter; nothing was made.")
