"""Figures made by hand for pages, mails and messages: no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from exports.monitor.figures import (
    Alarm,
    ChannelFigures,
    Counted,
    Day,
    Figures,
    PageFigures,
    PartialOf,
    PartialR,
    QuestionFigures,
    Representative,
    Split,
    Stratum,
    summed,
)

AT = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


def counted(size: int, usable: int) -> Counted:
    return Counted(size=size, complete=usable, nothing=size - usable, started=usable)


STRATA = (
    Stratum(("a", "man"), counted(400, 80), waiting=320),
    Stratum(("a", "woman"), counted(300, 90), waiting=210),
    Stratum(("b", "man"), counted(200, 12), waiting=188),
    Stratum(("b", "woman"), counted(120, 7), waiting=113),
)
FIGURES = Figures(
    study="field",
    made_at=AT,
    made_up=False,
    opens=date(2026, 11, 1),
    closes=date(2026, 12, 31),
    register=1020,
    variables=("group", "sex"),
    sample=summed(stratum.counted for stratum in STRATA),
    outside=Counted(size=25, complete=20, partial=2, break_off=3, started=25),
    strata=STRATA,
    waiting=831,
    representative=Representative(
        1020,
        0.78,
        0.02,
        0.77,
        0.5,
        (
            PartialR(
                "group", 0.09, 0.01, 0.08, 0.01,
                (PartialOf("a", 700, 0.243, 0.045, 0.01, 0.04), PartialOf("b", 320, 0.059, -0.072, 0.01, 0.06)),
            ),
        ),
    ),
    days=tuple(
        Day(
            date(2026, 11, 2) + timedelta(days=n),
            landed=30,
            started_sample=12,
            sent_sample=11 if n else 3,
            posted={"invitation": 1020} if n == 0 else {},
        )
        for n in range(21)
    ),
    channels=(ChannelFigures("letter", "letter", "Brief", None, 0, 189, 189, 189),),
    languages=(Split("nl", 120, 110, 110), Split("ar", 69, 55, 54), Split("ti", 4, 1, 1)),
    groups=(Split("a", 170, 150, 150), Split("b", 19, 15, 15)),
    modes=(Split("self", 180, 160, 160), Split("helped", 13, 12, 12)),
    devices=(Split("phone", 150, 140), Split("computer", 40, 30)),
    questions=(
        QuestionFigures("work", "work", 180, 170, 10, 0, 0, 0),
        QuestionFigures("home", "home", 12, 11, 1, 0, 0, 0),
    ),
    pages=(
        PageFigures("work", ("work",), 189, 12, 180, 4.0, 6.0, 11.0),
        PageFigures("home", ("home",), 12, 1, 11, 3.0, 4.0, 5.0),
    ),
    alarms=(
        Alarm("uneven", "", 0.78, 0.8, 1020),
        Alarm("lagging", "group=b", 0.32, 0.6, 320),
        Alarm("non_response", "work", 0.056, 0.05, 180),
    ),
)  # fmt: skip
"""7 women of group b responded: a number that stands nowhere, nor anything that gives it back."""


def with_at(at: datetime) -> Figures:
    return replace(FIGURES, made_at=at)
