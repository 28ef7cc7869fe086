"""What is asked for when texts go out to translators, and when they come back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from surveys.exchange.rows import LARGEST_FILE
from surveys.exchange.words import STATE_WORDS, say
from surveys.languages import name as name_of
from surveys.text_states import STATES, STEPS

FORMATS = (("xlf", _("XLIFF 1.2, for translation programs")), ("xlsx", _("Workbook (.xlsx)")))


class ExportForm(forms.Form):
    """Which texts, as which kind of file."""

    language = forms.ChoiceField(label=_("Into"))
    form = forms.ChoiceField(label=_("Kind of file"), choices=FORMATS)
    state = forms.MultipleChoiceField(
        label=_("Only texts in these states"),
        help_text=_("None chosen: all texts."),
        choices=[(state, STATE_WORDS[state]) for state in STATES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(language, name_of(language)) for language in languages]


class ImportForm(forms.Form):
    """A file that came back, and who made the translations."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLIFF 1.2 (.xlf) or a workbook (.xlsx), at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlf,.xliff,.xlsx"}),
    )
    by = forms.CharField(
        label=_("Who made the translations"), help_text=_("The agency, or the person."), max_length=120
    )
    step = forms.ChoiceField(
        label=_("State of the texts"),
        choices=[("", _("as the file says")), *((step, STATE_WORDS[step]) for step in STEPS)],
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_FILE:
            raise forms.ValidationError(say("too_large"))
        return file
