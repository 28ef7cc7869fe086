"""Rules, matrix and map in a real browser: with the mouse, with the keyboard, and nothing that axe objects to."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from surveys import drafts
from surveys.models import Study
from tests.browser.look import listen, look, show
from tests.design.small import document, page, question
from tests.design.test_editing import ref

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASE = "/staff/studies/small/design/"
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
OVERTAKEN = ("htmx:sendAbort", "htmx:afterRequest, ")
"""htmx says so where a choice overtook the one before, whose answer is no longer wanted."""
TICKS = [{"code": code, "label": {"nl": code.title(), "en": code.title()}} for code in ("bus", "bike", "foot")]


@pytest.fixture
def study(db: None) -> Study:
    study = Study.objects.create(slug="small", title="Klein")
    made = document()
    more = [page("ways", question("ways", type="multi", options=TICKS)), page("last")]
    made["sections"][0]["pages"] += more
    drafts.store(study, made)
    return study


@pytest.fixture
def window(browser: Any, live_server: Any, staff_client: Callable[..., Client]) -> Iterator[Callable[[str], Any]]:
    """`window("phone")`: a page of a researcher who is logged in."""
    contexts = []
    cookie = staff_client("researcher", study="small").cookies[settings.SESSION_COOKIE_NAME].value

    def opened(size: str) -> Any:
        contexts.append(browser.new_context(viewport=SIZES[size]))
        contexts[-1].add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return listen(contexts[-1].new_page())

    yield opened
    for context in contexts:
        context.close()


def rule_of(study: Study, name: str) -> str:
    """The rule of a page as it is stored."""
    return str(drafts.tree(study).by_ref[ref(study, f"page:{name}")].mapping.get("relevant", ""))


def said(page: Any, words: str) -> None:
    """What the rule means is told beside it, without loading the page again; and then that it has no problems."""
    page.locator("#rule-live .said", has_text=words).wait_for()
    page.locator("#rule-live .success").wait_for()
    page.complaints[:] = [one for one in page.complaints if not one.startswith(OVERTAKEN)]


def test_a_rule_with_the_mouse(study: Study, live_server: Any, window: Callable[[str], Any]) -> None:
    page = window("desk")
    page.goto(f"{live_server.url}{BASE}rules/{ref(study, 'page:last')}/")
    page.click("#add-r")
    page.select_option("[id='r.0-asked']", "ways")
    page.select_option("[id='r.0-value']", "bus")
    said(page, "‘Bus’ aankruiste")
    page.click("button[value='group:r']")
    page.select_option("[id='r.1.0-asked']", "work")
    page.select_option("[id='r.1.0-value']", "no")
    page.select_option("[id='r.1.1-asked']", "ways")
    page.select_option("[id='r.1.1-operator']", "at_least_ticks")
    page.fill("input[id='r.1.1-value']", "2")
    said(page, "minstens 2 antwoorden")
    show(page, "rule-built-desk")
    page.click("#rule-save")
    page.locator(".note.success[role=status]").wait_for()
    assert rule_of(study, "last") == "selected(${ways}, 'bus') and (${work} = 'no' or count-selected(${ways}) >= 2)"
    page.click("button[value='remove:r.1']")
    page.locator("[id='r.1-word']").wait_for(state="detached")
    page.click("#rule-save")
    page.locator(".note.success[role=status]").wait_for()
    assert rule_of(study, "last") == "selected(${ways}, 'bus')"


def test_a_rule_with_the_keyboard_alone(study: Study, live_server: Any, window: Callable[[str], Any]) -> None:
    """In the form the focus goes to the new condition and stays in it; in the field names are completed."""
    page = window("phone")
    address = f"{live_server.url}{BASE}rules/{ref(study, 'page:last')}/"
    page.goto(address)
    page.focus("#add-r")
    page.keyboard.press("Enter")
    page.locator("[id='r.0-asked']:focus").wait_for()
    page.keyboard.type("Vraag work")
    page.locator("[id='r.0-operator']").wait_for()
    page.locator("[id='r.0-asked']:focus").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "r.0-value"
    page.keyboard.type("Nee")
    said(page, "‘Nee’ koos")
    show(page, "rule-built-phone")
    page.goto(f"{address}?as=text")
    page.focus("#expression")
    page.keyboard.type("${wor")
    assert page.locator("#rule-found [aria-selected=true]").inner_text().startswith("work")
    page.keyboard.press("Enter")
    page.keyboard.type(" = 'n")
    look(page)
    page.keyboard.press("Tab")
    assert page.input_value("#expression") == "${work} = 'no'"
    page.keyboard.type(" andd")
    page.locator("#rule-live mark").wait_for()
    look(page)
    for _ in " andd":
        page.keyboard.press("Backspace")
    said(page, "‘Nee’ koos")
    page.focus("#rule-save")
    page.keyboard.press("Enter")
    page.locator(".note.success[role=status]").wait_for()
    assert rule_of(study, "last") == "${work} = 'no'"


@pytest.mark.parametrize("size", SIZES)
def test_matrix_map_and_list(study: Study, live_server: Any, window: Callable[[str], Any], size: str) -> None:
    page = window(size)
    for name in ("rules", "matrix", "map"):
        page.goto(f"{live_server.url}{BASE}{name}/")
        show(page, f"{name}-{size}")
    page.goto(f"{live_server.url}{BASE}map/?group=one&zoom=150")
    page.focus("svg.routing a >> nth=0")
    look(page)
