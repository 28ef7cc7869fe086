"""What is kept of forgetting: runs of `purge`, and what people asked about their data. Nobody is in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Study


class Purge(models.Model):
    """One purge of a study. `steps`: {name: {"at": time, "counts": {what: number}}}, each written with what it did.

    Without `done_at` it goes on where it stopped. `why`: where no day was promised. `backups`: who says that older
    backups elsewhere are gone.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="purges")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    promised = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    steps = models.JSONField(default=dict)
    backups = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("study",), condition=models.Q(done_at__isnull=True), name="one_purge_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.study} purge {self.begun_at:%Y-%m-%d}"


class PrivacyRequest(models.Model):
    """Somebody asked for a right of theirs. No name, no code, no words: what was asked, and what was answered."""

    class Kind(models.TextChoices):
        ACCESS = "access", _("to see their data")
        ERASURE = "erasure", _("to have their data removed")
        OBJECTION = "objection", _("not to be written to any more")
        CORRECTION = "correction", _("to have their data put right")
        OTHER = "other", _("something else")

    class Means(models.TextChoices):
        PHONE = "phone", _("phone")
        MAIL = "mail", _("e-mail")
        LETTER = "letter", _("letter")
        FG = "fg", _("by the data protection officer")

    class Answer(models.TextChoices):
        REMOVED = "removed", _("removed by code")
        BY_CODE = "by_code", _("told how to do it with the code")
        NOT_FOUND = "not_found", _("nothing can be found without a code")
        OVER = "over", _("the promised day is over, nothing leads to the answers")
        NOT_WRITTEN = "not_written", _("will not be written to any more")
        ELSEWHERE = "elsewhere", _("told whom to ask: who made the list")
        REFUSED = "refused", _("refused, with the reason and where to complain")

    study = models.ForeignKey(Study, models.PROTECT, related_name="privacy_requests")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    means = models.CharField(max_length=8, choices=Means.choices)
    received_on = models.DateField()
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-received_on", "-pk")

    def __str__(self) -> str:
        return f"{self.received_on} {self.kind}"
