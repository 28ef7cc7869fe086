"""What a municipality and fieldwork staff fill in here: an effort, a plan, whom to ask."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from invitations.efforts import MOST_PEOPLE, Told
from invitations.models import Effort
from respondents.hosting.forms import Day, Moment
from respondents.planning import MOST, Plan
from staff.contact_models import ContactPlace
from staff.models import Organisation
from surveys.languages import name

LONGEST_PLACE = 100


class EffortForm(forms.Form):
    """One effort. Without a day it was today."""

    kind = forms.ChoiceField(label=_("What was done"), choices=Effort.Kind.choices)
    day = forms.DateField(label=_("On which day"), required=False, widget=Day())
    reach = forms.IntegerField(
        label=_("How many people were reached"),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        help_text=_("Leave this empty where you do not know."),
    )
    size = forms.ChoiceField(
        label=_("Or about how many"), required=False, choices=[("", _("I do not know")), *Effort.Size.choices]
    )
    page = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_day(self) -> Any:
        return self.cleaned_data["day"] or timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("day") and cleaned["day"] > timezone.localdate():
            self.add_error("day", _("This day is still to come. Log it when it is done."))
        if cleaned.get("reach") is not None and cleaned.get("size"):
            self.add_error("size", _("Give a number or about how many, not both."))
        return cleaned

    @property
    def told(self) -> Told:
        asked = self.cleaned_data
        return Told(asked["kind"], asked["day"], asked["reach"], asked["size"])

    @property
    def page_key(self) -> uuid.UUID:
        return self.cleaned_data["page"] or uuid.uuid4()


class PlanForm(forms.Form):
    """A group session to come."""

    starts_at = Moment(label=_("When"))
    place = forms.CharField(
        label=_("Where"),
        max_length=LONGEST_PLACE,
        help_text=_("For example: library, room 2. No names of people."),
    )
    expected = forms.IntegerField(label=_("How many people do you expect"), min_value=1, max_value=MOST, initial=15)
    languages = forms.MultipleChoiceField(
        label=_("In which languages can somebody help there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [(tag, name(tag)) for tag in offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("starts_at") and cleaned["starts_at"] < timezone.now():
            self.add_error("starts_at", _("This moment is over. Choose one to come."))
        return cleaned

    @property
    def plan(self) -> Plan:
        asked = self.cleaned_data
        return Plan(asked["starts_at"], asked["place"], asked["expected"], tuple(asked["languages"]))


class AskForm(forms.Form):
    """Whom to ask as a contact."""

    email = forms.EmailField(label=_("Work e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    place = forms.TypedChoiceField(choices=ContactPlace.choices, coerce=int, widget=forms.HiddenInput)


class MunicipalityForm(forms.Form):
    """A municipality that takes part from now on, and its first contact."""

    name = forms.CharField(
        label=_("Name of the municipality or region"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Work e-mail address of the first contact"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def clean_name(self) -> str:
        """As it is written elsewhere, where it is known."""
        typed = " ".join(self.cleaned_data["name"].split())
        known = Organisation.objects.filter(name__iexact=typed).first()
        return known.name if known else typed
