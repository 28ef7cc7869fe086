"""What holds below /staff/: a session that is not over, the user's language, a second factor, no copy in a cache."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from staff import sessions
from staff.roles import has_second_factor

STAFF = "/staff/"
OPEN_WITHOUT = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "staff:language",
        "staff:invited_link",
        "staff:joining",
    }
)
SET_UP = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate"})
LOADS_BY_ITSELF = frozenset({"staff:job"})
"""Pages that a browser asks for again without anybody at it: they keep nobody logged in."""


def staff_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Without an authenticator a logged-in user reaches the set-up pages only. There is no setting for this."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF):
            return get_response(request)
        response = _answer(request, get_response) if request.user.is_authenticated else get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


def _answer(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    with translation.override(request.user.language):
        request.LANGUAGE_CODE = request.user.language
        now, name = timezone.now(), _view_name(request)
        if sessions.is_over(request.session, now):
            return _logged_out(request)
        if name not in LOADS_BY_ITSELF:
            sessions.note(request.session, now)
        if not has_second_factor(request.user) and name not in OPEN_WITHOUT | SET_UP:
            return redirect("mfa_activate_totp")
        return get_response(request)


def _logged_out(request: HttpRequest) -> HttpResponse:
    """Back to where somebody was, after logging in again; what was posted is not."""
    logout(request)
    messages.warning(request, _("You were logged out, because nobody used this page for a while. Log in again."))
    page = request.get_full_path() if request.method == "GET" else reverse("staff:home")
    return redirect_to_login(page)


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
