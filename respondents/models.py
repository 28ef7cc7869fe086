"""What was answered. No name, no address, no code: only `InterviewLink` knows which unit an interview belongs to."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from invitations.models import Channel, Code, SampleUnit
from respondents.sealed_field import SealedField
from surveys.fieldwork import Fieldwork
from surveys.models import Edition, Study


class GroupSession(models.Model):
    """People who fill in together in one room. `code` hangs on the wall; `cluster` is what datasets know it by.

    No names of people in it: `label` is of a place. Interviews of the session say so by `Interview.session`.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="sessions")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="sessions")
    label = models.CharField(max_length=100)
    code = models.CharField(max_length=6, unique=True)
    cluster = models.PositiveIntegerField(unique=True, help_text=_("Random number in datasets."))
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    most = models.PositiveSmallIntegerField()
    kiosk = models.BooleanField(default=False)

    class Meta:
        ordering = ("-opens_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="session_has_time"),
        )

    def __str__(self) -> str:
        return f"session {self.pk}"


class Interview(models.Model):
    """One respondent's questionnaire. `answers` and `passed` are the events folded; they can be made anew from them.

    `changed` says of each question which event answered it last: {question: [seq, beginning of its key]}.
    `asked_group`: the group whose questions were asked, where that is not the reporting group; '' where it is.
    """

    class State(models.TextChoices):
        OPEN = "open", _("busy")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Mode(models.TextChoices):
        """How it was filled in; what stands later outranks what stands before."""

        SELF = "self", _("by themselves")
        HELPED = "helped", _("with somebody who helps")
        INTERVIEWER = "interviewer", _("by an interviewer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    respnr = models.PositiveIntegerField(null=True, unique=True, help_text=_("Random number in datasets."))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="interviews")
    group = models.CharField(max_length=40, help_text=_("Group by the register, else by screening."))
    asked_group = models.CharField(max_length=40, blank=True, default="")
    screened_group = models.CharField(max_length=40, help_text=_("Group by the screening answers alone."))
    language = models.CharField(max_length=8)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="interviews")
    session = models.ForeignKey(GroupSession, models.PROTECT, null=True, blank=True, related_name="interviews")
    strata = models.JSONField(default=dict)
    chance = models.FloatField(null=True, help_text=_("Of being drawn; written down when the list is purged."))
    coded = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.SELF)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    seq = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    passed = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def route_group(self) -> str:
        """The group whose questionnaire this person gets: the path, and what rules see as ${group}."""
        return self.asked_group or self.group


class AnswerEvent(models.Model):
    """One thing that happened in an interview. Append-only; `key` makes saving twice the same as saving once.

    `patch` is {"answers": {question: answer or null}, "passed": {page: true}} for screening, answer and skip events,
    {"edition": {"from": number, "to": number}} for a move, {"mode": {"now": mode}} where somebody says they
    are helped, or an interviewer fills in. `edition` is the one the event belongs to: for an answer the
    one it was given in, for a move the new one.

    No index of its own for `interview`, which both constraints begin with, and none for `edition`, which nothing asks
    for: each would be written with every save.

    `based_on` is the seq that the page showed when the answer was given. Where the question was changed elsewhere,
    the event is kept as superseded: its patch is {"superseded": {question: answer}}, which no fold reads.
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
        SUPERSEDED = "superseded", _("superseded")
        MODE = "mode", _("helped or not")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    edition = models.ForeignKey(Edition, models.PROTECT, db_index=False)
    page = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    patch = models.JSONField(default=dict)
    based_on = models.PositiveIntegerField(null=True)

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
    sent = models.BooleanField(default=False, help_text=_("The answers were sent in this visit."))
    helped = models.BooleanField(default=False)
    interviewed = models.BooleanField(default=False, help_text=_("Lives only as long as an interviewer is logged in."))
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()

    fieldwork: Fieldwork | None = None
    """How fieldwork stood when this visit was read; None where it was not read beside it."""

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


class ContactWish(models.Model):
    """Somebody who finished wants something: a place in the raffle, an interview, the panel. Tells nothing of answers.

    In a database of its own (`respondents.contacts_store`), so no key to anything: `study` is a slug. No day, no time,
    no number that counts up. `respondents.wishes` is the only writer: it writes all rows of a study anew, in random
    order, so that neither rows nor transactions tell an order. `contact_digest` finds a contact without opening it;
    it differs per study and kind. `sealed_with`: name of the key.
    """

    class Kind(models.TextChoices):
        RAFFLE = "raffle", _("raffle")
        INTERVIEW = "interview", _("interview")
        PANEL = "panel", _("expert panel")

    class Means(models.TextChoices):
        EMAIL = "email", _("e-mail address")
        PHONE = "phone", _("phone number")

    class State(models.TextChoices):
        NEW = "new", _("new")
        WON = "won", _("won")
        RESERVE = "reserve", _("reserve")
        TRIAL = "trial", _("try-out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.CharField(max_length=60)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    token_digest = models.CharField(max_length=64, unique=True)
    contact_digest = models.CharField(max_length=64)
    means = models.CharField(max_length=8, choices=Means.choices)
    contact = SealedField()
    name = SealedField(help_text=_("What to call them."))
    sealed_with = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


from respondents.helpdesk_models import CallBack, DeskEntry  # noqa: E402, F401
from respondents.planned_models import PlannedSession  # noqa: E402, F401
from respondents.preview_models import PreviewLink, Remark  # noqa: E402, F401
from respondents.retention_models import PrivacyRequest, Purge  # noqa: E402, F401
