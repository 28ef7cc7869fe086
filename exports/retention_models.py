"""What stays of a list when it is purged, and who was told to delete whom."""

from django.conf import settings
from django.db import models

from surveys.models import Study


class KeptResponse(models.Model):
    """The response of a purged list as counts; see exports/retention/kept_response.py. Nobody is in it by number.

    `monitor`: what the monitor tells of the sample. `cells`: [values, chance, outcome, people], by `columns`.
    """

    study = models.OneToOneField(Study, models.PROTECT, related_name="kept_response")
    made_at = models.DateTimeField()
    monitor = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    cells = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.study} response {self.made_at:%Y-%m-%d}"


class DeletionNotice(models.Model):
    """Whoever has the files of an export was told which `respnrs` they must delete."""

    export = models.ForeignKey("exports.ExportRecord", models.PROTECT, related_name="deletion_notices")
    respnrs = models.JSONField()
    told_on = models.DateField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-told_on", "-pk")

    def __str__(self) -> str:
        return f"{self.told_on} {len(self.respnrs)}"
