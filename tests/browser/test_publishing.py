"""Studies, the item bank and publishing in a real browser: a study is made, and two people publish it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from surveys import drafts
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.browser.look import SIZES, show
from tests.surveys.conftest import document, study  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESIGN = "/staff/studies/mini-study/design/"
PAGES = {
    "studies": "/staff/studies/",
    "new": "/staff/studies/new/",
    "copy": "/staff/studies/new/copy/",
    "upload": "/staff/studies/new/file/",
    "compare": "/staff/studies/compare/?a=mini-study:1&b=mini-study:draft",
    "publish": f"{DESIGN}publish/",
    "dates": f"{DESIGN}dates/",
    "files": f"{DESIGN}files/",
    "length": f"{DESIGN}length/",
    "bank": f"{DESIGN}bank/",
    "bank-item": f"{DESIGN}bank/item/age/?language=ar",
    "pick": f"{DESIGN}bank/pick/?item=mini-study:1:work&item=mini-study:1:age",
}


@pytest.mark.parametrize("size", SIZES)
def test_pages_are_accessible(
    study: Study,  # noqa: F811
    document: dict[str, Any],  # noqa: F811
    logged_in: Callable[..., Any],
    staff_client: Callable[..., Client],
    live_server: Any,
    size: str,
) -> None:
    pages = document["sections"][0]["pages"]
    pages[3]["questions"][0]["label"] |= {"ar": "كم عمرك؟", "ti": "ዕድመኹም ክንደይ እዩ?"}
    publish(study, document, note="Eerste editie")
    pages[3]["questions"][0]["label"]["nl"] = "Hoe oud bent u?"
    pages[0]["relevant"] = "${goals} = 'yes'"
    drafts.store(study, document)
    page = logged_in(staff_client("researcher", study="mini-study"), size)
    for name, address in PAGES.items():
        page.goto(f"{live_server.url}{address}", wait_until="networkidle")
        assert page.locator("h1").count() == 1, address
        show(page, f"{name}-{size}")


def test_a_study_is_made_and_two_people_publish_it(
    jobs_run: None,
    settings: Any,
    logged_in: Callable[..., Any],
    staff_client: Callable[..., Client],
    live_server: Any,
) -> None:
    settings.PUBLISH_NEEDS_TWO = True
    anne = logged_in(staff_client("researcher"))
    bilal = logged_in(staff_client("researcher"))
    anne.goto(f"{live_server.url}/staff/studies/new/")
    anne.fill("#id_slug", "nieuw-2027")
    anne.fill("#id_title", "Hoe gaat het met u?")
    anne.fill("#id_groups", "jong: Tot en met 30 jaar\noud: Ouder dan 30 jaar")
    anne.click("form button:has-text('Maak het onderzoek')")
    base = f"{live_server.url}/staff/studies/nieuw-2027/design/publish/"
    anne.goto(base, wait_until="networkidle")
    anne.fill("#id_note", "De eerste.")
    with anne.expect_navigation():
        anne.click("button:has-text('Vraag een collega')")
    assert anne.locator("button:has-text('Goedkeuren')").count() == 0
    show(anne, "request-desk")
    bilal.goto(anne.url)
    bilal.click("button:has-text('Goedkeuren')")
    bilal.wait_for_selector("text=Editie 1 is gepubliceerd.", timeout=60_000)
    show(bilal, "published-desk")
    edition = Edition.objects.get(study__slug="nieuw-2027")
    assert (edition.number, edition.note, edition.offered) == (1, "De eerste.", ["nl"])
