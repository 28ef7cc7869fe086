"""migrate: both stores. With --database it is Django's own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections


class Command(Migrate):
    help = "Brings the default database and the store of contacts up to date; with --database only that one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[str, Any]:
        return {**super().get_check_kwargs(options), "databases": _asked_for(options)}

    def handle(self, *args: Any, **options: Any) -> None:
        for alias in _asked_for(options):
            super().handle(*args, **{**options, "database": alias})


def _asked_for(options: dict[str, Any]) -> list[str]:
    """A copy that PostgreSQL keeps up to date gets its tables from there."""
    return [options["database"]] if options["database"] else [alias for alias in connections if alias != "replica"]
