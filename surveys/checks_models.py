"""What the checks found in a draft, kept so that no process looks at the same text twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Study


class DraftCheck(models.Model):
    """What came out for one text of a draft. `surveys.design.kept_checks` is its only writer; it can be made anew.

    `key`: digest of all that the outcome hangs on (text, record, editions, files, software).
    """

    class Kind(models.TextChoices):
        DRAFT = "draft", _("of the draft as one edition")
        EDITIONS = "editions", _("of every edition that the draft announces")
        LANGUAGES = "languages", _("how far each language of the draft is")

    study = models.ForeignKey(Study, models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=64)
    found = models.TextField(help_text=_("Problems in English, or counts, as JSON."))
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("study", "kind", "key"), name="draft_check_once"),)

    def __str__(self) -> str:
        return f"{self.study_id} {self.kind} {self.key[:12]}"
