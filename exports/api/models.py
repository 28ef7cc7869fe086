"""Tokens of the read API, and the tables that it told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Role
from surveys.models import Study

ROLES = (Role.ANALYST, Role.FIELDWORK, Role.MUNICIPALITY, Role.RESEARCHER)
"""Roles that a token can have."""


class ApiToken(models.Model):
    """What a program of somebody on staff shows to read one study in one role. Only a digest of it is kept.

    `public_id` is the part that may be shown; `last_used` is a day, never a moment. `end` says why it ended before
    `ends_on`, its last day.
    """

    class End(models.TextChoices):
        REVOKED = "revoked", _("taken back")
        ACCOUNT = "account", _("the account was closed")
        MEMBERSHIP = "membership", _("the role ended")
        SECOND_FACTOR = "second_factor", _("the second factor was taken away")

    public_id = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    study = models.ForeignKey(Study, models.PROTECT, related_name="api_tokens")
    role = models.CharField(max_length=16, choices=[(role.value, role.label) for role in ROLES])
    purpose = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=16, choices=End.choices, blank=True)
    last_used = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"ibs_{self.public_id}_…"


class ApiAnswer(models.Model):
    """Tables as they were told. For a day the same question gets the same answer, and is released once.

    `about` names what kind of answer and which editions; `version` changes with withdrawals, decisions of cleaning and
    weights, and ends an answer at once; `key` is a digest of the whole question.
    """

    study = models.ForeignKey(Study, models.PROTECT, related_name="api_answers")
    key = models.CharField(max_length=64)
    about = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    as_json = models.TextField()
    as_csv = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("study", "key"), name="api_answer_once"),)

    def __str__(self) -> str:
        return f"{self.study} {self.about} {self.key[:12]}"
