"""What is kept of a fieldwork, and when each part of it goes: by itself, or by a command. Pure.

`exports.closing.kept` reads what there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext

How = Literal["itself", "command", "stays"]
RAFFLE = "raffle"
"""The one kind of contact wish that waits for a draw."""


@dataclass(frozen=True)
class Kept:
    """What there is of a study now. Days are None where nobody set them.

    `wishes`: of each kind of contact wish its name, its words and how many. `letters`: batches on the disk that left,
    and the day on which the last of them goes; `unsent_letters`: batches that never left. `links`: bridges from codes
    to interviews. `figures`: days of the monitor's record. `promised`: the day until which answers can be removed;
    `purge_after`: so many days later the bridges go. `clocks`: questionnaires that still have times.
    """

    call_backs: int = 0
    last_call_back: date | None = None
    wishes: tuple[tuple[str, str, int], ...] = ()
    letters: int = 0
    last_letter: date | None = None
    unsent_letters: int = 0
    parcels: int = 0
    links: int = 0
    visits: int = 0
    codes: int = 0
    people: int = 0
    desk: int = 0
    figures: int = 0
    answers: int = 0
    promised: date | None = None
    purge_after: int = 1
    clocks: int = 0
    slug: str = ""


@dataclass(frozen=True)
class Line:
    """`number`: how much there is; `goes`: the day after which it is gone at the latest, None where no day is set.

    `command`: what to type where it does not go by itself.
    """

    what: str
    number: int
    how: How
    goes: date | None = None
    command: str = ""
    note: str = ""


def plan(kept: Kept) -> tuple[Line, ...]:
    """Every kind of thing that is kept, the most personal first."""
    return tuple(_lines(kept))


def _lines(kept: Kept) -> Iterator[Line]:
    yield Line(
        gettext("Phone numbers of people to be called back"),
        kept.call_backs,
        "itself",
        kept.last_call_back,
        note=gettext("Gone after the call, and 14 days after it was noted at the latest."),
    )
    yield from _wishes(kept)
    yield from _letters(kept)
    yield from _bridges(kept)
    yield Line(
        gettext("Entries of the help desk's log"), kept.desk, "stays", note=gettext("Holds nothing about people.")
    )
    yield Line(
        gettext("Days of the monitor's figures"),
        kept.figures,
        "command",
        command=f"monitor {kept.slug} --purge --by EMAIL",
        note=gettext("The newest holds counts of few people. When the report is written."),
    )
    yield Line(
        gettext("Answers"),
        kept.answers,
        "stays",
        note=gettext("Until the day that the study's page about privacy names; who wants theirs removed can, by code."),
    )


def _wishes(kept: Kept) -> Iterator[Line]:
    for kind, words, number in kept.wishes:
        what = gettext("Addresses and numbers of people: %(kind)s") % {"kind": words}
        note = gettext("After the draw.") if kind == RAFFLE else gettext("When the list has served.")
        yield Line(what, number, "command", command=f"purge_wishes {kept.slug} --kind {kind} --by EMAIL", note=note)


def _letters(kept: Kept) -> Iterator[Line]:
    yield Line(
        gettext("Batches of letters on the disk, with names where they were put in"),
        kept.letters,
        "itself" if kept.last_letter else "command",
        kept.last_letter,
        "" if kept.last_letter else f"delete_letters {kept.slug} --mailing KIND --by EMAIL",
    )
    yield Line(
        gettext("Batches that never left"),
        kept.unsent_letters,
        "command",
        command=f"delete_letters {kept.slug} --mailing KIND --unsent --by EMAIL",
    )
    yield Line(gettext("Encrypted parcels for printers"), kept.parcels, "itself", kept.last_letter)
    yield Line(
        gettext("Address files that were sent in"),
        0,
        "itself",
        note=gettext("Encrypted with a key that ends with the job; the file goes with it, within a day."),
    )


def _bridges(kept: Kept) -> Iterator[Line]:
    """What leads from a letter to answers. Needed while answers can be removed, and by nobody afterwards."""
    goes = kept.promised + timedelta(days=kept.purge_after) if kept.promised else None
    how: How = "itself" if kept.promised else "command"
    command = "" if kept.promised else f"purge {kept.slug} --why REASON --by EMAIL"
    told = gettext("Needed to remove answers by code until the promised day.")
    counts = gettext("What weights and this report need of them is kept as counts.")
    for what, number, note in (
        (gettext("Links between codes and questionnaires"), kept.links, told),
        (gettext("Stays on phones (digests)"), kept.visits, gettext("Two days after they were last used.")),
        (gettext("Digests of codes"), kept.codes, told),
        (gettext("Lines of the list: numbers and kinds, no names"), kept.people, counts),
        (gettext("Clock times of answers: rounded to days, durations stay"), kept.clocks, ""),
    ):
        yield Line(what, number, how, goes, command, note)
