"""The first lines of page, mail and webhook. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from exports.monitor import words
from exports.monitor.figures import Figures
from surveys.engine.disclose import LEAST, shown


@dataclass(frozen=True)
class Headline:
    """One number of the first lines. `value` is None where it may not be told."""

    key: str
    label: str
    value: float | None
    said: str


def headlines(figures: Figures, today: date) -> list[Headline]:
    """The first lines of page, mail and webhook."""
    return list(_headlines(figures, today))


def _headlines(figures: Figures, today: date) -> Iterator[Headline]:
    sample, evenness = figures.sample, figures.representative
    yield _share("rr2", _("Response (RR2)"), sample.rr2, sample.base)
    yield _share("rr1", _("Complete (RR1)"), sample.rr1, sample.base)
    yield _share("participation", _("Participation"), figures.participation, figures.register)
    yield _count("usable", _("Complete or partial, all"), figures.usable)
    yield _count("invited", _("Invited"), sample.base)
    yield _count("waiting", _("Can still get a reminder"), figures.waiting)
    yield Headline("r", _("R-indicator"), evenness.r, words.decimal(evenness.r))
    before = next((one for one in figures.days if one.day == today - timedelta(days=1)), None)
    began = before.started_sample + before.started_open if before else 0
    sent = before.sent_sample + before.sent_open if before else 0
    yield _count("began_yesterday", _("Began yesterday"), began)
    yield _count("sent_yesterday", _("Sent yesterday"), sent)


def _share(key: str, label: str, value: float | None, base: int) -> Headline:
    told = value if base >= LEAST else None
    return Headline(key, label, told, words.percent(told, 1))


def _count(key: str, label: str, number: int) -> Headline:
    """Nought is told here: that nothing happened is what a morning's page is for."""
    told = number if number == 0 else shown(number)
    few = _("fewer than %(least)s") % {"least": LEAST}
    return Headline(key, label, told, few if told is None else words.number(told))
