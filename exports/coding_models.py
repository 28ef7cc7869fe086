"""Coding of open answers: frames, the answers to code, and what each coder gave. No text of an answer is kept here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from respondents.models import Interview
from surveys.models import Study


class CodeFrame(models.Model):
    """One version of the codes of a question. Versions are added, never changed. `document`: see code_frames.py.

    `as_read`: what the study's file said, without the codes that the page had added; None where the page made it.
    """

    class Source(models.TextChoices):
        FILE = "file", _("the study's files")
        PAGE = "page", _("this page")

    study = models.ForeignKey(Study, models.PROTECT, related_name="code_frames")
    question = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    as_read = models.JSONField(null=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("study", "question", "version")
        constraints = (models.UniqueConstraint(fields=("study", "question", "version"), name="frame_version_once"),)

    def __str__(self) -> str:
        return f"{self.question} {self.version}"


class OpenAnswer(models.Model):
    """An open answer to code: where it stands, never what it says. `digest` is keyed, and tells equal texts.

    `codes`, `by` and `state` follow from the choices. Goes with the interview, and when it is withdrawn.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to code")
        WAITS = "waits", _("to code a second time")
        DIFFERS = "differs", _("coders differ")
        DONE = "done", _("coded")

    class By(models.IntegerChoices):
        NOBODY = 0, _("not coded")
        AUTOMATIC = 1, _("automatic")
        ONE = 2, _("one coder")
        AGREED = 3, _("two coders, agreed")
        ADJUDICATED = 4, _("two coders, decided")

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="open_answers")
    question = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    seq = models.PositiveIntegerField(help_text=_("Event of the interview that gave the answer."))
    language = models.CharField(max_length=8)
    drawn = models.BooleanField(default=False, help_text=_("For a second coder too."))
    codes = models.JSONField(default=list)
    by = models.PositiveSmallIntegerField(choices=By.choices, default=By.NOBODY)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("interview", "question"), name="open_answer_once"),)
        indexes = (models.Index(fields=("question", "state", "digest"), name="open_answer_queue"),)

    def __str__(self) -> str:
        return f"open answer {self.pk}"


class CodeChoice(models.Model):
    """What one coder (without a user: the program) gave one answer. Taken back, it stays, with who and when."""

    class Role(models.TextChoices):
        AUTOMATIC = "automatic", _("automatic")
        FIRST = "first", _("first coder")
        SECOND = "second", _("second coder")
        DECIDED = "decided", _("decided")

    answer = models.ForeignKey(OpenAnswer, models.CASCADE, related_name="choices")
    role = models.CharField(max_length=12, choices=Role.choices)
    codes = models.JSONField()
    frame_version = models.PositiveIntegerField()
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.CharField(max_length=300, blank=True)
    repeats = models.BooleanField(default=False, help_text=_("Given to an equal text, not looked at by itself."))
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("answer", "pk")

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
