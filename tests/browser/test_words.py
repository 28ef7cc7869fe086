"""The words of a letter on a phone, with the keyboard: drawn anew while somebody types, faults where they are."""

from typing import Any

import pytest

from tests.browser.look import look
from tests.invitations.words_draft import drafted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/staff/invitations/words/small/invitation/ar/"


def test_the_preview_follows_what_is_typed(logged_in: Any, live_server: Any, staff_client: Any) -> None:
    study = drafted()
    page = logged_in(staff_client("researcher"), "phone")
    page.goto(f"{live_server.url}{PAGE}")
    first = page.wait_for_selector("#preview img").get_attribute("src")
    look(page)
    page.fill("#source-help", "Bel {tel}.")
    page.wait_for_selector("#preview .error a[href='#source-help']")
    look(page)
    page.fill("#source-help", "Bel ons: {phone}.")
    page.wait_for_selector(f"#preview img:not([src='{first}'])")
    page.focus("[name=side]:checked")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".note.success").count() == 1
    study.draft.refresh_from_db()
    assert study.draft.text_rows.get(place="materials/letters/invitation/help").text_nl == "Bel ons: {phone}."
