"""database_roles: what the site's and the readers' roles may; --check says what differs. After each migrate."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, transaction

from exports.database_roles import READER, WEB, Names, NoRole, differences, grant


class Command(BaseCommand):
    help = (
        "PostgreSQL: what the site's role and the readers' role may do, table by table. Run it as the tables' owner "
        "after each migrate. --check changes nothing, and exits with 1 where something differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what differs")
        parser.add_argument("--web", default=WEB, metavar="ROLE", help=f"role of the site ({WEB})")
        parser.add_argument("--reader", default=READER, metavar="ROLE", help=f"role of analysts ({READER})")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            self.stdout.write("This database is SQLite, which has no roles. Nothing to do.")
            return
        names = Names(options["web"], options["reader"])
        try:
            if not options["check"]:
                with transaction.atomic():
                    grant(names)
            found = differences(names)
        except NoRole as problem:
            raise CommandError(str(problem)) from problem
        except DatabaseError as problem:
            first = str(problem).splitlines()[0]
            raise CommandError(f"{first}. Run this as the tables' owner. Nothing was changed.") from problem
        if found:
            raise CommandError("\n".join([*map(str, found), *_advice(options["check"])]))
        self.stdout.write("Every role may do what it must, and nothing else.")


def _advice(check: bool) -> list[str]:
    return ["Put it right: manage.py database_roles, as the tables' owner."] if check else _OWNED


_OWNED = ["What is too much comes with owning the table: the tables belong to another role. See deploy/roles.sql."]
