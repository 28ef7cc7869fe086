"""Advice in plain sentences, in the language of the page. Pure but for that."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exports.advice_record import Advice, Expected, Reach, Stratum
from exports.list_words import column, value
from invitations.models import Channel, Mailing
from surveys.engine.definition import Definition

LARGE = 10_000
"""People of a stratum from which a decimal of a rate tells nothing about anybody."""


@dataclass(frozen=True)
class Said:
    """One advice for the page. `query`: of the address that a reminder to this stratum is planned at; '' for none."""

    title: str
    lags: str
    cost: str
    reaches: tuple[str, ...]
    reminder: str
    query: str
    flyer: bool


def said(one: Advice, definition: Definition, study: str) -> Said:
    return Said(
        title=name_of(one.stratum, definition),
        lags=_lags(one),
        cost=_cost(one),
        reaches=tuple(_reach(reach) for reach in one.reaches),
        reminder=_reminder(one.reminder),
        query=_query(one, study),
        flyer=any(reach.way in (Channel.Kind.FLYER, Channel.Kind.MESSAGE) for reach in one.reaches),
    )


def name_of(stratum: Stratum, definition: Definition) -> str:
    """`Group: 2021 act, asylum · Learning route: Z-route`; the list's own words where the study has no others."""
    return " · ".join(
        f"{capfirst(column(name, definition))}: {value(name, code, definition)}" for name, code in stratum
    )


def _lags(one: Advice) -> str:
    people, others = _number(one.people), _percent(one.others, one.people)
    if one.rate is None:
        told = _("Of %(people)s people fewer than ten answered; of all others %(others)s did.")
        return told % {"people": people, "others": others}
    told = _("Of %(people)s people %(rate)s answered; of all others %(others)s did.")
    return told % {"people": people, "rate": _percent(one.rate, one.people), "others": others}


def _cost(one: Advice) -> str:
    told = _(
        "It would take about %(missing)s more answers to be level. R is %(r)s now, and would be %(without)s; the "
        "partial indicator is %(partial)s."
    )
    numbers = {"r": one.r, "without": one.r_without, "partial": one.partial}
    decimals = 2 if one.few else 3
    shown = {name: number_format(value, decimals) for name, value in numbers.items()}
    return told % {"missing": _number(one.missing), **shown}


def _reach(one: Reach) -> str:
    told = _("%(way)s: %(share)s of who came so, against %(all)s of everybody who answered.")
    return told % {"way": way(one.way), "share": _whole(one.share), "all": _whole(one.share_of_all)}


def way(kind: str) -> str:
    """How people came, as a beginning of a sentence."""
    named = {
        Channel.Kind.LETTER: _("Letters"),
        Channel.Kind.OPEN: _("The open address"),
        Channel.Kind.FLYER: _("Flyers"),
        Channel.Kind.MESSAGE: _("Messages"),
        Channel.Kind.SESSION: _("Group sessions"),
        Channel.Kind.HELPDESK: _("The help desk"),
    }
    return named[Channel.Kind(kind)] if kind in Channel.Kind.values else kind


def _reminder(one: Expected) -> str:
    if one.why == "no_letters":
        return _("No letters left yet, so nothing can be said about a reminder.")
    if one.why == "nobody":
        return _("Everybody of them who can get a reminder has had all of them.")
    about = {"kind": str(Mailing.Kind(one.kind).label).lower(), "people": _people(one.people)}
    if one.why == "too_little":
        told = _("The %(kind)s to %(people)s: fewer than ten answered the last letter, too few to tell what it brings.")
    elif one.why == "at_most":
        told = _(
            "The %(kind)s to %(people)s brings at most about %(high)s answers. How answers fall off is not known yet."
        )
    else:
        told = _("The %(kind)s to %(people)s is expected to bring about %(value)s answers (%(low)s to %(high)s).")
    numbers = {name: _number(getattr(one, name)) for name in ("value", "low", "high")}
    young = " " + _("The last letter is young: more answers to it will come.") if one.fresh else ""
    return told % {**about, **numbers} + young


def _people(number: int | None) -> str:
    if number is None:
        return _("fewer than ten people")
    return ngettext("%(n)s person", "%(n)s people", number) % {"n": _number(number)}


def _query(one: Advice, study: str) -> str:
    if not one.reminder.kind:
        return ""
    only = [("only", f"{name}:{code}") for name, code in one.stratum]
    return urlencode([("study", study), ("kind", one.reminder.kind), *only])


def _number(value: int | None) -> str:
    return "" if value is None else number_format(value, 0, force_grouping=True)


def _percent(rate: float, people: int) -> str:
    """A whole percentage, with a decimal where there are so many people that it tells nothing of anybody."""
    if people >= LARGE:
        return f"{number_format(100 * rate, 1)}%"
    return _whole(rate)


def _whole(rate: float) -> str:
    return f"{round(100 * rate)}%" if rate >= 0.005 else "<1%"
