"""A token, asked for."""

from datetime import date

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exports.api.models import ROLES
from exports.api.tokens import LONGEST, MOST, USUAL, Wish
from staff.models import Role, User
from surveys.models import Study
from surveys.own_studies import published_studies

WHY_NOT: dict[str, str | Promise] = {
    "role": _("You do not have this role for this study any more. Choose another one."),
    "ends_on": _("The last day lies between today and a year from now."),
    "most": _("You have %(most)s tokens already. Take one back that you do not use."),
}


class TokenForm(forms.Form):
    """Study and role together, as somebody holds them; purpose; last day."""

    access = forms.ChoiceField(label=_("Study and role"))
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        help_text=_("What reads it, such as “dashboard of the municipality”. No names of people."),
    )
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, user: User, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.held = {f"{study.slug}:{role}": (study, role) for role in ROLES for study in published_studies(user, role)}
        self.fields["access"].choices = [
            (key, f"{study.title} – {Role(role).label}") for key, (study, role) in sorted(self.held.items())
        ]
        self.fields["ends_on"].initial = today + USUAL
        self.fields["ends_on"].widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.fields["ends_on"].help_text = _("At most a year from now: %(day)s.") % {"day": today + LONGEST}
        self.days = (today, today + LONGEST)

    def clean_ends_on(self) -> date:
        found: date = self.cleaned_data["ends_on"]
        if not self.days[0] <= found <= self.days[1]:
            raise forms.ValidationError(str(WHY_NOT["ends_on"]))
        return found

    def wish(self) -> Wish:
        """Once it is valid."""
        study, role = self._chosen
        return Wish(study, role, self.cleaned_data["purpose"], self.cleaned_data["ends_on"])

    @property
    def _chosen(self) -> tuple[Study, str]:
        study, role = self.held[self.cleaned_data["access"]]
        return study, str(role.value)

    def refuse(self, code: str) -> None:
        """Says why it was not made."""
        self.add_error("ends_on" if code == "ends_on" else "access", str(WHY_NOT[code]) % {"most": MOST})
