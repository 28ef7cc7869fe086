"""What fieldwork staff can ask for."""

import re
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from invitations import age_files, sample_table, sheet, unit_states
from invitations.frame_sources import Sources
from invitations.mailings import MOST_LETTERS, USUAL_LETTERS
from invitations.models import Batch, Mailing, Receiver, SampleUnit
from invitations.reminders import SPLIT, among, strata_of
from invitations.sampling import LARGEST_SEED, Wish
from invitations.studies import newest_edition
from staff.jobs import keys_travel
from staff.uploads import LARGEST_FILE
from surveys import list_words
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.engine.problems import DefinitionError
from surveys.models import Study


class TableField(forms.FileField):
    """A CSV or XLSX file. `read` after validation."""

    def __init__(self, **kwargs: Any) -> None:
        accept = forms.FileInput(attrs={"accept": ".csv,.xlsx"})
        super().__init__(**{"label": _("File"), "widget": accept, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found and found.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is over 20 MB. Split it."), code="too_big")
        return found


class ReceiverField(forms.ModelChoiceField):
    """A receiver by study and name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.study.title}: {obj.name}"


class LettersForm(forms.Form):
    """One mailing, with every choice that `make_letters` has. `busy`: slugs of studies whose letters are being made."""

    study = forms.ModelChoiceField(Study.objects.none(), label=_("Study"), to_field_name="slug", empty_label=None)
    kind = forms.ChoiceField(label=_("Letter"), choices=Mailing.Kind.choices)
    side = forms.ChoiceField(
        label=_("Window of the envelope"), choices=(("left", _("on the left")), ("right", _("on the right")))
    )
    batch_size = forms.IntegerField(
        label=_("Letters per file"), min_value=1, max_value=MOST_LETTERS, initial=USUAL_LETTERS, localize=False
    )
    languages = forms.ChoiceField(
        label=_("Page 2"),
        required=False,
        choices=(
            ("all", _("all languages in short")),
            ("by-frame", _("the person's own language, where the list has it")),
        ),
    )
    kix = forms.ChoiceField(
        label=_("KIX code below addresses"),
        required=False,
        choices=(("", _("as this installation is set")), ("on", _("with")), ("off", _("without"))),
    )
    limit = forms.IntegerField(
        label=_("At most so many letters"),
        required=False,
        min_value=1,
        localize=False,
        help_text=_("Empty: everybody."),
    )
    only = forms.MultipleChoiceField(
        label=_("Only to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody. Of one column any will do; of several columns all must fit."),
    )
    proofs = forms.IntegerField(
        label=_("Proof set: letters besides the first and the last"),
        required=False,
        min_value=0,
        max_value=MOST_LETTERS,
        localize=False,
        help_text=_("Empty: no proof set. Its codes work: treat it as the letters."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        required=False,
        min_value=0,
        initial=1,
        localize=False,
        help_text=_("Which letters the proof set draws; the same number draws the same ones."),
    )
    addresses = TableField(
        label=_("Address file"),
        required=False,
        help_text=_(
            "CSV or XLSX: frame_id, line_1 to line_6. Empty: the printer fills the window. It is kept encrypted until "
            "the work ends, with a key that is stored nowhere."
        ),
    )
    codes = forms.BooleanField(
        label=_("No letters: a file of codes for a printer who merges"),
        required=False,
        help_text=_(
            "It holds the codes in plain text: who has it can answer in the place of those people. Hand it over "
            "encrypted, to the printer only, and have it removed everywhere once the letters are printed."
        ),
    )
    receiver = ReceiverField(
        Receiver.objects.none(),
        label=_("Who can open the file of codes"),
        required=False,
        help_text=_("Receivers and their keys stand under “To the printer, encrypted”."),
    )

    def __init__(self, *args: Any, studies: QuerySet[Study], busy: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = studies.filter(editions__isnull=False).distinct()
        self.fields["receiver"].queryset = Receiver.objects.filter(study__in=studies, ended_at=None)
        self.fields["receiver"].empty_label = _("everybody: in plain text") if settings.LETTER_PLAIN_DOWNLOAD else "–"
        self.fields["only"].choices = _strata(studies)
        self._busy = busy
        if not keys_travel():
            self.fields["addresses"].disabled = True
            self.fields["addresses"].help_text = _(
                "Not on this installation: its jobs travel through Redis, which would store the key. Use make_letters "
                "--addresses on the machine that makes letters."
            )

    def clean_study(self) -> Study:
        """Two people who start the same letters: the second is told at once. (The making itself has a lock.)"""
        study: Study = self.cleaned_data["study"]
        if study.slug in self._busy:
            raise forms.ValidationError(
                _("Letters of this study are being made already. Wait until that is done."), code="busy"
            )
        return study

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.files.get("addresses") and not keys_travel():
            self.add_error("addresses", _("Address files are taken by the command only. Nothing was made."))
        if cleaned.get("codes"):
            self._refuse_beside_codes(cleaned)
        if cleaned.get("only") and cleaned.get("study"):
            known = strata_of(cleaned["study"])
            aimed = among(cleaned["only"]).by
            if any(code not in known.get(name, ()) for name, codes in aimed.items() for code in codes):
                self.add_error("only", _("The list of this study has no such people."))
        return cleaned

    def _refuse_beside_codes(self, cleaned: dict[str, Any]) -> None:
        for name in ("addresses", "proofs"):
            if cleaned.get(name) not in (None, ""):
                self.add_error(name, _("A file of codes has none. Leave this empty."))
        if cleaned.get("languages") == "by-frame":
            self.add_error("languages", _("A file of codes has no pages. Choose all languages."))
        receiver: Receiver | None = cleaned.get("receiver")
        if receiver and cleaned.get("study") and receiver.study_id != cleaned["study"].pk:
            self.add_error("receiver", _("This receiver belongs to another study."))
        if not receiver and not settings.LETTER_PLAIN_DOWNLOAD:
            self.add_error("receiver", _("Choose a receiver: on this installation codes leave encrypted only."))

    @property
    def wish(self) -> dict[str, Any]:
        """Arguments of the job; the address file goes another way."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "addresses"}
        seed = 1 if cleaned["seed"] is None else cleaned["seed"]
        receiver = cleaned["receiver"].pk if cleaned["codes"] and cleaned["receiver"] else None
        named = {"study": cleaned["study"].slug, "receiver": receiver}
        whole = {**cleaned, **named, "languages": cleaned["languages"] or "all", "seed": seed}
        return {name: value for name, value in whole.items() if name != "only" or value}


def _strata(studies: QuerySet[Study]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Columns of the lists with their categories: what letters can be aimed at, by the words of each study."""
    found: dict[str, dict[str, str]] = {}
    for study in studies.filter(editions__isnull=False).distinct():
        definition = _definition(study)
        for name, codes in strata_of(study).items():
            said = {f"{name}{SPLIT}{code}": _value(name, code, definition) for code in codes}
            title = list_words.column(name, definition).capitalize() if definition else name
            found.setdefault(title, {}).update(said)
    return [(title, list(said.items())) for title, said in found.items()]


def _value(name: str, code: str, definition: Definition | None) -> str:
    return list_words.value(name, code, definition) if definition else code


def _definition(study: Study) -> Definition | None:
    """None where this version cannot read the edition: that keeps nobody from making letters."""
    try:
        return definition_of(newest_edition(study))
    except DefinitionError:
        return None


class ReturnForm(forms.Form):
    """One return number, from a scanner or the keyboard."""

    number = forms.CharField(
        label=_("Return number"),
        help_text=_("The number above the address, such as 3-012-045. Never the code for logging in."),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )


class LetterFileForm(forms.Form):
    """The printer's file, or a file of letters that came back."""

    kind = forms.ChoiceField(
        label=_("Kind of file"),
        choices=(("printed", _("the printer's file")), ("returned", _("letters that came back"))),
    )
    file = TableField(help_text=_("CSV in UTF-8 or XLSX, at most 20 MB. It is read and not kept."))


class UnitStateForm(forms.Form):
    """Whether somebody gets letters."""

    frame_id = forms.CharField(
        label=_("Number on the list"),
        help_text=_("It stands in the window of the letter, below the return number."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[(str(state), SampleUnit.State(state).label) for state in unit_states.BY_HAND]
    )


class ListForm(forms.Form):
    """The sample frame, or a newer one."""

    file = TableField(
        help_text=_("CSV in UTF-8 or XLSX with the columns that the study declares. Give the whole list.")
    )


LARGEST_SOURCE = 2_000_000
"""Bytes of each of several files: so many are held in memory, and never touch a disk."""


class SourcesForm(forms.Form):
    """The files that the frame is put together from, one field each."""

    def __init__(self, sources: Sources, language: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for file in sources.files.values():
            columns = ", ".join((sources.key, *file.columns))
            self.fields[file.name] = TableField(label=file.label.get(language) or file.name, help_text=columns)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, file in cleaned.items():
            if (file.size or 0) > LARGEST_SOURCE:
                self.add_error(name, _("This file has over 2 MB. Use the command import_frame with --source."))
        return cleaned


class ExclusionForm(forms.Form):
    """A list of people who get no letters."""

    file = TableField(help_text=_("CSV in UTF-8 or XLSX with one column, frame_id."))


class SampleForm(forms.Form):
    """What sample is wanted. `wish` after validation."""

    by = forms.MultipleChoiceField(
        label=_("Strata: columns of the list"), required=False, widget=forms.CheckboxSelectMultiple
    )
    size = forms.ChoiceField(
        label=_("How many"),
        choices=(
            ("n", _("so many people in all")),
            ("fraction", _("a fraction of all")),
            ("table", _("each stratum by a table")),
            ("all", _("everyone of the odd or even months")),
        ),
        initial="n",
        widget=forms.RadioSelect,
    )
    n = forms.IntegerField(label=_("Number of people"), required=False, min_value=1, localize=False)
    fraction = forms.CharField(label=_("Fraction"), help_text=_("0.5, 50% or 1/2"), required=False, max_length=20)
    table = forms.CharField(
        label=_("Table"),
        help_text=_("First line: the columns of the strata, n or fraction, and months if wanted; then a line each."),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    allocation = forms.ChoiceField(
        label=_("Divided over the strata"),
        choices=(("proportional", _("in proportion to their people")), ("equal", _("equally"))),
    )
    months = forms.ChoiceField(
        label=_("Months"),
        choices=(
            ("all", _("all")),
            ("odd", _("only who started in an odd month")),
            ("even", _("only in an even month")),
        ),
    )
    month_column = forms.ChoiceField(label=_("Column with the month"), required=False)
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("Any whole number. The same list and seed give the same people: keep it with the report."),
        min_value=0,
        max_value=LARGEST_SEED,
        localize=False,
    )

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = [(name, name) for name in columns]
        self.fields["month_column"].choices = [("", "–"), *((name, name) for name in columns)]

    def clean_fraction(self) -> Fraction | None:
        text = self.cleaned_data["fraction"]
        found = sample_table.fraction_of(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("A fraction lies between 0 and 1. Write a half as 0.5."), code="fraction")
        return found

    def clean(self) -> None:
        asked = self.cleaned_data.get("size")
        if asked in ("n", "fraction", "table") and not self.errors and not self.cleaned_data.get(asked):
            self.add_error(asked, forms.ValidationError(_("Fill this in, or choose another way."), code="required"))

    def wish(self) -> Wish:
        """Raises sampling.SampleRefused, and FrameUnreadable for the table."""
        asked = self.cleaned_data
        by, size = tuple(asked["by"]), asked["size"]
        return Wish(
            seed=asked["seed"],
            by=by,
            n=asked["n"] if size == "n" else None,
            fraction=asked["fraction"] if size == "fraction" else None,
            allocation=asked["allocation"],
            per_stratum=sample_table.shares(sheet.read(asked["table"].encode()), by) if size == "table" else None,
            month_column=asked["month_column"],
            months=asked["months"],
        )


class ReceiverForm(forms.Form):
    """Somebody who gets letters, and their public key."""

    name = forms.CharField(
        label=_("Name of the receiver"),
        help_text=_("Letters, digits and hyphens, such as drukker-noord. Not the name of a person."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label=_("Public key"),
        help_text=_("The line that begins with age1. The receiver makes it with age-keygen and keeps the secret one."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )


class NumbersField(forms.CharField):
    """Numbers and ranges such as "1-20, 25"; empty for all. Cleans to a list of whole numbers."""

    MOST = 2_000

    def clean(self, value: Any) -> list[int]:
        found: set[int] = set()
        for piece in filter(None, re.split(r"[,;\s]+", super().clean(value))):
            match = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", piece)
            if not match:
                raise forms.ValidationError(_("Write numbers and ranges, such as 1-20, 25."), code="odd")
            first, last = int(match[1]), int(match[2] or match[1])
            if last < first or last - first >= self.MOST:
                raise forms.ValidationError(_("Write numbers and ranges, such as 1-20, 25."), code="odd")
            found |= set(range(first, last + 1))
        return sorted(found)


class MailingField(forms.ModelChoiceField):
    """A mailing by its kind and the day it was begun."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.get_kind_display()} {obj.pk}, {obj.created_at:%Y-%m-%d}"


class DeletionForm(forms.Form):
    """Letters of one mailing that lie here, to be removed for good."""

    mailing = MailingField(Mailing.objects.none(), label=_("Letter"), empty_label=None)
    batches = NumbersField(
        label=_("Batches"), required=False, help_text=_("Such as 1-20, 25. Empty: all that lie here."), max_length=200
    )
    unsent = forms.BooleanField(label=_("Also batches that never left"), required=False)
    sure = forms.BooleanField(label=_("I know that nobody can print these letters again."))

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Batch.objects.filter(mailing=OuterRef("pk"), state=Batch.State.SEALED, removed_at=None)
        self.fields["mailing"].queryset = study.mailings.filter(Exists(here)).order_by("-created_at")


class ParcelForm(forms.Form):
    """Letters of one mailing, for one receiver."""

    receiver = forms.ModelChoiceField(Receiver.objects.none(), label=_("Receiver"), empty_label=None)
    mailing = MailingField(Mailing.objects.none(), label=_("Letter"), empty_label=None)
    batches = NumbersField(
        label=_("Batches"), required=False, help_text=_("Such as 1-20, 25. Empty: all that are ready."), max_length=200
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sealed = Batch.objects.filter(mailing=OuterRef("pk"), state=Batch.State.SEALED, removed_at=None)
        ready = sealed.exclude(file__endswith=age_files.SUFFIX)
        self.fields["receiver"].queryset = study.receivers.filter(ended_at=None)
        self.fields["mailing"].queryset = study.mailings.filter(Exists(ready)).order_by("-created_at")
