"""What somebody at the help desk types and ticks. No field takes a name or a note."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respondents.contact import ContactFault
from respondents.errors import CONTACT_FAULTS
from respondents.helpdesk.call_backs import MOST_AHEAD, Asked, read_number
from respondents.helpdesk.log import OTHER_LANGUAGE, Told
from respondents.models import CallBack, DeskEntry
from respondents.pages import TYPED
from surveys.languages import NAMES

TONGUES = (*NAMES.items(), (OTHER_LANGUAGE, _("another language")))
LONGEST_NUMBER = 40


class LookForm(forms.Form):
    """A code that somebody reads out."""

    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=TYPED,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )


class EntryForm(forms.Form):
    """One call or message."""

    topic = forms.ChoiceField(label=_("About"), choices=DeskEntry.Topic.choices, widget=forms.RadioSelect)
    means = forms.ChoiceField(label=_("By what means"), choices=DeskEntry.Means.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language spoken or written"), choices=TONGUES)
    done = forms.ChoiceField(label=_("What you did"), choices=DeskEntry.Done.choices)

    def told(self) -> Told:
        return Told(**self.cleaned_data)


class CallBackForm(forms.Form):
    """Who wants to be called back, and when."""

    number = forms.CharField(
        label=_("Phone number"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language to speak"), choices=TONGUES)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    part = forms.ChoiceField(label=_("When"), choices=CallBack.Part.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.today = timezone.localdate(now)
        super().__init__(*args, initial={"day": self.today, "part": CallBack.Part.MORNING}, **kwargs)
        last = self.today + MOST_AHEAD
        self.fields["day"].widget.attrs |= {"min": self.today.isoformat(), "max": last.isoformat()}

    def clean_number(self) -> str:
        try:
            return read_number(self.cleaned_data["number"])
        except ContactFault as fault:
            code = "phone" if fault.code in ("email", "empty") else fault.code
            raise forms.ValidationError(CONTACT_FAULTS[code]) from fault

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if not self.today <= day <= self.today + MOST_AHEAD:
            raise forms.ValidationError(_("Choose a day from today on, at most 13 days ahead."))
        return day

    def asked(self) -> Asked:
        return Asked(**self.cleaned_data)
