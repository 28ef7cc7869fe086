"""Studies: what researchers write (the draft, in tables) and what respondents get (editions, never changed).

Texts of the draft are translated fields (see translation.py): one column per language, '' = missing.
`drafts.py` is the only reader and writer of the draft tables; `publish.py` is the only writer of Edition.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 64


class Study(models.Model):
    """One piece of research."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    code_form = models.CharField(
        max_length=8, choices=(("digits", _("digits")), ("base32", _("letters and digits"))), default="digits"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "studies"
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """A published definition. Databases refuse to change or remove one (see the first migration)."""

    study = models.ForeignKey(Study, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    document = models.TextField(
        help_text=_("The document of this edition as JSON; the hash is over its canonical form.")
    )
    document_hash = models.CharField(max_length=64)
    offered = models.JSONField(help_text=_("Languages that are complete, the source first."))
    demo = models.BooleanField(default=True, help_text=_("Not signed off by native speakers: for demonstration."))
    note = models.CharField(max_length=200, blank=True)
    basis = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        help_text=_("The edition that this one follows, with the same codes; empty: another questionnaire."),
    )
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("study", "number")
        constraints = (models.UniqueConstraint(fields=("study", "number"), name="edition_once_per_study"),)

    def __str__(self) -> str:
        return f"{self.study.slug} {self.number}"


class Draft(models.Model):
    """What a study's researchers are working on. `revision` counts the times it was replaced.

    `rest` is JSON text: the document without its texts and without what the other tables hold.
    """

    study = models.OneToOneField(Study, models.CASCADE, related_name="draft")
    revision = models.PositiveIntegerField(default=0)
    rest = models.TextField(default="{}")
    changed_at = models.DateTimeField(auto_now=True)
    loaded_hash = models.CharField(
        max_length=64, blank=True, help_text=_("Hash of the draft as files were last loaded into it.")
    )

    def __str__(self) -> str:
        return f"{self.study.slug}, revision {self.revision}"


class Part(models.Model):
    """One mapping of the document. NULL or '' = the key is not there; `rest` holds keys that have no column (JSON)."""

    position = models.PositiveIntegerField()
    groups = models.JSONField(null=True, blank=True)
    editions = models.JSONField(null=True, blank=True)
    rest = models.TextField(default="{}")

    class Meta:
        abstract = True
        ordering = ("position",)


class Group(Part):
    """A kind of respondent with a questionnaire of its own."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="group_rows")
    name = models.CharField(max_length=NAME_LENGTH)
    label = models.TextField(blank=True)
    value = models.IntegerField(null=True, blank=True)
    law = models.CharField(max_length=NAME_LENGTH, blank=True)
    migrant_type = models.CharField(max_length=NAME_LENGTH, blank=True)
    untyped = models.BooleanField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Term(Part):
    """A policy word and its plain explanation."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="term_rows")
    name = models.CharField(max_length=NAME_LENGTH)
    label = models.TextField(blank=True)
    explanation = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Section(Part):
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="section_rows")
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    title = models.TextField(blank=True)
    relevant = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Page(Part):
    """A page of a section; without a section: a page of the screening."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="page_rows")
    section = models.ForeignKey(Section, models.CASCADE, null=True, blank=True, related_name="page_rows")
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    title = models.TextField(blank=True)
    relevant = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Question(Part):
    """A question. `list_name` names a shared option list; a list of its own is an OptionList that points here."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="question_rows")
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    type = models.CharField(max_length=16, blank=True)
    label = models.TextField(blank=True)
    short_label = models.TextField(blank=True)
    hint = models.TextField(blank=True)
    list_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    reasons = models.JSONField(null=True, blank=True)
    other = models.CharField(max_length=16, blank=True)
    relevant = models.TextField(blank=True)
    routing_key = models.BooleanField(null=True, blank=True)
    core = models.BooleanField(null=True, blank=True)
    terms = models.JSONField(null=True, blank=True)
    minimum = models.JSONField(null=True, blank=True, help_text=_("A number, or a date as year-month-day."))
    maximum = models.JSONField(null=True, blank=True, help_text=_("A number, or a date as year-month-day."))
    decimals = models.IntegerField(null=True, blank=True)
    precisions = models.JSONField(null=True, blank=True)
    pivot = models.CharField(max_length=10, blank=True)
    max_length = models.IntegerField(null=True, blank=True)
    source = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Derived(Part):
    """A value worked out from answers."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="derived_rows")
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    label = models.TextField(blank=True)
    expression = models.TextField(blank=True)
    list_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    notes = models.TextField(blank=True)

    class Meta(Part.Meta):
        verbose_name_plural = "derived"

    def __str__(self) -> str:
        return self.name


class OptionList(Part):
    """Answers to choose from: shared under a name, or the list of one question or derived value."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="list_rows")
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    question = models.OneToOneField(Question, models.CASCADE, null=True, blank=True, related_name="own_list")
    derived = models.OneToOneField(Derived, models.CASCADE, null=True, blank=True, related_name="own_list")

    def __str__(self) -> str:
        return self.name or str(self.question or self.derived)


class Option(Part):
    """One answer to choose."""

    option_list = models.ForeignKey(OptionList, models.CASCADE, related_name="option_rows")
    code = models.CharField(max_length=NAME_LENGTH, blank=True)
    label = models.TextField(blank=True)
    hint = models.TextField(blank=True)
    value = models.IntegerField(null=True, blank=True)
    short = models.CharField(max_length=32, blank=True)
    score = models.IntegerField(null=True, blank=True)
    relevant = models.TextField(blank=True)
    exclusive = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=16, blank=True)
    in_base = models.BooleanField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Scale(Part):
    """The mean of scored items."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="scale_rows")
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    label = models.TextField(blank=True)
    items = models.JSONField(null=True, blank=True)
    min_items = models.IntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class StudyText(models.Model):
    """A text outside the tables above: consent, materials, reasons, outcomes. `place` is its path in the document."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="text_rows")
    place = models.CharField(max_length=400)
    text = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "place"), name="text_once_per_place"),)

    def __str__(self) -> str:
        return self.place


class TextEvent(models.Model):
    """Something that was done to a translation. Only grows; holds no text of the study but hashes of it.

    The pair (source text, translation) carries the state, wherever in the study it stands. `earlier_hash`: with `fits`,
    the source text that the translation was made from.
    """

    class Kind(models.TextChoices):
        TRANSLATED = "translated", _("translated")
        BACK = "back", _("translated back")
        REVIEWED = "reviewed", _("reviewed")
        ADJUDICATED = "adjudicated", _("adjudicated")
        TESTED = "tested", _("tested")
        FITS = "fits", _("still fits")
        NATIVE = "native", _("signed by a native speaker")
        COMMENT = "comment", _("comment")
        SETTLED = "settled", _("comments settled")

    study = models.ForeignKey(Study, models.PROTECT, related_name="text_events")
    language = models.CharField(max_length=8)
    source_hash = models.CharField(max_length=64)
    text_hash = models.CharField(max_length=64, blank=True, help_text=_("Empty: about a text not translated yet."))
    kind = models.CharField(max_length=12, choices=Kind.choices)
    earlier_hash = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=120, help_text=_("Who did it: a member of staff, an agency, a native speaker."))
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("study", "language", "source_hash"), name="text_event_of_source"),)

    def __str__(self) -> str:
        return f"{self.language} {self.kind} {self.by}"


from surveys.audio_models import Clip, RecordingSlot, VoiceSignOff  # noqa: E402, F401
from surveys.checks_models import DraftCheck  # noqa: E402, F401
from surveys.design_models import DraftComment, DraftEdit, DraftSnapshot  # noqa: E402, F401
from surveys.figures_models import RoutingFigures  # noqa: E402, F401
from surveys.proof_models import ProofRun  # noqa: E402, F401
from surveys.publishing_models import FieldworkChange, PublishRequest, ReplayRun  # noqa: E402, F401
