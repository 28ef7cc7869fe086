"""Access in an emergency: given by a command, told to who watches, and over by itself."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff import emergency
from staff.account_models import EmergencyAccess
from staff.models import AuditEntry, Membership, User
from staff.roles import may

pytestmark = pytest.mark.django_db
WHY = "the letters of tomorrow are wrong"


def break_glass(email: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command("break_glass", email, *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def people(make_staff: Callable[..., User]) -> dict[str, User]:
    made = {role: make_staff(role) for role in ("analyst", "privacy", "fg")}
    return {**made, "privacy of another study": make_staff("privacy", study="other")}


def test_it_gives_the_role_tells_who_watches_and_is_recorded(people: dict[str, User]) -> None:
    user = people["analyst"]
    told = break_glass(user.email, "--role", "fieldwork", "--study", "mini", "--why", WHY, "--minutes", "5")
    assert "told by mail: 2" in told
    assert may(user, "fieldwork", "mini")
    assert not may(user, "fieldwork", "other")
    assert {one.to[0] for one in mail.outbox} == {people["privacy"].email, people["fg"].email}
    assert all(WHY in one.body for one in mail.outbox)
    entry = AuditEntry.objects.get(action="break_glass.begin")
    assert entry.details == {"account": user.pk, "role": "fieldwork", "study": "mini", "minutes": 5, "why": WHY}


def test_it_ends_by_itself(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    """No task and no command is needed for the end: the clock is part of the question."""
    user = people["analyst"]
    break_glass(user.email, "--role", "fieldwork", "--why", WHY, "--minutes", "5")
    later = timezone.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later - timedelta(seconds=30))
    assert may(user, "fieldwork"), "control: half a minute earlier"
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert not may(user, "fieldwork")
    assert not user.memberships.filter(role="fieldwork").exists()
    assert Membership.whenever.filter(user=user, role="fieldwork").exists(), "the row is still there"
    assert emergency.tidy(later) == 1
    assert not Membership.whenever.filter(user=user, role="fieldwork").exists()
    assert AuditEntry.objects.get(action="break_glass.end").details["how"] == "its time was over"
    assert may(user, "analyst"), "their own role stays"


def test_it_can_be_ended_before(people: dict[str, User]) -> None:
    user = people["analyst"]
    break_glass(user.email, "--role", "fieldwork", "--why", WHY)
    break_glass(user.email, "--end")
    assert not may(user, "fieldwork")
    with pytest.raises(CommandError, match="No access in an emergency runs"):
        break_glass(user.email, "--end")


def test_the_guard_of_a_page_follows(people: dict[str, User], staff_client: Callable[..., Client]) -> None:
    client = staff_client("analyst")
    assert client.get(reverse("staff:audit")).status_code == 403
    break_glass(client.user.email, "--role", "fg", "--why", WHY)
    assert client.get(reverse("staff:audit")).status_code == 200
    Membership.whenever.filter(role="fg", user=client.user).update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(reverse("staff:audit")).status_code == 403


@pytest.mark.parametrize(("role", "sees"), [("privacy", True), ("fg", True), ("analyst", False)])
def test_who_watches_sees_it_on_the_home_page(people, staff_client, role: str, sees: bool) -> None:
    break_glass(people["analyst"].email, "--role", "fieldwork", "--study", "mini", "--why", WHY)
    page = staff_client(role).get(reverse("staff:home")).content.decode()
    assert (WHY in page) is sees


def test_a_watcher_of_another_study_sees_nothing(people, staff_client) -> None:
    break_glass(people["analyst"].email, "--role", "fieldwork", "--study", "mini", "--why", WHY)
    assert WHY not in staff_client("privacy", study="other").get(reverse("staff:home")).content.decode()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["--role", "fieldwork"], "Say why", id="no reason"),
        pytest.param(["--role", "fieldwork", "--why", "x"], "Say why", id="a short reason"),
        pytest.param(["--role", "fieldwork", "--why", WHY, "--minutes", "0"], "1 to 480", id="no time"),
        pytest.param(["--role", "fieldwork", "--why", WHY, "--minutes", "481"], "1 to 480", id="too long"),
        pytest.param(["--role", "analyst", "--why", WHY], "this role already", id="has it"),
        pytest.param(["--why", WHY], "Which role", id="no role"),
    ],
)
def test_refused(people: dict[str, User], arguments: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        break_glass(people["analyst"].email, *arguments)
    assert not EmergencyAccess.objects.exists()
    assert mail.outbox == []


def test_refused_where_nobody_would_know(make_staff: Callable[..., User]) -> None:
    with pytest.raises(CommandError, match="Nobody would know"):
        break_glass(make_staff("analyst").email, "--role", "fieldwork", "--why", WHY)
    with pytest.raises(CommandError, match="Nobody would know"):
        break_glass(make_staff("privacy").email, "--role", "fieldwork", "--why", WHY)


def test_without_mail_only_when_one_says_so(people: dict[str, User], monkeypatch) -> None:
    def broken(*arguments: object, **more: object) -> None:
        raise OSError("no server")

    monkeypatch.setattr("staff.account_mail.send_mail", broken)
    user = people["analyst"]
    with pytest.raises(CommandError, match="no access was given"):
        break_glass(user.email, "--role", "fieldwork", "--why", WHY)
    assert not may(user, "fieldwork")
    assert not AuditEntry.objects.filter(action="break_glass.begin").exists()
    assert "Tell the privacy coordinator yourself" in break_glass(
        user.email, "--role", "fieldwork", "--why", WHY, "--mail-is-down"
    )
    assert EmergencyAccess.objects.get().told == 0


def test_a_role_for_good_fits_beside_one_that_ended(people: dict[str, User]) -> None:
    """The row of the old one does not stand in the way on either database."""
    user = people["analyst"]
    until = timezone.now() - timedelta(seconds=1)
    Membership.objects.create(user=user, role="fieldwork", study="", until=until)
    Membership.objects.create(user=user, role="fieldwork", study="")
    assert may(user, "fieldwork")
