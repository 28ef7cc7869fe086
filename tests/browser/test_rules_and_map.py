"""Rules, matrix and map in a real browser: with the mouse, with the keyboard, and nothing that axe objects to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from surveys import drafts
from surveys.models import Study
from tests.browser.look import SIZES, look, show
from tests.design.small import document, page, question
from tests.design.test_editing import ref

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASE = "/staff/studies/small/design/"
PAINTED = """() => [...document.querySelectorAll("svg.sheet use")].map(use => use.getBBox().height > 0)"""
"""Whether each sheet of paper shows the drawing."""
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
def window(logged_in: Callable[..., Any], staff_client: Callable[..., Client]) -> Callable[[str], Any]:
    """`window("phone")`: a page of a researcher who is logged in."""
    client = staff_client("researcher", study="small")
    return lambda size: logged_in(client, size)


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


def test_who_is_faster_than_the_server_loses_nothing(
    study: Study, live_server: Any, window: Callable[[str], Any]
) -> None:
    """A value chosen while the answer to an earlier choice is on its way stays chosen when that answer comes."""
    page = window("desk")
    page.goto(f"{live_server.url}{BASE}rules/{ref(study, 'page:last')}/")
    page.click("#add-r")
    page.select_option("[id='r.0-asked']", "work")
    page.locator("[id='r.0-value']").wait_for()
    held = []
    page.route("**/work/", lambda route: held.append(route) if not held else route.continue_())
    page.select_option("[id='r.0-operator']", "is_not")
    page.select_option("[id='r.0-value']", "no")
    assert held, "the first answer is still on its way"
    with page.expect_response("**/work/"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    assert page.input_value("[id='r.0-operator']") == "is_not"
    assert page.input_value("[id='r.0-value']") == "no"
    page.locator("#rule-live .said", has_text="iets anders dan ‘Nee’ koos").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_matrix_map_and_list(study: Study, live_server: Any, window: Callable[[str], Any], size: str) -> None:
    page = window(size)
    for name in ("rules", "matrix", "map"):
        page.goto(f"{live_server.url}{BASE}{name}/")
        show(page, f"{name}-{size}")
    page.goto(f"{live_server.url}{BASE}map/?group=one&zoom=150")
    page.focus("svg.routing a >> nth=0")
    look(page)
    page.emulate_media(media="print")
    drawn, *sheets = page.locator("svg.routing").all()
    assert drawn.bounding_box()["width"] == 0
    assert [sheet.bounding_box()["height"] > 0 for sheet in sheets] == [True] * len(sheets) != []
    assert page.evaluate(PAINTED) == [True] * len(sheets)
