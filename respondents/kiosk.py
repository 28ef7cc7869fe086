"""A tablet that goes from hand to hand: what it is known by, and how it forgets the person before.

The `kiosk` cookie stays when the tablet is cleared, so that the next person is safe too. It is the only one that does:
visit, door, language and form token go, and the browser drops its cache and storage (`Clear-Site-Data`).
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from respondents import door, visits
from respondents.cookies import forget, put, signed

COOKIE, SALT = "kiosk", "respondents.kiosk"
LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=15)
AFTER_SENDING = timedelta(minutes=1)
"""Long enough to read the thanks and go on to what follows."""
WARNED = timedelta(minutes=1)
CACHE_ONLY = '"cache"'
EVERYTHING = '"cache", "storage"'
"""Not "cookies": that would take the tablet out of the session, and log out a host who works on it."""


@dataclass(frozen=True)
class Kiosk:
    """A shared tablet of the session with this number; it clears itself after so long without a touch."""

    code: str
    idle: timedelta = IDLE

    @property
    def seconds(self) -> int:
        return int(self.idle.total_seconds())

    @property
    def warned(self) -> int:
        return min(int(WARNED.total_seconds()), self.seconds // 2)

    @property
    def wipe(self) -> str:
        return reverse("session_wipe", kwargs={"code": self.code})


def of(request: HttpRequest) -> Kiosk | None:
    """The session whose shared tablet this is; None on somebody's own phone."""
    found = signed(request, COOKIE, SALT, LIFETIME)
    return None if found is None else Kiosk(found)


def mark(response: HttpResponse, code: str) -> None:
    """From now on this is a shared tablet of the session with this number."""
    put(response, COOKIE, signing.dumps(code, salt=SALT), LIFETIME)


def soon(kiosk: Kiosk | None) -> Kiosk | None:
    """After sending: nobody has to wait for the next person."""
    return replace(kiosk, idle=AFTER_SENDING) if kiosk else None


def stopping(request: HttpRequest) -> HttpResponse:
    """Where Stop leads: how to go on later, the cleared tablet, or the page for interviewers."""
    if request.interviewer:
        return redirect(request.interviewer.stop)
    return redirect(request.kiosk.wipe) if request.kiosk else redirect("stopped")


def sent(request: HttpRequest) -> HttpResponse:
    """To the thanks; a shared tablet and an interviewer drop the pages before, so that Back finds none of them."""
    response = redirect("done")
    if request.kiosk or request.interviewer:
        response["Clear-Site-Data"] = CACHE_ONLY
    return response


def leave_visit(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The next person begins; who held the tablet before was not done with clearing it."""
    response["Clear-Site-Data"] = CACHE_ONLY
    return visits.end(request, response)


def clear(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Nothing of the person before stays on this tablet; their interview can be gone on with by its own code."""
    visits.end(request, response)
    door.close(response)
    forget(response, "wish")
    for name in (settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")
    response["Clear-Site-Data"] = EVERYTHING
    return response
