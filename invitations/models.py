"""Who was invited: frame ids, strata and code digests. Never a name, an address or a code itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Organisation
from surveys.models import Edition, Study


class Frame(models.Model):
    """One import of a sample frame. A later import of the same study updates its units."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="frames")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    file_hash = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    made_up = models.BooleanField(default=False, help_text=_("Made-up people, not real ones."))

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.study} {self.created_at:%Y-%m-%d}"


class Draw(models.Model):
    """One draw of a sample from a study's frame; the newest one counts. Kept as it was asked for and came out.

    `wish`: columns, sizes, months. `strata`: per stratum its values, `size`, `eligible`, `drawn`, `months`.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="draws")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    seed = models.PositiveBigIntegerField()
    wish = models.JSONField()
    strata = models.JSONField()
    size = models.PositiveIntegerField(help_text=_("People to draw from."))
    drawn = models.PositiveIntegerField()

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.study} {self.drawn}/{self.size}"


class SampleUnit(models.Model):
    """One line of the frame. `group` is the register's group, `strata` the columns the study declares.

    `sampled`: whether it may be written to and counts for the response. `chance`: with what chance, drawn or not;
    1 where no sample was drawn, None where it was not on the list that was drawn from.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("invited")
        EXCLUDED = "excluded", _("left out")
        UNDELIVERABLE = "undeliverable", _("letter came back")
        REFUSED = "refused", _("refused")
        DECEASED = "deceased", _("deceased")

    study = models.ForeignKey(Study, models.PROTECT, related_name="units")
    listed_in = models.ForeignKey(Frame, models.PROTECT, related_name="units")
    frame_id = models.CharField(max_length=40)
    group = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, blank=True)
    strata = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ACTIVE)
    listed = models.BooleanField(default=True, help_text=_("Whether the newest list still holds this line."))

    sampled = models.BooleanField(default=True, help_text=_("Whether it is in the sample."))
    chance = models.FloatField(default=1.0, null=True, help_text=_("Chance of being in the sample."))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("study", "frame_id"), name="unit_once_per_study"),
            models.CheckConstraint(
                condition=models.Q(sampled=False) | models.Q(chance__isnull=False, chance__gt=0, chance__lte=1),
                name="sampled_with_a_chance",
            ),
        )

    def __str__(self) -> str:
        return self.frame_id


class Channel(models.Model):
    """How somebody came: a letter, a reminder, a flyer of a municipality, WhatsApp, a group session, the open door.

    `organisation`: whose channel it is; its people see it. None: the study's own.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("letter")
        OPEN = "open", _("open address")
        FLYER = "flyer", _("flyer")
        MESSAGE = "message", _("message")
        SESSION = "session", _("group session")
        HELPDESK = "helpdesk", _("help desk")

    study = models.ForeignKey(Study, models.PROTECT, related_name="channels")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    label = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="channels")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "slug"), name="channel_once_per_study"),)

    def __str__(self) -> str:
        return self.label


class Mailing(models.Model):
    """Invitation or reminder. Keeps the edition its texts come from and the hash of those texts."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        REMINDER_1 = "reminder_1", _("first reminder")
        REMINDER_2 = "reminder_2", _("second reminder")

    study = models.ForeignKey(Study, models.PROTECT, related_name="mailings")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    edition = models.ForeignKey(Edition, models.PROTECT)
    channel = models.ForeignKey(Channel, models.PROTECT)
    text_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"{self.study} {self.get_kind_display()}"


class Batch(models.Model):
    """What goes to the printer in one go: one PDF and its part of the manifest. Only a sealed batch is whole."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        SEALED = "sealed", _("ready")

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    letters = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=16, choices=State.choices, default=State.PLANNED)
    file = models.CharField(max_length=255, blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, help_text=_("When the file was deleted; digests stay."))

    class Meta:
        ordering = ("mailing", "number")
        constraints = (models.UniqueConstraint(fields=("mailing", "number"), name="batch_once_per_mailing"),)

    def __str__(self) -> str:
        return f"{self.mailing} {self.number}"


class Code(models.Model):
    """The digest of a code. All unblocked codes of a unit open the same interview."""

    class Purpose(models.TextChoices):
        LETTER = "letter", _("on a letter")
        ENTRY = "entry", _("given to somebody who came without a code")
        HELPDESK = "helpdesk", _("given by the help desk")

    study = models.ForeignKey(Study, models.PROTECT, related_name="codes")
    digest = models.BinaryField(max_length=32, unique=True)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    unit = models.ForeignKey(SampleUnit, models.PROTECT, null=True, blank=True, related_name="codes")
    mailing = models.ForeignKey(Mailing, models.PROTECT, null=True, blank=True, related_name="codes")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="codes")
    sequence = models.PositiveIntegerField(null=True, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.pk}"


class LetterEvent(models.Model):
    """What happened to one letter, each thing once. `replaced`: another took its place, which is `reprinted`."""

    class Kind(models.TextChoices):
        PRINTED = "printed", _("printed")
        SPOILED = "spoiled", _("spoiled")
        POSTED = "posted", _("posted")
        UNDELIVERABLE = "undeliverable", _("undeliverable")
        REPLACED = "replaced", _("replaced")
        REPRINTED = "reprinted", _("printed anew")

    code = models.ForeignKey(Code, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("code", "kind"), name="event_once_per_letter"),)

    def __str__(self) -> str:
        return self.kind


class Receiver(models.Model):
    """Who gets letters of a study, encrypted: a printer, DUO. `public_key` is of age; a new key is a new receiver."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="receivers")
    name = models.SlugField(max_length=40)
    public_key = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "added_at")
        constraints = (
            models.UniqueConstraint(
                fields=("study", "name"), condition=models.Q(ended_at__isnull=True), name="receiver_once_per_study"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Parcel(models.Model):
    """Batches encrypted to one receiver in one file. A receiver's key never changes, so it tells who can open it."""

    receiver = models.ForeignKey(Receiver, models.PROTECT, related_name="parcels")
    batches = models.ManyToManyField(Batch, related_name="parcels")
    file = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text=_("Bytes of the encrypted file."))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.file.rpartition("/")[2]


class ChannelCount(models.Model):
    """How many people came this far by a channel on a day. Counted as it happens and never less: nobody is in it."""

    class Step(models.TextChoices):
        LANDED = "landed", _("opened the first page")
        STARTED = "started", _("began")
        COMPLETED = "completed", _("sent their answers")

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="counts")
    day = models.DateField()
    step = models.CharField(max_length=10, choices=Step.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("channel", "day", "step"), name="channel_count_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.step}: {self.count}"


class MissCount(models.Model):
    """Well-formed codes that do not exist, per minute (minutes since 1970): a guard where there is no Redis."""

    counter = models.PositiveBigIntegerField(help_text=_("Key of the study; 0 for codes that came without one."))
    minute = models.PositiveBigIntegerField()
    misses = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("counter", "minute"), name="misses_once_per_minute"),)

    def __str__(self) -> str:
        return f"{self.minute}: {self.misses}"


from invitations.effort_models import Effort  # noqa: E402, F401
