"""What the monitor keeps: figures by day, who wants them by mail, where they are sent, and counts of circumstances."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Study


class MonitorRecord(models.Model):
    """Figures of a study, the newest of each day. `store.keep` is the only writer.

    `figures`: `figures.Figures` as JSON without its strata, which stand in `strata` and in the newest record alone.
    `basis`: questionnaires and people that it was counted from.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="monitor_records")
    day = models.DateField()
    made_at = models.DateTimeField()
    figures = models.JSONField()
    strata = models.JSONField(default=list)
    basis = models.JSONField(default=dict)

    class Meta:
        ordering = ("study", "-day")
        constraints = (models.UniqueConstraint(fields=("study", "day"), name="monitor_record_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.study} {self.day}"


class MorningMail(models.Model):
    """Somebody on staff wants a study's figures by mail every morning. `sent_on`: the last day they got them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="morning_mails")
    study = models.ForeignKey(Study, models.CASCADE, related_name="morning_mails")
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "study"), name="morning_mail_once"),)

    def __str__(self) -> str:
        return f"{self.study} {self.user_id}"


class Webhook(models.Model):
    """Where a study's figures are sent every morning. The secret is worked out from `salt` and is stored nowhere."""

    study = models.OneToOneField(Study, models.CASCADE, related_name="webhook")
    url = models.URLField(max_length=300)
    salt = models.CharField(max_length=32)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.study}"


class Delivery(models.Model):
    """One morning's figures on their way to a webhook. `outcome`: the last answer, as a status or a stable word."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("arrived")
        FAILED = "failed", _("given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    day = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=("webhook", "day"), name="delivery_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.state}"


class UseCount(models.Model):
    """How many people used this kind of device, or listened in this language. Nobody is in it, and no day."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="use_counts")
    what = models.CharField(max_length=10)
    value = models.CharField(max_length=20)
    step = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "what", "value", "step"), name="use_count_once"),)

    def __str__(self) -> str:
        return f"{self.what} {self.value} {self.step}: {self.count}"
