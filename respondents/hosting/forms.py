"""What a host asks for."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from respondents.sessions import Wish
from staff.models import Organisation
from surveys.models import Study

LONGEST = timedelta(hours=12)
MOST = 200
USUAL = timedelta(hours=3)
MOMENT = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeField):
    """A day and a time, as browsers send them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    input_formats = (MOMENT, "%Y-%m-%dT%H:%M:%S")


class Day(forms.DateInput):
    """A day, as browsers send and take it, whatever the language writes."""

    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class SessionForm(forms.Form):
    """One session: for whom, where, from when to when, how many, and whether one tablet goes round."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For"), required=False)
    label = forms.CharField(
        label=_("Name of the place"),
        max_length=100,
        help_text=_("For example: library, room 2, Tuesday morning. No names of people."),
    )
    opens_at = Moment(label=_("Opens"))
    closes_at = Moment(label=_("Closes"), help_text=_("Who has begun by then can finish."))
    most = forms.IntegerField(label=_("At most this many people"), min_value=1, max_value=MOST, initial=15)
    kiosk = forms.BooleanField(
        label=_("People share a tablet"),
        required=False,
        help_text=_("Each tablet is cleared after each person. Do not tick this where everybody uses their own phone."),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], must_choose: bool, **kwargs: Any) -> None:
        now = timezone.localtime().replace(second=0, microsecond=0)
        first = organisations.first() if must_choose else None
        initial = {"opens_at": now, "closes_at": now + USUAL, "organisation": first}
        super().__init__(*args, initial=initial, **kwargs)
        field = self.fields["organisation"]
        field.queryset, field.required = organisations, must_choose
        field.empty_label = None if must_choose else _("the whole study")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes:
            self._check_times(opens, closes)
        return cleaned

    def _check_times(self, opens: datetime, closes: datetime) -> None:
        if closes <= opens or closes <= timezone.now():
            self.add_error("closes_at", _("The session has to close after it opens, and later than now."))
        elif closes - opens > LONGEST:
            self.add_error("closes_at", _("A session lasts 12 hours at most. Open another one for the next day."))

    def wish(self, study: Study) -> Wish:
        return Wish(study=study, **self.cleaned_data)
