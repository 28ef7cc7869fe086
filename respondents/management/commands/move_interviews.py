"""manage.py move_interviews: running interviews go on in a newer edition, where that changes nothing for the person."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from respondents import flow
from respondents.models import Interview
from respondents.replay import Moved
from staff import audit
from staff.progress import bar
from surveys.editions import NoEdition, edition
from surveys.models import Edition

CANNOT_READ = 2


class Command(BaseCommand):
    help = (
        "Move running interviews of edition OLD to edition NEW, one by one: only those whose path, answers, language "
        "and consent stay as they are; the others go on in OLD. See them first: compare_editions STUDY OLD NEW "
        "--replay. Stopping halfway is safe, and so is running it twice. Exit code 0: done; 2: no such edition."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="for example perspectief-2024")
        parser.add_argument("old", metavar="OLD", type=int, help="for example 2")
        parser.add_argument("new", metavar="NEW", type=int, help="for example 3")
        parser.add_argument("--json", action="store_true", help="write the counts as JSON")

    def handle(self, *args: Any, study: str, old: int, new: int, **options: Any) -> None:
        try:
            source, target = edition(study, old), edition(study, new)
        except NoEdition as error:
            self.stderr.write(str(error))
            sys.exit(CANNOT_READ)
        counts = move_all(source, target)
        if options["json"]:
            self.stdout.write(json.dumps({str(outcome): count for outcome, count in counts.items()}))
            return
        self.stdout.write(f"{counts[Moved.MOVED]} interviews moved from edition {old} to {new}.")
        for outcome, count in counts.items():
            if outcome != Moved.MOVED:
                self.stdout.write(f"  {count} stay: {outcome}")


def move_all(source: Edition, target: Edition) -> Counter[Moved]:
    """Each running interview of `source` in a transaction of its own; how many moved, and why others stayed."""
    running = Interview.objects.filter(edition=source, state=Interview.State.OPEN).order_by("respnr")
    ids = list(running.values_list("pk", flat=True))
    now = timezone.now()
    counts = Counter(flow.move_to_edition(pk, target, now=now) for pk in bar(ids, "move"))
    audit.record(
        None, "interviews.move", f"{target.study.slug}/{target.number}", counts={str(k): n for k, n in counts.items()}
    )
    return counts
