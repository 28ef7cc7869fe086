"""WCAG 2.2 AA in a real browser: every kind of page, five languages, and the ways in which people change a page.

docs/accessibility.md lists which success criterion each test is evidence for.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import Site
from tests.browser.keys import enter, reach, tabbed
from tests.browser.kinds import LANGUAGES, QUESTIONS, every_kind
from tests.browser.look import listen, show, violations
from tests.browser.phone import PHONE, page_name
from tests.browser.public_site import KINDS
from tests.browser.readings import intended, keep, reading, roles
from tests.browser.senses import SPACED, clipped, dim_targets, language_faults, moving, small_targets, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public site")]
Open = Callable[..., Any]


@pytest.fixture
def opened(public_browser: Any) -> Iterator[Open]:
    """Opens a page in a context with the wishes given."""
    contexts = []

    def open_page(**wishes: Any) -> Any:
        contexts.append(public_browser.new_context(**{**PHONE, **wishes}))
        return listen(contexts[-1].new_page())

    yield open_page
    for context in contexts:
        context.close()


def walk(page: Any, site: Site, language: str, check: Callable[[Any], list[str]]) -> None:
    """Every kind of page: raises AssertionError with all that `check` found, by page."""
    found = {name: faults for name in every_kind(page, site, language) if (faults := check(page))}
    assert not found, found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page(public: Site, opened: Open, language: str):
    """axe, no sideways scrolling, no boxes, targets, languages, and what a screen reader is told, in which order.

    With PICTURES=FOLDER a picture of each. The words of the reading are compared in Dutch, the order in each language.
    """
    page = opened()
    faults, read = {}, {}
    for name in every_kind(page, public, language):
        page.complaints = [text for text in page.complaints if "the server responded with a status of 4" not in text]
        page.typed = ""
        show(page, f"{language}-{name_of(page)}")
        faults[name] = small_targets(page) + language_faults(page)
        read[name] = reading(page)
    assert {name: found for name, found in faults.items() if found} == {}
    if language == "nl":
        keep(language, read)
        assert read == intended("nl")
    assert {name: roles(lines) for name, lines in read.items()} == {
        name: roles(lines) for name, lines in intended("nl").items()
    }


def name_of(page: Any) -> str:
    page.shown = getattr(page, "shown", 0) + 1
    return f"{page.shown:02}-{page.url.split('?')[0].rstrip('/').split('/')[-1]}"


@pytest.mark.timeout(900)
def test_dark(public: Site, opened: Open):
    """The colours are the same in each language."""
    walk(opened(color_scheme="dark"), public, "nl", violations)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", ["nl", "ti"])
def test_narrow_and_spaced(public: Site, opened: Open, language: str):
    """320 px, which is also 1280 px at 400 %, with the spacing of 1.4.12: nothing is cut off or scrolls sideways."""
    page = opened(viewport={"width": 320, "height": 256}, bypass_csp=True)

    def check(page: Any) -> list[str]:
        narrow = too_wide(page)
        page.add_style_tag(content=SPACED)
        return narrow + too_wide(page) + clipped(page)

    walk(page, public, language, check)


@pytest.mark.timeout(900)
def test_forced_colours_and_no_motion(public: Site, opened: Open):
    """Chosen answers, focus and fields still show with the system's own colours; nothing moves by itself."""
    page = opened(forced_colors="active", reduced_motion="reduce")
    walk(page, public, "nl", lambda page: dim_targets(page) + moving(page))


@pytest.mark.parametrize(
    ("breaking", "check"),
    [
        (
            "Object.assign(document.querySelector('.btn').style, {minHeight: 0, height: '20px', padding: 0})",
            small_targets,
        ),
        ("document.querySelector('h1').setAttribute('lang', 'xx')", language_faults),
        ("document.querySelector('.btn').style.width = '500px'", too_wide),
        ("Object.assign(document.querySelector('h1').style, {height: '8px', overflow: 'hidden'})", clipped),
        ("document.querySelector('.btn').style.animation = 'spin 2s infinite'", moving),
        ("Object.assign(document.querySelector('.btn').style, {border: '0', background: 'none'})", dim_targets),
        ("document.querySelector('h1').style.color = '#2a3a38'", violations),
    ],
    ids=["target", "language", "wide", "cut off", "motion", "forced colours", "dark contrast"],
)
def test_each_check_sees_a_broken_page(public: Site, opened: Open, breaking: str, check: Callable[[Any], list[str]]):
    wishes = {"viewport": {"width": 320, "height": 256}, "bypass_csp": True}
    page = opened(**wishes, color_scheme="dark", forced_colors="active" if check is dim_targets else "none")
    page.goto(f"{public.url}/{KINDS}/?lang=nl")
    page.goto(f"{public.url}/stopped/")
    assert check(page) == []
    page.add_style_tag(content="@keyframes spin {to {transform: rotate(1turn)}}")
    page.evaluate(breaking)
    assert check(page) != []


def test_by_keyboard_alone(public: Site, opened: Open):
    """From the first page to the last by Tab, Space, Enter, arrows and typing: visible, in order, no trap."""
    page = opened(is_mobile=False, has_touch=False)
    page.goto(f"{public.url}/{KINDS}/?lang=nl")
    assert tabbed(page) == NO_FAULT
    enter(page, 'button.btn[value="nocode"]')
    enter(page, 'button.btn[value="yes"]')
    choose(page, "eligible_adult", "yes")
    enter(page, 'button.btn[value="next"]')
    enter(page, "main a.btn")
    reach(page, "main details summary")
    page.keyboard.press("Enter")
    assert page.locator("main details[open]").count() == 1
    reach(page, "details.lang summary", "Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator("details.lang[open]").count() == 1
    walked = [answer_by_keyboard(page) for _ in QUESTIONS]
    assert walked == list(QUESTIONS)
    assert page.url.endswith("/check/")
    assert tabbed(page) == NO_FAULT
    given = page.locator("main dd").all_inner_texts()
    assert [words for words in TYPED_BY_KEY.values() if words not in " ".join(given)] == []
    enter(page, 'button.btn[value="send"]')
    assert page.url.endswith("/done/")
    assert tabbed(page) == NO_FAULT


NO_FAULT: dict[str, list[str]] = {"invisible": [], "out of order": []}
TYPED_BY_KEY = {"day": "2019", "number": "34", "two": "Kok", "long_text": "Dank u"}
FIELD_OF = {"day": "[name=day-year]", "two": "[name=two_text]"}


def answer_by_keyboard(page: Any) -> str:
    """Choose by arrows or Space, type, or skip; then on, and on from the page after the core. The question's name."""
    name = page_name(page)
    assert tabbed(page) == NO_FAULT, name
    if name in TYPED_BY_KEY:
        reach(page, FIELD_OF.get(name, f"[name={name}]"))
        page.keyboard.type(TYPED_BY_KEY[name])
        enter(page, 'button.btn[value="next"]')
    elif page.locator(f"main input[name={name}]:is([type=radio], [type=checkbox])").count():
        choose(page, name)
        enter(page, 'button.btn[value="next"]')
    else:
        enter(page, 'button.btn[value="skip"], main:not(:has(button[value="skip"])) button.btn[value="next"]')
    if page.url.endswith("/enough/"):
        assert tabbed(page) == NO_FAULT
        enter(page, 'button.btn[value="on"]')
    return name


def choose(page: Any, name: str, value: str = "") -> None:
    """Space takes what the focus is on; the arrow takes the next."""
    reach(page, f"main input[name={name}]")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked")
    if not value and page.evaluate("document.activeElement.type") == "radio":
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.checked")
    if value:
        assert page.evaluate("document.activeElement.value") == value


def test_focus_that_does_not_show_is_seen(public: Site, opened: Open):
    """Positive control: no outline, and an order that leaps."""
    page = opened(is_mobile=False, has_touch=False, bypass_csp=True)
    page.goto(f"{public.url}/{KINDS}/?lang=nl")
    page.add_style_tag(content=".foot a:focus {outline: 0 !important}")
    page.evaluate("document.querySelector('.foot a').tabIndex = 1")
    found = tabbed(page)
    assert found["invisible"]
    assert found["out of order"]


def test_an_error_takes_the_focus_and_leads_to_its_field(public: Site, opened: Open):
    page = opened(is_mobile=False, has_touch=False)
    page.goto(f"{public.url}/start/?lang=nl")
    assert page.evaluate("document.activeElement.tagName") == "BODY"  # positive control: no error, no focus moved
    enter(page, 'button.btn[value="start"]')
    page.wait_for_selector(".summary:focus")
    reach(page, ".summary a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "code"


@pytest.mark.parametrize(
    "breaking",
    [
        "document.querySelector('main').prepend(document.querySelector('form'))",
        "document.querySelector('h1').setAttribute('aria-hidden', 'true')",
        "document.querySelector('.btn').setAttribute('aria-label', 'x')",
    ],
    ids=["order", "hidden", "name"],
)
def test_another_reading_is_seen(public: Site, opened: Open, breaking: str):
    """Positive control: an element moved, one hidden, one with another name."""
    page = opened()
    page.goto(f"{public.url}/start/?lang=nl")
    assert reading(page) == intended("nl")["code page"]
    page.evaluate(breaking)
    assert reading(page) != intended("nl")["code page"]
