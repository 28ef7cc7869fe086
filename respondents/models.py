"""What was answered. No name, no address, no code: only `InterviewLink` knows which unit an interview belongs to."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from invitations.models import Channel, Code, SampleUnit
from surveys.models import Edition, Study


class Interview(models.Model):
    """One respondent's questionnaire. `answers` and `passed` are the events folded; they can be made anew from them."""

    class State(models.TextChoices):
        OPEN = "open", _("busy")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    respnr = models.PositiveIntegerField(null=True, unique=True, help_text=_("Random number in datasets."))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="interviews")
    group = models.CharField(max_length=40, help_text=_("Group by the register, else by screening."))
    screened_group = models.CharField(max_length=40, help_text=_("Group by the screening answers alone."))
    language = models.CharField(max_length=8)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="interviews")
    strata = models.JSONField(default=dict)
    coded = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    seq = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    passed = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class AnswerEvent(models.Model):
    """One thing that happened in an interview. Append-only; `key` makes saving twice the same as saving once.

    `patch` is {"answers": {question: answer or null}, "passed": {page: true}} for screening, answer and skip events,
    {"edition": {"from": number, "to": number}} for a move. `edition` is the one the event belongs to: for an answer the
    one it was given in, for a move the new one.
    """

    class Kind(models.TextChoices):
        CONSENT = "consent", _("consent")
        SCREENING = "screening", _("screening")
        ANSWER = "answer", _("answer")
        SKIP = "skip", _("skip")
        LANGUAGE = "language", _("language changed")
        ENTRY = "entry", _("came back")
        EDITION = "edition", _("moved to another edition")
        SENT = "sent", _("sent")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    edition = models.ForeignKey(Edition, models.PROTECT)
    page = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    patch = models.JSONField(default=dict)

    class Meta:
        ordering = ("interview", "seq")
        constraints = (
            models.UniqueConstraint(fields=("interview", "seq"), name="event_seq_once"),
            models.UniqueConstraint(fields=("interview", "key"), name="event_key_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class InterviewLink(models.Model):
    """The sole bridge between an interview and the unit or the code that opens it. Destroyed by purge."""

    interview = models.OneToOneField(Interview, models.CASCADE, related_name="link")
    unit = models.OneToOneField(SampleUnit, models.PROTECT, null=True, blank=True)
    code = models.OneToOneField(Code, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False) | models.Q(code__isnull=False), name="link_to_something"
            ),
        )

    def __str__(self) -> str:
        return f"link {self.pk}"


class Visit(models.Model):
    """One stay on one phone. Answers of events up to `horizon` are not shown in it."""

    token_digest = models.BinaryField(max_length=32, unique=True)
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="visits")
    horizon = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"visit {self.pk}"


class DoorCount(models.Model):
    """People who did not start, counted only: no consent, or the questionnaire is not for them."""

    study = models.ForeignKey(Study, models.PROTECT)
    day = models.DateField()
    channel = models.ForeignKey(Channel, models.PROTECT)
    language = models.CharField(max_length=8)
    outcome = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "day", "channel", "language", "outcome"), name="door_count_once"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.outcome}: {self.count}"
