"""Staff accounts by invitation: asked by mail, accepted with a password of one's own, given and taken roles, ended.

The only writer of StaffInvitation. `by` is who does it on the pages, with the role *accounts*; None is a command, which
only who runs the site can give. Nobody gives themselves anything, and the roles that watch others are given by command.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from staff import audit, contacts, invite, sessions
from staff.account_models import StaffInvitation
from staff.contacts import InvitationOver, NewAccount, digest, is_free
from staff.models import Membership, Role, User

VALID_FOR = timedelta(days=7)
MOST_A_DAY = 20
GIVEN_ON_PAGES = (Role.RESEARCHER, Role.TRANSLATOR, Role.FIELDWORK, Role.ANALYST)
"""Contacts of municipalities are asked by fieldwork (`staff.contacts`); accounts, privacy and fg come by command."""


class JoiningRefused(Exception):
    """`code`: `self`, `role`, `study`, `known` (an account with this address is in use), `many`, `watcher` (an account
    with a role that is given by command), `missing` (no such account), `held` (has the role already)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Wanted:
    """Who is to get which role; `study` is a slug, or '' for all studies."""

    email: str
    role: str
    study: str = ""

    @property
    def address(self) -> str:
        return self.email.strip().lower()


def open_invitations(now: datetime) -> QuerySet[StaffInvitation]:
    return StaffInvitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


def manages(by: User, study: str) -> bool:
    """Whether somebody manages accounts for this study; with '' for all studies."""
    return by.memberships.filter(role=Role.ACCOUNTS, study__in={study, ""}).exists()


def studies_of(by: User) -> frozenset[str]:
    """Slugs that somebody manages accounts for; '' among them: all."""
    return frozenset(by.memberships.filter(role=Role.ACCOUNTS).values_list("study", flat=True))


def people_of(by: User) -> QuerySet[User]:
    """Accounts that somebody may look at: of their studies, or all."""
    studies = studies_of(by)
    found = User.objects.order_by("-is_active", "email")
    if "" in studies:
        return found
    return found.filter(pk__in=Membership.objects.filter(study__in=studies).values("user"))


def ask(wanted: Wanted, *, by: User | None, now: datetime) -> tuple[StaffInvitation, str]:
    """An invitation and its token; one before it to the same address ends. Raises JoiningRefused.

    Run it in a transaction with the sending: what was not sent was not asked.
    """
    _may_give(by, wanted.role, wanted.study, wanted.address)
    known = contacts.account_of(wanted.address)
    if known is not None and not is_free(known):
        raise JoiningRefused("known")
    return _asked(by, now, "staff.invite", email=wanted.address, role=wanted.role, study=wanted.study)


def ask_anew(user: User, *, by: User | None, now: datetime) -> tuple[StaffInvitation, str]:
    """For who lost phone or password: the mail goes to the address of the account. Until it is used nothing changes.

    Raises JoiningRefused.
    """
    _may_touch(by, user)
    if not user.is_active:
        raise JoiningRefused("missing")
    return _asked(by, now, "staff.renew_ask", email=user.email, renews=user)


def _asked(by: User | None, now: datetime, action: str, **fields: object) -> tuple[StaffInvitation, str]:
    if (
        by
        and StaffInvitation.objects.filter(invited_by=by, invited_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY
    ):
        raise JoiningRefused("many")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        forget_old(now)
        open_invitations(now).filter(email=fields["email"]).update(revoked_at=now, email="")
        made = StaffInvitation.objects.create(
            **fields, token_digest=digest(token), invited_by=by, invited_at=now, expires_at=now + VALID_FOR
        )
        account = {"account": made.renews_id} if made.renews_id else {"role": made.role, "study": made.study}
        audit.record(by, action, f"staff invitation {made.pk}", **account)
    return made, token


def _may_give(by: User | None, role: str, study: str, address: str) -> None:
    Role(role)
    if by is None:
        return
    if address == by.email.lower():
        raise JoiningRefused("self")
    if role not in GIVEN_ON_PAGES:
        raise JoiningRefused("role")
    if not manages(by, study):
        raise JoiningRefused("study")


def _may_touch(by: User | None, user: User) -> None:
    """Who watches others, or manages accounts, is not shut out by who they watch."""
    if by is None:
        return
    if user == by:
        raise JoiningRefused("self")
    if user.memberships.exclude(role__in=(*GIVEN_ON_PAGES, Role.MUNICIPALITY)).exists():
        raise JoiningRefused("watcher")
    if not all(manages(by, study) for study in user.memberships.values_list("study", flat=True)):
        raise JoiningRefused("study")


def forget_old(now: datetime) -> None:
    """Addresses of invitations that nobody accepted in time."""
    StaffInvitation.objects.filter(accepted_at=None, expires_at__lte=now).exclude(email="").update(email="")


def invitation(token_digest: str, now: datetime) -> StaffInvitation:
    """Raises InvitationOver."""
    found = open_invitations(now).select_related("renews").filter(token_digest=token_digest).first()
    if found is None or (found.renews and not found.renews.is_active):
        raise InvitationOver
    return found


def accept(asked: StaffInvitation, account: NewAccount, now: datetime) -> User:
    """Makes the account with its role, or sets it up anew: new password, no second factor yet, logged out everywhere.

    Raises InvitationOver.
    """
    with transaction.atomic():
        if not open_invitations(now).filter(pk=asked.pk).update(accepted_at=now, email=""):
            raise InvitationOver
        known = contacts.account_of(asked.email)
        if known is not None and known != asked.renews and not is_free(known):
            raise InvitationOver
        user = invite.open_account(asked.email, account.password, account.name, account.language)
        sessions.end_all(user)
        if asked.role:
            Membership.objects.get_or_create(
                user=user, role=asked.role, study=asked.study, organisation=None, until=None
            )
        audit.record(user, "staff.renewed" if asked.renews_id else "staff.join", str(user.pk), invitation=asked.pk)
    return user


def take_back(asked: StaffInvitation, *, by: User, now: datetime) -> bool:
    """The link in the mail opens nothing any more. Whether that is new."""
    with transaction.atomic():
        gone = open_invitations(now).filter(pk=asked.pk).update(revoked_at=now, email="")
        if gone:
            audit.record(by, "staff.take_back", f"staff invitation {asked.pk}")
    return bool(gone)


def give(user: User, role: str, study: str, *, by: User | None) -> Membership:
    """A further role for an account that is in use. Raises JoiningRefused."""
    _may_give(by, role, study, user.email.lower())
    if not user.is_active:
        raise JoiningRefused("missing")
    with transaction.atomic():
        held, is_new = Membership.objects.get_or_create(
            user=user, role=role, study=study, organisation=None, until=None
        )
        if not is_new:
            raise JoiningRefused("held")
        audit.record(by, "staff.give", str(user.pk), role=role, study=study)
    return held


def take(membership: Membership, *, by: User | None) -> None:
    """A role is taken from somebody, who stays logged in with what is left. Raises JoiningRefused."""
    _may_give(by, membership.role, membership.study, membership.user.email.lower())
    with transaction.atomic():
        audit.record(by, "staff.take", str(membership.user_id), role=membership.role, study=membership.study)
        Membership.whenever.filter(pk=membership.pk).delete()


def end(user: User, *, by: User | None, now: datetime) -> None:
    """The account opens nothing any more, from now on. Its name stays in the audit trail. Raises JoiningRefused."""
    _may_touch(by, user)
    with transaction.atomic():
        for contact in user.contact_for.filter(until=None):
            contacts.end(contact, by=by or user, now=now)
        roles = sorted(f"{role} {study or '*'}" for role, study in user.memberships.values_list("role", "study"))
        Membership.whenever.filter(user=user).delete()
        User.objects.filter(pk=user.pk).update(is_active=False)
        open_invitations(now).filter(Q(email=user.email) | Q(renews=user)).update(revoked_at=now, email="")
        audit.record(by, "staff.end", str(user.pk), roles=roles, places=sessions.end_all(user))
