"""What fieldwork staff can ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from invitations.mailings import MOST_LETTERS
from invitations.models import Mailing
from surveys.models import Study


class LettersForm(forms.Form):
    """One mailing: study, kind, window, letters per file."""

    study = forms.ModelChoiceField(Study.objects.none(), label=_("Study"), to_field_name="slug", empty_label=None)
    kind = forms.ChoiceField(label=_("Letter"), choices=Mailing.Kind.choices)
    side = forms.ChoiceField(
        label=_("Window of the envelope"), choices=(("left", _("on the left")), ("right", _("on the right")))
    )
    batch_size = forms.IntegerField(
        label=_("Letters per file"), min_value=1, max_value=MOST_LETTERS, initial=200, localize=False
    )

    def __init__(self, *args: Any, studies: QuerySet[Study], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = studies.filter(editions__isnull=False).distinct()
