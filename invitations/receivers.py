"""Who gets letters of a study, and to which public key they are encrypted. The only writer of receivers."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction

from invitations import age_files
from invitations.models import Receiver
from staff import audit
from staff.models import Role, User
from surveys.models import Study

ROLES = (Role.FIELDWORK, Role.PRIVACY)
"""Who may say to whom letters go. Only fieldwork packs and fetches them."""
LONGEST_NAME = 40


class ReceiverRefused(Exception):
    """The receiver cannot be added or found. The message says what to do.

    `code`: `known`, `unknown` or `name`, for pages with words of their own.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def add(study: Study, name: str, key: str, *, user: User, now: datetime) -> Receiver:
    """A new receiver. Raises ReceiverRefused, age_files.KeyRefused.

    A key is never changed: end the receiver and add it again, so that each parcel tells to which key it went.
    """
    _refuse_odd_name(name)
    key = age_files.checked_key(key)
    try:
        with transaction.atomic():
            receiver = Receiver.objects.create(study=study, name=name, public_key=key, added_at=now, added_by=user)
            audit.record(user, "receiver.add", name, study=study.slug, public_key=key)
    except IntegrityError as error:
        raise ReceiverRefused(
            "known", f"There is a receiver {name} already. End it first, or take another name."
        ) from error
    return receiver


def end(receiver: Receiver, *, user: User, now: datetime) -> bool:
    """No more letters to this receiver. Whether that is new."""
    with transaction.atomic():
        ended = Receiver.objects.filter(pk=receiver.pk, ended_at=None).update(ended_at=now)
        if ended:
            audit.record(user, "receiver.end", receiver.name, study=receiver.study.slug, public_key=receiver.public_key)
    return bool(ended)


def named(study: Study, name: str) -> Receiver:
    """The receiver by this name that gets letters now. Raises ReceiverRefused."""
    found = study.receivers.filter(name=name, ended_at=None).first()
    if found is None:
        known = ", ".join(study.receivers.filter(ended_at=None).values_list("name", flat=True)) or "none"
        raise ReceiverRefused(
            "unknown",
            f"{study.slug} has no receiver “{name}” (known: {known}). Add it: "
            f"letter_receivers {study.slug} --add {name or 'NAME'} --key FILE --by EMAIL.",
        )
    return found


def _refuse_odd_name(name: str) -> None:
    try:
        validate_slug(name)
    except ValidationError as error:
        raise ReceiverRefused(
            "name", "A name has a-z, 0-9, - and _, such as drukker-noord. No name of a person."
        ) from error
    if len(name) > LONGEST_NAME:
        raise ReceiverRefused("name", f"A name has at most {LONGEST_NAME} characters.")
