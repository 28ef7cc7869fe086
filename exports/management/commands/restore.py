"""Put backups back into empty databases."""

import sqlite3
from pathlib import Path

import psycopg
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from exports.backups import opening, restore
from exports.backups.faults import RestoreRefused
from respondents.contacts_store import CONTACTS
from staff import audit

REPLAY = "replay_withdrawals"
ROLES = "database_roles"


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Puts backups back, into empty databases only: checks every file, loads, compares rows, triggers and "
        "sequences, brings it up to date, and repeats withdrawals. All of it, or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, help="folders that `backup` made: one per store")
        parser.add_argument(
            "--identity", action="append", type=Path, default=[], help="file with the secret key of age"
        )
        parser.add_argument("--check", action="store_true", help="only look: are they whole, and can they be put back?")

    def handle(self, **options) -> None:
        try:
            identities = opening.identities_in(options["identity"])
            backups = restore.found(options["folders"])
            if options["check"]:
                self._check(backups, identities)
                return
            restore.restore(backups, identities, self.stdout.write)
        except RestoreRefused as problem:
            raise CommandError(str(problem)) from problem
        except (DatabaseError, psycopg.Error, sqlite3.Error) as problem:
            raise CommandError(f"The database did not take it: {problem} Nothing was put back.") from problem
        except OSError as problem:
            raise CommandError(
                f"The disk did not take it ({problem.strerror or problem}). Nothing was put back. Make room, then run "
                "it again."
            ) from problem
        self._after(backups)

    def _check(self, backups, identities) -> None:
        for backup in backups:
            restore.check(backup, identities)
            self.stdout.write(
                f"{backup.folder}: {backup.alias} of {backup.manifest.made:%Y-%m-%d %H:%M %Z} can be put back"
            )

    def _after(self, backups) -> None:
        main = next((backup for backup in backups if backup.alias == DEFAULT_DB_ALIAS), None)
        if main:
            self._replay(main)
        for step in _next_steps({backup.alias for backup in backups}):
            self.stdout.write(f"- {step}")

    def _replay(self, backup) -> None:
        audit.record(
            None,
            "backup.restored",
            backup.alias,
            made=backup.manifest.made.isoformat(),
            version=backup.manifest.version,
        )
        if REPLAY not in get_commands():
            self.stdout.write(
                f"Who withdrew after {backup.manifest.made:%Y-%m-%d %H:%M %Z} is back in: withdraw them again by hand "
                "before anybody sees data."
            )
            return
        try:
            call_command(REPLAY, stdout=self.stdout, stderr=self.stderr)
        except CommandError as problem:
            raise CommandError(
                f"Everything is put back, but withdrawals were not repeated: {problem} Run `{REPLAY}` before anybody "
                "sees data."
            ) from problem


def _next_steps(restored: set[str]) -> list[str]:
    steps = [
        f"The other store ({alias}) was not put back: name its folder too, or `migrate` makes an empty one."
        for alias in (DEFAULT_DB_ALIAS, CONTACTS)
        if alias not in restored
    ]
    steps += [f"Run `{ROLES}`: who may read what is not in a backup."] if ROLES in get_commands() else []
    return [
        *steps,
        "Start the site with the same SECRET_KEY, CODE_KEY and CONTACTS_KEY; /readyz must answer 200.",
        "Remove the secret key from this machine.",
    ]
