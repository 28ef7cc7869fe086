"""pack_letters STUDY|DIR: finished batches with manifest and control sheet, encrypted for one receiver."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import packing, receivers, studies
from invitations.models import Parcel
from invitations.pack_job import PROBLEMS
from staff import progress
from staff.models import Role
from staff.roles import NotAllowed, member
from surveys.models import Study


class Command(BaseCommand):
    help = (
        "Packs finished batches with their manifest and control sheet into one file that only the receiver can open "
        "(age). Nothing is sent; who packed what is recorded."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY|DIR", help="slug of the study, or the folder of one mailing")
        parser.add_argument("--mailing", help="invitation, reminder_1, reminder_2, or a mailing's number")
        parser.add_argument("--batch", type=int, nargs="+", default=[], metavar="N", help="only these batches")
        parser.add_argument("--to", required=True, metavar="RECEIVER", help="see letter_receivers")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip.age", help="a file that is not there")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="member of staff who does this")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._pack(options)
        except (*PROBLEMS, NotAllowed) as error:
            raise CommandError(str(error)) from error
        self._tell(made, options["json"])

    def _pack(self, options: dict[str, Any]) -> Parcel:
        study, mailing, folder = _wanted(options["study"], options["mailing"])
        by = member(options["by"], study.slug, Role.FIELDWORK)
        receiver = receivers.named(study, options["to"])
        batches = packing.chosen(study, mailing, options["batch"])
        bar = progress.bar(0, "bytes")

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        try:
            order = packing.Order(receiver, batches, options["out"].resolve(), folder)
            return packing.pack(order, user=by, now=timezone.now(), tell=tell)
        finally:
            bar.close()

    def _tell(self, made: Parcel, as_json: bool) -> None:
        letters = sum(made.batches.values_list("letters", flat=True))
        batches = made.batches.count()
        if as_json:
            facts = {"file": made.file, "sha256": made.file_hash, "bytes": made.size}
            self.stdout.write(json.dumps({"letters": letters, "batches": batches, **facts}))
            return
        self.stdout.write(f"{letters} letters in {batches} batches for {made.receiver.name}: {made.file}")
        self.stdout.write(f"SHA-256 {made.file_hash}, {made.size} bytes. Give this number to the receiver another way.")


def _wanted(named: str, mailing: str | None) -> tuple[Study, str, Path | None]:
    """Study, mailing, and the folder where that is what was named. Raises as `_pack` does."""
    folder = Path(named).resolve()
    if folder.is_dir() and not Study.objects.filter(slug=named).exists():
        found = packing.mailing_in(folder, mailing)
        return found.study, str(found.pk), folder
    if not mailing:
        raise CommandError("Say which mailing: --mailing invitation, reminder_1, reminder_2, or its number.")
    return studies.study_by_slug(named), mailing, None
