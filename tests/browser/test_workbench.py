"""The translation workbench in a real browser, on a phone and on a desk: nothing that axe objects to."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from invitations.models import Batch, Channel, Mailing
from invitations.since_print import words_hash
from surveys import drafts, translations
from surveys.engine.editions import select_edition
from surveys.models import Study
from surveys.publish import publish
from surveys.text_record import said_of_back
from surveys.translation_units import Unit, units
from tests.browser.look import SIZES, look, show

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STUDY = "perspectief-2024"
BASE = f"/staff/studies/{STUDY}/translate/"
CONSENT = "Doet u mee?"


@pytest.fixture
def study(db: None) -> Study:
    """The shipped study, with one Arabic text that is older than its source and has been through most steps."""
    call_command("load_study", STUDY, "--replace", stdout=StringIO())
    study = Study.objects.get(slug=STUDY)
    publish(study, select_edition(drafts.document_of(study), 1), number=1)
    made = translations.translate(study, consent(study), "هل تشارك؟", user=None, by="Bureau")
    back = said_of_back("Neemt u deel?", "same", "", "Usual wording.")
    translations.note(study, made, "back", user=None, by="Back", remark=back)
    translations.mark(study, made, "reviewed", user=None, by="Ayşe", remark="Read aloud.")
    translations.comment(study, made, "Polite form?", user=None, by="Ayşe")
    return study


def consent(study: Study, source: str = CONSENT) -> Unit:
    return next(unit for unit in units(drafts.document_of(study), "ar") if unit.source == source)


def make_stale(study: Study) -> Unit:
    document = drafts.document_of(study)
    document["consent"]["title"]["nl"] = "Wilt u meedoen?"
    drafts.store(study, document)
    return consent(study, "Wilt u meedoen?")


@pytest.fixture(params=SIZES)
def page(logged_in: Callable[..., Any], staff_client: Callable[..., Client], request: pytest.FixtureRequest) -> Any:
    """A translator who is logged in."""
    return logged_in(staff_client("translator"), request.param)


def test_overview_list_and_text(study: Study, page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}{BASE}")
    show(page, f"overview-{page.size}")
    page.click(f"a[href='{BASE}ar/']")
    page.wait_for_selector("table tbody tr >> nth=49")
    assert page.locator("table tbody tr").count() == 50
    show(page, f"list-{page.size}")
    page.select_option("#part", "consent")
    page.click("form.filter button")
    page.click("table a >> nth=0")
    assert page.locator("#text").get_attribute("dir") == "rtl"
    assert page.input_value("#text") == "هل تشارك؟"
    show(page, f"text-{page.size}")
    page.goto(f"{live_server.url}{BASE}ar/{make_stale(study).id}/")
    assert page.locator("ins").count() >= 1
    show(page, f"stale-{page.size}")


def test_typing_and_going_on(study: Study, page: Any, live_server: Any) -> None:
    for source in (CONSENT, "Ja, ik doe mee"):
        translations.translate(study, consent(study, source), f"نص {source}", user=None, by="Bureau")
    page.goto(f"{live_server.url}{BASE}ar/?state=translated&part=consent")
    page.click("table a >> nth=0")
    source = page.locator("p.words").first.inner_text()
    page.fill("#text", "سطر\nسطر")
    page.click("button[value=next]")
    assert "state=translated&part=consent" in page.url
    assert page.locator("p.words").first.inner_text() != source
    assert consent(study, source).translation == "سطر\nسطر"
    look(page)


def test_what_was_typed_survives_a_change_by_somebody_else(study: Study, page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}{BASE}ar/{consent(study).id}/")
    page.fill("#text", "نصي")
    make_stale(study)
    page.click("button[value=stay]")
    assert page.input_value("#typed") == "نصي"
    assert "Wilt u meedoen?" in page.locator("main").inner_text()
    page.complaints[:] = [said for said in page.complaints if "status of 409" not in said]
    show(page, f"gone-{page.size}")


@pytest.mark.parametrize("rest", ["ar/sign/", "changes/", "ar/interface/", "en/?comments=open"])
def test_further_pages(study: Study, page: Any, live_server: Any, rest: str) -> None:
    make_stale(study)
    page.goto(f"{live_server.url}{BASE}{rest}")
    show(page, "-".join([*re.findall(r"\w+", rest), page.size]))
    page.goto(f"{live_server.url}/staff/studies/to-translate/")
    look(page)


def test_changes_since_the_last_letter(study: Study, page: Any, live_server: Any) -> None:
    edition = study.editions.get(number=1)
    channel = Channel.objects.create(study=study, slug="letter", kind=Channel.Kind.LETTER, label="Brief")
    mailing = Mailing.objects.create(
        study=study, kind="invitation", edition=edition, channel=channel, text_hash=words_hash(edition, "invitation")
    )
    Batch.objects.create(mailing=mailing, number=1, letters=9, state=Batch.State.SEALED, sealed_at=timezone.now())
    make_stale(study)
    page.goto(f"{live_server.url}/staff/invitations/changes/{STUDY}/")
    assert page.locator("ins").count() >= 1
    show(page, f"since-print-{page.size}")


def test_comments_are_settled(study: Study, page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}{BASE}ar/?comments=open")
    assert page.locator("table tbody tr").count() == 1
    page.click("table a >> nth=0")
    page.fill("#settled", "Beleefd, zoals op de brief.")
    page.click("form[action*='/settle/'] button")
    assert page.locator("#settled").count() == 0
    assert "Beleefd, zoals op de brief." in page.locator("main").inner_text()
    show(page, f"settled-{page.size}")
