"""Every kind of page a respondent meets, in three scripts at 360 px: nothing axe objects to, nothing out of place."""

from typing import Any

import pytest

from tests.browser.conftest import Site
from tests.browser.look import listen, look, violations
from tests.browser.phone import PHONE, Told, answer_page, language_of, press, switch_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
DIRECTIONS = {"nl": "ltr", "ar": "rtl", "ti": "ltr"}


@pytest.fixture
def page(browser: Any) -> Any:
    context = browser.new_context(**PHONE)
    yield listen(context.new_page())
    context.close()


def kind_of(page: Any) -> tuple[str, ...]:
    """What sort of question stands on the page, by its controls."""
    inputs = page.locator("main form input:not([type=hidden]), main form select, main form textarea")
    scale = ("scale",) if page.locator("main .scale").count() else ()
    return (*scale, *sorted({control.evaluate("e => e.tagName + (e.type || '')") for control in inputs.all()}))


@pytest.mark.parametrize("language", DIRECTIONS)
def test_every_kind_of_page(site: Site, page: Any, language: str):
    page.goto(site.url)
    switch_to(page, language)
    assert language_of(page) == language
    assert page.locator("html").get_attribute("dir") == DIRECTIONS[language]
    look(page)
    press(page, "nocode")
    look(page)
    press(page, "yes")
    kinds = walk(page, Told())
    assert len(kinds) >= 5, kinds
    look(page)
    press(page, "send")
    look(page)
    assert page.url.endswith("/done/")


@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize("address", ["help", "privacy"])
def test_pages_beside_the_questions(site: Site, page: Any, language: str, address: str):
    page.goto(f"{site.url}/{address}/?lang={language}")
    assert language_of(page) == language
    assert page.locator("main section").count() >= 1
    assert page.locator(".foot a[href='/help/']").count() == 1
    look(page)


def walk(page: Any, told: Told) -> set[tuple[str, ...]]:
    """To the page where answers are looked over; the first page of each kind is looked at, its error too."""
    kinds: set[tuple[str, ...]] = set()
    while not page.url.endswith("/check/"):
        if not page.locator("main fieldset, main textarea, main input.entry").count():
            look(page)  # the page with one's own code: it asks nothing
            with page.expect_navigation():
                page.locator("main a.btn").click()
            continue
        if kind_of(page) not in kinds:
            kinds.add(kind_of(page))
            look(page)
            press(page, "next")
            look(page)
        answer_page(page, told)
        press(page, "next")
    return kinds


def test_a_broken_page_is_seen(site: Site, page: Any):
    """Positive control: an image without words and grey words on grey are objected to."""
    page.goto(site.url)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x><p id=grey>grey</p>')")
    page.locator("#grey").evaluate("e => e.style.color = '#bbb'")
    found = " ".join(violations(page))
    assert "image-alt" in found
    assert "color-contrast" in found
    with pytest.raises(AssertionError):
        look(page)


def test_a_page_too_wide_is_seen(site: Site, page: Any):
    page.goto(site.url)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<div class=wide-test>w</div>')")
    page.locator(".wide-test").evaluate("e => e.style.width = '900px'")
    with pytest.raises(AssertionError):
        look(page)
