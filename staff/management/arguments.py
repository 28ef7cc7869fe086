"""Arguments that commands about accounts share. Each raises CommandError with what to do."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email, validate_slug

from staff.contacts import account_of
from staff.models import User


def checked_email(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"{email!r} is not an e-mail address.") from None
    return email


def checked_study(study: str) -> str:
    try:
        if study:
            validate_slug(study)
    except ValidationError:
        raise CommandError(f"{study!r} is not the slug of a study, such as perspectief-2024.") from None
    return study


def account(email: str) -> User:
    found = account_of(checked_email(email).strip())
    if found is None:
        raise CommandError(f"There is no account for {email}. Make one with invite_staff.")
    return found
