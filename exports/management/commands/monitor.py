"""monitor [STUDY]: counts fieldwork, and with --tell sends the morning's mails and webhooks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exports.declared import WronglyDeclared
from exports.monitor import deliver, morning, store
from exports.monitor.job import open_now
from exports.monitor.make import NothingToMonitor, figures_of
from staff.models import Role
from staff.roles import NotAllowed, member
from surveys.models import Study


class Command(BaseCommand):
    help = (
        "Counts the figures of fieldwork and keeps them: of one study, or of each that is open today (every hour, by "
        "cron). --tell sends this morning's figures by mail and to webhooks, once a day however often it runs; "
        "without it, figures that did not arrive at a webhook are tried again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", nargs="?", help="slug of the study; default each that is open")
        parser.add_argument("--tell", action="store_true", help="send this morning's mails and webhooks")
        parser.add_argument("--purge", action="store_true", help="throw the study's figures away instead, of all days")
        parser.add_argument("--by", metavar="EMAIL", default="", help="privacy coordinator who throws away")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["purge"]:
            self._purge(options["study"], options["by"])
            return
        for study in self._studies(options["study"], now):
            try:
                found = figures_of(study, now=now)
            except NothingToMonitor as problem:
                raise CommandError(f"{study.slug} was never published, so there is nothing to count.") from problem
            except WronglyDeclared as problem:
                raise CommandError(str(problem)) from problem
            store.keep(study, found)
            counted = f"{found.sample.size} people, {found.sample.started + found.outside.started} questionnaires"
            self.stdout.write(f"{study.slug}: {counted}, {len(found.alarms)} alarms")
        if options["tell"]:
            morning.tell(now)
        else:
            deliver.waiting(now)

    def _purge(self, slug: str | None, email: str) -> None:
        if slug is None:
            raise CommandError("Name the study whose figures go.")
        (study,) = self._studies(slug, None)
        try:
            by = member(email, slug, Role.PRIVACY)
        except NotAllowed as problem:
            raise CommandError(str(problem)) from problem
        days = store.purge(study, user=by)
        self.stdout.write(f"{slug}: figures of {days} days thrown away.")

    def _studies(self, slug: str | None, now: Any) -> list[Study]:
        if slug is None:
            return list(open_now(now))
        found = Study.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no study {slug}.")
        return [found]
