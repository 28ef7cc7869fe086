"""The privacy coordinator's pages on a phone and on a desk's screen, with everything on them that can be."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from exports.models import ExportRecord
from respondents.models import Interview, Purge
from surveys.models import Study
from surveys.publish import publish
from tests.browser.look import SIZES, show
from tests.respondents.mini import document
from tests.respondents.people import Phone
from tests.respondents.wishers import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, databases=BOTH)]


@pytest.fixture
def phone(transactional_db: None) -> Phone:
    """Somebody who answered, in a study that was exported and half purged."""
    study = Study.objects.create(slug="mini", title="Klein onderzoek")
    publish(study, document(), note="")
    somebody, gone = Phone().begin().answer(), Phone().begin().answer()
    details = {"file": "research", "recipient": "Universiteit"}
    ExportRecord.objects.create(study=study, made_at=timezone.now(), rows=2, variables=9, digest="x", details=details)
    gone.get("/withdraw/")
    gone.send({"code": gone.own_code})
    gone.send({"go": "remove"})
    steps = {name: {"at": "2026-11-30", "counts": {"links": 2, "visits": 1}} for name in ("bridges", "times")}
    Purge.objects.create(study=study, begun_at=datetime(2026, 11, 30, tzinfo=UTC) - timedelta(40), steps=steps)
    return somebody


@pytest.mark.parametrize("size", SIZES)
def test_requests_and_what_goes_when(
    phone: Phone, logged_in: Any, staff_client: Any, live_server: Any, size: str
) -> None:
    page = logged_in(staff_client("privacy"), size)
    page.goto(f"{live_server.url}/staff/privacy/")
    show(page, f"privacy-studies-{size}")
    page.click(".card h2 a")
    page.select_option("#ask_kind", "erasure")
    page.click("form[action$='/requests/#requests'] button")
    page.wait_for_selector("p.note.success")
    page.click("section[aria-labelledby=requests] summary")
    show(page, f"privacy-{size}")
    page.fill("input[name=code]", phone.own_code)
    page.click("form[action$='/erase/'] button")
    page.wait_for_selector("p.note.success")
    assert set(Interview.objects.values_list("state", flat=True)) == {"withdrawn"}
    page.click("form[action$='/told/'] button")
    page.wait_for_selector("p.note.success")
    assert page.locator("form[action$='/told/']").count() == 0
    show(page, f"privacy-after-{size}")
