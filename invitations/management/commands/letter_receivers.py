"""letter_receivers STUDY: who gets letters, and to which public key they are encrypted."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import receivers, studies
from invitations.age_files import KeyRefused
from staff.models import User
from staff.roles import NotAllowed, member
from surveys.models import Study

PROBLEMS = (receivers.ReceiverRefused, KeyRefused, NotAllowed, studies.StudyNotReady)


class Command(BaseCommand):
    help = "Lists the receivers of a study's letters (printer, DUO). --add and --end change the list; it is recorded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        change = parser.add_mutually_exclusive_group()
        change.add_argument("--add", metavar="NAME", help="a new receiver, such as drukker-noord")
        change.add_argument("--end", metavar="NAME", help="no more letters to this receiver")
        parser.add_argument("--key", metavar="KEY|FILE", help="their public key of age: age1…, or a file with it")
        parser.add_argument("--by", metavar="EMAIL", help="member of staff who does this")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            study = studies.study_by_slug(options["study"])
            if options["add"] or options["end"]:
                self._change(study, options, member(options["by"] or "", study.slug, *receivers.ROLES))
        except PROBLEMS as error:
            raise CommandError(str(error)) from error
        for one in study.receivers.all():
            ended = f", ended {one.ended_at:%Y-%m-%d}" if one.ended_at else ""
            self.stdout.write(f"{one.name}  {one.public_key}  since {one.added_at:%Y-%m-%d}{ended}")

    def _change(self, study: Study, options: dict[str, Any], by: User) -> None:
        now = timezone.now()
        if options["end"]:
            receivers.end(receivers.named(study, options["end"]), user=by, now=now)
            return
        receivers.add(study, options["add"], _key(options["key"] or ""), user=by, now=now)
        self.stderr.write("Read the key out to the receiver by telephone before you send letters to it.")


def _key(given: str) -> str:
    """The key itself, or what a file says. Raises CommandError."""
    if given.lower().startswith("age"):
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The key {given} cannot be read: {error.strerror}. Give age1…, or a file.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{given} is no text. Give the file with the line that begins with age1.") from error
