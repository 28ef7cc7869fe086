"""From the advice to a reminder for one stratum in a real browser: on a phone and at a desk, by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.browser.look import SIZES, show
from tests.exports.small_fieldwork import small_study
from tests.exports.test_advice_page import BOXES, ONE, kept

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", SIZES)
def test_from_the_advice_to_a_reminder_by_keyboard(
    logged_in: Callable[..., Any], staff_client: Callable[..., Client], live_server: Any, size: str
) -> None:
    kept(small_study(), ONE)
    seen = logged_in(staff_client("fieldwork", study="mini"), size)
    seen.goto(f"{live_server.url}/staff/fieldwork/mini/advice/", wait_until="networkidle")
    seen.locator("summary").press("Enter")
    show(seen, f"advice-{size}")
    seen.locator("a[href*='only=']").press("Enter")
    seen.wait_for_url("**/staff/invitations/?**")
    show(seen, f"aimed-{size}")
    ticked = {code: seen.locator(f"input[value='{code}']").is_checked() for code in BOXES}
    assert ticked == {"group:gezin": True, "gender:woman": True, "group:asiel": False, "gender:man": False}
    assert seen.locator("#id_kind").input_value() == "reminder_2"
