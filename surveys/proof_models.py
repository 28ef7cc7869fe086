"""Proofs of a draft: what was proved, of which text, and what came out."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProofRun(models.Model):
    """One proof of one document. `surveys.design.proving` is its only writer."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("busy")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        OVERTAKEN = "overtaken", _("overtaken by a newer one")

    study = models.ForeignKey("surveys.Study", models.PROTECT, related_name="proofs")
    document_hash = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(help_text=_("Of the draft that was proved."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    job = models.ForeignKey("staff.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    findings = models.TextField(default="[]", help_text=_("What was found, as JSON; see docs/proof.md."))
    scopes = models.TextField(default="[]", help_text=_("How much was looked at per group, as JSON."))
    ways = models.TextField(default="{}", help_text=_("Somebody for each page of each group, as JSON."))
    error = models.CharField(max_length=300, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["study", "document_hash"], name="proofs_of_a_document"),)

    def __str__(self) -> str:
        return f"{self.study_id}, revision {self.revision}"

    @property
    def found(self) -> list[dict[str, Any]]:
        """The findings, each as `Finding.as_json` gives it, with `shows`."""
        listed: list[dict[str, Any]] = json.loads(self.findings)
        return listed

    @property
    def looked_at(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self.scopes)
        return listed
