"""Sets of weights as they were made. The database refuses to change or remove one; a newer one takes its place."""

from django.conf import settings
from django.db import connection, models

from respondents.models import Interview
from staff.triggers import unlocked
from surveys.models import Study


class WeightSet(models.Model):
    """One set. Of a name the newest version counts; `default`: the newest set that says so weights the dataset.

    `recipe`: the margins, limits and neighbours that it was made with. `diagnostics`: see weight_diagnostics.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="weight_sets")
    name = models.SlugField(max_length=20)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    default = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    recipe = models.JSONField()
    diagnostics = models.JSONField()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("study", "name", "version"), name="weights_version_once"),)

    def __str__(self) -> str:
        return f"{self.study} {self.name} {self.version}"


class Weight(models.Model):
    """The weight of one interview in one set; it goes with the interview, and when that is withdrawn."""

    of_set = models.ForeignKey(WeightSet, models.PROTECT, related_name="weights")
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="weights")
    value = models.FloatField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("of_set", "interview"), name="weight_once_per_interview"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="weight_above_nought"),
        )

    def __str__(self) -> str:
        return f"{self.of_set} {self.value:.3f}"


def forget(weights: models.QuerySet[Weight]) -> None:
    """Take away weights of who withdrew: the one way past the guard of the database.

    On PostgreSQL by a function of the database's owner: the site's own role may delete none.
    """
    whose = set(weights.values_list("interview", flat=True))
    if not whose:
        return
    with unlocked("withdrawal: weights"):
        if connection.vendor != "postgresql":
            weights.delete()
            return
        with connection.cursor() as cursor:
            cursor.executemany("SELECT exports_remove_weights(%s)", [(one,) for one in whose])
