"""Whether somebody on the list still gets letters: set by hand, by frame id. Writes states, each with its record.

Refused, excluded: no more letters, and the door is closed while the state lasts; the codes themselves stay, so that
"active" opens them again and answers given can still be removed with the letter. Deceased: codes are blocked for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from invitations import issue, sheet
from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.models import Code, SampleUnit
from staff import audit
from surveys.models import Study

State = SampleUnit.State
BY_HAND = (State.ACTIVE, State.REFUSED, State.EXCLUDED, State.DECEASED)
"""Undeliverable follows from a letter that came back, never from a form."""
CHUNK = 500


class UnitUnknown(ValueError):
    """The study's list has no such frame id."""


class StateRefused(ValueError):
    """Nobody can be set to this state by hand."""


@dataclass(frozen=True)
class Excluded:
    """How many are left out from now on, and how many were already."""

    new: int
    known: int


def set_state(study: Study, frame_id: str, state: str, *, now: datetime, user: Any = None) -> bool:
    """Sets one person's state; whether that changed anything. Raises UnitUnknown and StateRefused."""
    if state not in BY_HAND:
        raise StateRefused(f"“{state}” cannot be set by hand. Use one of: {', '.join(BY_HAND)}.")
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        unit = study.units.filter(frame_id=frame_id.strip()).first()
        if unit is None:
            raise UnitUnknown("This frame id is not on the list of the study. Compare it with the letter.")
        if unit.state == state:
            return False
        _close(unit, state, now)
        audit.record(user, "unit.state", f"unit:{unit.pk}", study=study.slug, before=unit.state, after=state)
        SampleUnit.objects.filter(pk=unit.pk).update(state=state)
    return True


def _close(unit: SampleUnit, state: str, now: datetime) -> None:
    if state == State.DECEASED:
        issue.block(list(Code.objects.filter(unit=unit).values_list("pk", flat=True)), now)


def exclude(study: Study, data: bytes, *, user: Any = None) -> Excluded:
    """Everyone in the file (column frame_id) is left out, whole or not at all. Raises FrameUnreadable.

    Who is deceased stays so.
    """
    rows = _frame_ids(sheet.read(data))
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        states = dict(study.units.values_list("frame_id", "state"))
        _refuse_unknown(rows, states)
        known = [name for _, name in rows if states[name] in (State.EXCLUDED, State.DECEASED)]
        new = sorted({name for _, name in rows} - set(known))
        for start in range(0, len(new), CHUNK):
            study.units.filter(frame_id__in=new[start : start + CHUNK]).update(state=State.EXCLUDED)
        file_hash = sha256(data).hexdigest()
        audit.record(user, "unit.exclude", f"study:{study.slug}", new=len(new), known=len(known), sha256=file_hash)
    return Excluded(len(new), len(known))


def _frame_ids(read: sheet.Sheet) -> Sequence[tuple[int, str]]:
    if read.header != ("frame_id",):
        what_to_do = "Use one column, frame_id, and no others."
        raise FrameUnreadable([FrameProblem(1, "", "columns", "This is no list of frame ids.", what_to_do)])
    return [(number, cells[0]) for number, cells in read.rows]


def _refuse_unknown(rows: Sequence[tuple[int, str]], states: dict[str, str]) -> None:
    seen: dict[str, int] = {}
    problems = []
    for number, name in rows:
        first = seen.setdefault(name, number)
        if name not in states:
            message = "This frame id is not on the list of the study."
            problems.append(FrameProblem(number, "frame_id", "unknown", message, "Take the row out, or put it right."))
        elif first != number:
            message = f"Row {first} has the same frame id."
            problems.append(FrameProblem(number, "frame_id", "twice", message, "Keep one of them."))
    if problems:
        raise FrameUnreadable(problems)
