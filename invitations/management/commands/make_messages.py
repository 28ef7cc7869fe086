"""make_messages STUDY --channel C --out DIR: messages as text files, with the short link of a channel."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import flyers, studies
from invitations.channel_messages import messages_of
from invitations.channels import FlyerChannelRefused, flyer_channel
from invitations.letters import PublicAddressWrong
from invitations.messages import Message, MessageTextMissing
from invitations.models import Channel
from surveys.files import part_of
from surveys.languages import LANGUAGES

PROBLEMS = (
    *(MessageTextMissing, PublicAddressWrong, FlyerChannelRefused),
    *(flyers.FlyerRefused, studies.StudyNotReady),
)


class Command(BaseCommand):
    help = (
        "Writes WhatsApp, SMS, e-mail, spoken and portal texts of the newest edition: one file per kind and language."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--channel", required=True, help="slug of the channel that is counted")
        parser.add_argument("--label", default="", help="make the channel under this name if there is none")
        parser.add_argument("--out", type=Path, required=True, help="folder for the files")
        parser.add_argument(
            "--language", action="append", default=[], choices=LANGUAGES, help="may be given more often"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._make(options)
        except PROBLEMS as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['out']}: {error.strerror}.") from error
        self.stdout.write("\n".join(made))

    def _make(self, options: dict[str, Any]) -> list[str]:
        study = studies.study_by_slug(options["study"])
        edition = studies.newest_edition(study)
        flyers.check(edition, flyers.Wish(options["out"], channel=options["channel"]))
        found = messages_of(edition, options["channel"], tuple(options["language"]))
        flyer_channel(study, options["channel"], options["label"], Channel.Kind.MESSAGE)
        options["out"].mkdir(parents=True, exist_ok=True)
        start = f"{study.slug}-{options['channel']}"
        return [_write(options["out"] / f"{start}-{one.kind}-{one.language}.txt", one) for one in found]


def _write(path: Path, message: Message) -> str:
    """Whole or not at all; says how many parts an SMS takes."""
    part = part_of(path)
    try:
        part.write_text(message.as_file, encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    told = message.sms
    return (
        f"{path}: {told.parts} part(s), {told.places} places, {told.alphabet}" if message.kind == "sms" else str(path)
    )
