"""Tokens end in the very moment in which their owner's account, role or second factor does."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from exports.api.models import ApiToken
from exports.api.tokens import end, lost_right
from staff.models import Membership, User


def listen() -> None:
    """Called once, when the site starts. What changes rows without signals is seen when the token is next used."""
    post_delete.connect(_of_owner, sender=Membership, dispatch_uid="api tokens: membership gone")
    post_save.connect(_of_owner, sender=Membership, dispatch_uid="api tokens: membership changed")
    post_delete.connect(_of_owner, sender=Authenticator, dispatch_uid="api tokens: second factor gone")
    post_save.connect(_of_account, sender=User, dispatch_uid="api tokens: account changed")


def _of_owner(instance: Membership | Authenticator, **_more: Any) -> None:
    _look_at(instance.user_id)


def _of_account(instance: User, **_more: Any) -> None:
    if not instance.is_active:
        _look_at(instance.pk)


def _look_at(user: int) -> None:
    now = timezone.now()
    for token in ApiToken.objects.select_related("user", "study").filter(user=user, ended_at=None):
        if why := lost_right(token):
            end(token, why, now)
