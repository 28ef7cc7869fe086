"""close_fieldwork STUDY: show what closing does and what goes when; with --why close it, or open it again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from exports.closing import ending
from exports.closing.ending import NotAsItWas
from exports.closing.kept import kept_of
from exports.closing.preview import preview
from exports.closing.purge_plan import Line, plan
from exports.closing.report import OUTCOMES
from exports.closing.tasks import ROLES
from exports.dataset import NothingToExport
from invitations.studies import StudyNotReady, newest_edition, study_by_slug
from staff.models import User
from staff.roles import NotAllowed, member
from surveys.fieldwork import fieldwork_of
from surveys.models import Study


class Command(BaseCommand):
    help = (
        "Without --why: what closing would do, and what goes when; nothing is changed. With --why and --by: closes "
        "fieldwork and classifies what was never sent; with --reopen it opens again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--why", default="", help="why it is closed or opened; kept with the change")
        parser.add_argument("--reopen", action="store_true", help="by its dates again")
        parser.add_argument("--by", metavar="EMAIL", default="", help="member of staff who does this")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                study = study_by_slug(options["study"])
                newest_edition(study)
                self._do(study, options)
            except (StudyNotReady, NotAllowed, NothingToExport) as problem:
                raise CommandError(str(problem)) from problem

    def _do(self, study: Study, options: dict[str, Any]) -> None:
        if not options["why"].strip():
            self._show(study)
            if options["reopen"]:
                raise CommandError("Say why it opens again: --why REASON.")
            return
        by = member(options["by"], study.slug, *ROLES)
        try:
            self._reopen(study, options["why"], by) if options["reopen"] else self._close(study, options["why"], by)
        except NotAsItWas as problem:
            raise CommandError(f"It is {'open' if options['reopen'] else 'closed'} already.") from problem

    def _close(self, study: Study, why: str, by: User) -> None:
        end = ending.classify(ending.close(study, why, user=by, now=timezone.now()))
        told = "; ".join(f"{OUTCOMES[name]}: {number}" for name, number in (end.unsent or {}).items())
        self.stdout.write(f"{study.slug} is closed. Never sent: {told}. Open it again: --reopen --why REASON.")

    def _reopen(self, study: Study, why: str, by: User) -> None:
        ending.reopen(study, why, user=by, now=timezone.now())
        self.stdout.write(f"{study.slug} goes by its dates again.")

    def _show(self, study: Study) -> None:
        now = timezone.now()
        found, closed = preview(study, now, timezone.localdate(now)), fieldwork_of(study.pk).closed_on
        self.stdout.write(f"{study.slug} was closed on {closed}." if closed else f"{study.slug} is not closed by hand.")
        self.stdout.write(f"  busy now: {_few(found.busy)}; begun and never sent: {_few(found.unsent)}")
        self.stdout.write(
            f"  group sessions open or planned: {found.sessions}; batches of letters not made: {found.planned}"
        )
        self.stdout.write(f"  answers can be removed until: {found.promised or 'no day is set'}")
        self.stdout.write("What goes when:")
        for line in plan(kept_of(study)):
            how = {"itself": "by itself", "command": line.command, "stays": ""}[line.how]
            self.stdout.write(
                f"  {line.what}: {line.number}. {_when(line)}{f' ({how})' if how else ''}. {line.note}".rstrip()
            )


def _when(line: Line) -> str:
    if line.how == "stays" or not line.goes:
        return "stays" if line.how == "stays" else "no day is set"
    return f"gone by {line.goes}"


def _few(number: int | None) -> str:
    return "fewer than ten" if number is None else str(number)
