"""Previews that are shared with people without a log-in, and what they remark. No answers are kept anywhere."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PreviewLink(models.Model):
    """A questionnaire as it stood when it was shared. `respondents.preview.links` is its only writer.

    `refs`: names of questions and pages with what they were called by in the draft, which survives renaming.
    """

    study = models.ForeignKey("surveys.Study", models.PROTECT, related_name="preview_links")
    token_digest = models.BinaryField(max_length=32, unique=True, help_text=_("SHA-256; the token is stored nowhere."))
    label = models.CharField(max_length=100, help_text=_("For colleagues: who it is for."))
    edition = models.ForeignKey(
        "surveys.Edition", models.PROTECT, null=True, blank=True, related_name="+", help_text=_("Empty: the draft.")
    )
    document = models.TextField()
    document_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField()
    refs = models.JSONField(default=dict)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.study_id}: {self.label}"


class Remark(models.Model):
    """What somebody said about a page or a question, with the words that were shown to them."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SETTLED = "settled", _("settled")

    link = models.ForeignKey(PreviewLink, models.PROTECT, related_name="remarks")
    page = models.CharField(max_length=64)
    question = models.CharField(max_length=64, blank=True, help_text=_("Empty: about the page as a whole."))
    ref = models.CharField(max_length=20, blank=True)
    shown = models.TextField(help_text=_("The words of the question or page, as they were shown."))
    language = models.CharField(max_length=8)
    group = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=4000)
    name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=4000, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.page} {self.question}"
