"""What who manages accounts can ask for."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from staff.joining import GIVEN_ON_PAGES


class RoleForm(forms.Form):
    """A role, for one study or for all. `studies`: slugs that the giver manages; '' among them: any."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in GIVEN_ON_PAGES])
    study = forms.SlugField(
        label=_("Study"), required=False, max_length=60, help_text=_("Its short name, such as perspectief-2024.")
    )

    def __init__(self, *args: Any, studies: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.studies = studies
        if "" in studies:
            self.fields["study"].help_text = _("Its short name, such as perspectief-2024. Empty: all studies.")
        else:
            self.fields["study"] = forms.ChoiceField(
                label=_("Study"), choices=[(slug, slug) for slug in sorted(studies)]
            )


class InviteForm(RoleForm):
    """Whom to ask, and for what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ("email", "role", "study")


WORDS = {
    "self": _("You cannot change your own account here. Ask somebody else who manages accounts."),
    "role": _("This role is given by a command only: invite_staff."),
    "study": _("You manage accounts for other studies."),
    "many": _("You asked 20 people in a day. Ask the next one tomorrow."),
    "watcher": _("This account watches others, or manages accounts. It is changed by a command only."),
    "missing": _("This account was ended. Invite the person anew."),
    "held": _("The account has this role already."),
    "known": _("There is an account with this address already."),
}
"""By the code of JoiningRefused."""
