"""The register of what left the house."""

from django.conf import settings
from django.db import models

from surveys.models import Study


class ExportRecord(models.Model):
    """Who took what, when, and its hash. `details` names formats, language, edition and whether open text was in it."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="exports")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    rows = models.PositiveIntegerField()
    variables = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.study} {self.made_at:%Y-%m-%d %H:%M}"


# Each part's models stand in a file of its own.
from exports.advice_models import AdviceRecord  # noqa: E402, F401
from exports.api.models import ApiAnswer, ApiToken  # noqa: E402, F401
from exports.cleaning_models import (  # noqa: E402, F401
    CleaningDecision,
    Flagged,
    Judgement,
    PersonalFound,
    TextDecision,
)
from exports.closing_models import FieldworkEnd, FieldworkText  # noqa: E402, F401
from exports.coding_models import CodeChoice, CodeFrame, OpenAnswer  # noqa: E402, F401
from exports.disclosure_models import Release  # noqa: E402, F401
from exports.monitor.models import (  # noqa: E402, F401
    Delivery,
    MonitorRecord,
    MorningMail,
    UseCount,
    Webhook,
)
from exports.retention_models import DeletionNotice, KeptResponse  # noqa: E402, F401
from exports.tables_models import SavedTable  # noqa: E402, F401
from exports.weights_models import Weight, WeightSet  # noqa: E402, F401
