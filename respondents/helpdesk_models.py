"""The help desk: what people asked for, counted without a word about who they are, and who wants to be called back."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from respondents.sealed_field import SealedField
from surveys.models import Study


class DeskEntry(models.Model):
    """One call or message to the help desk, in words of fixed lists only.

    No name, no number, no code, no note, no time of day, and not who answered: docs/decisions/0093.
    """

    class Topic(models.TextChoices):
        TECHNICAL = "technical", _("technical: code, link, page")
        OWN_INTEGRATION = "own_integration", _("their own integration")
        LANGUAGE = "language", _("language")
        REFUSAL = "refusal", _("does not want to take part")
        INTERVIEW = "interview", _("about a talk with a researcher")
        OTHER = "other", _("something else")

    class Means(models.TextChoices):
        PHONE = "phone", _("phone")
        MAIL = "mail", _("e-mail")
        WHATSAPP = "whatsapp", _("WhatsApp")

    class Done(models.TextChoices):
        ANSWERED = "answered", _("answered the question")
        REFERRED = "referred", _("told where to ask")
        CODE = "code", _("gave a new code")
        REFUSAL = "refusal", _("noted the refusal")
        FILLED_IN = "filled_in", _("filled in together by phone")
        CALL_BACK = "call_back", _("will be called back")
        PASSED_ON = "passed_on", _("passed on to the researchers")

    study = models.ForeignKey(Study, models.PROTECT, related_name="desk_entries")
    day = models.DateField()
    topic = models.CharField(max_length=16, choices=Topic.choices)
    means = models.CharField(max_length=8, choices=Means.choices)
    language = models.CharField(max_length=8)
    done = models.CharField(max_length=12, choices=Done.choices)

    class Meta:
        ordering = ("-day", "-pk")
        indexes = (models.Index(fields=("study", "day"), name="desk_entry_by_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.topic}"


class CallBack(models.Model):
    """Somebody wants to be called back. In the store of contacts (`respondents.contacts_store`), no key to anything.

    A phone number, sealed, and when: nothing says what about, who noted it, or which code they have. Gone after the
    call, and on `goes_on` at the latest. `respondents.helpdesk.call_backs` is the only writer.
    """

    class Part(models.TextChoices):
        MORNING = "morning", _("in the morning")
        AFTERNOON = "afternoon", _("in the afternoon")
        EVENING = "evening", _("in the evening")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.CharField(max_length=60)
    contact = SealedField()
    sealed_with = models.CharField(max_length=16)
    language = models.CharField(max_length=8)
    day = models.DateField()
    part = models.CharField(max_length=9, choices=Part.choices)
    goes_on = models.DateField()

    class Meta:
        ordering = ("day", "id")

    def __str__(self) -> str:
        return f"{self.day} {self.part}"
