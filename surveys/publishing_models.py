"""How an edition comes to be published, and how fieldwork stands beside what editions say."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FieldworkChange(models.Model):
    """How a study's fieldwork stands from this moment on; the newest row counts. Databases refuse to change one.

    Empty dates and an empty mode: as the edition says.
    """

    class Mode(models.TextChoices):
        OPEN = "open", _("open: anybody can begin, a code is not needed")
        CODED = "coded", _("with a code only")
        BOTH = "both", _("with a code or without")

    study = models.ForeignKey("surveys.Study", models.PROTECT, related_name="fieldwork_changes")
    closed = models.BooleanField(default=False, help_text=_("Closed by hand, whatever the dates say."))
    opens = models.DateField(null=True, blank=True)
    closes = models.DateField(null=True, blank=True)
    mode = models.CharField(max_length=8, choices=Mode.choices, blank=True)
    why = models.CharField(max_length=500)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.study.slug}: {'closed' if self.closed else 'by its dates'}"


class PublishRequest(models.Model):
    """Somebody wants this very document published. `document_hash` is what everybody agreed to; nothing else goes out.

    `problems` are those that the publication was refused with, as JSON.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a colleague")
        WORKING = "working", _("is being published")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")
        VOID = "void", _("void: the draft was changed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    study = models.ForeignKey("surveys.Study", models.PROTECT, related_name="publish_requests")
    document_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(help_text=_("Of the draft, when it was asked."))
    note = models.CharField(max_length=200)
    basis = models.CharField(max_length=8, help_text=_("Number of the edition that it follows, or “none”."))
    real = models.BooleanField(default=False, help_text=_("Refuse to make an edition for demonstration."))
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    job = models.UUIDField(null=True, blank=True)
    problems = models.JSONField(default=list)
    edition = models.ForeignKey("surveys.Edition", models.PROTECT, null=True, blank=True, related_name="requests")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.study.slug}, revision {self.revision}: {self.state}"


class ReplayRun(models.Model):
    """What stored answers would meet in a document that is not published yet: counts only."""

    study = models.ForeignKey("surveys.Study", models.CASCADE, related_name="replay_runs")
    edition = models.ForeignKey("surveys.Edition", models.PROTECT, related_name="+")
    document_hash = models.CharField(max_length=64)
    counts = models.JSONField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("study", "document_hash"), name="replay_run_of_document"),)

    def __str__(self) -> str:
        return f"{self.study.slug} {self.document_hash[:12]}"
