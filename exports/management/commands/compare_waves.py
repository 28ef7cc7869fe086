"""Hold this wave beside other waves and surveys, with the reason where they cannot be compared."""

from typing import Any

from django.utils.translation import gettext

from exports.management.sheets_command import Printed, SheetsCommand
from exports.sheets_wish import Wish
from exports.waves_report import NoWaves, make, sheets


class Command(SheetsCommand):
    help = (
        "Print figures of other waves (other_waves.yaml in the study's folder) beside this one's: the difference with "
        "its interval, or why there is none."
    )
    refusals = (NoWaves,)

    def printed(self, wish: Wish, options: dict[str, Any]) -> Printed:
        made = make(wish)
        told = (
            f"{len(made.pairs)} figures of other waves, {made.comparable} with a difference, {made.intervals} of these "
            f"with an interval; {made.ranges} beside a range; {sum(made.hidden)} hidden"
        )
        return Printed(list(sheets(made, wish.language)), "waves", gettext("beside other waves"), told)
