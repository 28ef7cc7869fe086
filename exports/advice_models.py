"""Advice as it was last worked out: one row per study, in the place of the one before."""

from django.conf import settings
from django.db import models

from surveys.models import Study


class AdviceRecord(models.Model):
    """`advice`: see advice_record. `problem`: why there is none, in English with its values; {} where there is.

    `people`: who was invited; `responses` of them, ten or more, else None.
    """

    study = models.OneToOneField(Study, models.PROTECT, related_name="advice")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    advice = models.JSONField(default=list)
    problem = models.JSONField(default=dict)
    people = models.PositiveIntegerField(default=0)
    responses = models.PositiveIntegerField(null=True)
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.study} advice {self.made_at:%Y-%m-%d}"
