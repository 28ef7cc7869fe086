"""The analyst's tables on a phone, without a script: nothing axe objects to, and what is chosen is shown."""

import copy
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from respondents.play import play
from surveys.models import Study
from surveys.publish import publish
from tests.browser.look import show
from tests.exports.mini import DOCUMENT

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
URL = "/staff/exports/tables/mini/"


@pytest.fixture
def page(logged_in: Any, staff_client: Any) -> Any:
    return logged_in(staff_client("analyst"), "phone")


def test_choosing_seeing_and_keeping(page: Any, live_server: Any) -> None:
    study = Study.objects.create(slug="mini", title="Klein")
    edition = publish(study, copy.deepcopy(DOCUMENT), user=None, note="")
    random = Random(5)
    for _ in range(6):
        play(edition, random=random, language="nl", now=timezone.now())
    page.goto(f"{live_server.url}{URL}")
    show(page, "tables-form")
    page.select_option("#id_question", "ways")
    page.select_option("#id_by", "group")
    page.select_option("#id_lang", "ar")
    page.click("form.filter button")
    page.wait_for_selector("figure svg")
    assert page.locator("figure svg").count() == 1
    assert page.locator(".printed thead th").count() >= 2
    show(page, "tables-table")
    page.select_option("#id_filter", "work")
    page.click("form.filter button.second")
    page.check("input[value='work=yes']")
    page.select_option("#id_filter", "mood")
    page.click("form.filter button.second")
    page.wait_for_selector("input[value='mood=bad']")
    assert page.locator("input[value='work=yes']").is_checked()
    page.check("input[value='mood=bad']")
    page.check("input[value='mood=good']")
    page.click("form.filter button")
    page.wait_for_url("**mood%3Dbad%2Cgood**")
    show(page, "tables-filters")
    assert "where=work%3Dyes&where=mood%3Dbad%2Cgood" in page.url
    page.fill("#id_name", "Onderweg")
    page.click("section[aria-labelledby=take] form button")
    assert page.locator("section[aria-labelledby=kept] a").inner_text() == "Onderweg"
    assert "question=ways" in page.url
