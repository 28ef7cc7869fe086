"""Sound: which text can be heard in which voice, under what number it is recorded, and who vouched for a voice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

TAG_LENGTH, HASH_LENGTH, VERSION_LENGTH, VOICE_LENGTH = 8, 64, 12, 120


class Clip(models.Model):
    """The sound of one text in one language. `text_hash` is the hash of the text: changed words have no clip.

    `voice` is the computer voice, or who spoke; `version` changes with the sound; `bytes` counts both files.
    """

    class Source(models.TextChoices):
        HUMAN = "human", _("recorded by a person")
        SYNTHETIC = "synthetic", _("computer voice")

    language = models.CharField(max_length=TAG_LENGTH)
    text_hash = models.CharField(max_length=HASH_LENGTH)
    source = models.CharField(max_length=9, choices=Source.choices)
    voice = models.CharField(max_length=VOICE_LENGTH, blank=True)
    seconds = models.FloatField()
    bytes = models.PositiveIntegerField()
    version = models.CharField(max_length=VERSION_LENGTH)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("language", "text_hash"), name="clip_once_per_text"),)

    def __str__(self) -> str:
        return f"{self.language} {self.text_hash[:12]} {self.source}"


class RecordingSlot(models.Model):
    """The number of a text in recording scripts. Given once: a number never means another text."""

    language = models.CharField(max_length=TAG_LENGTH)
    number = models.PositiveIntegerField()
    text_hash = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        ordering = ("language", "number")
        constraints = (
            models.UniqueConstraint(fields=("language", "number"), name="slot_number_once"),
            models.UniqueConstraint(fields=("language", "text_hash"), name="slot_once_per_text"),
        )

    def __str__(self) -> str:
        return f"{self.language}-{self.number:04}"


class VoiceSignOff(models.Model):
    """A native speaker (`name`) found this computer voice good enough to be heard; `by` noted it."""

    language = models.CharField(max_length=TAG_LENGTH)
    voice = models.CharField(max_length=VOICE_LENGTH)
    name = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.voice}: {self.name}"
