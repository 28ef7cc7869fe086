"""Home page, language, error pages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from staff.menu import Card, cards_for
from staff.progress import bar

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "sees"), [("fg", True), ("privacy", True), ("analyst", False), ("municipality", False)]
)
def test_cards_follow_the_role(staff_client: Callable[..., Client], role: str, sees: bool) -> None:
    text = staff_client(role).get(reverse("staff:home")).content.decode()
    assert (reverse("staff:audit") in text) is sees
    assert reverse("staff:jobs") in text


def test_every_card_leads_somewhere() -> None:
    everything = cards_for(
        frozenset({"researcher", "translator", "fieldwork", "municipality", "analyst", "privacy", "fg"})
    )
    assert all(isinstance(card, Card) and reverse(card.url_name) for card in everything)


def test_a_user_chooses_the_language(staff_client: Callable[..., Client]) -> None:
    client = staff_client()
    assert 'lang="nl"' in client.get(reverse("staff:home")).content.decode()[:200]
    client.post(reverse("staff:language"), {"language": "en"})
    assert 'lang="en"' in client.get(reverse("staff:home")).content.decode()[:200]


@pytest.mark.parametrize("value", ["", "xx", "ar"])
def test_another_language_is_a_bad_request(staff_client: Callable[..., Client], value: str) -> None:
    assert staff_client().post(reverse("staff:language"), {"language": value}).status_code == 400


@pytest.mark.parametrize("name", ["staff:language", "staff:job_restart"])
def test_what_changes_something_is_a_post(staff_client: Callable[..., Client], name: str) -> None:
    arguments = ["00000000-0000-4000-8000-000000000000"] if "job" in name else []
    assert staff_client().get(reverse(name, args=arguments)).status_code == 405


def test_an_unknown_page_is_told_in_words(staff_client: Callable[..., Client]) -> None:
    response = staff_client().get("/staff/nothing/")
    assert response.status_code == 404
    assert b"<h1>" in response.content


def test_a_fault_of_ours_shows_a_page(staff_client: Callable[..., Client], monkeypatch) -> None:
    client = staff_client()
    client.raise_request_exception = False
    monkeypatch.setattr("staff.menu.cards_for", lambda roles: 1 / 0)
    response = client.get(reverse("staff:home"))
    assert response.status_code == 500
    assert b"<h1>" in response.content


def test_the_bar_is_silent_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(bar([1, 2, 3], "counting")) == [1, 2, 3]
    assert capsys.readouterr() == ("", "")
