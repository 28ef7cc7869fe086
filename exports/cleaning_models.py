"""What was seen in a study's interviews, and what was decided about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Study


class Judgement(models.Model):
    """The last time that the flags of a study were worked out: one per study, made anew as a whole.

    `limits`: the settings it used. `notes`: per rule, what could not be looked at (Dutch and English). `groups`:
    interviews per group. `interviews`: how many were looked at.
    """

    study = models.OneToOneField(Study, models.PROTECT, related_name="judgement")
    made_at = models.DateTimeField()
    interviews = models.PositiveIntegerField()
    groups = models.JSONField(default=dict)
    limits = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.study} {self.made_at:%Y-%m-%d %H:%M}"


class Flagged(models.Model):
    """One flag of one interview. `evidence` holds names, codes, seconds and shares, never an open text."""

    judgement = models.ForeignKey(Judgement, models.CASCADE, related_name="flags")
    rule = models.CharField(max_length=20)
    respnr = models.PositiveIntegerField()
    group = models.CharField(max_length=40)
    evidence = models.JSONField(default=dict)

    class Meta:
        ordering = ("rule", "respnr")
        constraints = (models.UniqueConstraint(fields=("judgement", "rule", "respnr"), name="flag_once"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.respnr}"


class PersonalFound(models.Model):
    """In this text something personal was found. The text itself stays where it is; `kinds` says what was found."""

    judgement = models.ForeignKey(Judgement, models.CASCADE, related_name="texts")
    respnr = models.PositiveIntegerField()
    column = models.CharField(max_length=64)
    kinds = models.JSONField(default=list)

    class Meta:
        ordering = ("column", "respnr")
        constraints = (models.UniqueConstraint(fields=("judgement", "respnr", "column"), name="text_found_once"),)

    def __str__(self) -> str:
        return f"{self.column} {self.respnr}"


class CleaningDecision(models.Model):
    """Who decided what about which flags, when and why. Databases refuse to change or remove it.

    `respnrs` are those who were flagged when it was decided: nobody who is flagged later falls under it. `variables`:
    questions that are emptied. `undoes`: the decision that this one takes out of force. `by` empty: a command.
    """

    class Action(models.TextChoices):
        LEAVE = "leave", _("leave as it is")
        REMOVE = "remove", _("leave out of the clean data")
        BLANK = "blank", _("empty answers in the clean data (-9)")
        UNDO = "undo", _("undo")

    study = models.ForeignKey(Study, models.PROTECT, related_name="cleaning_decisions")
    rule = models.CharField(max_length=20)
    action = models.CharField(max_length=8, choices=Action.choices)
    respnrs = models.JSONField(default=list)
    variables = models.JSONField(default=list)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.rule} {self.pk}: {self.action}"


class TextDecision(models.Model):
    """What to do with one open text. `seq`: the event that the text came with; a later text is not decided about.

    Databases refuse to change or remove it; the newest one counts.
    """

    class Choice(models.TextChoices):
        MASK = "mask", _("mask what was found")
        KEEP = "keep", _("keep as it is")
        CLEAR = "clear", _("leave the whole text out")

    study = models.ForeignKey(Study, models.PROTECT, related_name="text_decisions")
    respnr = models.PositiveIntegerField()
    column = models.CharField(max_length=64)
    seq = models.PositiveIntegerField()
    choice = models.CharField(max_length=8, choices=Choice.choices)
    why = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("study", "respnr", "column"), name="text_decision_place"),)

    def __str__(self) -> str:
        return f"{self.column} {self.respnr}: {self.choice}"
