"""What people ask about their data, written down without who they are. The only writer of `PrivacyRequest`."""

from calendar import monthrange
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from invitations.entry_lookup import CodeUnknown
from respondents import entry, flow
from respondents.models import PrivacyRequest
from staff import audit
from staff.models import User
from surveys.models import Study


class AlreadyAnswered(Exception):
    """Somebody wrote the answer down meanwhile. Nothing was changed."""


def due(received: date) -> date:
    """The last day for an answer: a month later (AVG, article 12, paragraph 3), or that month's last day."""
    year, month = (received.year + 1, 1) if received.month == 12 else (received.year, received.month + 1)
    return date(year, month, min(received.day, monthrange(year, month)[1]))


def record(study: Study, kind: str, means: str, received_on: date, *, user: User) -> PrivacyRequest:
    with transaction.atomic():
        made = PrivacyRequest.objects.create(
            study=study, kind=kind, means=means, received_on=received_on, recorded_by=user
        )
        audit.record(user, "privacy.request", f"study:{study.slug}", request=made.pk, kind=kind)
    return made


def answer(request: PrivacyRequest, how: str, on: date, *, user: User) -> None:
    """Raises AlreadyAnswered."""
    with transaction.atomic():
        changed = PrivacyRequest.objects.filter(pk=request.pk, answered_on=None).update(answer=how, answered_on=on)
        if not changed:
            raise AlreadyAnswered
        audit.record(user, "privacy.answer", f"study:{request.study.slug}", request=request.pk, answer=how)


def erase(request: PrivacyRequest, code: str, *, user: User, now: datetime) -> None:
    """As the person would do by code themselves; the code is kept nowhere.

    Raises what `entry.with_code_of_anybody` and `flow.withdraw` raise, CodeUnknown for a code of another study, and
    AlreadyAnswered; then nothing is removed.
    """
    found = entry.with_code_of_anybody(code)
    if found.study_id != request.study_id:
        raise CodeUnknown
    with transaction.atomic():
        answer(request, PrivacyRequest.Answer.REMOVED, timezone.localdate(now), user=user)
        flow.withdraw(found, now=now)
