"""Fieldwork as it stands beside what editions say: closed by hand, other dates, another way in.

An edition never changes, so its dates and mode cannot either. `change` is the only writer; the newest change counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import User
from surveys.engine.definition import Dates, Definition
from surveys.models import FieldworkChange, Study


class CannotChange(ValueError):
    """These dates or this way in cannot be. `code` says why, in words of the pages; `day`: the day it is about."""

    def __init__(self, code: str, day: date | None = None) -> None:
        self.code, self.day = code, day
        super().__init__(code)


@dataclass(frozen=True)
class Fieldwork:
    """`closed_on`: the day somebody closed it by hand. None and '': as the edition says."""

    closed_on: date | None = None
    opens: date | None = None
    closes: date | None = None
    mode: str = ""

    def dates(self, own: Dates) -> Dates:
        """The edition's dates, as they are in force."""
        return replace(own, open=self.opens or own.open, close=self.closes or own.close)

    def mode_of(self, definition: Definition) -> str:
        return self.mode or definition.mode


AS_PUBLISHED = Fieldwork()


def fieldwork_of(study_id: int) -> Fieldwork:
    """One query."""
    return fieldwork_in(FieldworkChange.objects.filter(study_id=study_id).order_by("-id").first())


def fieldwork_in(newest: FieldworkChange | None) -> Fieldwork:
    if newest is None:
        return AS_PUBLISHED
    closed = timezone.localdate(newest.at) if newest.closed else None
    return Fieldwork(closed, newest.opens, newest.closes, newest.mode)


@transaction.atomic
def change(
    study: Study,
    definitions: Iterable[Definition],
    *,
    closed: bool,
    opens: date | None = None,
    closes: date | None = None,
    mode: str = "",
    why: str,
    user: User | None,
    now: datetime | None = None,
) -> FieldworkChange:
    """From now on it stands so. `definitions`: of the study's editions. Raises CannotChange; then nothing changed."""
    require_possible(definitions, opens, closes, mode)
    if not why.strip():
        raise CannotChange("no_why")
    Study.objects.select_for_update().get(pk=study.pk)
    made = FieldworkChange.objects.create(
        study=study,
        closed=closed,
        opens=opens,
        closes=closes,
        mode=mode,
        why=why.strip()[:500],
        user=user,
        at=now or timezone.now(),
    )
    said = {"closed": closed, "opens": opens and opens.isoformat(), "closes": closes and closes.isoformat()}
    audit.record(user, "study.fieldwork", study.slug, **said, mode=mode)
    return made


def require_possible(definitions: Iterable[Definition], opens: date | None, closes: date | None, mode: str) -> None:
    """Raises CannotChange.

    Answers can be removed until the day that was promised: taking part cannot last longer. A study that was proved for
    people without a code was not proved for those whom the register gives a group.
    """
    if mode and mode not in FieldworkChange.Mode.values:
        raise CannotChange("no_such_mode")
    for definition in definitions:
        dates = replace(definition.dates, open=opens or definition.dates.open, close=closes or definition.dates.close)
        if (opens or closes) and dates.open and dates.close and dates.open > dates.close:
            raise CannotChange("open_after_close", dates.close)
        if closes and dates.withdraw_until and closes > dates.withdraw_until:
            raise CannotChange("after_withdrawal", dates.withdraw_until)
        if mode and mode != "open" and definition.mode == "open":
            raise CannotChange("proved_open")
