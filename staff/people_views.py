"""Accounts of staff, for who manages them: who has which role, inviting, giving and taking roles, ending an account."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import account_mail, contacts, emergency, joining
from staff.account_models import StaffInvitation
from staff.joining import JoiningRefused, Wanted
from staff.models import Membership, User
from staff.people_forms import WORDS, InviteForm, RoleForm
from staff.roles import has_second_factor, requires

PAGE_SIZE = 50


@require_safe
@requires("accounts")
def people(request: HttpRequest) -> HttpResponse:
    return _people(request, InviteForm(studies=joining.studies_of(request.user)))


def _people(request: HttpRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    found = joining.people_of(request.user).prefetch_related("memberships")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    asked = [one for one in joining.open_invitations(now) if _is_theirs(request.user, one)]
    running = emergency.running(now).filter(user__in=joining.people_of(request.user))
    context = {"page": page, "form": form, "asked": asked, "running": running}
    return render(request, "staff/people.html", context, status=status)


def _is_theirs(by: User, asked: StaffInvitation) -> bool:
    return asked.invited_by_id == by.pk or joining.manages(by, asked.study)


@require_POST
@requires("accounts")
def invite(request: HttpRequest) -> HttpResponse:
    """Asks somebody by mail; who has an account gets the role at once, and a mail that says so."""
    form = InviteForm(request.POST, studies=joining.studies_of(request.user))
    if not form.is_valid():
        return _people(request, form, status=422)
    wanted = Wanted(**form.cleaned_data)
    try:
        told = _asked(wanted, request.user)
    except JoiningRefused as error:
        form.add_error(None, WORDS[error.code])
    except OSError:
        form.add_error(None, _("The mail could not be sent, so nothing was changed. Try again later."))
    else:
        messages.success(request, told)
        return redirect("staff:people")
    return _people(request, form, status=422)


@transaction.atomic
def _asked(wanted: Wanted, by: User) -> str:
    known = contacts.account_of(wanted.address)
    if known is not None and known.is_active:
        joining.give(known, wanted.role, wanted.study, by=by)
        account_mail.given(known.email, wanted.role, wanted.study)
        return _("They have an account, and have this role now. A mail tells them.")
    made, token = joining.ask(wanted, by=by, now=timezone.now())
    account_mail.invite(made, token)
    return _("The invitation was sent. It is valid for 7 days.")


@require_POST
@requires("accounts")
def take_back(request: HttpRequest, invitation: int) -> HttpResponse:
    asked = get_object_or_404(joining.open_invitations(timezone.now()), pk=invitation)
    if not _is_theirs(request.user, asked):
        raise Http404
    if joining.take_back(asked, by=request.user, now=timezone.now()):
        messages.success(request, _("The invitation was taken back. Its link opens nothing any more."))
    return redirect("staff:people")


@require_safe
@requires("accounts")
def person(request: HttpRequest, user: int) -> HttpResponse:
    return _person(request, _found(request, user), RoleForm(studies=joining.studies_of(request.user)))


def _found(request: HttpRequest, user: int) -> User:
    return get_object_or_404(joining.people_of(request.user), pk=user)


def _person(request: HttpRequest, found: User, form: RoleForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "person": found,
        "form": form,
        "held": found.memberships.select_related("organisation").order_by("role", "study"),
        "second_factor": has_second_factor(found),
        "on_pages": joining.GIVEN_ON_PAGES,
        "is_self": found == request.user,
    }
    return render(request, "staff/person.html", context, status=status)


@require_POST
@requires("accounts")
def give(request: HttpRequest, user: int) -> HttpResponse:
    found = _found(request, user)
    form = RoleForm(request.POST, studies=joining.studies_of(request.user))
    if form.is_valid():
        try:
            with transaction.atomic():
                joining.give(found, by=request.user, **form.cleaned_data)
                account_mail.given(found.email, **form.cleaned_data)
            return _done(request, found, _("The role was given."))
        except JoiningRefused as error:
            form.add_error(None, WORDS[error.code])
        except OSError:
            form.add_error(None, _("The mail could not be sent, so nothing was changed. Try again later."))
    return _person(request, found, form, status=422)


@require_POST
@requires("accounts")
def take(request: HttpRequest, user: int, membership: int) -> HttpResponse:
    found = _found(request, user)
    held = get_object_or_404(Membership, pk=membership, user=found)
    return _change(request, found, lambda: joining.take(held, by=request.user), _("The role was taken away."))


@require_POST
@requires("accounts")
def end(request: HttpRequest, user: int) -> HttpResponse:
    found = _found(request, user)
    told = _("The account was ended. It opens nothing any more.")
    return _change(request, found, lambda: joining.end(found, by=request.user, now=timezone.now()), told)


@require_POST
@requires("accounts")
def anew(request: HttpRequest, user: int) -> HttpResponse:
    """For who lost their phone or password."""
    found = _found(request, user)

    def ask() -> None:
        with transaction.atomic():
            made, token = joining.ask_anew(found, by=request.user, now=timezone.now())
            account_mail.invite(made, token)

    return _change(request, found, ask, _("A mail was sent to the address of the account. It is valid for 7 days."))


def _change(request: HttpRequest, found: User, act: Any, told: str) -> HttpResponse:
    try:
        act()
    except JoiningRefused as error:
        messages.error(request, str(WORDS[error.code]))
        return redirect("staff:person", found.pk)
    except OSError:
        messages.error(request, _("The mail could not be sent, so nothing was changed. Try again later."))
        return redirect("staff:person", found.pk)
    return _done(request, found, told)


def _done(request: HttpRequest, found: User, told: str) -> HttpResponse:
    messages.success(request, told)
    still = joining.people_of(request.user).filter(pk=found.pk).exists()
    return redirect("staff:person", found.pk) if still else redirect("staff:people")
