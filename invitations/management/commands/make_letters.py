"""make_letters STUDY: letters as PDF with a fresh code each, and their manifest."""

import json
from argparse import ArgumentParser, BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import address, code_file, mailings, receivers, reminders, sheet, studies
from invitations.frame_problems import FrameUnreadable
from invitations.letter_job import PROBLEMS
from invitations.letter_text import KINDS
from invitations.models import Receiver
from invitations.problem_report import LANGUAGES
from invitations.receivers import ReceiverRefused
from staff import progress
from staff.models import Role, User
from staff.roles import NotAllowed, member


class Command(BaseCommand):
    help = (
        "Makes the letters of a mailing for everyone who has none yet: PDF batches, a manifest and a control sheet. "
        "Start it again after a stop: it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--mailing", choices=KINDS, required=True)
        goal = parser.add_mutually_exclusive_group(required=True)
        goal.add_argument("--out", type=Path, help="folder for the files")
        goal.add_argument(
            "--codes-for-printer", type=Path, metavar="FILE", help="no letters: a file of codes, with --to or --plain"
        )
        leaves = parser.add_mutually_exclusive_group()
        leaves.add_argument("--to", metavar="RECEIVER", help="encrypt the file of codes to them (FILE.csv.age)")
        leaves.add_argument("--plain", action="store_true", help="the file of codes in plain text (FILE.csv); recorded")
        parser.add_argument("--by", metavar="EMAIL", help="member of staff who orders a file of codes")
        parser.add_argument(
            "--batch-size",
            type=int,
            default=mailings.USUAL_LETTERS,
            help=f"letters per PDF, at most {mailings.MOST_LETTERS}",
        )
        parser.add_argument("--presses", type=int, default=None, help="batches at the same time; one for each core")
        parser.add_argument("--window", choices=("left", "right"), default="left", help="window of the envelope")
        parser.add_argument("--limit", type=int, help="at most so many letters")
        parser.add_argument(
            "--only", action="append", default=[], metavar="COLUMN:CATEGORY", help="only people of a stratum; repeat it"
        )
        parser.add_argument("--addresses", type=Path, help="CSV or XLSX: frame_id, line_1 … line_6; read, never stored")
        parser.add_argument("--kix", action=BooleanOptionalAction, help="PostNL's bars below addresses (or LETTER_KIX)")
        parser.add_argument(
            "--language", choices=("all", "by-frame"), default="all", help="page 2: all in short, or the person's own"
        )
        parser.add_argument("--proof-set", type=int, metavar="N", help="first, last and N other letters once more")
        parser.add_argument("--seed", type=int, default=1, help="which letters the proof set draws")
        parser.add_argument("--fault-language", choices=LANGUAGES, default="en", help="of faults in addresses")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._make(options)
        except FrameUnreadable as error:
            lines = [problem.line(options["fault_language"]) for problem in error.problems]
            raise CommandError("\n".join(lines)) from error
        except (*PROBLEMS, NotAllowed, ReceiverRefused) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['out']}: {error.strerror}.") from error
        self._warn(made, options["codes_for_printer"] if options["plain"] else None)
        self._tell(made, options["json"])

    def _warn(self, made: mailings.Made, codes: Path | None) -> None:
        if made.without_kix:
            self.stderr.write(
                f"{made.without_kix} letters have no KIX code: their address does not tell it, or not in the room."
            )
        if made.proofs:
            self.stderr.write(f"Proof set, with codes that work: {made.proofs}")
        if codes and made.letters:
            self.stderr.write(f"{codes}: {code_file.WARNING}")

    def _make(self, options: dict[str, Any]) -> mailings.Made:
        study = studies.study_by_slug(options["study"])
        by = _who_orders(options, study.slug)
        wish = _wish(options, receivers.named(study, options["to"]) if options["to"] else None)
        bar = progress.bar(study.units.count(), "letters")

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            return mailings.make(study, studies.newest_edition(study), wish, user=by, tell=tell)
        finally:
            bar.close()

    def _tell(self, made: mailings.Made, as_json: bool) -> None:
        if as_json:
            files = {name: str(getattr(made, name) or "") for name in ("manifest", "control", "proofs", "codes")}
            self.stdout.write(json.dumps({"letters": made.letters, "batches": made.batches, **files}))
        elif made.letters and made.codes:
            self.stdout.write(f"{made.letters} codes in {made.codes}")
        elif made.letters:
            self.stdout.write(f"{made.letters} letters in {made.batches} batches. Manifest: {made.manifest}")
        else:
            self.stdout.write("Nobody is waiting for this letter; nothing was made.")


def _who_orders(options: dict[str, Any], study: str) -> User | None:
    """Who asks for a file of codes. Raises NotAllowed, CommandError."""
    codes, way = options["codes_for_printer"], options["to"] or options["plain"]
    if codes and not way:
        raise CommandError(
            "Codes leave encrypted: name the receiver with --to (see letter_receivers). Only where the printer cannot "
            "open such a file: --plain, and hand it over in person."
        )
    if way and not codes:
        raise CommandError("--to and --plain are about --codes-for-printer. Letters are encrypted by pack_letters.")
    if codes and not options["by"]:
        raise CommandError("Say who orders the codes: --by EMAIL. It is recorded.")
    return member(options["by"], study, Role.FIELDWORK) if options["by"] else None


def _wish(options: dict[str, Any], receiver: Receiver | None) -> mailings.Wish:
    file, codes = options["addresses"], options["codes_for_printer"]
    return mailings.Wish(
        kind=options["mailing"],
        out=(codes.parent if codes else options["out"]).resolve(),
        side=options["window"],
        batch_size=options["batch_size"],
        limit=options["limit"],
        addresses=address.addresses(sheet.read(file.read_bytes())) if file else None,
        kix=options["kix"],
        languages=options["language"],
        proofs=options["proof_set"],
        seed=options["seed"],
        code_file=codes.resolve() if codes else None,
        receiver=receiver,
        among=reminders.among(options["only"]),
        **({} if options["presses"] is None else {"presses": options["presses"]}),
    )
