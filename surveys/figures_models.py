"""Figures of the routing, kept so that pages need not count."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Edition, Study


class RoutingFigures(models.Model):
    """How many respondents of a run came past each page (written by design/figures.py; small counts are left out).

    `document_hash`: of the document that was walked. `edition`: whose sent interviews were counted; none for a
    simulated run of a draft.
    """

    class Kind(models.TextChoices):
        SIMULATED = "simulated", _("made up by lot")
        REAL = "real", _("sent questionnaires")

    study = models.ForeignKey(Study, models.CASCADE, related_name="routing_figures")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    document_hash = models.CharField(max_length=64)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")
    people = models.PositiveIntegerField()
    made_up = models.BooleanField(help_text=_("Whether the respondents were made up."))
    figures = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = (models.UniqueConstraint(fields=("study", "kind", "document_hash"), name="routing_figures_once"),)

    def __str__(self) -> str:
        return f"{self.study} {self.kind} {self.made_at:%Y-%m-%d}"
