"""Passwords: what is taken, how they are kept, and what a change ends."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from staff.invited_views import AccountForm
from staff.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OLD, NEW = "correct horse battery staple", "another four words in a row"


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        pytest.param("three plain words", True, id="letters and spaces only"),
        pytest.param("ŝğ پنجره ኣብ ቤት 🪟", True, id="any letters"),
        pytest.param("a" * 5 + "bcdefgh" * 20, True, id="long"),
        pytest.param("short words", False, id="eleven signs"),
        pytest.param("password1234", False, id="a common one"),
        pytest.param("anne.de.vries@example", False, id="one's own address"),
    ],
)
def test_which_passwords_are_taken(password: str, taken: bool) -> None:
    filled = {"name": "Anne", "language": "nl", "password": password, "again": password}
    form = AccountForm(filled, email="anne.de.vries@example.org")
    assert form.is_valid() is taken
    assert form.fields["password"].widget.input_type == "password"
    assert "maxlength" not in form.fields["password"].widget.attrs


def test_passwords_are_kept_with_argon2() -> None:
    user = User.objects.create_user("anne@example.org", OLD)
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password(OLD)
    assert not user.check_password(OLD.upper())


def test_changing_asks_for_the_old_one_and_ends_other_sessions(staff_client: Callable[..., Client]) -> None:
    client = staff_client()
    other = Client()
    other.force_login(client.user, "allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("account_change_password")
    wrong = client.post(url, {"oldpassword": "not this one", "password1": NEW, "password2": NEW})
    assert wrong.status_code == 200
    assert other.get(reverse("staff:home")).status_code == 200, "control: nothing changed"
    client.post(url, {"oldpassword": OLD, "password1": NEW, "password2": NEW})
    client.user.refresh_from_db()
    assert client.user.check_password(NEW)
    assert other.get(reverse("staff:home")).status_code == 302
