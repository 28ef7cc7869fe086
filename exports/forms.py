"""What an analyst can ask for."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exports.codebook_files import CODEBOOKS
from exports.package import WRITERS
from exports.produce import CannotMakeFile, Wish, check_wish
from surveys.models import Edition, Study


class DatasetForm(forms.Form):
    """One export: study, formats, codebook, label language, editions, open text, for whom."""

    study = forms.ModelChoiceField(Study.objects.none(), label=_("Study"), to_field_name="slug", empty_label=None)
    formats = forms.MultipleChoiceField(
        label=_("Formats"),
        choices=[(name, f".{name}") for name in WRITERS],
        initial=list(WRITERS),
        widget=forms.CheckboxSelectMultiple,
    )
    codebooks = forms.MultipleChoiceField(
        label=_("Codebook"),
        choices=[(name, f".{end}" if name != "ddi" else ".xml (DDI)") for name, end in CODEBOOKS.items()],
        initial=list(CODEBOOKS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Language of labels"), choices=settings.LANGUAGES, initial="nl")
    edition = forms.TypedChoiceField(label=_("Edition"), coerce=int, empty_value=None, required=False)
    open_text = forms.BooleanField(
        label=_("With the texts people typed"),
        required=False,
        help_text=_("Typed text can tell who somebody is. Ask for it only when you need it."),
    )

    file = forms.ChoiceField(
        label=_("For whom"),
        choices=[
            ("full", _("The team that keeps the data")),
            ("research", _("Research file: full detail, for a named researcher or organisation")),
            ("deposit", _("Deposit file: made coarse; what others may know of somebody fits 5 people or more")),
        ],
        initial="full",
        required=False,
        widget=forms.RadioSelect,
    )
    recipient = forms.CharField(
        label=_("Researcher or organisation"),
        max_length=200,
        required=False,
        help_text=_("For a research file. It is kept in the register below."),
    )
    purpose = forms.CharField(label=_("Purpose of the research"), max_length=300, required=False)

    def clean_file(self) -> str:
        return self.cleaned_data["file"] or "full"

    def clean(self) -> dict[str, Any]:
        """The kind of file and what goes with it are held together."""
        found = super().clean() or self.cleaned_data
        parts = ("file", "open_text", "recipient", "purpose")
        try:
            check_wish(Wish("", **{name: found[name] for name in parts if name in found}))
        except CannotMakeFile as problem:
            self.add_error("file", str(problem))
        return found

    def __init__(self, *args, studies: QuerySet[Study], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["study"].queryset = studies
        editions = Edition.objects.filter(study__in=studies).order_by("number")
        numbers = editions.values_list("number", flat=True).distinct()
        self.fields["edition"].choices = [("", _("All editions together")), *((n, str(n)) for n in numbers)]
