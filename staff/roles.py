"""Who may do what. Rights follow from memberships; without a second factor there are none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase

from staff.models import Role, User

View = Callable[..., HttpResponseBase]
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: User | AnonymousUser) -> bool:
    """Whether the user has an authenticator app or a passkey. Recovery codes alone do not count."""
    return user.is_authenticated and Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def may(user: User | AnonymousUser, role: str, study: str = "") -> bool:
    """Whether the user has the role for this study (or for all); without `study`: for any study."""
    if not isinstance(user, User) or not user.is_active:
        return False
    held = user.memberships.filter(role=Role(role))
    return (held.filter(Q(study=study) | Q(study="")) if study else held).exists()


class NotAllowed(Exception):
    """Nobody on staff by this address may do this. The message says which role it takes."""


def member(email: str, study: str, *roles: str) -> User:
    """Who works on the command line, by e-mail address. Raises NotAllowed where they hold none of the roles."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None or not any(may(found, role, study) for role in roles):
        raise NotAllowed(f"Only staff with the role {' or '.join(roles)} for {study} may do this.")
    return found


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """Roles held for at least one study."""
    if not isinstance(user, User):
        return frozenset()
    return frozenset(user.memberships.values_list("role", flat=True))


def requires(*roles: str) -> Callable[[View], View]:
    """View decorator: logged in, second factor set up, and one of the roles; else log-in page or 403.

    A view argument named `study` (a slug) limits it to roles for that study.
    """
    wanted = tuple(Role(role) for role in roles)

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not has_second_factor(request.user):
                raise PermissionDenied("no second factor")
            if wanted and not any(may(request.user, role, kwargs.get("study", "")) for role in wanted):
                raise PermissionDenied("role missing")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
