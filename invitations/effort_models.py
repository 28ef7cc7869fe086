"""What municipalities did to reach people. Append-only: a correction is a row that takes another one's place."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Organisation
from surveys.models import Study


class Effort(models.Model):
    """One thing that was done on a day, and how many people it reached: a number, an order of size, or unknown.

    `corrects`: the row whose place this one takes; with `withdrawn` that one is undone. `key` makes saving twice the
    same as saving once. No names of people in it, and no words.
    """

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp", _("WhatsApp")
        SCHOOL = "school", _("language school")
        CONSULTANT = "consultant", _("consultant")
        KEY_PERSONS = "key_persons", _("advisory council or key persons")
        MEETING = "meeting", _("meeting")
        ORGANISATION = "organisation", _("organisation")

    class Size(models.TextChoices):
        TEN = "to_10", _("1 to 10")
        FIFTY = "to_50", _("11 to 50")
        TWO_HUNDRED = "to_200", _("51 to 200")
        THOUSAND = "to_1000", _("201 to 1,000")
        MORE = "more", _("more than 1,000")

    study = models.ForeignKey(Study, models.PROTECT, related_name="efforts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="efforts")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    day = models.DateField()
    reach = models.PositiveIntegerField(null=True, blank=True)
    size = models.CharField(max_length=8, choices=Size.choices, blank=True)
    key = models.UUIDField(unique=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    withdrawn = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-day", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(reach__isnull=True) | models.Q(size=""), name="one_reach"),
            models.CheckConstraint(
                condition=models.Q(withdrawn=False) | models.Q(corrects__isnull=False), name="withdrawn_corrects"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
