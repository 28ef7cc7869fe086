"""Sessions of staff: they end by themselves, are listed for their owner, and can be ended elsewhere."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff.account_models import StaffSession
from staff.models import AuditEntry

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
HOME, PLACES = "staff:home", "staff:places"


def is_in(client: Client) -> bool:
    return client.get(reverse(HOME)).status_code == 200


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """`clock(after)`: from here on it is so much later than when the test began."""
    start = timezone.now()

    def move(after: timedelta) -> datetime:
        monkeypatch.setattr("django.utils.timezone.now", lambda: start + after)
        return start + after

    return move


@pytest.mark.parametrize(("minutes", "stays"), [(59, True), (61, False)])
def test_nobody_there_for_an_hour(staff_client: Clients, clock, minutes: int, stays: bool) -> None:
    client = staff_client()
    assert is_in(client)
    clock(timedelta(minutes=minutes))
    assert is_in(client) is stays


def test_who_goes_on_stays_until_ten_hours(staff_client: Clients, clock) -> None:
    client = staff_client()
    for half_hours in range(20):
        clock(timedelta(minutes=30 * half_hours))
        assert is_in(client), half_hours
    clock(timedelta(hours=10, seconds=1))
    assert not is_in(client), "however busy"


def test_a_page_that_loads_itself_keeps_nobody_in(staff_client: Clients, clock) -> None:
    client = staff_client()
    assert is_in(client)
    job = reverse("staff:job", args=["00000000-0000-4000-8000-000000000000"])
    clock(timedelta(minutes=40))
    client.get(job)
    clock(timedelta(minutes=80))
    assert not is_in(client)


def test_after_it_one_comes_back_to_the_page(staff_client: Clients, clock) -> None:
    client = staff_client("fg")
    client.get(reverse("staff:audit"))
    clock(timedelta(hours=2))
    assert client.get(reverse("staff:audit")).url == f"{reverse('account_login')}?next=/staff/audit/"
    assert not StaffSession.objects.filter(user=client.user).exists()


def second_place(client: Client) -> Client:
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"})
    other.force_login(client.user, "allauth.account.auth_backends.AuthenticationBackend")
    assert is_in(other)
    return other


def test_places_are_listed_without_what_a_browser_says(staff_client: Clients) -> None:
    client = staff_client()
    second_place(client)
    stranger = staff_client()
    page = client.get(reverse(PLACES)).content.decode()
    assert StaffSession.objects.filter(user=client.user).count() == 2
    assert page.count('class="card"') == 2
    assert "Android" not in str(list(StaffSession.objects.values()))
    assert StaffSession.objects.get(user=stranger.user).device == "computer"


def test_logging_out_elsewhere(staff_client: Clients) -> None:
    client = staff_client()
    other = second_place(client)
    client.post(reverse("staff:end_others"))
    assert not is_in(other)
    assert is_in(client), "control: not here"
    assert AuditEntry.objects.get(action="session.end_others").details == {"places": 1}


def test_one_place_is_ended(staff_client: Clients) -> None:
    client = staff_client()
    other = second_place(client)
    place = StaffSession.objects.get(key=other.session.session_key)
    client.post(reverse("staff:end_place", args=[place.pk]))
    assert not is_in(other)


def test_a_place_of_somebody_else_is_none(staff_client: Clients) -> None:
    client, other = staff_client("accounts"), staff_client()
    place = StaffSession.objects.get(user=other.user)
    assert client.post(reverse("staff:end_place", args=[place.pk])).status_code == 404
    assert is_in(other)


def test_logging_out_takes_the_place_away(staff_client: Clients) -> None:
    client = staff_client()
    client.post(reverse("account_logout"))
    assert not StaffSession.objects.exists()
