"""Flags, decisions and undo on the command line: the same as on the staff page."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.utils import timezone

from exports.cleaning_jobs import report_of
from exports.cleaning_report import Report
from exports.dataset import NothingToExport
from exports.decide import CannotDecide, Wish, decide, undo
from exports.decisions import ACTIONS, NoSuchVariable, NotToUndo
from exports.flags.rules import BY_NAME
from exports.flags.settings import BadSettings, settings_of
from exports.judge import is_stale, judge
from exports.judged_words import limits_in_words
from exports.models import Judgement
from respondents.models import Interview
from staff.progress import bar
from staff.roles import NotAllowed, member
from surveys.engine.editions import edition_numbers
from surveys.engine.parse import DefinitionError, parse, select_edition
from surveys.load import CannotRead, read_folder
from surveys.models import Study

ROLES = ("analyst", "researcher")


class Command(BaseCommand):
    help = (
        "Look at every interview of a study and print what each rule flags, what was decided, and what that does to "
        "the numbers. Without --apply or --undo nothing is decided; nobody leaves the data by a flag alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--json", action="store_true", help="the table as JSON")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check", action="store_true", help="only read what the study's files declare, before they are published"
        )
        what.add_argument("--apply", metavar="RULE", choices=sorted(BY_NAME), help="decide about who this rule flags")
        what.add_argument("--undo", metavar="N", type=int, help="take decision N out of force")
        parser.add_argument("--action", choices=ACTIONS, default="remove", help="what to do; default remove")
        parser.add_argument("--respnr", type=int, nargs="+", help="only these interviews; default all that are flagged")
        parser.add_argument("--empty", default="", help="with --action blank: questions to empty, comma-separated")
        parser.add_argument("--why", default="", help="the reason, kept beside the decision")
        parser.add_argument("--by", default="", help="e-mail address of the member of staff who decides")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.stdout.write(_declared(options["study"]))
            return
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            raise CommandError(f"There is no study {options['study']}.")
        try:
            judgement = self._judged(study)
            self._decide(study, options)
        except (NothingToExport, CannotDecide, NoSuchVariable, NotToUndo, NotAllowed) as problem:
            raise CommandError(str(problem)) from problem
        found = report_of(judgement)
        self.stdout.write(
            json.dumps({**found.as_json(), "limits": judgement.limits}) if options["json"] else _words(found, judgement)
        )

    def _judged(self, study: Study) -> Judgement:
        if not is_stale(study.slug):
            return Judgement.objects.get(study=study)
        total = Interview.objects.filter(edition__study=study).count()
        with bar(total, f"Look at {study.slug}") as progress:
            return judge(study.slug, now=timezone.now(), progress=lambda done: progress.update(done - progress.n))

    def _decide(self, study: Study, options: dict[str, Any]) -> None:
        if not options["apply"] and options["undo"] is None:
            return
        by = member(options["by"], study.slug, *ROLES) if options["by"] else None
        now = timezone.now()
        if options["undo"] is not None:
            made = undo(study, options["undo"], options["why"], by=by, now=now)
        else:
            named = tuple(name.strip() for name in options["empty"].split(",") if name.strip())
            wish = Wish(options["apply"], options["action"], options["why"], options["respnr"], named)
            made = decide(study, wish, by=by, now=now)
        self.stderr.write(f"Decision {made.pk}: {made.action}, {len(made.respnrs)} interviews.")


def _declared(slug_or_path: str) -> str:
    """The limits in the files of a study, as all its editions together understand them."""
    try:
        document = read_folder(slug_or_path)
        editions = [parse(select_edition(document, number)) for number in reversed(edition_numbers(document))]
        settings = settings_of(editions)
    except (CannotRead, DefinitionError, BadSettings) as problem:
        raise CommandError(str(problem)) from problem
    return f"Limits: {'; '.join(limits_in_words(settings.limits(), 'en'))}."


def _words(found: Report, judgement: Judgement) -> str:
    """The table, as on the page."""
    lines = [
        f"{'rule':<12}{'flagged':>9}{'undecided':>11}{'left':>7}{'emptied':>9}{'removed':>9}",
        *(
            f"{one.rule:<12}{one.flagged:>9}{one.undecided:>11}{one.left:>7}{one.blanked:>9}{one.removed:>9}"
            for one in found.rules
        ),
        "",
        f"{'group':<20}{'before':>8}{'after':>8}  without everybody flagged by a rule",
        *(_group(one) for one in found.groups),
        f"{'all':<20}{found.before:>8}{found.after:>8}",
        "",
        f"Limits: {'; '.join(limits_in_words(judgement.limits, 'en'))}.",
        *(f"{rule}: {note['en']}" for rule, notes in judgement.notes.items() for note in notes),
    ]
    return "\n".join(lines)


def _group(line) -> str:
    without = ", ".join(f"{rule} {count}" for rule, count in line.without.items() if count != line.before)
    return f"{line.group:<20}{line.before:>8}{line.after:>8}  {without}"
