"""The cookies of respondents: HttpOnly, Lax, Secure on a public site, gone within a day."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse


def cookie_name(name: str) -> str:
    """On a public site the browser itself refuses this cookie over http or from a subdomain."""
    return f"__Host-{name}" if settings.CSRF_COOKIE_SECURE else name


def put(response: HttpResponse, name: str, value: str, lifetime: timedelta) -> None:
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=lifetime,
        path="/",
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def signed(request: HttpRequest, name: str, salt: str, lifetime: timedelta) -> Any:
    """What this cookie says; None where there is none, or it is old or was changed."""
    kept = request.COOKIES.get(cookie_name(name))
    if not kept:
        return None
    try:
        return signing.loads(kept, salt=salt, max_age=lifetime)
    except signing.BadSignature:
        return None


def forget(response: HttpResponse, name: str) -> None:
    """Not `delete_cookie`: a `__Host-` cookie is only replaced by one that is Secure."""
    put(response, name, "", timedelta(0))
