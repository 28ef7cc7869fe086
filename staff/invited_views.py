"""From the link in the mail to a place as contact. For people without an account; the token is what lets them in.

The link puts its digest in the session and leads on, so that no page with a form has the token in its address.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from staff import contacts, joining
from staff.contact_models import ContactInvitation
from staff.contacts import InvitationOver, NewAccount, OtherAccount
from staff.models import User

KEPT_AS, JOINING = "invited", "joining"
WAYS = (
    (contacts.invitation, KEPT_AS, "staff:invited"),
    (joining.invitation, JOINING, "staff:joining"),
)
"""Who finds the invitation, the name of its digest in the session, and the page that goes on."""
LONGEST_NAME = 120


class AccountForm(forms.Form):
    """What to call somebody, and their password, twice."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of your pages"), choices=(("nl", "Nederlands"), ("en", "English"))
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Three or four words in a row are easy to remember."),
    )
    again = forms.CharField(
        label=gettext_lazy("The password once more"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean_again(self) -> str:
        if "password" in self.cleaned_data and self.cleaned_data["again"] != self.cleaned_data["password"]:
            raise ValidationError(_("The two passwords differ. Type them again."))
        return self.cleaned_data["again"]

    @property
    def account(self) -> NewAccount:
        asked = self.cleaned_data
        return NewAccount(asked["name"].strip(), asked["password"], asked["language"])


@require_safe
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link uses nothing up: mail programs open it too."""
    digest, now = contacts.digest(token), timezone.now()
    for find, kept_as, page in WAYS:
        try:
            find(digest, now)
        except InvitationOver:
            continue
        request.session[kept_as] = digest
        return redirect(page)
    return over(request)


@require_http_methods(["GET", "POST"])
@never_cache
def invited(request: HttpRequest) -> HttpResponse:
    """Asks a newcomer for a name and a password; who has an account logs in and says yes."""
    try:
        asked = contacts.invitation(request.session.get(KEPT_AS, ""), timezone.now())
        return _new(request, asked) if contacts.needs_account(asked) else _known(request, asked)
    except InvitationOver:
        return over(request)


def _new(request: HttpRequest, asked: ContactInvitation) -> HttpResponse:
    form = AccountForm(request.POST or None, email=asked.email, initial={"language": "nl"})
    if request.method == "POST" and form.is_valid():
        contacts.accept_as_new(asked, form.account, timezone.now())
        del request.session[KEPT_AS]
        messages.success(request, _("Your account is ready. Log in, and add your authenticator app."))
        return redirect("account_login")
    context = {"form": form, "asked": asked}
    return render(request, "staff/invited.html", context, status=400 if form.errors else 200)


def _known(request: HttpRequest, asked: ContactInvitation) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("staff:invited"))
    if request.method == "POST":
        try:
            contacts.accept(asked, request.user, timezone.now())
        except OtherAccount:
            return render(request, "staff/invited.html", {"asked": asked, "other": True}, status=403)
        del request.session[KEPT_AS]
        told = _("You are a contact of %(organisation)s now.")
        messages.success(request, told % {"organisation": asked.organisation})
        return redirect("staff:home")
    other = request.user.email.lower() != asked.email.lower()
    return render(request, "staff/invited.html", {"asked": asked, "other": other}, status=403 if other else 200)


def over(request: HttpRequest) -> HttpResponse:
    return render(request, "staff/invited_over.html", status=410)
