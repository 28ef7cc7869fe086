"""Who puts the addresses on letters, and what follows from it for reminders."""

from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem

MERGERS = ("us", "printer", "duo")
REMINDERS = ("units", "everyone")


def check_mailing(definition: Definition) -> Iterator[Problem]:
    merge = definition.frame.get("merge", "printer")
    reminders = definition.frame.get("reminders", "everyone" if merge == "duo" else "units")
    for name, value, allowed in (("merge", merge, MERGERS), ("reminders", reminders, REMINDERS)):
        if value not in allowed:
            message = f"“{str(value)[:60]}” is unknown here."
            yield fault("bad_mailing", f"frame/{name}", message, f"Choose one of: {', '.join(allowed)}.")
    if merge == "duo" and reminders == "units":
        message = "A list of single people for reminders would tell DUO who took part."
        advice = "Write `reminders: everyone`, or let the printer put in the addresses (`merge: printer`)."
        yield fault("reminders_tell", "frame/reminders", message, advice)
