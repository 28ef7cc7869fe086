"""What staff type at the end of a fieldwork."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exports import personal_text

LONGEST = 20_000
TONGUES = (("nl", "Nederlands"), ("en", "English"))


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=500)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the report"), choices=TONGUES)


class TextForm(forms.Form):
    """What went otherwise than planned. What looks personal is told once; `sure` keeps it all the same."""

    language = forms.ChoiceField(choices=TONGUES, widget=forms.HiddenInput)
    based_on = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What went otherwise than planned"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("An empty line begins a new paragraph. No names of people: this is printed in the report."),
    )
    sure = forms.BooleanField(label=_("This is about nobody: keep it as it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[str] = []
        if not self.is_bound or not self.data.get("text"):
            self.fields.pop("sure")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text = cleaned.get("text", "")
        self.found = [text[one.start : one.end] for one in personal_text.find(text)]
        if self.found and not cleaned.get("sure"):
            self.add_error("text", _("This looks like something about a person. Take it out, or say that it is not."))
        elif not self.found:
            self.fields.pop("sure", None)
        return cleaned
