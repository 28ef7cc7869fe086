"""purge_call_backs: phone numbers whose 14 days are over. Daily, by Celery beat or cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from respondents.helpdesk import call_backs


class Command(BaseCommand):
    help = "Removes phone numbers of people to be called back, 14 days after they were noted. For a daily job."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{call_backs.purge(timezone.now())} removed.")
