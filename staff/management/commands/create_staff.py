"""Make a staff account that can log in at once, for a first one or without mail; `invite_staff` shows no secrets."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from staff.invite import Invitation, invite
from staff.management.arguments import checked_email, checked_study
from staff.models import Role


class Command(BaseCommand):
    help = "Make a staff account; prints its password, TOTP secret and current code, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--study", default="", metavar="SLUG", help="only for this study; without it: for all")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, email: str, role: str, study: str, **options: Any) -> None:
        checked_email(email)
        checked_study(study)
        try:
            invitation = invite(email, role, study)
        except IntegrityError:
            raise CommandError(f"There is already an account for {email}. Use another address.") from None
        facts = _facts(invitation, role, study)
        if options["json"]:
            self.stdout.write(json.dumps(facts))
            return
        for name, value in facts.items():
            self.stdout.write(f"{name:12} {value}")


def _facts(invitation: Invitation, role: str, study: str) -> dict[str, str]:
    return {
        "email": invitation.user.email,
        "role": role,
        "study": study or "*",
        "password": invitation.password,
        "totp_secret": invitation.totp_secret,
        "code_now": invitation.current_code(),
    }
