"""Lists from contact wishes, for the roles that may: taken out encrypted, with a last day, and thrown away.

How many wish something is told in tens: a number that goes up by one would tell of who just sent their answers.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from invitations import age_files
from invitations.parcel_views import FAULTS
from invitations.studies import document_of
from respondents import wish_desk
from respondents.hosting.forms import Day
from respondents.models import ContactWish
from respondents.sealing import WrongContactsKey
from respondents.wish_desk import LISTS, ROLES
from respondents.wish_lists import file
from staff.models import AuditEntry
from staff.roles import requires
from surveys.engine.disclose import LEAST
from surveys.models import Study
from surveys.own_studies import published_studies, published_study

LONGEST_KEPT = timedelta(days=366)
USUALLY_KEPT = timedelta(days=90)
SHORTEST_WORDS = 16
TYPE = "application/octet-stream"


class TakeOutForm(forms.Form):
    """To whom the list is encrypted, and until when it may be kept."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in LISTS], widget=forms.HiddenInput)
    key = forms.CharField(
        label=gettext_lazy("Public key of who gets the list"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=gettext_lazy("One line that begins with age1. This is the safest way."),
    )
    words = forms.CharField(
        label=gettext_lazy("Or a passphrase"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 16 characters. Tell it by telephone, never in the mail with the file."),
    )
    until = forms.DateField(label=gettext_lazy("The list is thrown away after"), widget=Day())

    def clean_key(self) -> str:
        typed = self.cleaned_data["key"].strip()
        try:
            return age_files.checked_key(typed) if typed else ""
        except age_files.KeyRefused as error:
            raise ValidationError(FAULTS[error.code]) from error

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        if words and len(words) < SHORTEST_WORDS:
            raise ValidationError(_("This is too short. Take at least 16 characters."))
        return words

    def clean_until(self) -> date:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= until <= today + LONGEST_KEPT:
            raise ValidationError(_("Choose a day from today to a year from now."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and bool(cleaned["key"]) == bool(cleaned["words"]):
            self.add_error("key", _("Give a public key or a passphrase, one of them."))
        return cleaned


@dataclass(frozen=True)
class ListShown:
    """One list of a study. `tens`: people, rounded down; 0 where fewer than ten or none."""

    kind: str
    label: str
    tens: int
    last: AuditEntry | None
    until: date | None
    overdue: bool
    form: TakeOutForm


@require_safe
@never_cache
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    found = list(published_studies(request.user, *ROLES))
    if len(found) == 1:
        return redirect("wishes:study", found[0].slug)
    return render(request, "wishes/studies.html", {"studies": found})


@require_safe
@never_cache
@requires(*ROLES)
def study(request: HttpRequest, study: str) -> HttpResponse:
    """The lists of one study, and what was done with them."""
    return _page(request, published_study(study))


@require_POST
@never_cache
@requires(*ROLES)
def take_out(request: HttpRequest, study: str) -> HttpResponse:
    """The list in the answer itself, encrypted. It is recorded, and kept nowhere: who loses it takes it out anew."""
    found = published_study(study)
    form = TakeOutForm(request.POST)
    if not form.is_valid():
        return _page(request, found, _without_key(form))
    asked = form.cleaned_data
    try:
        with transaction.atomic():
            people = wish_desk.take_out(found, request.user, asked["kind"], asked["until"])
            data = file.sealed(people, key=asked["key"], words=asked["words"])
    except WrongContactsKey:
        messages.error(request, _("The wishes cannot be opened: the site lacks the key. Ask who runs this site."))
        return redirect("wishes:study", found.slug)
    response = HttpResponse(data, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-{asked["kind"]}.csv.age"'
    return response


def _without_key(form: TakeOutForm) -> TakeOutForm:
    """What was pasted may be a secret key, and must not stand on a screen."""
    form.data = form.data.copy()
    form.data["key"] = ""
    return form


@require_POST
@requires(*ROLES)
def purge(request: HttpRequest, study: str) -> HttpResponse:
    """Throws one list away."""
    found = published_study(study)
    kind = request.POST.get("kind", "")
    if kind not in LISTS or "sure" not in request.POST:
        messages.warning(request, _("Nothing was thrown away: tick that you are sure."))
        return redirect("wishes:study", found.slug)
    wish_desk.purge(found, [kind], request.user)
    messages.success(request, _("The list was thrown away here. Destroy the files that were taken out too."))
    return redirect("wishes:study", found.slug)


def _page(request: HttpRequest, found: Study, form: TakeOutForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    lists = [_shown(found, kind, today, form) for kind in _kinds(found)]
    context = {"study": found, "lists": lists}
    return render(request, "wishes/study.html", context, status=400 if form else 200)


def _kinds(study: Study) -> list[ContactWish.Kind]:
    """The lists that the study asks for, and those that hold somebody."""
    asked = document_of(study).get("materials", {}).get("wishes") or {}
    kept = set(ContactWish.objects.filter(study=study.slug).values_list("kind", flat=True))
    return [kind for kind in LISTS if kind in asked or kind in kept]


def _shown(study: Study, kind: ContactWish.Kind, today: date, form: TakeOutForm | None) -> ListShown:
    """`form`: one that came back with errors, at its own list; passphrases are never shown again."""
    rows = ContactWish.objects.filter(study=study.slug, kind=kind).exclude(state=ContactWish.State.TRIAL)
    people, until = rows.count(), wish_desk.kept_until(study, kind)
    mine = form if form and form.data.get("kind") == kind.value else None
    fresh = TakeOutForm(initial={"kind": kind.value, "until": today + USUALLY_KEPT}, auto_id=f"{kind.value}_%s")
    overdue = bool(people and until and until < today)
    tens = people // LEAST * LEAST
    return ListShown(kind.value, kind.label, tens, wish_desk.taken_out(study, kind), until, overdue, mine or fresh)
