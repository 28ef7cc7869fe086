"""replay_withdrawals FILE: after a backup was put back, remove again what people had removed since it was made."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from respondents import withdrawals
from respondents.flow.ending import replay
from respondents.models import Interview


class Command(BaseCommand):
    help = (
        "Withdraws every interview that the log of withdrawals names and that the database still holds answers of. "
        "Without FILE: the log of this installation. Run it right after a restore, before the site is open again. "
        "--catch-up only writes to the log what the database knows and the log lacks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the log; default: WITHDRAWALS_LOG")
        parser.add_argument("--catch-up", action="store_true", help="the other way: from the database to the log")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._catch_up() if options["catch_up"] else self._replay(options["file"] or withdrawals.place())
        except withdrawals.BadLog as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"{problem.filename or ''}: {problem.strerror}. Nothing was replayed.") from problem

    def _replay(self, file: Path) -> None:
        found = replay(list(withdrawals.read(file)), now=timezone.now())
        self.stdout.write(
            f"{found.removed} withdrawn again, {found.before} were withdrawn already, "
            f"{found.unknown} not in this database."
        )

    def _catch_up(self) -> None:
        gone = Interview.objects.filter(state=Interview.State.WITHDRAWN).values_list("pk", "last_at")
        added = withdrawals.catch_up([(key, timezone.localdate(at)) for key, at in gone])
        self.stdout.write(f"{added} added to {withdrawals.place()}.")
