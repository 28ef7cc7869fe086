"""Celery tasks of letters."""

from celery import shared_task
from django.utils import timezone

from invitations import deletion


@shared_task(name="invitations.tasks.delete_old_letters")
def delete_old_letters() -> None:
    """Remove letters that left over LETTER_DAYS_KEPT days ago, each mailing with its statement."""
    now = timezone.now()
    for mailing, batches in deletion.old(now).items():
        deletion.delete(mailing, batches, user=None, now=now)
