"""What somebody asks when weights are to be made."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from exports.margin_files import LARGEST_FILE, margins_of
from exports.refusals import Refused
from exports.weigh import NAME
from invitations.frame_problems import FrameUnreadable
from surveys.models import Study


class WeightsForm(forms.Form):
    """One set: study, name, margins from a file, limit, default."""

    study = forms.ModelChoiceField(Study.objects.none(), label=_("Study"), to_field_name="slug", empty_label=None)
    name = forms.CharField(
        label=_("Name of the weights"),
        max_length=20,
        help_text=_("The column is called weight_ and this name. An earlier set of this name is superseded."),
        validators=[
            RegexValidator(
                rf"\A{NAME.pattern}\Z", _("Use up to 20 small letters, digits and _, beginning with a letter.")
            )
        ],
    )
    table = forms.FileField(
        label=_("Table of margins"),
        required=False,
        help_text=_(
            "CSV in UTF-8 or XLSX with the columns variable, category and count, and if need be group and "
            "reference_date. Without a file the study's own numbers count."
        ),
    )
    largest = forms.FloatField(
        label=_("Largest weight"),
        required=False,
        min_value=1.1,
        max_value=100,
        help_text=_("In times the mean weight. Empty: as the study declares."),
    )
    as_listed = forms.BooleanField(
        label=_("Take the study's numbers as listed"),
        required=False,
        help_text=_("Leave out what the study declares of lists that stand for more people than are on them."),
    )
    default = forms.BooleanField(
        label=_("Weight the dataset with it"),
        required=False,
        help_text=_("SPSS and tables then use these weights unless somebody chooses others."),
    )

    def __init__(self, *args: Any, studies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = studies

    def clean_table(self) -> list[dict[str, Any]]:
        """The margins as JSON for the job."""
        file = self.cleaned_data["table"]
        if not file:
            return []
        try:
            return [asdict(margin) for margin in margins_of(file.read(LARGEST_FILE + 1))]
        except Refused as problem:
            raise forms.ValidationError(problem.said(gettext)) from problem
        except FrameUnreadable as problem:
            language = get_language() or "nl"
            raise forms.ValidationError([one.in_language(language) for one in problem.problems]) from problem

    def arguments(self) -> dict[str, Any]:
        """Of the job; weights_tasks.wish_of reads them."""
        return {**self.cleaned_data, "study": self.cleaned_data["study"].slug}
