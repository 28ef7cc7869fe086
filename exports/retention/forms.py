"""What the privacy coordinator types. There is no field for words about people."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respondents.hosting.forms import Day
from respondents.models import PrivacyRequest
from respondents.pages import TYPED

REMOVED = PrivacyRequest.Answer.REMOVED


def _not_to_come(day: date) -> date:
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come."))
    return day


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What they ask"), choices=PrivacyRequest.Kind.choices)
    means = forms.ChoiceField(label=gettext_lazy("How they asked"), choices=PrivacyRequest.Means.choices)
    received_on = forms.DateField(label=gettext_lazy("Day on which they asked"), widget=Day())

    def clean_received_on(self) -> date:
        return _not_to_come(self.cleaned_data["received_on"])


class AnswerForm(forms.Form):
    """That answers were removed is not said here: it is done."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What was answered"),
        choices=[choice for choice in PrivacyRequest.Answer.choices if choice[0] != REMOVED],
    )
    answered_on = forms.DateField(label=gettext_lazy("Day of the answer"), widget=Day())

    def clean_answered_on(self) -> date:
        return _not_to_come(self.cleaned_data["answered_on"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code that the person reads out or types"),
        max_length=TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )


class PurgeForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why now, where no last day was promised"), required=False, max_length=300)
    backups = forms.CharField(
        label=gettext_lazy("Which organisation says that backups elsewhere are gone"), required=False, max_length=200
    )
    sure = forms.BooleanField(label=gettext_lazy("I am sure. This cannot be undone."))
