"""What the log says about the door, and what it does not."""

import logging
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from config.logs import scrub

pytestmark = [pytest.mark.django_db, pytest.mark.once]


LOG = logging.getLogger("inburgerstem.security")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    """What was told; this log goes to its own file only."""
    LOG.addHandler(caplog.handler)
    yield lambda: [record.getMessage() for record in caplog.records if record.name == LOG.name]
    LOG.removeHandler(caplog.handler)


def test_what_is_logged(staff_client: Callable[..., Client], lines: Callable[[], list[str]], settings) -> None:
    client = staff_client("analyst")
    client.get(reverse("staff:audit"))
    client.post(reverse("account_logout"))
    Client(enforce_csrf_checks=True).post("/staff/account/login/", {"login": "x"})
    for _ in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/staff/account/login/", {"login": client.user.email, "password": "a wrong password"})
    said = lines()
    assert said[:4] == [
        f"log-in: account {client.user.pk}",
        f"not allowed: account {client.user.pk} page staff:audit method GET (no right)",
        f"log-out: account {client.user.pk}",
        "not allowed: account - page account_login method POST (no token)",
    ]
    assert said.count("log-in failed, from 127.0.0.0/24") == settings.AXES_FAILURE_LIMIT
    assert "locked out for a while, from 127.0.0.0/24" in said
    assert client.user.email not in "\n".join(said)
    assert all(scrub(line) == line for line in said), "nothing in them needs hiding"


def test_a_method_made_up_is_not_repeated(client: Client, lines: Callable[[], list[str]]) -> None:
    Client(enforce_csrf_checks=True).generic("EVIL-1\n2", "/staff/language/")
    assert lines() == ["not allowed: account - page staff:language method ? (no token)"]
