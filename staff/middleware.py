"""What holds on every page below /staff/: the user's language, and a second factor before anything else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation

from staff.roles import has_second_factor

STAFF = "/staff/"
OPEN_WITHOUT = frozenset({"account_login", "account_logout", "account_reauthenticate", "staff:language"})
SET_UP = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate"})


def staff_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Without an authenticator a logged-in user reaches the set-up pages only. There is no setting for this."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF) or not request.user.is_authenticated:
            return get_response(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = request.user.language
            if not has_second_factor(request.user) and _view_name(request) not in OPEN_WITHOUT | SET_UP:
                return redirect("mfa_activate_totp")
            return get_response(request)

    return middleware


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
