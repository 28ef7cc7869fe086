"""Access in an emergency: an existing account gets a role for some minutes. Everybody who watches is told by mail.

The only writer of EmergencyAccess. The role ends by itself: `Membership.until` is part of each question who may what.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from staff import audit
from staff.account_models import EmergencyAccess
from staff.models import Membership, Role, User

LONGEST = timedelta(hours=8)
SHORTEST_WHY = 15
WATCHERS = (Role.PRIVACY, Role.FG)


class EmergencyRefused(Exception):
    """The message says what to do."""


@dataclass(frozen=True)
class Wish:
    """Which role for which study ('' for all), why, and for how long."""

    role: str
    study: str
    why: str
    lasts: timedelta


def running(now: datetime) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.filter(ended_at=None, until__gt=now).select_related("user")


def watchers(study: str) -> QuerySet[User]:
    """Privacy coordinators and data protection officers, of this study or of all; for all studies everybody."""
    scope = Q(study__in=(study, "")) if study else Q()
    held = Membership.objects.filter(scope, role__in=WATCHERS)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("email")


def seen_by(user: User, now: datetime) -> list[EmergencyAccess]:
    """What runs now and this person is to know of: their own, and for who watches those of their studies."""
    held = user.memberships.filter(role__in=WATCHERS).values_list("study", flat=True)
    studies = set(held)
    return [one for one in running(now) if one.user_id == user.pk or _concerns(one, studies)]


def _concerns(access: EmergencyAccess, studies: set[str]) -> bool:
    return bool(studies) and ("" in studies or access.study in studies or not access.study)


def begin(user: User, wish: Wish, *, now: datetime) -> EmergencyAccess:
    """Gives the role. Raises EmergencyRefused. Run it in a transaction with the telling."""
    _check(user, wish)
    with transaction.atomic():
        tidy(now)
        until = now + wish.lasts
        made = EmergencyAccess.objects.create(
            user=user, role=wish.role, study=wish.study, why=wish.why.strip(), began_at=now, until=until
        )
        Membership.objects.create(user=user, role=wish.role, study=wish.study, until=until)
        audit.record(
            None,
            "break_glass.begin",
            f"emergency access {made.pk}",
            account=user.pk,
            role=wish.role,
            study=wish.study,
            minutes=int(wish.lasts.total_seconds() // 60),
            why=made.why,
        )
    return made


def _check(user: User, wish: Wish) -> None:
    Role(wish.role)
    if not user.is_active:
        raise EmergencyRefused("This account was ended. Invite the person anew with invite_staff.")
    if len(wish.why.strip()) < SHORTEST_WHY:
        raise EmergencyRefused(f"Say why in at least {SHORTEST_WHY} characters: --why “…”.")
    if not timedelta(minutes=1) <= wish.lasts <= LONGEST:
        most = int(LONGEST.total_seconds() // 60)
        raise EmergencyRefused(f"Give 1 to {most} minutes. Longer access is a role: invite_staff or the page People.")
    if user.memberships.filter(role=wish.role, study__in={wish.study, ""}).exists():
        raise EmergencyRefused("The account has this role already.")
    if not watchers(wish.study).exclude(pk=user.pk).exists():
        raise EmergencyRefused(
            "Nobody would know: no other account has the role privacy or fg. Make one first, with create_staff."
        )


def told(access: EmergencyAccess, people: int) -> None:
    EmergencyAccess.objects.filter(pk=access.pk).update(told=people)


def end(access: EmergencyAccess, *, now: datetime) -> bool:
    """Before its time. Whether it still ran."""
    with transaction.atomic():
        if not running(now).filter(pk=access.pk).update(ended_at=now):
            return False
        _end(access, "by hand")
    return True


def tidy(now: datetime) -> int:
    """Writes down the end of what ended by itself, and removes the rows of those roles. How many there were."""
    with transaction.atomic():
        over = list(EmergencyAccess.objects.select_for_update().filter(ended_at=None, until__lte=now))
        for access in over:
            EmergencyAccess.objects.filter(pk=access.pk).update(ended_at=access.until)
            _end(access, "its time was over")
    return len(over)


def _end(access: EmergencyAccess, how: str) -> None:
    held = Membership.whenever.filter(user=access.user, role=access.role, study=access.study, until=access.until)
    held.delete()
    audit.record(None, "break_glass.end", f"emergency access {access.pk}", account=access.user_id, how=how)
