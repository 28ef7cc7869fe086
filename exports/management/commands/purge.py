"""purge STUDY: links, codes, list and times go, on the day that was promised; purge --due: whatever is due, daily."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from exports.monitor.limits import BadMonitoring
from exports.retention import files, owner, words
from exports.retention.dates import NotYet, check_may_begin
from exports.retention.purge import STEPS, BackupsLeft, Wish, due, kept_of, run, standing, unfinished
from respondents.models import Purge
from staff.models import Role, User
from staff.roles import NotAllowed, member
from surveys.models import Study

WAITS = "%s: all is purged here, and it is not done yet. %s"


class Command(BaseCommand):
    help = (
        "Removes what leads from codes to answers, rounds times to days, writes tables anew, asks for older backups. "
        "Without --by or --due: says what it would do, and changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", nargs="?", help="slug of the study")
        parser.add_argument("--due", action="store_true", help="every study whose day has come, and what goes daily")
        parser.add_argument("--by", metavar="EMAIL", default="", help="privacy coordinator who does this")
        parser.add_argument("--why", default="", help="why now, where no last day was promised")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument(
            "--backups-are-gone-elsewhere", metavar="WHO", default="", help="who says so; kept in the audit trail"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["study"]) == options["due"]:
            raise CommandError("Give STUDY or --due, one of them.")
        with translation.override("en"):
            if not options["dry_run"] and (options["due"] or options["by"]) and not owner.may_purge():
                self._as_owner(options)
                return
            self._due(options) if options["due"] else self._one(options)

    def _one(self, options: dict[str, Any]) -> None:
        study = Study.objects.filter(slug=options["study"], editions__isnull=False).first()
        if study is None:
            raise CommandError(f"No published study {options['study']}.")
        if options["dry_run"] or not options["by"]:
            self._show(study, options["why"])
            return
        try:
            by = member(options["by"], study.slug, Role.PRIVACY)
        except NotAllowed as problem:
            raise CommandError(str(problem)) from problem
        problem = self._purge(study, by, options)
        if problem:
            raise CommandError(problem)

    def _due(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        studies = due(now)
        if options["dry_run"]:
            self.stdout.write("\n".join(one.slug for one in studies) or "Nothing is due.")
            return
        for name, number in files.daily(now).items():
            self.stdout.write(f"{words.store(name)}: {number} removed.")
        problems = [problem for one in studies if (problem := self._purge(one, None, options))]
        if problems:
            raise CommandError("\n".join(problems))

    def _purge(self, study: Study, by: User | None, options: dict[str, Any]) -> str:
        """What is in the way; '' where it is done."""
        wish = Wish(by, options["why"], options["backups_are_gone_elsewhere"].strip())
        try:
            self._report(run(study, wish, now=timezone.now()))
        except NotYet as problem:
            return f"{study.slug}: {words.told(problem)}"
        except BackupsLeft as problem:
            return WAITS % (study.slug, words.backups(problem.found))
        except BadMonitoring as problem:
            return f"{study.slug}: {problem}"
        return ""

    def _report(self, done: Purge) -> None:
        for name in STEPS:
            step = done.steps[name]
            counts = "; ".join(f"{words.store(what)}: {number}" for what, number in step["counts"].items())
            self.stdout.write(f"{done.study.slug}, {words.step(name)}. {counts}.")

    def _show(self, study: Study, why: str) -> None:
        found, today = standing(study), timezone.localdate()
        self.stdout.write(f"{study.slug}: answers can be removed until {found.promised or 'no day is set'}.")
        for name, number in kept_of(study).items():
            self.stdout.write(f"  {words.store(name)}: {number}")
        try:
            if not unfinished(study):
                check_may_begin(found, today, why=why)
            self.stdout.write("It can be purged: --by EMAIL. Nothing was changed.")
        except NotYet as problem:
            self.stdout.write(f"{words.told(problem)} Nothing was changed.")

    def _as_owner(self, options: dict[str, Any]) -> None:
        told = ["purge", *(["--due"] if options["due"] else [options["study"], "--by", options["by"]])]
        for name in ("why", "backups_are_gone_elsewhere"):
            told += [f"--{name.replace('_', '-')}", options[name]] if options[name] else []
        try:
            code, said = owner.command(told)
        except owner.NotTheOwner as problem:
            raise CommandError(str(problem)) from problem
        if code:
            raise CommandError(said)
        self.stdout.write(said)
