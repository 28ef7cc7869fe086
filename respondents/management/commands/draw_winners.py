"""draw_winners STUDY: the draw of the raffle, with a protocol that lets anybody do it again."""

from argparse import ArgumentParser
from pathlib import Path
from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from respondents import wish_desk, wishes
from respondents.private_file import write_new
from respondents.sealing import WrongContactsKey
from respondents.wish_desk import DrawPlan, WishDeskError


class Command(BaseCommand):
    help = (
        "Draws the winners of a study's raffle, each contact once, and writes a protocol. "
        "The raffle is closed from then on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--n", type=int, required=True, help="how many win")
        parser.add_argument("--reserves", type=int, help="how many come next; default as many as win")
        parser.add_argument("--seed", required=True, help="agreed on and written down before the raffle closes")
        parser.add_argument("--out", type=Path, required=True, help="file for the protocol; must not exist yet")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="member of staff who does this")
        parser.add_argument("--again", default="", metavar="REASON", help="a second draw, and why")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            protocol = self._draw(options)
        except (WishDeskError, WrongContactsKey) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Nothing was drawn. {options['out']}: {problem.strerror}.") from problem
        self.stdout.write(
            f"{protocol['entries']} entries, {protocol['doubles_removed']} doubles removed, "
            f"{len(protocol['winners'])} winners, {len(protocol['reserves'])} reserves: {options['out']}"
        )

    def _draw(self, options: dict[str, Any]) -> dict[str, Any]:
        plan = _plan(options)
        study = wish_desk.study_named(options["study"])
        by = wish_desk.member(options["by"], study)
        with wishes.both_stores(study.slug):
            protocol = wish_desk.draw_winners(study, plan, by, SystemRandom())
            write_new(options["out"], wish_desk.as_text(protocol))
        return protocol


def _plan(options: dict[str, Any]) -> DrawPlan:
    reserves = options["n"] if options["reserves"] is None else options["reserves"]
    if options["n"] < 1 or reserves < 0:
        raise WishDeskError("--n is at least 1, and --reserves at least 0.")
    if not options["seed"].strip():
        raise WishDeskError("The seed is empty.")
    return DrawPlan(options["n"], reserves, options["seed"].strip(), options["again"].strip())
