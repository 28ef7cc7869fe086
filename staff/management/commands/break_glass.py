"""Access in an emergency: an existing account gets a role for some minutes, and everybody who watches is told."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from staff import account_mail, emergency
from staff.emergency import EmergencyRefused, Wish
from staff.management.arguments import account, checked_study
from staff.models import Role, User


class Command(BaseCommand):
    help = "Give an existing account a role for some minutes; mails every privacy coordinator and FG; ends by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", choices=Role.values)
        parser.add_argument("--study", default="", metavar="SLUG", help="only for this study; without it: for all")
        parser.add_argument("--why", default="", metavar="TEXT", help="the reason; goes into the audit trail and mails")
        parser.add_argument("--minutes", type=int, default=60, help="1 to 480; default 60")
        parser.add_argument("--mail-is-down", action="store_true", help="go on where the mail cannot be sent")
        parser.add_argument("--end", action="store_true", help="end what runs for this account, before its time")

    def handle(self, *args: Any, email: str, end: bool, **options: Any) -> None:
        found = account(email)
        if end:
            self._end(found)
            return
        if not options["role"]:
            raise CommandError("Which role? Give --role.")
        wish = Wish(
            options["role"], checked_study(options["study"]), options["why"], timedelta(minutes=options["minutes"])
        )
        self._begin(found, wish, mail_is_down=options["mail_is_down"])

    def _begin(self, found: User, wish: Wish, *, mail_is_down: bool) -> None:
        now = timezone.now()
        to = [one.email for one in emergency.watchers(wish.study) if one != found]
        try:
            with transaction.atomic():
                access = emergency.begin(found, wish, now=now)
                told = self._tell(access, to, mail_is_down=mail_is_down)
        except EmergencyRefused as error:
            raise CommandError(str(error)) from None
        until = timezone.localtime(access.until)
        self.stdout.write(f"{wish.role} until {until:%Y-%m-%d %H:%M %Z}; told by mail: {told}. It ends by itself.")

    def _tell(self, access: Any, to: list[str], *, mail_is_down: bool) -> int:
        try:
            account_mail.emergency(access, to)
        except OSError as error:
            if not mail_is_down:
                raise CommandError(
                    f"The mail could not be sent ({error}), so no access was given. --mail-is-down goes on without: "
                    "then tell the privacy coordinator yourself."
                ) from error
            self.stderr.write("The mail could not be sent. Tell the privacy coordinator yourself, now.")
            return 0
        emergency.told(access, len(to))
        return len(to)

    def _end(self, found: User) -> None:
        now = timezone.now()
        ended = sum(emergency.end(one, now=now) for one in emergency.running(now).filter(user=found))
        if not ended:
            raise CommandError("No access in an emergency runs for this account.")
        self.stdout.write("The access was ended.")
