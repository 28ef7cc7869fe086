"""What an interviewer begins with: a code, or none, and the language of the questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from respondents import languages
from respondents.entry import OpenStudy
from respondents.pages import TYPED
from surveys.languages import name


class BeginForm(forms.Form):
    """`study`: the open study it is for; its languages are those that can be chosen."""

    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=TYPED,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of the questions"))

    def __init__(self, study: OpenStudy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{study.slug}-%s", **kwargs)
        offered = languages.offered(study.edition, study.definition)
        self.fields["language"].choices = [(tag, name(tag)) for tag in offered]
