"""What is kept of the end of a fieldwork: how unsent questionnaires stood when it was closed, and what staff wrote."""

from django.conf import settings
from django.db import models

from surveys.models import FieldworkChange, Study


class FieldworkEnd(models.Model):
    """One closing. Whether it still stands says the newest `FieldworkChange`; reopening makes a newer one.

    `unsent`: questionnaires that were begun and not sent, by outcome ({"complete": n, "partial": n, "break_off": n});
    None until a job has counted them.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="fieldwork_ends")
    change = models.OneToOneField(FieldworkChange, models.PROTECT, related_name="+")
    unsent = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.study} {self.change_id}"


class FieldworkText(models.Model):
    """What went otherwise than planned, for the report, in one language of staff; the newest of a language counts."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="fieldwork_texts")
    language = models.CharField(max_length=2, choices=(("nl", "Nederlands"), ("en", "English")))
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.study} {self.language}"
