"""The help desk and the end of fieldwork, on a phone and on a desk's screen, by somebody who works there."""

from typing import Any

import pytest

from exports.closing import source
from invitations import issue
from invitations.models import Channel, Code, Frame, Mailing, SampleUnit
from surveys.models import Study
from surveys.publish import publish
from tests.browser.look import SIZES, show
from tests.exports.fieldwork_figures import figures
from tests.respondents.mini import document
from tests.respondents.wishers import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, databases=BOTH)]
LESSONS = {"nl": "Uw lessen", "en": "Your lessons", "ar": "دروسك"}
ASK = {"nl": "Praat met uw docent.", "en": "Talk to your teacher.", "ar": "يمكنك التكلم مع معلمك."}
REFERRAL = {"title": LESSONS, "parts": [{"title": LESSONS, "text": [ASK]}]}


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, logged_in: Any, staff_client: Any) -> Any:
    return logged_in(staff_client("fieldwork"), request.param)


@pytest.fixture
def letter(transactional_db: None) -> str:
    study = Study.objects.create(slug="mini", title="Klein onderzoek")
    edition = publish(study, document(materials={**document()["materials"], "referral": REFERRAL}), note="")
    frame = Frame.objects.create(study=study, file_hash="x", rows=1)
    unit = SampleUnit.objects.create(study=study, listed_in=frame, frame_id="p1", group="gezin")
    channel = Channel.objects.create(study=study, slug="letter-invitation", kind="letter", label="Brief")
    mailing = Mailing.objects.create(study=study, kind="invitation", edition=edition, channel=channel, text_hash="x")
    ((_, code),) = issue.issue(study, [unit], mailing, Code.Purpose.LETTER)
    return code


def test_a_call(page: Any, live_server: Any, letter: str) -> None:
    """A code read out, a refusal, counted; a code for who lost the letter; a number to call back."""
    page.goto(f"{live_server.url}/staff/helpdesk/")
    show(page, f"helpdesk-studies-{page.size}")
    page.click(".card h2 a")
    page.fill("#id_code", letter)
    page.keyboard.press("Enter")
    page.wait_for_selector("#found")
    page.click("section[aria-labelledby=refer] > details > summary")
    page.click("details details summary")
    assert page.is_visible("div[lang=ar][dir=rtl]")
    show(page, f"helpdesk-state-{page.size}")
    page.click("form[action$='/refuse/#found'] button")
    page.wait_for_selector("form[action$='/take-back/#found']")
    assert SampleUnit.objects.get().state == "refused"
    assert page.is_checked("input[name=topic][value=refusal]")
    page.click("form[action$='/log/#count'] button")
    page.wait_for_selector("td form[action$='/take-back/']")
    page.click("form[action$='/code/#lost'] button")
    page.wait_for_selector("#lost ~ .note code")
    show(page, f"helpdesk-code-{page.size}")
    page.click("a[href$='/call-backs/']")
    page.fill("input[name=number]", "0612345678")
    page.select_option("select[name=language]", "ti")
    page.click("form[action$='/call-backs/'] button")
    page.wait_for_selector("a[href='tel:+31612345678']")
    show(page, f"helpdesk-call-backs-{page.size}")
    page.click(".card button")
    page.wait_for_selector("p.note.success")
    assert page.locator(".card").count() == 0
    page.goto(f"{live_server.url}/staff/helpdesk/mini/numbers/")
    show(page, f"helpdesk-numbers-{page.size}")


def test_the_end(page: Any, live_server: Any, letter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "figures_of", lambda study: figures(study=study.slug))
    monkeypatch.setattr("exports.closing.views.jobs.start", lambda *some: None)
    page.goto(f"{live_server.url}/staff/fieldwork-end/")
    show(page, f"end-studies-{page.size}")
    page.click(".card h2 a")
    page.wait_for_selector("#nl_text")
    show(page, f"end-open-{page.size}")
    page.fill("#nl_text", "De tweede herinnering ging later uit.")
    page.click("form:has(#nl_text) button")
    page.wait_for_selector("p.note.success")
    page.fill("#close_why", "Acht weken zijn om.")
    page.click("form[action$='/close/'] button")
    page.wait_for_selector("form[action$='/reopen/']")
    assert page.input_value("#nl_text") == "De tweede herinnering ging later uit."
    show(page, f"end-closed-{page.size}")
    page.fill("#close_why", "Toch nog een week.")
    page.click("form[action$='/reopen/'] button")
    page.wait_for_selector("form[action$='/close/']")
