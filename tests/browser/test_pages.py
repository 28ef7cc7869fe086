"""The shipped study up to its core questions, in five languages at 360 px: nothing axe objects to or is cut off."""

from typing import Any

import pytest

from tests.browser.conftest import Site
from tests.browser.look import NO_CHARACTER, boxes, listen, look, show, violations
from tests.browser.phone import PHONE, Told, answer_page, language_of, page_name, press, switch_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
DIRECTIONS = {"nl": "ltr", "en": "ltr", "ar": "rtl", "tr": "ltr", "ti": "ltr"}


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
def test_the_shipped_study(site: Site, page: Any, language: str):
    page.goto(site.url)
    switch_to(page, language)
    assert language_of(page) == language
    assert page.locator("html").get_attribute("dir") == DIRECTIONS[language]
    show(page, f"{language}-landing")
    press(page, "nocode")
    show(page, f"{language}-consent")
    press(page, "yes")
    kinds = walk(page, Told())
    assert len(kinds) >= 2, kinds
    show(page, f"{language}-enough")
    press(page, "send")
    show(page, f"{language}-done")
    assert page.url.endswith("/done/")


@pytest.mark.parametrize("language", DIRECTIONS)
@pytest.mark.parametrize("address", ["help", "privacy"])
def test_pages_beside_the_questions(site: Site, page: Any, language: str, address: str):
    page.goto(f"{site.url}/{address}/?lang={language}")
    assert language_of(page) == language
    assert page.locator("main section").count() >= 1
    assert page.locator(".foot a[href='/help/']").count() == 1
    look(page)


def open_explanations(page: Any) -> None:
    closed = page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()


def walk(page: Any, told: Told) -> set[tuple[str, ...]]:
    """Through the core questions; the first page of each kind is looked at, its error too."""
    kinds: set[tuple[str, ...]] = set()
    while not page.url.endswith("/enough/"):
        if not page.locator("main fieldset, main textarea, main input.entry").count():
            show(page, f"{language_of(page)}-own-code")
            with page.expect_navigation():
                page.locator("main a.btn").click()
            continue
        if kind_of(page) not in kinds:
            kinds.add(kind_of(page))
            name = f"{language_of(page)}-{'-'.join(kind_of(page))}-{page_name(page)}"
            open_explanations(page)
            show(page, name)
            press(page, "next")
            show(page, f"{name}-error")
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


def test_a_character_without_glyph_is_seen(site: Site, page: Any):
    """Positive control: a private character is a box in every font."""
    page.goto(site.url)
    assert boxes(page) == []
    page.evaluate("c => document.querySelector('main').append(c)", f"{NO_CHARACTER}\ue9ff")
    assert set(boxes(page)) == {NO_CHARACTER, "\ue9ff"}
    with pytest.raises(AssertionError, match="U\\+E9FF"):
        look(page)


def test_a_page_too_wide_is_seen(site: Site, page: Any):
    page.goto(site.url)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<div class=wide-test>w</div>')")
    page.locator(".wide-test").evaluate("e => e.style.width = '900px'")
    with pytest.raises(AssertionError):
        look(page)
