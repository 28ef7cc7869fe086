"""A scanner is a keyboard that types a number and Enter: one letter after another, hands off the mouse."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from invitations import letter_events
from invitations.models import Code, LetterEvent
from tests.browser.look import listen, look
from tests.invitations.factory import make_letters, published, with_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any, browser: Any, staff_client: Callable[..., Client], settings: Any) -> Any:
    """Somebody of fieldwork, logged in."""
    cookie = staff_client("fieldwork").cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 360, "height": 720})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield listen(context.new_page())
    context.close()


def test_numbers_are_scanned_and_one_is_taken_back(page: Any, live_server: Any, tmp_path: Path) -> None:
    study = published()
    with_people(study, 3)
    make_letters(study, tmp_path / "letters")
    codes = Code.objects.select_related("batch").order_by("pk")
    numbers = [str(letter_events.number_of(code)) for code in codes]
    page.goto(live_server.url + reverse("invitations:returns", args=["small"]))
    for number in numbers:
        page.wait_for_selector("#id_number:focus")
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"td:text-is('{number}')")
    assert page.locator("td:first-child").all_inner_texts() == numbers[::-1]
    look(page)
    page.locator("tr", has_text=numbers[1]).get_by_role("button").click()
    page.wait_for_selector(f"td:text-is('{numbers[1]}')", state="detached")
    assert LetterEvent.objects.filter(kind="undeliverable").count() == 2
    page.goto(live_server.url + reverse("invitations:people", args=["small"]))
    look(page)
    page.goto(live_server.url + reverse("invitations:letters"))
    look(page)
