"""A browser in which an interviewer fills in for respondents: known only as long as the staff session behind it lives.

The staff session's cookie goes to /staff/ alone. On respondents' pages a record without any right stands for it, in the
same store: it names the session it began in and the study. It dies 30 minutes after its last use, or with that session.
Nothing in it, and nothing beside an interview, says which interviewer filled in which interview.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from respondents import door, visits
from respondents.cookies import cookie_name, forget, put
from respondents.door import Door
from respondents.models import Interview
from staff.models import Role, User
from staff.roles import has_second_factor, may

COOKIE = RECORD = "interviewing"
LIFETIME = timedelta(seconds=settings.SESSION_COOKIE_AGE)
ROLE = Role.FIELDWORK
"""Not municipalities: who handles a person's file does not hear the answers."""
EVERYTHING = '"cache", "storage"'


@dataclass(frozen=True)
class Interviewer:
    """Somebody on staff who may fill in for respondents of this study, now."""

    study: str

    @property
    def stop(self) -> str:
        return reverse("interviewer_stop")


def mark(request: HttpRequest, response: HttpResponse, study: str, now: datetime) -> None:
    """From now on this browser is an interviewer's, for this study; `request` is of a staff page."""
    record = _store()
    record[RECORD] = {"session": request.session.session_key, "study": study}
    _keep(record, now)
    put(response, COOKIE, str(record.session_key), LIFETIME)


def use(request: HttpRequest, now: datetime) -> Interviewer | None:
    """The interviewer whose browser this is, its use noted; None where there is none, or none any more."""
    key = request.COOKIES.get(cookie_name(COOKIE), "")
    record = _store(key) if key else {}
    found = record.get(RECORD)
    if not found or not _is_alive(found):
        return None
    try:
        if now - datetime.fromisoformat(found["used"]) > visits.TOUCH:
            _keep(record, now)
    except UpdateError:  # stopped in another tab meanwhile
        return None
    return Interviewer(found["study"])


def mode_at(request: HttpRequest, here: Door) -> Interview.Mode:
    """How somebody at this door fills in, who begins or comes back."""
    if request.interviewer:
        return Interview.Mode.INTERVIEWER
    return Interview.Mode.HELPED if here.helped else Interview.Mode.SELF


def sent_back(request: HttpRequest, coming_in: bool) -> HttpResponse | None:
    """To the page for interviewers, cleared; None where the page may be shown.

    Sent back is who is no interviewer any more, who goes to another study, and who wants to come in as respondents do
    (`coming_in`): a code that was typed there would be filled in without a mark.
    """
    interviewer = request.interviewer
    if interviewer is None and not request.COOKIES.get(cookie_name(COOKIE)):
        return None
    elsewhere = interviewer and request.study and request.study.slug != interviewer.study
    if interviewer and not coming_in and not elsewhere:
        return None
    address = reverse("interviewer_stop") + ("" if interviewer else "?over=1")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"go": address}, status=403)
    return redirect(address)


def clear(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Nothing of the respondent before stays in this browser, which is no interviewer's any more."""
    key = request.COOKIES.get(cookie_name(COOKIE), "")
    record = _store(key) if key else {}
    if record.get(RECORD):
        record.delete()
    forget(response, COOKIE)
    visits.end(request, response)
    door.close(response)
    forget(response, "wish")
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    response["Clear-Site-Data"] = EVERYTHING
    return response


def _keep(record: Any, now: datetime) -> None:
    record[RECORD] = {**record[RECORD], "used": now.isoformat()}
    record.set_expiry(int(visits.AWAY.total_seconds()))
    record.save()


def _is_alive(found: dict[str, str]) -> bool:
    user = _user_of(_store(found["session"]))
    return user is not None and has_second_factor(user) and may(user, ROLE, found["study"])


def _user_of(session: SessionBase) -> User | None:
    """Who is logged in with this session; None after logging out, or after the password was changed."""
    user = User.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    if user and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return user
    return None


def _store(key: str | None = None) -> SessionBase:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)
