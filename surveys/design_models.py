"""What was done to a draft, by whom: every edit, the whole draft before it was replaced, and what colleagues said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftEdit(models.Model):
    """One edit of a draft: steps that were done together. Only grows; an edit that undoes another says which."""

    study = models.ForeignKey("surveys.Study", models.PROTECT, related_name="edits")
    revision = models.PositiveIntegerField(help_text=_("Of the draft, after the edit."))
    steps = models.TextField(help_text=_("The steps as JSON, with what it takes to undo them."))
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["study", "user"], name="draft_edits_of_user"),)

    def __str__(self) -> str:
        return f"{self.study.slug}, revision {self.revision}"


class DraftSnapshot(models.Model):
    """The whole draft as it was before something replaced it. Only grows."""

    class Reason(models.TextChoices):
        EDITION = "edition", _("another edition was opened")
        SNAPSHOT = "snapshot", _("an earlier state was put back")
        IMPORT = "import", _("a file was brought in")

    study = models.ForeignKey("surveys.Study", models.PROTECT, related_name="snapshots")
    revision = models.PositiveIntegerField(help_text=_("Of the draft that is kept here."))
    document = models.TextField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.study.slug}, revision {self.revision}"


class DraftComment(models.Model):
    """What a colleague said about something in a draft, and what was done with it. Only grows.

    `thread` is empty for the remark itself, which begins a thread. `kind` and `name` say what it is about; a row
    RENAMED gives the whole thread another name.
    """

    class Act(models.TextChoices):
        REMARK = "remark", _("remark")
        ANSWER = "answer", _("answer")
        SETTLED = "settled", _("settled")
        REOPENED = "reopened", _("opened again")
        RENAMED = "renamed", _("goes along with another name")

    study = models.ForeignKey("surveys.Study", models.PROTECT, related_name="draft_comments")
    thread = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")
    act = models.CharField(max_length=12, choices=Act.choices)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.study.slug}, {self.kind} {self.name}"
