"""What the commands that read a file share: the language of its faults, and how they are told."""

import json
from argparse import ArgumentParser
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError

from invitations.frame_problems import FrameUnreadable

SHOWN = 50
LANGUAGES = ("en", "nl")
ENDINGS = {
    "imported": {"en": "nothing was imported.", "nl": "er is niets ingelezen."},
    "stored": {"en": "nothing was stored.", "nl": "er is niets opgeslagen."},
    "left_out": {"en": "nobody was left out.", "nl": "er is niemand weggelaten."},
    "drawn": {"en": "nobody was drawn.", "nl": "er is niemand getrokken."},
}
COUNTED = {"en": ("{n} problems", " ({more} not shown)"), "nl": ("{n} fouten", " ({more} niet getoond)")}


def add_language(parser: ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the faults (default: en)")


def refuse(
    command: BaseCommand, error: FrameUnreadable, language: str, ending: str, *, as_json: bool = False
) -> NoReturn:
    """Tells the faults, the first 50 as lines or all as JSON, and ends with exit code 1."""
    if as_json:
        problems = [vars(problem.in_language(language)) for problem in error.problems]
        command.stdout.write(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
    for problem in () if as_json else error.problems[:SHOWN]:
        command.stderr.write(f"  {problem.line(language)}")
    counted, more = COUNTED[language]
    hidden = max(0, len(error.problems) - SHOWN)
    shown = more.format(more=hidden) if hidden and not as_json else ""
    raise CommandError(f"{counted.format(n=len(error.problems))}{shown}; {ENDINGS[ending][language]}") from error
