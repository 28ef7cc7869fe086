"""Logging in with a real browser: what the test client cannot show, such as the Origin that forms are sent with."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from staff.invite import Invitation, invite
from tests.browser.look import listen, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = listen(browser.new_page(viewport={"width": 360, "height": 720}, locale="nl-NL"))
    yield page
    page.close()


def log_in(page: Page, address: str, invitation: Invitation) -> None:
    page.goto(f"{address}/staff/")
    look(page)
    page.fill("input[name=login]", invitation.user.email)
    page.fill("input[name=password]", invitation.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    look(page)
    page.fill("input[name=code]", invitation.current_code())
    page.keyboard.press("Enter")
    page.wait_for_selector(".cards")


def test_from_log_in_to_log_out(page: Page, live_server) -> None:
    log_in(page, live_server.url, invite("fg@example.org", "fg"))
    look(page)
    for path in ("audit/", "jobs/", "account/2fa/", "account/password/change/"):
        page.goto(f"{live_server.url}/staff/{path}")
        look(page)
    page.click("header form[action$='logout/'] button")
    page.goto(f"{live_server.url}/staff/")
    assert "/account/login/" in page.url


def test_the_language_button(page: Page, live_server) -> None:
    log_in(page, live_server.url, invite("fg@example.org", "fg"))
    page.click("button[value=en]")
    page.wait_for_selector("html[lang=en]")
    look(page)


def test_the_first_set_up_with_keyboard_only(page: Page, live_server) -> None:
    invitation = invite("fg@example.org", "fg")
    invitation.user.authenticator_set.all().delete()
    page.goto(f"{live_server.url}/staff/")
    page.fill("input[name=login]", invitation.user.email)
    page.fill("input[name=password]", invitation.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/reauthenticate/**")  # who sets up a factor types the password once more
    page.fill("input[name=password]", invitation.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("#secret")
    look(page)
    assert page.locator(".qr svg").bounding_box()["width"] > 150
