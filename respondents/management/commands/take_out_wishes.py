"""take_out_wishes STUDY: who wishes an interview, for who makes the appointments."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from respondents import wish_desk
from respondents.private_file import write_new
from respondents.sealing import WrongContactsKey
from respondents.wish_desk import WishDeskError


class Command(BaseCommand):
    help = "Writes who wishes an interview to a file: contact, name and language, everybody once, in no order of time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument(
            "--kind", choices=[kind.value for kind in wish_desk.LISTS], default=wish_desk.LISTS[0].value
        )
        parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="last day it may be kept")
        parser.add_argument("--out", type=Path, required=True, help="JSON file; must not exist yet")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="member of staff who does this")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            study = wish_desk.study_named(options["study"])
            by = wish_desk.member(options["by"], study)
            with transaction.atomic():
                people = wish_desk.take_out(study, by, options["kind"], options["until"])
                write_new(options["out"], wish_desk.as_text({"study": study.slug, "people": people}))
        except (WishDeskError, WrongContactsKey) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Nothing was written. {options['out']}: {problem.strerror}.") from problem
        self.stdout.write(f"{len(people)} people: {options['out']}")
