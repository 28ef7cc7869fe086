"""A made-up record of figures of a fieldwork, large enough that everything can be told, and ways to make it small."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from exports.monitor.figures import ChannelFigures, Counted, Day, Figures, Representative, Stratum, summed

OPENS = date(2027, 1, 4)
MADE = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
OUTCOMES = ("complete", "partial", "break_off", "refusal", "withdrawn", "removed", "undeliverable", "nothing")


def counted(*numbers: int, **more: int) -> Counted:
    """In the order of OUTCOMES; the size is their sum and that of `more`."""
    found = dict(zip(OUTCOMES, numbers, strict=False)) | more
    return Counted(size=sum(found.values()), **found)


STRATA = (
    Stratum(("asiel", "GM0363"), counted(120, 20, 15, 12, 10, 0, 30, 600)),
    Stratum(("asiel", "GM0344"), counted(80, 15, 12, 2, 0, 0, 20, 400, not_written=30)),
    Stratum(("gezin", "GM0363"), counted(60, 12, 11, 3, 0, 0, 15, 300, left_out=12)),
    Stratum(("gezin", "GM0758"), counted(3, 1, 2, 0, 0, 0, 1, 40)),
    Stratum(("", "GM0758"), counted(2, 0, 0, 0, 0, 0, 0, 30)),
)
POSTED = {OPENS: {"invitation": 1900}, OPENS + timedelta(days=21): {"reminder_1": 1500, "invitation": 3}}


def days() -> tuple[Day, ...]:
    """Eight weeks; the second and the last of few people."""
    found = []
    for number in range(56):
        day, week = OPENS + timedelta(days=number), number // 7
        few = week in (1, 7)
        sent = int(few and number % 7 == 0) if few else 6
        found.append(Day(day, sent * 3, sent + 1, sent, sent, 0, posted=POSTED.get(day, {})))
    return tuple(found)


def figures(**changes: Any) -> Figures:
    whole = Figures(
        study="mini",
        made_at=MADE,
        made_up=False,
        opens=OPENS,
        closes=date(2027, 2, 28),
        register=3000,
        variables=("group", "municipality"),
        sample=summed(stratum.counted for stratum in STRATA),
        outside=counted(45, 12, 20),
        strata=STRATA,
        representative=Representative(units=1800, r=0.8123, r_se=0.01),
        days=days(),
        channels=(
            ChannelFigures("letter-invitation", "letter", "Brief", None, 500, 400, 300, 270),
            ChannelFigures("letter-reminder_1", "letter", "Herinnering", None, 90, 60, 50, 43),
            ChannelFigures("flyer-west", "flyer", "Flyer West", 1, 80, 60, 50, 48),
            ChannelFigures("wa", "message", "WhatsApp", 2, 20, 10, 9, 9),
        ),
    )
    return replace(whole, **changes)
