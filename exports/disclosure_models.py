"""The register of tables that were released, with the numbers that they told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Study


class Release(models.Model):
    """Tables that left under a profile. `numbers` are per question what was told, `digest` is that of the data.

    What was hidden is not kept: the register tells no more than the tables did.
    """

    PROFILES = (("publication", _("publication")), ("local", _("local")))

    study = models.ForeignKey(Study, models.PROTECT, related_name="releases")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    profile = models.CharField(max_length=20, choices=PROFILES)
    digest = models.CharField(max_length=64)
    tables = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField()
    numbers = models.JSONField(default=dict)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.study} {self.made_at:%Y-%m-%d %H:%M} {self.profile}"
