"""make_flyers STUDY: flyers as PDF, or as PNG for screens, with the QR of a channel."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import flyer_versions, flyers, logo, studies
from invitations.channels import FlyerChannelRefused, flyer_channel
from invitations.flyer_text import FlyerTextMissing
from invitations.letters import PublicAddressWrong, TextNotDrawable
from surveys.languages import LANGUAGES
from surveys.typeset import TypesetError

PROBLEMS = (
    *(flyers.FlyerRefused, FlyerTextMissing, PublicAddressWrong, TextNotDrawable),
    *(TypesetError, FlyerChannelRefused, studies.StudyNotReady, logo.LogoRefused),
)


class Command(BaseCommand):
    help = "Makes flyers of the newest edition: one file per language, or one sheet with all languages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", type=Path, required=True, help="folder for the files")
        parser.add_argument("--size", choices=tuple(flyer_versions.SIZES), default="a5")
        parser.add_argument(
            "--for",
            dest="kind",
            choices=flyer_versions.NAMES,
            default="plain",
            help="for any printer, a print shop (bleed, crop marks), the office (black and white), a table, screens",
        )
        parser.add_argument("--name", default="", help="the organisation that hands it out")
        parser.add_argument("--logo", type=Path, help="its logo: PNG, JPEG or SVG; needs --name")
        parser.add_argument(
            "--language", action="append", default=[], choices=LANGUAGES, help="may be given more often"
        )
        parser.add_argument("--together", action="store_true", help="all languages on one sheet")
        parser.add_argument(
            "--channel", default="", help="slug of the channel that is counted; without: the first page, not counted"
        )
        parser.add_argument("--label", default="", help="make the channel under this name if there is none")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._make(options)
        except PROBLEMS as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or options['out']}: {error.strerror}.") from error
        self.stdout.write("\n".join(map(str, made)))

    def _make(self, options: dict[str, Any]) -> tuple[Path, ...]:
        study = studies.study_by_slug(options["study"])
        edition = studies.newest_edition(study)
        wish = flyers.Wish(
            out=options["out"].resolve(),
            size=options["size"],
            languages=tuple(options["language"]),
            channel=options["channel"],
            together=options["together"],
            version=options["kind"],
            name=options["name"],
            logo=logo.read(options["logo"]) if options["logo"] else None,
        )
        flyers.check(edition, wish)
        if wish.channel:
            flyer_channel(study, wish.channel, options["label"])
        return flyers.make(edition, wish, timezone.localdate())
