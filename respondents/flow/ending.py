"""Sent, removed, or not begun."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from invitations import counts
from invitations.models import Code
from respondents.append import InterviewWithdrawn, NewEvent, append
from respondents.door import Door
from respondents.entry import link_of
from respondents.flow.answering import next_page_of
from respondents.flow.beginning import channel_at
from respondents.flow.faults import NotFinished, NothingToWithdraw, WithdrawalOver
from respondents.models import AnswerEvent, DoorCount, Interview, InterviewLink
from respondents.state import path_of
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
        _empty(withdrawable(code, now=now).interview, now)


def _empty(interview: Interview, now: datetime) -> None:
    interview.events.all().delete()
    interview.visits.all().delete()
    interview.answers, interview.passed, interview.changed, interview.strata = {}, {}, {}, {}
    interview.session = None
    interview.group = interview.asked_group = interview.screened_group = interview.language = ""
    interview.mode = Interview.Mode.SELF
    interview.seq, interview.state, interview.last_at = 0, Interview.State.WITHDRAWN, now
    interview.save()


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
