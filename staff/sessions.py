"""Where staff are logged in: listed for their owner, ended by them, and ended by themselves after a while.

A session ends `SESSION_COOKIE_AGE` after the log-in whatever happens, and `STAFF_IDLE` after the last page. Django
alone would count the whole age anew each time that it stores the session.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from staff import audit
from staff.account_models import StaffSession
from staff.models import User

BEGAN, SEEN = "began", "seen"
"""Names in the session: seconds since 1970 of the log-in and of the last page."""
NOTED_EVERY = timedelta(minutes=1)


def began(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    """Signal: somebody logged in. The session has its new key by now."""
    now = timezone.now()
    request.session[BEGAN] = request.session[SEEN] = int(now.timestamp())
    if not request.session.session_key:
        request.session.save()
    StaffSession.objects.update_or_create(
        key=request.session.session_key,
        defaults={"user": user, "device": device_of(request), "began_at": now, "seen_at": now},
    )


def left(sender: Any, request: HttpRequest, user: User | None, **more: Any) -> None:
    """Signal: somebody logs out. The session has its old key still."""
    StaffSession.objects.filter(key=request.session.session_key or "").delete()


def device_of(request: HttpRequest) -> str:
    """Phones and tablets say Mobi or Tablet; the rest of what a browser says of itself is not kept."""
    said = request.headers.get("User-Agent", "")
    mobile = "Mobi" in said or "Tablet" in said or "iPad" in said
    return StaffSession.Device.PHONE if mobile else StaffSession.Device.COMPUTER


def is_over(session: SessionBase, now: datetime) -> bool:
    """Whether it lasted too long, or nobody did anything for too long. One without a log-in time has just begun."""
    if BEGAN not in session:
        return False
    began_at, seen_at = (datetime.fromtimestamp(session[name], UTC) for name in (BEGAN, SEEN))
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return now >= began_at + age or now >= seen_at + settings.STAFF_IDLE


def note(session: SessionBase, now: datetime) -> None:
    """Somebody did something; written down once a minute."""
    if now.timestamp() - session.get(SEEN, 0) < NOTED_EVERY.total_seconds():
        return
    session[SEEN] = int(now.timestamp())
    session.setdefault(BEGAN, session[SEEN])
    StaffSession.objects.filter(key=session.session_key or "").update(seen_at=now)


def places_of(user: User) -> list[StaffSession]:
    """Where the user is logged in now. Places whose session is gone are not among them."""
    places = list(StaffSession.objects.filter(user=user))
    now = timezone.now()
    alive = set(
        Session.objects.filter(session_key__in=[place.key for place in places], expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    since, idle = now - timedelta(seconds=settings.SESSION_COOKIE_AGE), now - settings.STAFF_IDLE
    return [place for place in places if place.key in alive and place.began_at > since and place.seen_at > idle]


def end_place(user: User, place: int) -> bool:
    """Logs the user out at one place of their own. Whether there was such a place."""
    with transaction.atomic():
        ended = _end(StaffSession.objects.filter(user=user, pk=place))
        if ended:
            audit.record(user, "session.end", str(user.pk), places=ended)
    return bool(ended)


def end_others(user: User, kept: str) -> int:
    """Logs the user out everywhere but in the session with the key `kept`. How many places that were."""
    with transaction.atomic():
        ended = _end(StaffSession.objects.filter(user=user).exclude(key=kept))
        audit.record(user, "session.end_others", str(user.pk), places=ended)
    return ended


def end_all(user: User) -> int:
    """For an account that was ended, or set up anew; recorded by who does that."""
    return _end(StaffSession.objects.filter(user=user))


def _end(places: Any) -> int:
    keys = list(places.values_list("key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    StaffSession.objects.filter(key__in=keys).delete()
    return len(keys)


def forget_old(now: datetime) -> None:
    """Removes places whose session has expired."""
    StaffSession.objects.filter(began_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
