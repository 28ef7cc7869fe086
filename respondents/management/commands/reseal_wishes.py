"""reseal_wishes: after a change of CONTACTS_KEY, so that older keys are no longer needed."""

from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from respondents import wishes
from respondents.helpdesk import call_backs
from respondents.sealing import WrongContactsKey


class Command(BaseCommand):
    help = (
        "Seals all contact wishes and call-backs with the first key of CONTACTS_KEY. After that the older keys can go."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = wishes.reseal(SystemRandom()) + call_backs.reseal()
        except WrongContactsKey as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{count} sealed anew. Older keys can go; backups from before still need them.")
