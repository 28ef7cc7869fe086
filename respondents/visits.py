"""A visit: one stay on one phone. The phone holds a random token, the database its digest."""

import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from respondents import visit_row
from respondents.cookies import cookie_name, forget, put
from respondents.models import Interview, Visit

IDLE = timedelta(hours=24)
AWAY = timedelta(minutes=30)
"""After this long without a tap, what was answered before is no longer shown: the phone may lie elsewhere."""
TOUCH = timedelta(minutes=1)
TOKEN_BYTES = 16


class VisitLost(Exception):
    """No visit belongs to this phone: it ended, it was idle too long, or cookies are off."""


def open_visit(interview: Interview, horizon: int, now: datetime, mode: Interview.Mode) -> str:
    """Starts a visit; returns its token, which is stored nowhere."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Visit.objects.create(
        token_digest=_digest(token),
        interview=interview,
        horizon=horizon,
        opened_at=now,
        last_at=now,
        helped=mode == Interview.Mode.HELPED,
        interviewed=mode == Interview.Mode.INTERVIEWER,
    )
    return token


def sent_here(visit: Visit) -> None:
    """The answers were sent in this visit: the one that may lead on to a wish."""
    visit.sent = True
    visit.save(update_fields=["sent"])


def remember(response: HttpResponse, token: str) -> HttpResponse:
    put(response, "visit", token, IDLE)
    return response


def end(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The visit is over on this phone."""
    token = request.COOKIES.get(cookie_name("visit"), "")
    if token:
        Visit.objects.filter(token_digest=_digest(token)).delete()
    forget(response, "visit")
    return response


def use(visit: Visit | None, now: datetime) -> Visit:
    """The visit, its use noted. Raises VisitLost where there is none."""
    if visit is None:
        raise VisitLost
    away = now - visit.last_at
    if away > TOUCH:
        visit.horizon = visit.interview.seq if away > AWAY else visit.horizon
        visit.last_at = now
        visit.save(update_fields=["horizon", "last_at"])
    return visit


def prolong(request: HttpRequest, response: HttpResponse) -> None:
    """The cookie lives as long as the visit: a day after its last use. Left alone where the view set it itself."""
    token = request.COOKIES.get(cookie_name("visit"), "")
    if token and cookie_name("visit") not in response.cookies:
        remember(response, token)


def find(request: HttpRequest, idle: timedelta, *, interviewed: bool) -> Visit | None:
    """The visit of this phone, with its interview; None where it has none, or was idle for so long.

    `interviewed`: an interviewer sits here. They find no visit of a respondent, and nobody else finds one of theirs.
    """
    token = request.COOKIES.get(cookie_name("visit"), "")
    if not token:
        return None
    return visit_row.read(_digest(token), timezone.now() - idle, interviewed=interviewed)


def digest_here(request: HttpRequest) -> bytes:
    """The digest of this phone's token, whether or not a visit has it; empty where there is no token."""
    token = request.COOKIES.get(cookie_name("visit"), "")
    return _digest(token) if token else b""


def outbox_key(visit: Visit) -> str:
    """What the phone locks its unsent answers with (AES-256). Only pages of this visit carry it, and no page is kept:
    when the visit is over nothing can open them.
    """
    return b64encode(salted_hmac("respondents.outbox", bytes(visit.token_digest), algorithm="sha256").digest()).decode()


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
