"""The outline and the editor in a real browser: moved by mouse and by keyboard, and two people at one question."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from surveys import drafts
from surveys.design import comments, editing
from surveys.design.steps import Change, SetKeys
from surveys.models import Study
from tests.browser.look import SIZES, show
from tests.design.test_editing import question, ref
from tests.surveys.conftest import document, study  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASE = "/staff/studies/mini-study/design/"


@pytest.fixture
def draft(study: Study, document: dict[str, Any]) -> Study:  # noqa: F811
    drafts.store(study, document)
    return study


@pytest.fixture
def opened(logged_in: Callable[..., Any], staff_client: Callable[..., Client]) -> Callable[[str], Any]:
    """`opened(size)`: a page of a researcher who reads English, each in a browser context of their own."""
    return lambda size: logged_in(staff_client("researcher", study="mini-study"), size, "en")


def names(draft: Study) -> list[str]:
    return [page["name"] for page in drafts.document_of(draft)["sections"][0]["pages"]]


def stored(page: Any, name: str) -> None:
    """Wait until the field says that it is stored."""
    page.wait_for_function(
        "name => /^stored/.test(document.querySelector(`[data-field='${name}'] [data-kept]`).textContent)", arg=name
    )


def drag(page: Any, source: str, target: str) -> None:
    page.locator(target).scroll_into_view_if_needed()
    page.hover(source)
    page.mouse.down()
    box = page.locator(target).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5, steps=10)
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] - 2, steps=5)
    page.mouse.up()


def test_moved_by_keyboard_and_by_mouse(draft: Study, opened: Callable[..., Any], live_server: Any) -> None:
    page = opened("desk")
    page.goto(live_server.url + BASE)
    goals, first = ref(draft, "page:goals"), names(draft)
    page.focus(f"#at-{goals} .go")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_function("() => document.getElementById('told').textContent.includes('place 1 of 13')")
    assert names(draft)[0] == "goals"
    assert page.evaluate("document.activeElement.closest('li').id") == f"at-{goals}"
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.getElementById('told').textContent.includes('Undone')")
    assert names(draft) == first
    drag(page, f"#at-{goals} > .item .grip", f"#at-{ref(draft, 'page:weight')} > .item .grip")
    page.wait_for_function("() => document.getElementById('told').textContent.includes('now place')")
    assert names(draft).index("goals") > 2
    assert not page.complaints


def test_two_people_at_one_question(draft: Study, opened: Callable[..., Any], live_server: Any) -> None:
    age = ref(draft, "age")
    name, anne, bilal = f"{age}:label:nl", opened("desk"), opened("phone")
    for page in (anne, bilal):
        page.goto(f"{live_server.url}{BASE}node/{age}/")
    anne.fill(f"[name='{name}']", "Hoe oud bent u?")
    anne.press(f"[name='{name}']", "Tab")
    stored(anne, name)
    bilal.fill(f"[name='{name}']", "Wat is uw leeftijd?")
    bilal.press(f"[name='{name}']", "Tab")
    bilal.wait_for_selector(".merge")
    assert bilal.input_value(f"[name='theirs-{name}']") == "Hoe oud bent u?"
    assert bilal.input_value(f"[name='{name}']") == "Wat is uw leeftijd?"
    assert anne.email in bilal.locator(".merge").inner_text()
    bilal.complaints[:] = [said for said in bilal.complaints if "status of 409" not in said]
    show(bilal, "merge-phone")
    bilal.fill(f"[name='{name}']", "Hoe oud bent u (jaren)?")
    bilal.click("[data-settle]")
    bilal.wait_for_selector(".merge", state="detached")
    bilal.fill(f"[name='{age}:name:']", "years")
    with bilal.expect_navigation():
        bilal.press(f"[name='{age}:name:']", "Tab")
    assert bilal.locator("h1 code").inner_text() == "years"
    assert bilal.evaluate("document.activeElement.tagName") == "INPUT"
    assert question(drafts.document_of(draft), "years")["label"]["nl"] == "Hoe oud bent u (jaren)?"
    assert len(draft.edits.all()) == 3


def test_no_connection_or_log_in(draft: Study, opened: Callable[..., Any], live_server: Any) -> None:
    age, page = ref(draft, "age"), opened("desk")
    name = f"{age}:label:nl"
    page.goto(f"{live_server.url}{BASE}node/{age}/")
    page.context.set_offline(True)
    page.fill(f"[name='{name}']", "Leeftijd")
    page.press(f"[name='{name}']", "Tab")
    page.wait_for_selector("[data-kept].bad")
    assert page.input_value(f"[name='{name}']") == "Leeftijd"
    page.context.set_offline(False)
    stored(page, name)
    assert question(drafts.document_of(draft), "age")["label"]["nl"] == "Leeftijd"
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.fill(f"[name='{name}']", "Hoe oud?")
    page.press(f"[name='{name}']", "Tab")
    page.wait_for_selector("[data-kept].bad:has-text('logged out')")
    page.context.add_cookies([one for one in cookies if "csrf" not in one["name"]])
    page.click("[data-kept].bad button")
    stored(page, name)
    assert question(drafts.document_of(draft), "age")["label"]["nl"] == "Hoe oud?"


@pytest.mark.parametrize("size", SIZES)
def test_pages(draft: Study, opened: Callable[..., Any], live_server: Any, size: str) -> None:
    age = ref(draft, "age")
    editing.edit(draft, [SetKeys(age, (Change("label", "Vraag age", "Hoe oud?", "nl"),))], None)
    comments.remark(draft, "question", "age", "Te jong?", None)
    page = opened(size)
    look_at = {"outline": "", "number": f"node/{age}/?beside=ar", "multi": f"node/{ref(draft, 'goals')}/?beside=all"}
    look_at |= {"date": f"node/{ref(draft, 'plan_date')}/?beside=ti", "history": "history/"}
    if size == "desk":
        look_at |= {"study": "study/", "list": f"node/{ref(draft, 'list:levels')}/", "comments": "comments/"}
    for name, path in look_at.items():
        page.goto(f"{live_server.url}{BASE}{path}")
        show(page, f"design-{name}-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_a_tag_from_nothing(draft: Study, opened: Callable[..., Any], live_server: Any, size: str) -> None:
    """A kind, a tag, two questions that bear it; a word that cannot be one is told and stays in its field."""
    page = opened(size)
    page.goto(f"{live_server.url}{BASE}parts/")
    page.click("main a:has-text('Tags')")
    page.wait_for_selector("#kind-word")
    show(page, f"tags-none-{size}")
    page.fill("#kind-word", "Sub goal")
    page.fill("#kind-label", "Subdoel")
    page.click("text=Add >> nth=-1")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#kind-label") == "Subdoel"
    page.complaints.clear()
    page.fill("#kind-word", "goal")
    page.click("text=Add >> nth=-1")
    page.fill("#word-goal", "speed")
    page.fill("#label-goal", "Snelheid")
    page.click("#k-goal ~ form button:has-text('Add')")
    page.wait_for_selector("input[name=names]")
    page.check("input[value=age]")
    page.check("input[value=goals]")
    show(page, f"tag-{size}")
    page.click("main form button:has-text('Save')")
    page.wait_for_selector("#k-goal")
    show(page, f"tags-{size}")
    assert drafts.document_of(draft)["tags"]["goal"]["values"]["speed"]["names"] == ["goals", "age"]
