"""Checks, preview and panel in a real browser, on a phone and on a desk: nothing that axe objects to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from respondents.models import AnswerEvent, Interview, PreviewLink, Remark
from surveys import drafts
from surveys.models import Study
from tests.browser.look import SIZES, listen, look, show
from tests.design.test_checks import fresh, proved
from tests.surveys.conftest import document, study  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
DESIGN = "/staff/studies/mini-study/design/"
PREVIEW = "/staff/preview/mini-study/"


@pytest.fixture
def draft(study: Study, document: dict[str, Any]) -> Study:  # noqa: F811
    """Proved, with a page that hangs on work and one that nobody gets."""
    pages = {page["name"]: page for page in document["sections"][0]["pages"]}
    pages["level"]["relevant"] = "${work} = 'yes'"
    pages["job"]["relevant"] = "${work} = 'yes' and ${work} = 'no'"
    drafts.store(study, document)
    proved(study)
    return fresh(study)


@pytest.fixture
def page(logged_in: Callable[..., Any], staff_client: Callable[..., Client]) -> Any:
    """A researcher who is logged in, in Dutch."""
    return logged_in(staff_client("researcher", study="mini-study"))


def both(page: Any, name: str) -> None:
    """Look at the page on a desk and on a phone; it stays as on a phone."""
    for size, viewport in reversed(SIZES.items()):
        page.set_viewport_size(viewport)
        show(page, f"{name}-{size}")


def phone(page: Any) -> Any:
    return page.frame_locator("#phone")


def test_from_a_finding_to_the_respondent_and_on(draft: Study, page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}{DESIGN}checks/")
    page.wait_for_selector(".walker")
    both(page, "checks")
    button = page.locator("form[action*='/finding/'] button")
    button.focus()
    page.evaluate("document.querySelector('.problems').id = 'as-it-was'")
    page.evaluate("htmx.trigger(document.body, 'proof-changed')")
    page.wait_for_selector("#as-it-was", state="detached")
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.id") == button.get_attribute("id")
    button.click()
    assert page.locator("#beside-title code").inner_text() == "town"
    assert "U loopt mee als" in page.locator(".note").first.inner_text()
    both(page, "walk-along")
    page.select_option("#jump", "level")
    page.click("form[action$='/jump/'] button")
    phone(page).locator("h1:has-text('Vraag level')").wait_for()
    phone(page).locator("input[value=good]").check(force=True)
    phone(page).locator("button.btn:has-text('Volgende')").click()
    page.wait_for_selector("#beside-title code:has-text('age')")
    assert page.locator(".given li").count() == 2
    assert page.evaluate("document.querySelector('#phone').contentDocument.documentElement.scrollWidth") <= 360
    look(page)
    assert not Interview.objects.exists()
    assert not AnswerEvent.objects.exists()


def test_the_page_itself_in_each_script(draft: Study, page: Any, live_server: Any) -> None:
    page.set_viewport_size(SIZES["phone"])
    page.goto(f"{live_server.url}{PREVIEW}?q=goals")
    for language in ("nl", "ar", "ti"):
        page.goto(f"{live_server.url}{PREVIEW}page/goals/?lang={language}")
        assert page.locator("html").get_attribute("lang") == language
        show(page, f"page-{language}")


def test_the_panel_remarks_and_the_researcher_settles(draft: Study, page: Any, live_server: Any, browser: Any) -> None:
    page.goto(f"{live_server.url}{PREVIEW}remarks/")
    page.fill("#label", "Taaldocenten")
    page.click("form[action$='/share/'] button")
    address = page.locator("#share-address").inner_text()
    both(page, "shared")
    _remark(browser, address)
    page.goto(f"{live_server.url}{PREVIEW}remarks/")
    assert page.locator(".remark .words").inner_text() == "Wat is hier een doel?"
    page.fill(".remark textarea", "Uitleg erbij gezet.")
    page.click("button[value=settle]")
    assert "afgehandeld" in page.locator(".remark").inner_text()
    both(page, "remarks")
    assert Remark.objects.get().answer == "Uitleg erbij gezet."
    page.click(f"form[action$='/{PreviewLink.objects.get().pk}/revoke/'] button")
    page.complaints.clear()
    assert page.goto(address).status == 410
    page.complaints.clear()
    both(page, "gone")


def _remark(browser: Any, address: str) -> None:
    """Somebody without a log-in, in a browser of their own."""
    context = browser.new_context(viewport=SIZES["desk"], locale="nl-NL")
    panel = listen(context.new_page())
    panel.goto(address)
    both(panel, "panel-home")
    panel.select_option("#jump", "goals")
    panel.click("form[action$='/jump/'] button")
    panel.select_option("#remark-question", "goals")
    panel.fill("#remark-text", "Wat is hier een doel?")
    both(panel, "panel-page")
    panel.click("#remark form button")
    assert "Uw opmerking is bewaard" in panel.locator("#remark").inner_text()
    look(panel)
    context.close()
