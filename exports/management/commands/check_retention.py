"""check_retention: does this installation keep what people were promised? Exit code 1 where something does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from exports.retention.check import problems
from respondents.withdrawals import BadLog


class Command(BaseCommand):
    help = "Purges that are due, backups that are too old, withdrawals that nobody was told of. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                found = problems(timezone.now())
            except BadLog as problem:
                raise CommandError(str(problem)) from problem
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("What was promised is kept.")
