"""The only writer of tokens: made, shown once, known again by their digest, ended. Each of these is audited."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from exports.api.models import ROLES, ApiToken
from staff import audit
from staff.models import User
from staff.roles import has_second_factor, may
from surveys.models import Study

PREFIX = "ibs_"
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
ID_LENGTH, SECRET_BYTES = 12, 32
SHAPE = re.compile(rf"{PREFIX}([a-z0-9]{{{ID_LENGTH}}})_([A-Za-z0-9_-]{{43}})")
"""43 letters carry the 32 bytes of the secret in base64 for addresses."""
NOBODY = sha256(b"").hexdigest()
LONGEST, USUAL = timedelta(days=365), timedelta(days=90)
MOST = 20
"""Tokens of one person that are in force at a time."""
KEPT = timedelta(days=365)
"""How long one that ended stays in the list."""
End = ApiToken.End


class CannotMake(ValueError):
    """A token that may not be made: the role is not held, the end lies too far, or there are too many. `code` says."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class TokenUnknown(Exception):
    """There is no such token."""


class TokenEnded(Exception):
    """The token was right, and is over."""


@dataclass(frozen=True)
class Wish:
    """For what somebody wants a token; `ends_on` is its last day."""

    study: Study
    role: str
    purpose: str
    ends_on: date


def make(user: User, wish: Wish, now: datetime) -> tuple[ApiToken, str]:
    """The token, and the text to show once. Raises CannotMake."""
    today = timezone.localdate(now)
    if wish.role not in ROLES or not _may_read(user, wish.role, wish.study):
        raise CannotMake("role")
    if not today <= wish.ends_on <= today + LONGEST:
        raise CannotMake("ends_on")
    public, secret = "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH)), secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if in_force(user, today).count() >= MOST:
            raise CannotMake("most")
        ApiToken.objects.filter(ends_on__lt=today - KEPT).delete()
        made = ApiToken.objects.create(
            public_id=public,
            digest=_digest(secret),
            user=user,
            study=wish.study,
            role=wish.role,
            purpose=wish.purpose,
            made_at=now,
            ends_on=wish.ends_on,
        )
        _record(user, "api token made", made, role=made.role, ends_on=made.ends_on.isoformat())
    return made, f"{PREFIX}{public}_{secret}"


def in_force(user: User, today: date) -> QuerySet[ApiToken]:
    """Tokens of somebody that open something today."""
    return ApiToken.objects.filter(user=user, ended_at=None, ends_on__gte=today)


def admitted(given: str, now: datetime) -> ApiToken:
    """The token that this text is; its day of use is noted. Raises TokenUnknown, TokenEnded.

    A text that is no token takes the same comparison as one that is.
    """
    shape = SHAPE.fullmatch(given)
    public, secret = shape.groups() if shape else ("", "-")
    found = ApiToken.objects.select_related("user", "study").filter(public_id=public).first()
    same = compare_digest(_digest(secret), found.digest if found else NOBODY)
    if found is None or not same:
        raise TokenUnknown
    if _is_over(found, now):
        raise TokenEnded
    _note_use(found, timezone.localdate(now))
    return found


def _is_over(token: ApiToken, now: datetime) -> bool:
    """Whether it has ended. One whose right is gone ends for good, should no signal have told."""
    if token.ended_at or token.ends_on < timezone.localdate(now):
        return True
    why = lost_right(token)
    if why:
        end(token, why, now)
    return bool(why)


def lost_right(token: ApiToken) -> str:
    """Why its owner may no longer do what it allows; '' where they may."""
    if not token.user.is_active:
        return End.ACCOUNT
    if not has_second_factor(token.user):
        return End.SECOND_FACTOR
    return "" if _may_read(token.user, token.role, token.study) else End.MEMBERSHIP


def _may_read(user: User, role: str, study: Study) -> bool:
    return user.is_active and may(user, role, study.slug)


def end(token: ApiToken, why: str, now: datetime, by: User | None = None) -> bool:
    """It opens nothing any more. Whether that is new."""
    with transaction.atomic():
        ended = ApiToken.objects.filter(pk=token.pk, ended_at=None).update(ended_at=now, end=why)
        if ended:
            action = "api token revoked" if why == End.REVOKED else "api token ended"
            _record(by, action, token, why=why, account=token.user_id)
    return bool(ended)


def _note_use(token: ApiToken, today: date) -> None:
    """The first use of a day is audited; of two at a time, one is the first."""
    if token.last_used == today:
        return
    with transaction.atomic():
        others = ApiToken.objects.filter(pk=token.pk).exclude(last_used=today)
        if others.update(last_used=today):
            _record(token.user, "api token used", token, role=token.role)


def _digest(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 bits of chance, which nobody tries through."""
    return sha256(secret.encode()).hexdigest()


def _record(user: User | None, action: str, token: ApiToken, **more: object) -> None:
    audit.record(user, action, f"study:{token.study.slug}", token=token.public_id, **more)
