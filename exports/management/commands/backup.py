"""Back both databases up, apart, with the files that nobody could make again."""

import sqlite3
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.utils import timezone

from exports.backups.faults import BackupRefused
from exports.backups.make import Made, Store, check, make
from invitations.age_files import KeyRefused
from respondents.contacts_store import CONTACTS
from staff import audit
from staff.progress import bar


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Copies both databases and the files that must be kept, each store into a folder of its own, encrypted to the "
        "public key BACKUP_RECIPIENT, with a manifest; removes copies older than BACKUP_DAYS. Keys are never in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, help="folder for the main database and files; default BACKUP_DIR")
        parser.add_argument("--contacts-out", type=Path, help="folder for the contacts; default BACKUP_CONTACTS_DIR")
        parser.add_argument("--recipient", help="public key of age (age1…); default BACKUP_RECIPIENT")
        parser.add_argument("--only", choices=(DEFAULT_DB_ALIAS, CONTACTS), help="only this store")

    def handle(self, **options) -> None:
        stores = [store for store in stores_of(options) if options["only"] in (None, store.alias)]
        now = timezone.now()
        try:
            for store in stores:
                check(store)
            for store in stores:
                self._make(store, now)
        except (BackupRefused, KeyRefused) as problem:
            raise CommandError(str(problem)) from problem
        except (DatabaseError, psycopg.Error, sqlite3.Error) as problem:
            raise CommandError(f"The database could not be copied ({problem}). Nothing is left half.") from problem
        except OSError as problem:
            raise CommandError(
                f"The backup could not be written ({problem.strerror or problem}). Nothing is left half. Make room, "
                "then run it again."
            ) from problem

    def _make(self, store: Store, now) -> None:
        with bar(0, f"Back up {store.alias}") as progress:
            made = make(store, now, progress.update)
        audit.record(None, "backup.made", store.alias, made=now.isoformat(), bytes=made.bytes, removed=made.removed)
        self.stdout.write(_sentence(store, made))


def stores_of(options) -> list[Store]:
    """Both stores, where the options or else the settings put them."""
    main = options["out"] or Path(settings.BACKUP_DIR)
    contacts = options["contacts_out"] or Path(settings.BACKUP_CONTACTS_DIR)
    if main.resolve() == contacts.resolve():
        raise CommandError("The contacts are kept apart: give --out and --contacts-out different folders.")
    key = options["recipient"]
    return [
        Store(DEFAULT_DB_ALIAS, main, key or settings.BACKUP_RECIPIENT, files=True),
        Store(CONTACTS, contacts, key or settings.BACKUP_CONTACTS_RECIPIENT, files=False),
    ]


def _sentence(store: Store, made: Made) -> str:
    rows = sum(made.manifest.stored.tables.values())
    how = "encrypted" if store.recipient else "NOT encrypted (a local site)"
    gone = f"; {made.removed} older removed" if made.removed else ""
    held = f"{rows} rows in {len(made.manifest.stored.tables)} tables, {made.bytes} bytes, {how}"
    return f"{store.alias}: {held}: {made.folder}{gone}"
