"""Celery tasks of the respondents room."""

from celery import shared_task
from django.utils import timezone

from respondents import wish_desk
from respondents.helpdesk import call_backs


@shared_task(name="respondents.tasks.purge_due_wishes")
def purge_due_wishes() -> None:
    """Throw lists of contact wishes away whose last day is over."""
    wish_desk.purge_due(timezone.localdate())


@shared_task(name="respondents.tasks.purge_call_backs")
def purge_call_backs() -> None:
    """Remove phone numbers of people to be called back whose 14 days are over."""
    call_backs.purge(timezone.now())
