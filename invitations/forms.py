"""What fieldwork staff can ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from invitations import unit_states
from invitations.mailings import MOST_LETTERS, USUAL_LETTERS
from invitations.models import Mailing, SampleUnit
from surveys.models import Study

LARGEST_FILE = 20_000_000
"""Bytes; 65,000 rows are some 3 MB."""


class LettersForm(forms.Form):
    """One mailing: study, kind, window, letters per file."""

    study = forms.ModelChoiceField(Study.objects.none(), label=_("Study"), to_field_name="slug", empty_label=None)
    kind = forms.ChoiceField(label=_("Letter"), choices=Mailing.Kind.choices)
    side = forms.ChoiceField(
        label=_("Window of the envelope"), choices=(("left", _("on the left")), ("right", _("on the right")))
    )
    batch_size = forms.IntegerField(
        label=_("Letters per file"), min_value=1, max_value=MOST_LETTERS, initial=USUAL_LETTERS, localize=False
    )

    def __init__(self, *args: Any, studies: QuerySet[Study], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = studies.filter(editions__isnull=False).distinct()


class TableField(forms.FileField):
    """A CSV or XLSX file. `read` after validation."""

    def __init__(self, **kwargs: Any) -> None:
        accept = forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"})
        super().__init__(label=_("File"), widget=accept, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found and found.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is over 20 MB. Split it."), code="too_big")
        return found


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


class ExclusionForm(forms.Form):
    """A list of people who get no letters."""

    file = TableField(help_text=_("CSV in UTF-8 or XLSX with one column, frame_id."))
