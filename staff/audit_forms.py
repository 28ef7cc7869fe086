"""What to look for in the audit trail."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.audit_words import LOOKS
from staff.models import AuditEntry, User


class Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.email


class TrailForm(forms.Form):
    """Each field narrows; none is needed. Days are days in the site's time zone."""

    who = Person(User.objects.order_by("email"), label=_("Who"), required=False, empty_label=_("everybody"))
    study = forms.SlugField(label=_("Study"), required=False, max_length=60)
    action = forms.CharField(
        label=_("What"), required=False, max_length=60, help_text=_("The word or its start, such as job.download.")
    )
    since = forms.DateField(
        label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    looks = forms.BooleanField(label=_("Only looks at personal data"), required=False)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("The last day lies before the first."))
        return asked

    def found(self) -> QuerySet[AuditEntry]:
        """The entries that fit, newest first. Of a valid form."""
        asked, wanted = self.cleaned_data, Q()
        if asked["who"]:
            wanted &= Q(user=asked["who"])
        if asked["study"]:
            wanted &= _about(asked["study"])
        if asked["action"]:
            wanted &= Q(action__startswith=asked["action"].strip())
        if asked["since"]:
            wanted &= Q(at__gte=_start(asked["since"]))
        if asked["until"]:
            wanted &= Q(at__lt=_start(asked["until"]) + timedelta(days=1))
        if asked["looks"]:
            wanted &= Q(action__in=LOOKS)
        return AuditEntry.objects.select_related("user").filter(wanted)


def _about(study: str) -> Q:
    """Entries name their study as their object, at its start, or among the details."""
    objects = Q(object=study) | Q(object=f"study:{study}") | Q(object__startswith=f"{study}/")
    return objects | Q(details__study=study)


def _start(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
