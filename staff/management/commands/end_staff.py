"""End a staff account: it opens nothing any more, and is logged out everywhere, at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from staff import joining
from staff.management.arguments import account


class Command(BaseCommand):
    help = "End a staff account; what was done with it stays in the audit trail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        found = account(email)
        if not found.is_active:
            raise CommandError("This account was ended already.")
        joining.end(found, by=None, now=timezone.now())
        self.stdout.write("The account was ended.")
