"""The command that makes accounts."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from staff.models import AuditEntry, Membership, User

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_staff", *arguments, stdout=out)
    return out.getvalue()


def test_what_it_prints_opens_the_door(client: Client) -> None:
    facts = json.loads(create("New@Example.org", "--role", "analyst", "--study", "duo-2016", "--json"))
    step = client.post(reverse("account_login"), {"login": facts["email"], "password": facts["password"]})
    assert client.post(step.url, {"code": facts["code_now"]}).url == reverse("staff:home")
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role, membership.study) == ("new@example.org", "analyst", "duo-2016")


def test_without_json_it_prints_a_line_per_fact() -> None:
    lines = create("new@example.org", "--role", "fg").splitlines()
    assert [line.split()[0] for line in lines] == ["email", "role", "study", "password", "totp_secret", "code_now"]


def test_it_is_recorded_without_the_address() -> None:
    create("new@example.org", "--role", "fg")
    entry = AuditEntry.objects.get(action="staff.create")
    assert "new@" not in entry.object + json.dumps(entry.details)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new", "--role", "fg"], "not an e-mail address"),
        (["new@example.org", "--role", "king"], "invalid choice"),
        (["new@example.org", "--role", "fg", "--study", "two words"], "not the slug"),
        (["new@example.org"], "--role"),
    ],
)
def test_mistakes_are_told_and_nothing_is_made(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        create(*arguments)
    assert not User.objects.exists()


def test_an_address_is_used_once() -> None:
    create("new@example.org", "--role", "fg")
    with pytest.raises(CommandError, match="already an account"):
        create("NEW@example.org", "--role", "fg")
    assert User.objects.count() == 1
