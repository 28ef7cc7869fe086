"""Logging in: password, then a second factor, which no setting turns off."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from staff.invite import Invitation, invite, totp_code
from staff.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/staff/account/login/"


@pytest.fixture
def invited() -> Invitation:
    return invite("researcher@example.org", "researcher")


def password_step(client: Client, email: str, password: str, **extra: str):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def test_password_and_code_open_the_home_page(client: Client, invited: Invitation) -> None:
    first = password_step(client, invited.user.email, invited.password)
    assert first.url == reverse("mfa_authenticate")
    second = client.post(first.url, {"code": invited.current_code()})
    assert second.url == reverse("staff:home")
    assert client.get(second.url).status_code == 200


def test_password_alone_opens_nothing(client: Client, invited: Invitation) -> None:
    password_step(client, invited.user.email, invited.password)
    assert client.get(reverse("staff:home")).url.startswith(LOGIN)


def test_a_wrong_code_is_refused(client: Client, invited: Invitation) -> None:
    url = password_step(client, invited.user.email, invited.password).url
    far_away = totp_code(invited.totp_secret, time.time() - 86_400)
    assert client.post(url, {"code": far_away}).status_code == 200
    assert client.get(reverse("staff:home")).url.startswith(LOGIN)


@pytest.mark.parametrize(("seconds_ago", "opens"), [(30, True), (90, False)], ids=["just over", "long over"])
def test_a_code_may_be_one_step_old(
    client: Client, invited: Invitation, monkeypatch: pytest.MonkeyPatch, seconds_ago: int, opens: bool
) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now)
    url = password_step(client, invited.user.email, invited.password).url
    answer = client.post(url, {"code": totp_code(invited.totp_secret, now - seconds_ago)})
    assert (answer.status_code == 302) is opens


def test_a_code_works_once(client: Client, invited: Invitation) -> None:
    """Who looked over a shoulder has half a minute, and comes too late."""
    code = invited.current_code()
    url = password_step(client, invited.user.email, invited.password).url
    assert client.post(url, {"code": code}).status_code == 302
    other = Client()
    url = password_step(other, invited.user.email, invited.password).url
    assert other.post(url, {"code": code}).status_code == 200
    assert other.get(reverse("staff:home")).url.startswith(LOGIN)


def test_a_new_session_key_at_login(client: Client, invited: Invitation) -> None:
    url = password_step(client, invited.user.email, invited.password).url
    before = client.session.session_key
    client.post(url, {"code": invited.current_code()})
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "url_name", ["staff:home", "staff:jobs", "staff:audit", "mfa_index", "account_change_password"]
)
def test_without_second_factor_only_the_set_up_opens(staff_client: Callable[..., Client], url_name: str) -> None:
    client = staff_client("fg", second_factor=False)
    assert client.get(reverse(url_name)).url == reverse("mfa_activate_totp")


def test_with_second_factor_the_same_page_opens(staff_client: Callable[..., Client]) -> None:
    """Positive control of the test above: nothing else keeps this person out."""
    assert staff_client("fg").get(reverse("staff:audit")).status_code == 200


def test_set_up_page_shows_secret_and_code_without_data_address(staff_client: Callable[..., Client]) -> None:
    client = staff_client(second_factor=False)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery staple"})
    text = client.get(reverse("mfa_activate_totp")).content.decode()
    assert "<svg" in text
    assert "data:" not in text


def test_set_up_ends_at_recovery_codes(staff_client: Callable[..., Client]) -> None:
    client = staff_client(second_factor=False)
    url = reverse("mfa_activate_totp")
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery staple"})
    secret = re.search(r'id="secret">([A-Z2-7]+)<', client.get(url).content.decode()).group(1)
    assert client.post(url, {"code": totp_code(secret, time.time())}).status_code == 302
    assert client.get(reverse("staff:home")).status_code == 200


@pytest.mark.parametrize("name", ["account_request_reauthentication_code", "account_confirm_reauthentication_code"])
def test_a_code_in_a_mail_proves_nobody(staff_client: Callable[..., Client], settings: Any, name: str) -> None:
    """Whoever has somebody's mailbox does not have their second factor."""
    client = staff_client()
    assert {client.get(reverse(name)).status_code, client.post(reverse(name)).status_code} == {403}
    assert mail.outbox == []
    settings.ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa", "code"}
    assert client.get(reverse(name)).status_code in (200, 302), "control"


def test_the_last_authenticator_cannot_be_removed(staff_client: Callable[..., Client]) -> None:
    client = staff_client()
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery staple"})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=client.user, type="totp").exists()


def test_secrets_of_apps_are_encrypted(invited: Invitation) -> None:
    stored = Authenticator.objects.get(user=invited.user, type="totp").data["secret"]
    assert invited.totp_secret not in stored


def test_sign_up_is_closed(client: Client) -> None:
    client.post(
        "/staff/account/signup/",
        {"email": "new@example.org", "password1": "long enough 1", "password2": "long enough 1"},
    )
    assert not User.objects.exists()


def test_a_known_and_an_unknown_address_get_the_same_answer(client: Client, invited: Invitation) -> None:
    known = password_step(client, invited.user.email, "wrong")
    unknown = password_step(Client(), "nobody@example.org", "wrong")
    tokens = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+|(value=")[^"@]+@example.org')
    assert tokens.sub("", known.content.decode()) == tokens.sub("", unknown.content.decode())


def test_password_reset_does_not_tell_who_has_an_account(client: Client, invited: Invitation) -> None:
    url = reverse("account_reset_password")
    assert client.post(url, {"email": invited.user.email}).url == client.post(url, {"email": "no@example.org"}).url
    assert mail.outbox[0].to == [invited.user.email]


def fail_often(email: str, address: str) -> list[int]:
    return [password_step(Client(), email, "wrong", REMOTE_ADDR=address).status_code for _ in range(5)]


def test_failing_often_locks_that_visitor_out(client: Client, invited: Invitation) -> None:
    assert fail_often(invited.user.email, "192.0.2.1")[-1] == 429
    locked = password_step(client, invited.user.email, invited.password, REMOTE_ADDR="192.0.2.1")
    assert locked.status_code != 302
    assert client.get(reverse("mfa_authenticate")).url.startswith(LOGIN)


def test_it_does_not_lock_out_the_owner_elsewhere(client: Client, invited: Invitation) -> None:
    fail_often(invited.user.email, "192.0.2.1")
    owner = password_step(client, invited.user.email, invited.password, REMOTE_ADDR="198.51.100.7")
    assert owner.url == reverse("mfa_authenticate")


def test_the_lock_out_is_short(settings) -> None:
    assert timedelta(minutes=10) >= settings.AXES_COOLOFF_TIME
