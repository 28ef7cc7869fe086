"""Two respondents after one another in the real browser of an interviewer: nothing of the first is left."""

from typing import Any

import pytest

from tests.browser.conftest import Site
from tests.browser.look import listen, show
from tests.browser.phone import Told, answer_page, press
from tests.browser.test_kiosk import went_back

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
DESK = {"viewport": {"width": 1100, "height": 800}}
PAGE = "/staff/interviewing/"
KEPT = {"staff", "csrftoken"}
LOG_IN = """
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from invitations import issue; from invitations.models import Code
from staff.models import Membership, User; from surveys.models import Study
user = User.objects.create_user("interviewer@example.org", "correct horse battery staple")
Membership.objects.create(user=user, role="fieldwork"); TOTP.activate(user, generate_totp_secret())
session = SessionStore(); session[SESSION_KEY] = str(user.pk); session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"; session.save()
study = Study.objects.get(slug="perspectief-2024")
texts = [text for _ in range(2) for _, text in issue.issue(study, purpose=Code.Purpose.HELPDESK)]
print("made", session.session_key, *texts)
"""
MODES = """
from respondents.models import Interview
print("modes", *Interview.objects.filter(mode="interviewer").order_by("started_at").values_list("state", flat=True))
"""


@pytest.fixture(scope="module")
def made(site: Site) -> list[str]:
    """The key of a staff session and two codes."""
    return site.manage("shell", "-c", LOG_IN).split("made ")[-1].split()


@pytest.fixture
def desk(site: Site, browser: Any, made: list[str]) -> Any:
    context = browser.new_context(**DESK)
    context.add_cookies([{"name": "staff", "value": made[0], "domain": "127.0.0.1", "path": "/staff/"}])
    page = listen(context.new_page())
    yield page
    context.close()


def begin(page: Any, site: Site, code: str, language: str) -> None:
    page.goto(f"{site.url}{PAGE}")
    page.fill('input[name="code"]', code)
    page.select_option('select[name="language"]', language)
    with page.expect_navigation():
        page.click('button[value="start"]')
    assert page.url.endswith("/consent/")
    show(page, f"interviewing-consent-{language}")
    press(page, "yes")


def answer(page: Any, until: str, most: int) -> None:
    """Page after page until the address ends so, or so many were answered."""
    for _ in range(most):
        if page.url.endswith(until):
            return
        assert page.locator(".interviewed").is_visible()
        answer_page(page, Told())
        press(page, "next")


def is_clear(page: Any, site: Site) -> None:
    assert page.url == f"{site.url}{PAGE}"
    assert {cookie["name"] for cookie in page.context.cookies()} <= KEPT
    assert page.evaluate("Object.keys(localStorage)") == []


def left_at_back(page: Any) -> list[str]:
    """Chosen answers on the pages that Back brings."""
    found = []
    for _ in range(4):
        if not went_back(page):
            break
        if page.locator("input:checked").count():
            found.append(page.url)
    page.complaints.clear()
    return found


def test_two_respondents(site: Site, desk: Any, made: list[str]) -> None:
    _, first, second = made
    desk.goto(f"{site.url}{PAGE}")
    show(desk, "interviewing-page")
    begin(desk, site, first, "ar")
    answer(desk, "/never/", 8)
    show(desk, "interviewing-question-ar")
    with desk.expect_navigation():
        desk.locator('button[name="go"][value="stop"]').first.click()
    is_clear(desk, site)
    assert left_at_back(desk) == []
    begin(desk, site, second, "nl")
    answer(desk, "/enough/", 40)
    press(desk, "send")
    show(desk, "interviewing-done")
    with desk.expect_navigation():
        desk.click("main a.btn >> text=Ik ben klaar")
    is_clear(desk, site)
    assert left_at_back(desk) == []
    assert "modes open sent" in site.manage("shell", "-c", MODES)


def test_without_the_stop_the_same_check_finds_something(site: Site, desk: Any, made: list[str]) -> None:
    """The page that clears is kept from the server, as if it did nothing."""
    desk.route("**/interviewer/stop/", lambda route: route.fulfill(status=200, content_type="text/html", body="over?"))
    begin_again(desk, site, made[1])
    answer(desk, "/never/", 4)
    with desk.expect_navigation():
        desk.click(".interviewed a")
    assert "interviewing" in {cookie["name"] for cookie in desk.context.cookies()}
    assert left_at_back(desk) != []


def test_logged_out_the_interview_is_over(site: Site, desk: Any, made: list[str]) -> None:
    begin_again(desk, site, made[1])
    desk.goto(f"{site.url}{PAGE}")
    with desk.expect_navigation():
        desk.click('form[action$="/logout/"] button')
    desk.goto(f"{site.url}/on/")
    assert "/staff/account/login/" in desk.url
    assert "visit" not in {cookie["name"] for cookie in desk.context.cookies()}


def begin_again(page: Any, site: Site, code: str) -> None:
    """Of somebody who was interviewed before; their answers are not shown."""
    page.goto(f"{site.url}{PAGE}")
    page.fill('input[name="code"]', code)
    with page.expect_navigation():
        page.click('button[value="start"]')
    assert "/q/" in page.url
    assert page.locator("input:checked").count() == 0
