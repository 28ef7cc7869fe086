"""Who still gets a letter. Respondents tell which units are done; this app does not know interviews."""

import json
from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet

from invitations.models import Code, Mailing, SampleUnit
from surveys.models import Study

DoneUnits = Callable[[Study], "QuerySet[SampleUnit] | set[int]"]
_hooks: list[DoneUnits] = []


def done_units(hook: DoneUnits) -> DoneUnits:
    """Registers who knows units that need no reminder (sent, withdrawn): keys, or a queryset of keys."""
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


def units_to_write_to(study: Study, kind: str) -> QuerySet[SampleUnit]:
    """Active, listed units of the sample without an open code of this kind of mailing, in the order of the frame.

    Reminders go to those who were invited and whom no hook calls done, decided now. A unit whose letter was blocked
    (spoiled, or came back) counts as not written to. Where DUO puts in the addresses, those who are done get a
    reminder too: leaving them out would tell DUO who took part.
    """
    reachable = study.units.filter(state=SampleUnit.State.ACTIVE, listed=True, sampled=True)
    units = reachable.exclude(Exists(_open_codes(kind)))
    if kind != Mailing.Kind.INVITATION:
        units = units.filter(Exists(_open_codes(Mailing.Kind.INVITATION)))
        for hook in _hooks if reminders_of(study) == "units" else ():
            units = units.exclude(pk__in=hook(study))
    return units.order_by("pk")


def reminders_of(study: Study) -> str:
    """`units` (who is done gets none) or `everyone`, as the newest edition's frame says."""
    edition = study.editions.order_by("-number").first()
    frame = (json.loads(edition.document).get("frame") or {}) if edition else {}
    return frame.get("reminders") or ("everyone" if frame.get("merge") == "duo" else "units")


def _open_codes(kind: str) -> QuerySet[Code]:
    return Code.objects.filter(unit=OuterRef("pk"), mailing__kind=kind, blocked_at=None)
