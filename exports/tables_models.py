"""Tables that analysts keep under a name, for themselves and each other."""

from django.conf import settings
from django.db import models

from surveys.models import Study


class SavedTable(models.Model):
    """A table of a study by name. `query` is its address's part after the question mark: names and codes only."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="saved_tables")
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("study", "name"), name="saved_table_name_once"),)

    def __str__(self) -> str:
        return f"{self.study} saved table {self.pk}"
