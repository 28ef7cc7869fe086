"""Making a staff account that can log in at once: password, authenticator app, one role. Secrets are shown once."""

import secrets
import time
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction

from staff import audit
from staff.models import Membership, User


@dataclass(frozen=True)
class Invitation:
    """What to hand over, by a safe way. Nothing of it can be read back from the database."""

    user: User
    password: str
    totp_secret: str

    def current_code(self, seconds: float | None = None) -> str:
        """The six digits that an authenticator app shows now, or at `seconds` since 1970."""
        return totp_code(self.totp_secret, time.time() if seconds is None else seconds)


def totp_code(secret: str, seconds: float) -> str:
    """The code of RFC 6238 for a base32 secret at a moment."""
    return format_hotp_value(hotp_value(secret, int(seconds) // app_settings.TOTP_PERIOD))


def invite(email: str, role: str, study: str = "") -> Invitation:
    """A new user with one role for a study, or for all with an empty slug. Raises IntegrityError: address in use."""
    password, secret = secrets.token_urlsafe(15), generate_totp_secret()
    with transaction.atomic():
        user = User.objects.create_user(email, password)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Membership.objects.create(user=user, role=role, study=study)
        TOTP.activate(user, secret)
        audit.record(None, "staff.create", str(user.pk), role=role, study=study)
    return Invitation(user, password, secret)


def open_account(email: str, password: str, name: str, language: str) -> User:
    """An account without rights and without a second factor, for who proved to get mail at this address.

    One that was closed at this address is opened again; its old password and second factor do not work any more.
    """
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email)
        Authenticator.objects.filter(user=user).delete()
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        user.name, user.language, user.is_active = name, language, True
        user.set_password(password)
        user.save(update_fields=["name", "language", "is_active", "password"])
        audit.record(user, "staff.open_account", str(user.pk))
    return user


def renew(user: User) -> Invitation:
    """A new password and a new authenticator secret for somebody who lost theirs; the old ones stop working."""
    password, secret = secrets.token_urlsafe(15), generate_totp_secret()
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, secret)
        audit.record(None, "staff.renew", str(user.pk))
    return Invitation(user, password, secret)
