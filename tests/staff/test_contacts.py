"""Two contacts per organisation: asked by mail, the link, the account, the hand-over, the end."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.urls import reverse

from staff import contact_mail, contacts
from staff.contact_models import ContactInvitation, OrganisationContact
from staff.contacts import ContactRefused, InvitationOver, NewAccount, OtherAccount, Post
from staff.models import AuditEntry, Membership, Organisation, User
from staff.roles import may

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
PASSWORD = "three words in a row"
ACCOUNT = NewAccount("Contact Person", PASSWORD, "nl")
FIRST, SECOND = 1, 2


@pytest.fixture(autouse=True)
def quick_passwords(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is slow on purpose; how passwords are kept is not the subject here."""
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("django.contrib.auth.base_user.make_password", partial(make_password, hasher="md5"))


@pytest.fixture
def utrecht() -> Organisation:
    return Organisation.objects.create(name="Utrecht", kind="municipality")


@pytest.fixture
def fieldwork(make_staff: Callable[..., User]) -> User:
    return make_staff("fieldwork")


@pytest.fixture
def ask(utrecht: Organisation, fieldwork: User) -> Callable[..., tuple[ContactInvitation, str]]:
    def make(email: str, place: int = FIRST, study: str = "mini", now: datetime = NOW) -> tuple[ContactInvitation, str]:
        return contacts.ask(Post(utrecht, study, place), email, by=fieldwork, now=now)

    return make


@pytest.fixture
def sit(ask: Callable[..., tuple[ContactInvitation, str]]) -> Callable[..., User]:
    """Somebody new in a place."""

    def make(email: str, place: int = FIRST, study: str = "mini") -> User:
        return contacts.accept_as_new(ask(email, place, study)[0], ACCOUNT, NOW)

    return make


def held(organisation: Organisation, study: str = "mini") -> dict[int, str]:
    return {one.place: one.user.email for one in contacts.contacts_of(organisation, study)}


def test_who_accepts_has_the_role_there_alone(sit, utrecht: Organisation) -> None:
    user = sit("A@Utrecht.example")
    membership = user.memberships.get()
    assert (membership.role, membership.study, membership.organisation) == ("municipality", "mini", utrecht)
    assert held(utrecht) == {FIRST: "a@utrecht.example"}
    assert user.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user=user).exists(), "the second factor is their own to add"
    assert AuditEntry.objects.filter(action="contact.begin").get().user == user


def test_the_hand_over_takes_the_access(sit, utrecht: Organisation) -> None:
    old, other = sit("old@utrecht.example"), sit("other@utrecht.example", SECOND)
    new = sit("new@utrecht.example")
    old.refresh_from_db()
    assert held(utrecht) == {FIRST: new.email, SECOND: other.email}
    assert not may(old, "municipality", "mini")
    assert not old.is_active
    assert may(new, "municipality", "mini")
    assert may(other, "municipality", "mini")
    former = OrganisationContact.objects.exclude(until=None).get()
    assert (former.user, former.until) == (old, NOW)


def test_who_has_another_role_keeps_the_account(sit, utrecht: Organisation) -> None:
    old = sit("old@utrecht.example")
    Membership.objects.create(user=old, role="researcher", study="mini")
    Membership.objects.create(user=old, role="municipality", study="", organisation=utrecht)
    sit("new@utrecht.example")
    old.refresh_from_db()
    assert old.is_active
    assert [one.role for one in old.memberships.all()] == ["researcher"], "for all studies is gone too"


def test_a_place_in_another_study_stays(sit, ask, utrecht: Organisation) -> None:
    old = sit("old@utrecht.example")
    contacts.accept(ask("old@utrecht.example", study="other")[0], old, NOW)
    sit("new@utrecht.example")
    old.refresh_from_db()
    assert held(utrecht, "other") == {FIRST: old.email}
    assert (may(old, "municipality", "mini"), may(old, "municipality", "other")) == (False, True)


def test_the_other_contact_is_not_asked_again(sit, ask) -> None:
    sit("a@utrecht.example", SECOND)
    with pytest.raises(ContactRefused, match="already"):
        ask("A@utrecht.example", FIRST)


def test_a_closed_account_is_given_back_only_without_rights(sit, ask, utrecht: Organisation) -> None:
    back = sit("a@utrecht.example")
    sit("b@utrecht.example")
    Authenticator.objects.create(user=back, type="totp", data={})
    assert contacts.needs_account(ask("a@utrecht.example", SECOND)[0])
    again = contacts.accept_as_new(
        contacts.open_invitations(NOW).get(), NewAccount("Back", "another long password", "en"), NOW
    )
    assert (again, again.check_password(PASSWORD)) == (back, False)
    assert not Authenticator.objects.filter(user=back).exists()
    User.objects.filter(pk=back.pk).update(is_active=False)
    with pytest.raises(ContactRefused, match="closed"):
        ask("a@utrecht.example", SECOND)


def test_a_newer_invitation_ends_the_one_before(ask) -> None:
    before, _ = ask("a@utrecht.example")
    after, _ = ask("b@utrecht.example")
    other, _ = ask("c@utrecht.example", SECOND)
    assert set(contacts.open_invitations(NOW)) == {after, other}
    before.refresh_from_db()
    assert before.email == ""
    with pytest.raises(InvitationOver):
        contacts.accept_as_new(before, ACCOUNT, NOW)


@pytest.mark.parametrize(
    ("later", "opens"),
    [(timedelta(days=7) - timedelta(seconds=1), True), (timedelta(days=7), False)],
    ids=["in time", "too late"],
)
def test_an_invitation_lasts_a_week(ask, later: timedelta, opens: bool) -> None:
    asked, token = ask("a@utrecht.example")
    if opens:
        assert contacts.invitation(contacts.digest(token), NOW + later) == asked
        return
    with pytest.raises(InvitationOver):
        contacts.invitation(contacts.digest(token), NOW + later)
    contacts.forget_old(NOW + later)
    asked.refresh_from_db()
    assert asked.email == ""


def test_nobody_asks_the_whole_world(ask) -> None:
    for number in range(contacts.MOST_A_DAY):
        ask(f"{number}@utrecht.example")
    with pytest.raises(ContactRefused, match="many"):
        ask("one-more@utrecht.example")
    ask("one-more@utrecht.example", now=NOW + timedelta(days=1, seconds=1))


def test_used_once(ask) -> None:
    asked, _ = ask("a@utrecht.example")
    user = contacts.accept_as_new(asked, ACCOUNT, NOW)
    asked.refresh_from_db()
    assert asked.email == ""
    with pytest.raises(InvitationOver):
        contacts.accept(ContactInvitation(pk=asked.pk, email=user.email), user, NOW)


def test_somebody_else_does_not_accept(ask, fieldwork: User) -> None:
    with pytest.raises(OtherAccount):
        contacts.accept(ask("a@utrecht.example")[0], fieldwork, NOW)


def test_ending_and_taking_back(sit, ask, fieldwork: User, utrecht: Organisation) -> None:
    user = sit("a@utrecht.example")
    contact = contacts.contacts_of(utrecht, "mini").get()
    assert [contacts.end(contact, by=fieldwork, now=NOW) for _ in range(2)] == [True, False]
    user.refresh_from_db()
    assert (held(utrecht), user.is_active) == ({}, False)
    asked, _ = ask("b@utrecht.example")
    assert [contacts.take_back(asked, by=fieldwork, now=NOW) for _ in range(2)] == [True, False]
    assert AuditEntry.objects.filter(action__startswith="contact.").count() == 5


def test_the_trail_has_no_address_and_no_token(ask, sit, fieldwork: User) -> None:
    _, token = ask("secret-name@utrecht.example", SECOND)
    sit("secret-name@other.example")
    rows = str(list(AuditEntry.objects.values()))
    assert "contact.ask" in rows
    assert "secret-name" not in rows
    assert token not in rows + str(list(ContactInvitation.objects.values()))


# The pages behind the link


@pytest.fixture
def opened(ask, client: Client) -> Callable[[str], Client]:
    """A visitor who opened the link of the mail."""

    def make(email: str) -> Client:
        asked, token = contacts_asked_today(ask, email)
        contact_mail.send(email, asked.organisation, "Mini", token, asked.expires_at)
        (link,) = set(re.findall(r"http\S+", mail.outbox[-1].body))
        answer = client.get(link.removeprefix("http://127.0.0.1:8000"))
        assert answer["Location"] == reverse("staff:invited")
        return client

    return make


def contacts_asked_today(ask, email: str) -> tuple[ContactInvitation, str]:
    return ask(email, now=datetime.now(UTC))


def form(**changes: str) -> dict[str, str]:
    return {"name": "Contact Person", "language": "en", "password": PASSWORD, "again": PASSWORD, **changes}


def test_from_the_mail_to_the_second_factor(opened, utrecht: Organisation) -> None:
    visitor = opened("a@utrecht.example")
    page = visitor.get("/staff/invited/")
    assert "Utrecht" in page.content.decode()
    assert visitor.post("/staff/invited/", form())["Location"] == reverse("account_login")
    assert held(utrecht) == {FIRST: "a@utrecht.example"}
    assert visitor.get("/staff/invited/").status_code == 410
    visitor.post(reverse("account_login"), {"login": "a@utrecht.example", "password": PASSWORD})
    assert visitor.get("/staff/")["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"password": "short", "again": "short"}, {"again": "something else"}, {"language": "fr"}],
    ids=["no name", "short", "two passwords", "language"],
)
def test_a_wrong_form_makes_no_account(opened, utrecht: Organisation, changes: dict[str, str]) -> None:
    answer = opened("a@utrecht.example").post("/staff/invited/", form(**changes))
    assert answer.status_code == 400
    assert PASSWORD not in answer.content.decode()
    assert held(utrecht) == {}


def test_who_has_an_account_logs_in_and_says_yes(opened, fieldwork: User, utrecht: Organisation, client) -> None:
    visitor = opened(fieldwork.email)
    assert visitor.get("/staff/invited/")["Location"].startswith(reverse("account_login"))
    visitor.force_login(fieldwork, "allauth.account.auth_backends.AuthenticationBackend")
    assert held(utrecht) == {}
    assert visitor.get("/staff/invited/").status_code == 200
    assert visitor.post("/staff/invited/")["Location"] == reverse("staff:home")
    assert held(utrecht) == {FIRST: fieldwork.email}


def test_another_one_who_is_logged_in_does_not(opened, fieldwork: User, make_staff, utrecht: Organisation) -> None:
    visitor = opened(make_staff("analyst").email)
    visitor.force_login(fieldwork, "allauth.account.auth_backends.AuthenticationBackend")
    assert visitor.get("/staff/invited/").status_code == 403
    assert visitor.post("/staff/invited/").status_code == 403
    assert held(utrecht) == {}


def test_an_unknown_link(client: Client) -> None:
    assert client.get("/staff/invited/nothing/").status_code == 410
    assert client.get("/staff/invited/").status_code == 410
    assert client.post("/staff/invited/", form()).status_code == 410
    assert not User.objects.exists()
