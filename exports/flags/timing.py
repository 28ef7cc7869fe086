"""Stored events → how long each page was in front of somebody. Pure.

What is stored is when the server got a page, so this is the time between two pages: reading, answering and the line.
Whether somebody listened, and on what device, is stored nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

SAVES = frozenset({"answer", "skip"})
STARTS_ANEW = frozenset({"screening", "entry"})
"""Kinds of `respondents.models.AnswerEvent`."""
LONGEST = 30 * 60
"""Seconds on one page after which somebody was away: that page tells nothing about reading."""
MICROSECONDS = 1_000_000
SHORTEST = 1
"""Below this a page was not read but handed in late: the phone kept answers while there was no line, and sent them
one after the other."""


@dataclass(frozen=True)
class Moment:
    """An event of an interview: its kind, its page ('' for none), and when the server got it, in microseconds."""

    kind: str
    page: str
    at: int


def page_seconds(moments: Iterable[Moment]) -> dict[str, int]:
    """Whole seconds per page, by the first time it was passed through, in order of the events.

    Left out: pages after an absence, pages handed in late, screening (stored in one go), and going back to a page.
    """
    shown: int | None = None
    at: int | None = None
    page, found = "", dict[str, float]()
    for moment in moments:
        if moment.kind in STARTS_ANEW:
            shown, at, page = moment.at, None, ""
        elif moment.kind in SAVES and moment.page:
            if moment.page != page:
                shown, page = (at or shown), moment.page
                known = page in found
            if shown is not None and not known:
                found[page] = (moment.at - shown) / MICROSECONDS
            at = moment.at
    return {name: round(seconds) for name, seconds in found.items() if SHORTEST <= seconds <= LONGEST}
