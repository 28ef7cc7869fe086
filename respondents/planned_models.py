"""A group session to come. No names of people in it: `place` is of a place."""

from django.conf import settings
from django.db import models

from respondents.models import GroupSession
from staff.models import Organisation
from surveys.models import Study


class PlannedSession(models.Model):
    """What a municipality plans; on the day it opens as `session`. `languages`: tags in which somebody helps there."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="planned_sessions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="planned_sessions")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=100)
    expected = models.PositiveSmallIntegerField()
    languages = models.JSONField(default=list)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    session = models.OneToOneField(GroupSession, models.PROTECT, null=True, blank=True, related_name="plan")

    class Meta:
        ordering = ("starts_at", "pk")

    def __str__(self) -> str:
        return f"planned session {self.pk}"
