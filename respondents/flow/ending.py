"""Sent, removed, or not begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from invitations import counts
from invitations.models import Code
from respondents import withdrawals
from respondents.append import InterviewWithdrawn, NewEvent, append
from respondents.door import Door
from respondents.entry import link_of
from respondents.flow.answering import next_page_of
from respondents.flow.beginning import channel_at
from respondents.flow.faults import NotFinished, NothingToWithdraw, WithdrawalOver
from respondents.models import AnswerEvent, DoorCount, Interview, InterviewLink
from respondents.state import path_of
from respondents.withdrawals import Withdrawal
from staff import audit
from staff.triggers import unlocked
from surveys.editions import definition_of
from surveys.engine.path import core_done
from surveys.models import Study

Kind = AnswerEvent.Kind


def has_enough(interview: Interview) -> bool:
    """Whether every core question was passed and others are left: it may be sent, and may go on."""
    return core_done(path_of(interview), set(interview.passed))


def finish(interview: Interview, *, language: str, now: datetime, early: bool = False) -> bool:
    """Sends the questionnaire; sending twice is sending once. Whether this was the first time.

    `early`: after the core questions, others left open.

    Raises NotFinished, InterviewWithdrawn.
    """
    if interview.state == Interview.State.WITHDRAWN:
        raise InterviewWithdrawn
    if interview.state == Interview.State.OPEN:
        left = next_page_of(interview)
        if left is not None and not (early and has_enough(interview)):
            raise NotFinished(left)
    with transaction.atomic():
        appended = append(interview.pk, NewEvent(Kind.SENT, "sent", now, language))
        if appended.new and not interview.synthetic:
            counts.add(interview.channel, counts.Step.COMPLETED, now)
    interview.seq, interview.state = appended.seq, Interview.State.SENT
    return appended.new


def withdrawable(code: Code, *, now: datetime) -> InterviewLink:
    """The link to what can be removed. Raises NothingToWithdraw, WithdrawalOver, InterviewWithdrawn (done before)."""
    link = link_of(code)
    if link is None:
        raise NothingToWithdraw
    if link.interview.state == Interview.State.WITHDRAWN:
        raise InterviewWithdrawn
    last_day = definition_of(link.interview.edition).dates.withdraw_until
    if last_day and timezone.localdate(now) > last_day:
        raise WithdrawalOver
    return link


def withdraw(code: Code, *, now: datetime) -> None:
    """Removes every answer and event of the code's interview; that it was withdrawn is all that stays.

    Raises what `withdrawable` raises.
    """
    with unlocked("withdrawal by the respondent"):
        Interview.objects.select_for_update().get(pk=withdrawable(code, now=now).interview_id)
        interview = withdrawable(code, now=now).interview
        empty(interview, now)
        withdrawals.note(interview.pk, timezone.localdate(now))


def empty(interview: Interview, now: datetime) -> None:
    """Nothing of what somebody answered is left. Inside `unlocked`."""
    _remove_events(interview)
    interview.visits.all().delete()
    interview.answers, interview.passed, interview.changed, interview.strata = {}, {}, {}, {}
    interview.session = interview.chance = None
    interview.group = interview.asked_group = interview.screened_group = interview.language = ""
    interview.mode = Interview.Mode.SELF
    interview.seq, interview.state, interview.last_at = 0, Interview.State.WITHDRAWN, now
    interview.save()


@dataclass(frozen=True)
class Replayed:
    """`removed` now; `before`: withdrawn already; `unknown`: the database has no such interview."""

    removed: int
    before: int
    unknown: int


def replay(log: Sequence[Withdrawal], *, now: datetime) -> Replayed:
    """Withdraw again what a restored database holds answers of; all or nothing, and in the audit trail."""
    wanted = {one.interview for one in log}
    with unlocked("withdrawals after a restore"):
        found = list(Interview.objects.select_for_update().filter(pk__in=wanted))
        left = [one for one in found if one.state != Interview.State.WITHDRAWN]
        for interview in left:
            empty(interview, now)
        made = Replayed(len(left), len(found) - len(left), len(wanted) - len(found))
        audit.record(None, "withdrawals.replay", "", removed=made.removed, before=made.before, unknown=made.unknown)
    return made


def _remove_events(interview: Interview) -> None:
    """On PostgreSQL by a function of the database's owner: the site's own role may delete none."""
    if connection.vendor != "postgresql":
        interview.events.all().delete()
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT respondents_remove_answers(%s)", [interview.pk])


def count_at_door(door: Door, study: Study, language: str, outcome_name: str, *, now: datetime) -> None:
    """Somebody said no, or the questionnaire is not for them: counted, nothing else is kept."""
    with transaction.atomic():
        row, _ = DoorCount.objects.get_or_create(
            study=study,
            day=timezone.localdate(now),
            channel=channel_at(study, door),
            language=language,
            outcome=outcome_name,
        )
        DoorCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def done_units(study: Study) -> QuerySet[InterviewLink, int]:
    """Keys of the units that need no reminder: they sent their answers, or had them removed."""
    over = (Interview.State.SENT, Interview.State.WITHDRAWN)
    links = InterviewLink.objects.filter(interview__state__in=over, unit__study=study)
    return links.values_list("unit", flat=True)
