"""delete_letters STUDY: removes the files of letters that left, and writes a deletion statement."""

from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import deletion, packing, studies
from staff.models import Role
from staff.roles import NotAllowed, member

PROBLEMS = (deletion.NotDeleted, packing.ParcelRefused, studies.StudyNotReady, NotAllowed)


class Command(BaseCommand):
    help = (
        "Removes batches of letters and files of codes from the disk and states who removed what, when and how. Rows "
        "and digests stay, and the codes keep working. --old removes what left over LETTER_DAYS_KEPT days ago."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", nargs="?", help="slug of the study")
        parser.add_argument("--mailing", help="invitation, reminder_1, reminder_2, or a mailing's number")
        parser.add_argument("--batch", type=int, nargs="+", default=[], metavar="N", help="only these batches")
        parser.add_argument("--unsent", action="store_true", help="also batches that never left")
        parser.add_argument("--by", metavar="EMAIL", help="member of staff who does this")
        parser.add_argument("--old", action="store_true", help="every study, by its age; for a daily job")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for statement in self._old() if options["old"] else self._named(options):
                self.stdout.write(f"{len(statement.gone)} files removed. Statement: {statement.file}")
        except PROBLEMS as error:
            raise CommandError(str(error)) from error

    def _old(self) -> list[deletion.Statement]:
        now = timezone.now()
        return [deletion.delete(mailing, batches, user=None, now=now) for mailing, batches in deletion.old(now).items()]

    def _named(self, options: dict[str, Any]) -> list[deletion.Statement]:
        if not options["study"] or not options["mailing"] or not options["by"]:
            raise CommandError("Name the study, --mailing and --by EMAIL; or --old for what is over its days.")
        study = studies.study_by_slug(options["study"])
        by = member(options["by"], study.slug, Role.FIELDWORK, Role.PRIVACY)
        found = packing.chosen(study, options["mailing"], options["batch"], packing.ANY)
        batches = sorted(deletion.chosen(found, unsent=options["unsent"]), key=lambda one: one.mailing_id)
        now = timezone.now()
        return [
            deletion.delete(mailing, list(some), user=by, now=now)
            for mailing, some in groupby(batches, key=lambda one: one.mailing)
        ]
