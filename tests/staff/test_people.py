"""Accounts by invitation: asked by mail, made, changed, ended; and what who manages accounts cannot do."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff import joining
from staff.account_models import StaffInvitation, StaffSession
from staff.joining import GIVEN_ON_PAGES, JoiningRefused, Wanted
from staff.models import AuditEntry, Membership, Role, User
from staff.roles import may

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Clients = Callable[..., Client]
PASSWORD = "three words in a row"
FILLED = {"name": "New Person", "language": "en", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture(autouse=True)
def quick_passwords(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is slow on purpose; how passwords are kept is not the subject here."""
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("django.contrib.auth.base_user.make_password", partial(make_password, hasher="md5"))


def link() -> str:
    """The way in that stands in the last mail."""
    return re.search(r"https?://[^/]+(/staff/invited/\S+)", mail.outbox[-1].body).group(1)


def join(path: str) -> Client:
    """Somebody opens the link in their mail and fills in the page."""
    client = Client()
    assert client.get(path).url == reverse("staff:joining")
    assert client.get(reverse("staff:joining")).status_code == 200
    assert client.post(reverse("staff:joining"), FILLED).url == reverse("account_login")
    return client


def ask(client: Client, email: str, role: str = "analyst", study: str = ""):
    return client.post(reverse("staff:invite"), {"email": email, "role": role, "study": study})


def test_from_the_invitation_to_the_first_page(staff_client: Clients) -> None:
    assert ask(staff_client("accounts"), "New@example.org", "analyst", "duo-2016").status_code == 302
    client = join(link())
    user = User.objects.get(email="new@example.org")
    assert [(one.role, one.study) for one in user.memberships.all()] == [("analyst", "duo-2016")]
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.get(reverse("staff:home")).url == reverse("mfa_activate_totp"), "a second factor comes first"


def test_the_secret_is_in_the_mail_alone(staff_client: Clients) -> None:
    ask(staff_client("accounts"), "new@example.org")
    token = link().rstrip("/").split("/")[-1]
    asked = StaffInvitation.objects.get()
    assert token not in f"{asked.__dict__} {[entry.__dict__ for entry in AuditEntry.objects.all()]}"
    assert mail.outbox[-1].to == ["new@example.org"]
    assert "new@" not in str([entry.__dict__ for entry in AuditEntry.objects.all()])


def test_a_link_works_once_and_the_address_goes(staff_client: Clients) -> None:
    ask(staff_client("accounts"), "new@example.org")
    path = link()
    join(path)
    assert Client().get(path).status_code == 410
    assert StaffInvitation.objects.get().email == ""


def test_a_link_gets_old_and_can_be_taken_back(staff_client: Clients) -> None:
    client = staff_client("accounts")
    ask(client, "new@example.org")
    path, asked = link(), StaffInvitation.objects.get()
    assert Client().get(path).status_code == 302, "control: it opens"
    client.post(reverse("staff:take_back", args=[asked.pk]))
    assert Client().get(path).status_code == 410
    ask(client, "other@example.org")
    StaffInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link()).status_code == 410
    joining.forget_old(timezone.now())
    assert not StaffInvitation.objects.exclude(email="").exists()


def test_who_has_an_account_gets_the_role_and_a_mail(staff_client: Clients, make_staff) -> None:
    known = make_staff("translator")
    ask(staff_client("accounts"), known.email, "analyst")
    assert may(known, "analyst")
    assert mail.outbox[-1].to == [known.email]
    assert not StaffInvitation.objects.exists()


def test_nobody_gives_themselves_a_role(staff_client: Clients) -> None:
    client = staff_client("accounts")
    assert ask(client, client.user.email, "analyst").status_code == 422
    assert client.post(reverse("staff:give", args=[client.user.pk]), {"role": "analyst"}).status_code == 422
    assert [one.role for one in client.user.memberships.all()] == ["accounts"]


@pytest.mark.parametrize("role", sorted(set(Role.values) - set(GIVEN_ON_PAGES)))
def test_roles_that_watch_are_given_by_command(staff_client: Clients, make_staff, role: str) -> None:
    client, other = staff_client("accounts"), make_staff("analyst")
    assert ask(client, "new@example.org", role).status_code == 422
    assert client.post(reverse("staff:give", args=[other.pk]), {"role": role}).status_code == 422
    with pytest.raises(JoiningRefused, match="role"):
        joining.give(other, role, "", by=client.user)
    call_command("invite_staff", "new@example.org", "--role", role)
    join(link())
    assert may(User.objects.get(email="new@example.org"), role)


@pytest.mark.parametrize("name", ["end", "anew"])
@pytest.mark.parametrize("role", ["privacy", "fg", "accounts"])
def test_who_watches_is_not_shut_out_here(staff_client: Clients, make_staff, role: str, name: str) -> None:
    watcher = make_staff(role)
    staff_client("accounts").post(reverse(f"staff:{name}", args=[watcher.pk]))
    watcher.refresh_from_db()
    assert watcher.is_active
    assert mail.outbox == []


def test_accounts_of_one_study_are_all_that_one_sees(staff_client: Clients, make_staff) -> None:
    ours, theirs = make_staff("analyst", study="mini"), make_staff("analyst", study="other")
    client = staff_client("accounts", study="mini")
    page = client.get(reverse("staff:people")).content.decode()
    assert ours.email in page
    assert theirs.email not in page
    assert ask(client, "new@example.org", "analyst", "other").status_code == 422
    assert ask(client, "new@example.org", "analyst", "").status_code == 422
    for name in ("person", "give", "end", "anew"):
        address = reverse(f"staff:{name}", args=[theirs.pk])
        found = client.get(address) if name == "person" else client.post(address, {"role": "analyst", "study": "mini"})
        assert found.status_code == 404
    held = theirs.memberships.get()
    assert client.post(reverse("staff:take", args=[theirs.pk, held.pk])).status_code == 404
    assert client.post(reverse("staff:take", args=[ours.pk, held.pk])).status_code == 404
    assert client.get(reverse("staff:person", args=[ours.pk])).status_code == 200, "control"


def test_a_role_is_taken(staff_client: Clients, make_staff) -> None:
    other = make_staff("analyst", "researcher")
    held = other.memberships.get(role="analyst")
    staff_client("accounts").post(reverse("staff:take", args=[other.pk, held.pk]))
    assert [one.role for one in other.memberships.all()] == ["researcher"]
    assert AuditEntry.objects.get(action="staff.take").details == {"role": "analyst", "study": ""}


def test_an_ended_account_is_out_at_once(staff_client: Clients) -> None:
    other, client = staff_client("analyst"), staff_client("accounts")
    assert other.get(reverse("staff:home")).status_code == 200
    client.post(reverse("staff:end", args=[other.user.pk]))
    assert other.get(reverse("staff:home")).status_code == 302
    other.user.refresh_from_db()
    assert not other.user.is_active
    assert not Membership.whenever.filter(user=other.user).exists()
    assert not StaffSession.objects.filter(user=other.user).exists()


def test_a_lost_second_factor_is_set_up_anew(staff_client: Clients) -> None:
    other, client = staff_client("analyst"), staff_client("accounts")
    client.post(reverse("staff:anew", args=[other.user.pk]))
    assert mail.outbox[-1].to == [other.user.email]
    assert other.get(reverse("staff:home")).status_code == 200, "nothing changes before the link is used"
    join(link())
    assert not Authenticator.objects.filter(user=other.user).exists()
    assert other.get(reverse("staff:home")).status_code == 302, "logged out everywhere"
    assert may(other.user, "analyst"), "roles stay"
    assert {"staff.renew_ask", "staff.renewed"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_mail_that_cannot_be_sent_changes_nothing(staff_client: Clients, make_staff, monkeypatch) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise OSError("no server")

    monkeypatch.setattr("staff.account_mail.send_mail", broken)
    client, known = staff_client("accounts"), make_staff("translator")
    assert ask(client, "new@example.org").status_code == 422
    assert ask(client, known.email, "analyst").status_code == 422
    assert not StaffInvitation.objects.exists()
    assert not may(known, "analyst")
    assert not AuditEntry.objects.filter(action__startswith="staff.").exists()
    with pytest.raises(CommandError, match="could not be sent"):
        call_command("invite_staff", "new@example.org", "--role", "fg")


def test_an_address_of_a_used_account_is_not_taken_over(staff_client: Clients) -> None:
    """Somebody is asked, and makes an account in another way before the link is opened."""
    ask(staff_client("accounts"), "new@example.org")
    path = link()
    call_command("create_staff", "new@example.org", "--role", "fg", stdout=open("/dev/null", "w"))  # noqa: SIM115
    client = Client()
    client.get(path)
    assert client.post(reverse("staff:joining"), FILLED).status_code == 410
    assert not User.objects.get(email="new@example.org").check_password(PASSWORD)


def test_at_most_twenty_a_day(make_staff) -> None:
    by = make_staff("accounts")
    for number in range(joining.MOST_A_DAY):
        joining.ask(Wanted(f"p{number}@example.org", "analyst"), by=by, now=timezone.now())
    with pytest.raises(JoiningRefused, match="many"):
        joining.ask(Wanted("more@example.org", "analyst"), by=by, now=timezone.now())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["invite_staff", "new", "--role", "fg"], "not an e-mail address", id="no address"),
        pytest.param(["invite_staff", "a@example.org"], "--role for an invitation, or --anew", id="neither"),
        pytest.param(["invite_staff", "a@example.org", "--anew"], "no account", id="anew, unknown"),
        pytest.param(["invite_staff", "a@example.org", "--role", "fg", "--study", "a b"], "not the slug", id="study"),
        pytest.param(["end_staff", "a@example.org"], "no account", id="end, unknown"),
    ],
)
def test_mistakes_in_commands_are_told(arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command(*arguments)
    assert mail.outbox == []
