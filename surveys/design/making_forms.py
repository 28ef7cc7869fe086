"""What is asked when a study is made."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.design.blank import Outline
from surveys.languages import LANGUAGES, NAMES
from surveys.load import LARGEST_FILE
from surveys.models import FieldworkChange

MODES = FieldworkChange.Mode.choices
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_GROUPS = 12


class NamedForm(forms.Form):
    """A name in addresses, and a title."""

    slug = forms.CharField(
        label=gettext_lazy("Name in addresses"),
        help_text=gettext_lazy("Lower-case letters, digits and hyphens, such as perspectief-2027. It never changes."),
        max_length=60,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    title = forms.CharField(label=gettext_lazy("Title, in Dutch"), max_length=200)
    wave = forms.CharField(
        label=gettext_lazy("Wave"), help_text=gettext_lazy("Such as 2027."), max_length=40, required=False
    )


class NewForm(NamedForm):
    """A study from nothing."""

    series = forms.CharField(
        label=gettext_lazy("Series"),
        help_text=gettext_lazy("The same word for every wave of one piece of research."),
        max_length=60,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages beside Dutch"),
        choices=[(tag, NAMES[tag]) for tag in LANGUAGES if tag != "nl"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    groups = forms.CharField(
        label=gettext_lazy("Groups"),
        help_text=gettext_lazy(
            "One a line: a name, a colon, and what people read. Empty: one questionnaire for everybody. "
            "For example: wi2021_asiel: Wi2021, asiel"
        ),
        widget=forms.Textarea({"rows": 4}),
        required=False,
    )
    mode = forms.ChoiceField(label=gettext_lazy("Who can begin"), choices=MODES, initial="both")

    def clean_groups(self) -> tuple[tuple[str, str], ...]:
        lines = [line for line in self.cleaned_data["groups"].splitlines() if line.strip()]
        found = [
            (name.strip(), label.strip() or name.strip()) for name, _colon, label in (x.partition(":") for x in lines)
        ]
        names = [name for name, _label in found]
        bad = next((name for name in names if not NAME.fullmatch(name)), None)
        if bad is not None:
            told = _("“%(name)s” cannot be the name of a group: lower-case letters, digits and _, at most 40.")
            raise forms.ValidationError(told % {"name": bad[:60]})
        if len(names) > MOST_GROUPS or len(set(names)) < len(names):
            raise forms.ValidationError(_("Give each group a name of its own; at most 12 groups."))
        return tuple(found) or (("everybody", "Iedereen"),)

    @property
    def outline(self) -> Outline:
        data = self.cleaned_data
        return Outline(
            data["slug"],
            data["title"],
            ("nl", *data["languages"]),
            data["groups"],
            data["mode"],
            data["wave"],
            data["series"],
        )


class CopyForm(NamedForm):
    """A study as a new wave of another."""

    source = forms.ChoiceField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources
        self.order_fields(["source"])


class FileForm(forms.Form):
    """A questionnaire in a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("An XLSForm workbook (.xlsx), or a study as YAML or JSON; at most 5 MB."),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.yaml,.yml,.json"}),
    )
    leave_out = forms.BooleanField(
        label=gettext_lazy("Leave out what a workbook holds and cannot be carried"), required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file


class UploadForm(NamedForm, FileForm):
    """A study from a file. What is left empty is taken from the file."""

    field_order = ("file", "leave_out", "slug", "title", "wave")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("slug", "title"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Empty: as the file says.")
