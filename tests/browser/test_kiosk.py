"""One tablet passed round three people in a real browser: nothing of one is there for the next, Back included."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import Site
from tests.browser.look import listen, show
from tests.browser.phone import Told, answer_page, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
TABLET = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
BACKS = 4


@pytest.fixture(scope="module")
def number(site: Site) -> str:
    """The number on the wall of a session with a shared tablet."""
    return site.open_group("perspectief-2024", kiosk=True)


def tablet(browser: Any) -> Any:
    page = listen(browser.new_context(**TABLET).new_page())
    page.clock.install()
    return page


def person(page: Any, site: Site, number: str) -> str:
    """Somebody takes the tablet, begins, and answers four questions; returns their own code."""
    page.goto(f"{site.url}/g/{number}/?lang=nl")
    press(page, "nocode")
    press(page, "yes")
    told = Told()
    while not page.locator(".big-code").count():
        answer_page(page, told)
        press(page, "next")
    code = page.locator(".big-code").inner_text()
    with page.expect_navigation():
        page.locator("main a.btn").click()
    for _ in range(4):
        answer_page(page, told)
        press(page, "next")
    return code


def traces(page: Any, code: str) -> list[str]:
    """What the next person finds of the one before: on the page, and on the pages that Back brings."""
    found = []
    for step in range(BACKS + 1):
        chosen = page.locator("input:checked").count()
        if chosen or code in page.content():
            found.append(f"{step} back: {page.url}")
        if not went_back(page):
            break
    page.complaints.clear()  # the browser complains that pages of the one before are refused
    return found


def went_back(page: Any) -> bool:
    """False where the browser kept no page: it was the answer to a form."""
    try:
        page.go_back(wait_until="domcontentloaded")
    except Error as error:
        if "ERR_CACHE_MISS" not in str(error):
            raise
        page.wait_for_url("chrome-error://**", wait_until="commit")
        return False
    return True


def stops(page: Any) -> None:
    with page.expect_navigation():
        page.locator('button[name="go"][value="stop"]').first.click()


def walks_away(page: Any) -> None:
    """Warned after 14 minutes; after 15 the tablet clears itself."""
    assert not page.locator("#idle").is_visible()
    page.clock.fast_forward("14:05")
    page.locator("#idle").wait_for(state="visible")
    show(page, "kiosk-warned-360")
    with page.expect_navigation():
        page.clock.fast_forward("01:00")


@pytest.mark.parametrize("leaves", [stops, walks_away])
def test_nothing_is_left_for_the_next(site: Site, browser: Any, number: str, leaves: Callable[[Any], None]) -> None:
    page = tablet(browser)
    codes = []
    for _ in range(3):
        codes.append(person(page, site, number))
        leaves(page)
        assert page.url.endswith(f"/g/{number}/wipe/")
        show(page, "kiosk-cleared-360")
        assert {cookie["name"] for cookie in page.context.cookies()} == {"kiosk"}
        assert traces(page, codes[-1]) == []
    assert len(set(codes)) == 3
    page.context.close()


def test_a_touch_keeps_the_page(site: Site, browser: Any, number: str) -> None:
    page = tablet(browser)
    person(page, site, number)
    before = page.url
    page.clock.fast_forward("14:05")
    page.locator("#idle button").click()
    assert not page.locator("#idle").is_visible()
    page.clock.fast_forward("05:00")
    assert page.url == before
    page.context.close()


def test_without_the_wipe_the_same_check_finds_something(site: Site, browser: Any, number: str) -> None:
    """The clearing page is kept from the server, as if it did nothing."""
    page = tablet(browser)
    page.route("**/wipe/", lambda route: route.fulfill(status=200, content_type="text/html", body="cleared?"))
    code = person(page, site, number)
    walks_away(page)
    assert traces(page, code) != []
    page.context.close()
