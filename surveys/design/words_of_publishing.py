"""What pages about publishing and fieldwork say: refusals in words, replays in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.design.publishing import CannotPublish
from surveys.fieldwork import CannotChange

CANNOT_PUBLISH: Mapping[str, str | Promise] = {
    "changed": _("The draft was changed since you looked at it. Nothing was published. Look again, and ask anew."),
    "no_note": _("Write in one sentence what is new in this edition."),
    "busy": _("An edition of this study is being published now. Wait until that is done."),
    "published_before": _("This very text was published before, as edition %(about)s."),
    "no_basis": _("There is no edition “%(about)s” that this one could follow."),
    "decided": _("Somebody decided about this request already."),
    "same_person": _("You asked for this edition yourself. A colleague has to approve it."),
    "no_researcher": _("Only a researcher of this study can approve."),
}
CANNOT_CHANGE: Mapping[str, str | Promise] = {
    "no_why": _("Say why. Colleagues read it later."),
    "no_such_mode": _("Choose one of the ways in that are listed."),
    "open_after_close": _("It would open after it closes (%(day)s)."),
    "after_withdrawal": _(
        "People were told that they can have their answers removed until %(day)s. It cannot close after that day; "
        "for more time, publish an edition with a later day for removing answers."
    ),
    "proved_open": _(
        "An edition of this study was made and proved for people without a code. Publish an edition with another "
        "way in instead."
    ),
}
DIFFERENCES: Mapping[str, str | Promise] = {
    "gained": _("would get the page"),
    "lost": _("would no longer get the page"),
    "asked": _("would be asked"),
    "not_asked": _("would no longer be asked"),
    "fell_off": _("have an answer that would no longer count to"),
    "came_back": _("have an answer that would count again to"),
    "unfit": _("have an answer that cannot be read to"),
    "asked_again": _("would be led back to the page"),
    "values": _("would get another value of"),
}


def said(error: CannotPublish) -> str:
    return str(CANNOT_PUBLISH[error.code]) % {"about": error.about}


def said_of_fieldwork(error: CannotChange) -> str:
    return str(CANNOT_CHANGE[error.code]) % {"day": date_format(error.day) if error.day else ""}


def replay_lines(counts: Mapping[str, Any]) -> Iterator[tuple[int | None, str | Promise, str]]:
    """(number of interviews, what they would meet, name); None for few."""
    for kind, words in DIFFERENCES.items():
        yield from ((number, words, name) for name, number in counts.get("counts", {}).get(kind, {}).items())
