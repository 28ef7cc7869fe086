"""Two contacts per organisation and study: asked by mail, handed over, ended. The only writer of contacts.

Who accepts gets the role municipality for the organisation in that study; whose place they take loses it in the same
transaction, and with the last role the account. A token is in the mail alone: here is its SHA-256.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q, QuerySet

from staff import audit, invite
from staff.contact_models import ContactInvitation, OrganisationContact
from staff.models import Membership, Organisation, Role, User

VALID_FOR = timedelta(days=7)
MOST_A_DAY = 20
"""Invitations by one person: nobody sends mails to the world from here."""


class ContactRefused(Exception):
    """`code`: `already` (the other contact has this address), `closed` (an account that was closed has it), `many`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class InvitationOver(LookupError):
    """No open invitation has this token: it was used, taken back or replaced, it is too old, or there never was one."""


class OtherAccount(Exception):
    """The invitation is to the owner of an account, and somebody else is logged in."""


@dataclass(frozen=True)
class Post:
    """A place to fill: `place` is 1 or 2, `study` a slug."""

    organisation: Organisation
    study: str
    place: int

    @property
    def key(self) -> dict[str, object]:
        return {"organisation": self.organisation, "study": self.study, "place": self.place}


@dataclass(frozen=True)
class NewAccount:
    """What somebody without an account fills in."""

    name: str
    password: str
    language: str


def contacts_of(organisation: Organisation, study: str) -> QuerySet[OrganisationContact]:
    """Those of now, first and second."""
    return OrganisationContact.objects.filter(organisation=organisation, study=study, until=None).select_related("user")


def open_invitations(now: datetime) -> QuerySet[ContactInvitation]:
    return ContactInvitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


def ask(post: Post, email: str, *, by: User, now: datetime) -> tuple[ContactInvitation, str]:
    """An invitation and its token. One before it for the same place ends. Raises ContactRefused.

    Run it in a transaction with the sending: what was not sent was not asked.
    """
    address = email.strip().lower()
    _may_be_asked(post, address)
    if ContactInvitation.objects.filter(invited_by=by, invited_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ContactRefused("many")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        forget_old(now)
        open_invitations(now).filter(**post.key).update(revoked_at=now, email="")
        made = ContactInvitation.objects.create(
            **post.key,
            email=address,
            token_digest=digest(token),
            invited_by=by,
            invited_at=now,
            expires_at=now + VALID_FOR,
        )
        _record(by, "contact.ask", post)
    return made, token


def _may_be_asked(post: Post, address: str) -> None:
    others = contacts_of(post.organisation, post.study).exclude(place=post.place)
    if others.filter(user__email__iexact=address).exists():
        raise ContactRefused("already")
    known = account_of(address)
    if known is not None and not known.is_active and not is_free(known):
        raise ContactRefused("closed")


def forget_old(now: datetime) -> None:
    """Addresses of invitations that nobody accepted in time."""
    ContactInvitation.objects.filter(accepted_at=None, expires_at__lte=now).exclude(email="").update(email="")


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def invitation(token_digest: str, now: datetime) -> ContactInvitation:
    """Raises InvitationOver."""
    found = open_invitations(now).select_related("organisation").filter(token_digest=token_digest).first()
    if found is None:
        raise InvitationOver
    return found


def account_of(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).first()


def is_free(user: User) -> bool:
    """Whether a closed account may be given back to who gets mail at its address: it has no rights left."""
    return not user.is_active and not user.memberships.exists()


def needs_account(asked: ContactInvitation) -> bool:
    """Whether the invited person chooses a password here; else they have one, and log in."""
    known = account_of(asked.email)
    return known is None or is_free(known)


def accept_as_new(asked: ContactInvitation, account: NewAccount, now: datetime) -> User:
    """Makes the account and fills the place. A second factor is set up at the first log-in. Raises InvitationOver."""
    with transaction.atomic():
        if not needs_account(asked):
            raise InvitationOver
        user = invite.open_account(asked.email, account.password, account.name, account.language)
        _fill(asked, user, now)
    return user


def accept(asked: ContactInvitation, user: User, now: datetime) -> None:
    """Fills the place with somebody who is logged in. Raises OtherAccount, InvitationOver."""
    if user.email.lower() != asked.email.lower():
        raise OtherAccount
    with transaction.atomic():
        _fill(asked, user, now)


def _fill(asked: ContactInvitation, user: User, now: datetime) -> None:
    if not open_invitations(now).filter(pk=asked.pk).update(accepted_at=now, email=""):
        raise InvitationOver
    post = Post(asked.organisation, asked.study, asked.place)
    Organisation.objects.select_for_update().get(pk=post.organisation.pk)
    before = contacts_of(post.organisation, post.study).filter(Q(place=post.place) | Q(user=user))
    for contact in before:
        _end(contact, now, keep=user)
    Membership.objects.get_or_create(
        user=user, role=Role.MUNICIPALITY, study=post.study, organisation=post.organisation
    )
    OrganisationContact.objects.create(**post.key, user=user, since=now)
    _record(user, "contact.begin", post)


def end(contact: OrganisationContact, *, by: User, now: datetime) -> bool:
    """The place is empty and the access gone. Whether that is new."""
    with transaction.atomic():
        open_one = OrganisationContact.objects.select_for_update().filter(pk=contact.pk, until=None).first()
        if open_one is None:
            return False
        _end(open_one, now)
        _record(by, "contact.end", Post(open_one.organisation, open_one.study, open_one.place))
    return True


def _end(contact: OrganisationContact, now: datetime, keep: User | None = None) -> None:
    """Other studies whose contact they are have a role of their own."""
    OrganisationContact.objects.filter(pk=contact.pk).update(until=now)
    if contact.user != keep:
        _take_role(contact.user, contact.organisation, contact.study)


def others_with_access(organisation: Organisation, study: str) -> QuerySet[User]:
    """Accounts that were given the role for the organisation in another way, and are no contact of it."""
    held = Membership.objects.filter(role=Role.MUNICIPALITY, study__in=(study, ""), organisation=organisation)
    contacts = contacts_of(organisation, study).values("user")
    return User.objects.filter(pk__in=held.values("user")).exclude(pk__in=contacts).order_by("email")


def end_access(user: User, organisation: Organisation, study: str, *, by: User) -> bool:
    """Takes the role from somebody who is no contact. Whether they had it."""
    with transaction.atomic():
        if not others_with_access(organisation, study).filter(pk=user.pk).exists():
            return False
        _take_role(user, organisation, study)
        audit.record(by, "contact.end_access", f"organisation {organisation.pk}", study=study, account=user.pk)
    return True


def _take_role(user: User, organisation: Organisation, study: str) -> None:
    """The role for all studies too; with the last role of any kind the account is closed."""
    held = Membership.objects.filter(user=user, role=Role.MUNICIPALITY, organisation=organisation)
    held.filter(study__in=(study, "")).delete()
    if not user.memberships.exists():
        User.objects.filter(pk=user.pk).update(is_active=False)


def take_back(asked: ContactInvitation, *, by: User, now: datetime) -> bool:
    """The link in the mail opens nothing any more. Whether that is new."""
    with transaction.atomic():
        gone = open_invitations(now).filter(pk=asked.pk).update(revoked_at=now, email="")
        if gone:
            _record(by, "contact.take_back", Post(asked.organisation, asked.study, asked.place))
    return bool(gone)


def _record(by: User, action: str, post: Post) -> None:
    audit.record(by, action, f"organisation {post.organisation.pk}", study=post.study, place=post.place)


def municipality_named(name: str, by: User) -> Organisation:
    """Made where there is none by this name."""
    with transaction.atomic():
        found, is_new = Organisation.objects.get_or_create(name=name, defaults={"kind": Organisation.Kind.MUNICIPALITY})
        if is_new:
            audit.record(by, "organisation.make", f"organisation {found.pk}")
    return found
