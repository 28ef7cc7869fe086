"""Ask somebody by mail to make a staff account, with any role. Nobody sees their password or their authenticator."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from staff import account_mail, contacts, joining
from staff.joining import JoiningRefused, Wanted
from staff.management.arguments import checked_email, checked_study
from staff.models import Role

TOLD = {
    "missing": "This account was ended. Without --anew and with another role it is opened again.",
    "held": "The account has this role already.",
}


class Command(BaseCommand):
    help = "Ask somebody by mail to make a staff account; give a further role to who has one; set one up anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", choices=Role.values)
        parser.add_argument("--study", default="", metavar="SLUG", help="only for this study; without it: for all")
        parser.add_argument("--anew", action="store_true", help="who lost phone or password: a link to set up anew")

    def handle(self, *args: Any, email: str, role: str | None, study: str, anew: bool, **options: Any) -> None:
        wanted = Wanted(checked_email(email), role or "", checked_study(study))
        if anew == bool(role):
            raise CommandError("Give --role for an invitation, or --anew for an account that is set up anew.")
        try:
            with transaction.atomic():
                self.stdout.write(_anew(wanted) if anew else _asked(wanted))
        except JoiningRefused as error:
            raise CommandError(TOLD.get(error.code, error.code)) from None
        except OSError as error:
            raise CommandError(f"The mail could not be sent ({error}), so nothing was changed.") from error


def _asked(wanted: Wanted) -> str:
    known = contacts.account_of(wanted.address)
    if known is not None and known.is_active:
        joining.give(known, wanted.role, wanted.study, by=None)
        account_mail.given(known.email, wanted.role, wanted.study)
        return "They have an account, and have this role now. A mail tells them."
    made, token = joining.ask(wanted, by=None, now=timezone.now())
    account_mail.invite(made, token)
    return "The invitation was sent. It is valid for 7 days."


def _anew(wanted: Wanted) -> str:
    known = contacts.account_of(wanted.address)
    if known is None:
        raise CommandError(f"There is no account for {wanted.address}. Invite with --role.")
    made, token = joining.ask_anew(known, by=None, now=timezone.now())
    account_mail.invite(made, token)
    return "The link was sent to the address of the account. It is valid for 7 days."
