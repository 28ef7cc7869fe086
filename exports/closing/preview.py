"""What closing does, in numbers, before somebody does it. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from exports.closing.kept import promised
from invitations.models import Batch
from respondents.helpdesk import call_backs
from respondents.models import GroupSession, Interview
from surveys.engine.disclose import shown
from surveys.models import Study

BUSY = timedelta(minutes=30)


@dataclass(frozen=True)
class Preview:
    """`busy`: answered within half an hour; `unsent`: begun, never sent; None: fewer than ten. Nobody is told apart."""

    busy: int | None
    unsent: int | None
    sessions: int
    planned: int
    call_backs: int
    promised: date | None


def preview(study: Study, now: datetime, today: date) -> Preview:
    interviews = Interview.objects.filter(edition__study=study, state=Interview.State.OPEN)
    sessions = GroupSession.objects.filter(study=study, closed_at=None, closes_at__gt=now)
    return Preview(
        busy=shown(interviews.filter(last_at__gt=now - BUSY).count()),
        unsent=shown(interviews.count()),
        sessions=sessions.count(),
        planned=Batch.objects.filter(mailing__study=study, state=Batch.State.PLANNED).count(),
        call_backs=call_backs.number_waiting(study, today),
        promised=promised(study),
    )
