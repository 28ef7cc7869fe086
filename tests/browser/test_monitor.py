"""The monitor in a real browser: on a phone and at a desk, with every table open, and by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from exports.monitor.store import keep
from surveys.models import Study
from surveys.publish import publish
from tests.browser.look import SIZES, show
from tests.exports.monitor.fieldwork import DOCUMENT
from tests.exports.monitor.made import FIGURES

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
PAGES = ("", "response/", "response/?by=group&and=sex", "days/", "answering/", "questions/", "times/", "sending/")


@pytest.fixture
def page(logged_in: Callable[..., Any], staff_client: Callable[..., Client]) -> Callable[[str], Any]:
    study = Study.objects.create(slug="field", title="Veldwerk")
    publish(study, DOCUMENT, user=None, note="")
    keep(study, FIGURES)
    return lambda size: logged_in(staff_client("fieldwork", study="field"), size)


@pytest.mark.parametrize("size", SIZES)
def test_pages_are_accessible(page: Callable[[str], Any], live_server: Any, size: str) -> None:
    seen = page(size)
    for address in PAGES:
        seen.goto(f"{live_server.url}/staff/fieldwork/field/{address}", wait_until="networkidle")
        assert seen.locator("h1").count() == 1, address
        seen.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        show(seen, f"monitor-{address.split('/')[0] or 'morning'}-{size}")


def test_the_table_behind_a_chart_opens_by_keyboard(page: Callable[[str], Any], live_server: Any) -> None:
    seen = page("phone")
    seen.goto(f"{live_server.url}/staff/fieldwork/field/days/")
    table = seen.locator("section table").first
    assert not table.is_visible()
    seen.locator("summary").first.focus()
    seen.keyboard.press("Enter")
    assert table.is_visible()
