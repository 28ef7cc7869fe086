"""What self-service asks for: a channel, a flyer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from invitations import flyer_versions
from invitations import logo as logos
from invitations.channels import NewChannel
from invitations.flyers import LONGEST_NAME
from invitations.models import Channel
from invitations.rights import SELF_SERVICE
from staff.models import Organisation
from surveys.languages import name
from surveys.models import Study

LONGEST_SLUG = 30
"""Letters of a new channel's name in its address: its QR stays at version 4 or less, and people can type it."""

RESERVED = ("open", "helpdesk", "session", "letter", "reminder")
"""How names of channels begin that are made by themselves."""

VERSION_NAMES = (
    ("plain", _("for any printer")),
    ("print", _("for a print shop: bleed of 3 mm and crop marks")),
    ("office", _("black and white on A4 paper; A5: two on a sheet")),
    ("card", _("table card: A5 paper, folded")),
    ("screen-tall", _("screen, upright (PNG, 1080 × 1920)")),
    ("screen-wide", _("screen, wide (PNG, 1920 × 1080)")),
)


class ChannelForm(forms.Form):
    """A new channel: for whom, of which kind, its name."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("For"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in SELF_SERVICE])
    label = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("For example: library West, spring. No names of people.")
    )
    slug = forms.RegexField(
        label=_("Name in the address"),
        regex=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=LONGEST_SLUG,
        help_text=_("Small letters, digits and hyphens. It stands on the flyer and cannot be changed afterwards."),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], must_choose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset, field.required = organisations, must_choose
        field.empty_label = None if must_choose else _("the whole study")

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if Channel.objects.filter(slug__iexact=slug).exists() or slug.startswith(RESERVED):
            raise ValidationError(_("This name is taken. Choose another one."))
        return slug

    def wish(self, study: Study) -> NewChannel:
        return NewChannel(study=study, **self.cleaned_data)


class FlyerForm(forms.Form):
    """A flyer of a channel. The logo is read, put on the flyer, and forgotten."""

    version = forms.ChoiceField(label=_("Version"), choices=VERSION_NAMES)
    size = forms.ChoiceField(
        label=_("Size"),
        choices=[(size, size.upper()) for size in flyer_versions.SIZES],
        initial="a5",
        help_text=_("Table cards and screens have their own size."),
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    together = forms.BooleanField(label=_("All chosen languages on one sheet"), required=False)
    name = forms.CharField(label=_("Name of your organisation"), max_length=LONGEST_NAME, required=False)
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or SVG, at most 5 MB. We do not keep it.")
    )

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [(tag, name(tag)) for tag in offered]

    def clean_logo(self) -> logos.Logo | None:
        found: UploadedFile | None = self.cleaned_data["logo"]
        if found is None:
            return None
        try:
            logos.refuse_large(found.size or 0)
            return logos.checked(found.read())
        except logos.LogoRefused as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("logo") and not cleaned.get("name"):
            self.add_error("name", _("Write the name too: screen readers say it in place of the logo."))
        return cleaned
