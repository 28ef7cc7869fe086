"""The municipality's area on a phone and at a desk, in Dutch and English: two taps, and every page looked at."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from invitations import efforts
from invitations.efforts import Told
from invitations.models import Channel, ChannelCount, Effort
from respondents import planning
from respondents.models import PlannedSession
from staff import contacts
from staff.models import Organisation, User
from surveys.models import Study
from tests.browser.look import listen, show
from tests.respondents.conftest import edition, make_edition  # noqa: F401 - fixtures
from tests.respondents.wishers import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, databases=BOTH)]
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def study(edition: Any) -> Study:  # noqa: F811
    return edition.study


@pytest.fixture
def contact(study: Study, staff_client: Callable[..., Client]) -> Client:
    """Somebody of Utrecht, which did something of everything; Zwolle has nobody."""
    client, now = staff_client(), timezone.now()
    utrecht = Organisation.objects.create(name="Utrecht", kind="municipality")
    asked, _ = contacts.ask(contacts.Post(utrecht, study.slug, 1), client.user.email, by=client.user, now=now)
    contacts.accept(asked, client.user, now)
    contacts.ask(contacts.Post(utrecht, study.slug, 2), "second@utrecht.example", by=client.user, now=now)
    zwolle = contacts.municipality_named("Zwolle", client.user)
    contacts.ask(contacts.Post(zwolle, study.slug, 1), "first@zwolle.example", by=client.user, now=now)
    for number, kind in enumerate(Effort.Kind.values):
        told = Told(kind, timezone.localdate() - timedelta(days=number), size=Effort.Size.values[number % 5])
        efforts.log(study, utrecht, told, page=uuid.uuid4(), by=client.user, now=now)
    plan = planning.Plan(now + timedelta(hours=3), "Bibliotheek aan de Neude, zaal 2", 20, ("ar", "nl"))
    planning.plan(study, utrecht, plan, client.user)
    west = Channel.objects.create(study=study, slug="west", kind="flyer", label="Flyer west", organisation=utrecht)
    for week, step, count in ((1, "landed", 48), (1, "started", 31), (1, "completed", 9), (2, "landed", 20)):
        day = timezone.localdate() - timedelta(days=7 * week)
        ChannelCount.objects.create(channel=west, day=day, step=step, count=count)
    return client


def log_in(page: Any, client: Client, address: str, language: str = "nl") -> Any:
    User.objects.filter(pk=client.user.pk).update(language=language)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    return page


@pytest.fixture(params=SIZES)
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = browser.new_context(viewport=SIZES[request.param])
    made = listen(context.new_page())
    made.size = request.param
    yield made
    context.close()


def test_the_contacts_pages(page: Any, contact: Client, study: Study, live_server: Any) -> None:
    utrecht = Organisation.objects.get(name="Utrecht")
    base = f"{live_server.url}/staff/municipality/{study.slug}/{utrecht.pk}/"
    log_in(page, contact, live_server.url)
    page.goto(f"{live_server.url}/staff/")
    page.click("text=Gemeente >> nth=0")
    page.wait_for_url(base)
    show(page, f"area-{page.size}")
    page.click("summary >> text=bijeenkomst")
    show(page, f"area-second-tap-{page.size}")
    before = Effort.objects.count()
    page.click("details[open] button >> text=51 tot 200")
    page.wait_for_selector(".note.success")
    assert Effort.objects.count() == before + 1
    newest = Effort.objects.order_by("-pk").first()
    assert (newest.kind, newest.size, newest.day) == ("meeting", "to_200", timezone.localdate())
    show(page, f"area-logged-{page.size}")
    for name, path in {
        "efforts": "efforts/",
        "effort": f"efforts/{newest.pk}/",
        "plan": "sessions/plan/",
        "planned": f"sessions/{PlannedSession.objects.get().pk}/",
        "contacts": "contacts/",
    }.items():
        page.goto(f"{base}{path}")
        show(page, f"{name}-{page.size}")


def test_two_taps_with_the_keyboard(page: Any, contact: Client, study: Study, live_server: Any) -> None:
    log_in(page, contact, live_server.url, "en")
    page.goto(f"{live_server.url}/staff/municipality/")
    page.focus("summary >> text=WhatsApp")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "1 to 10"
    page.keyboard.press("Enter")
    page.wait_for_selector(".note.success")
    newest = Effort.objects.order_by("-pk").first()
    assert (newest.kind, newest.size) == ("whatsapp", "to_10")


def test_fieldworks_pages(page: Any, contact: Client, study: Study, live_server: Any, staff_client) -> None:
    log_in(page, staff_client("fieldwork"), live_server.url)
    page.goto(f"{live_server.url}/staff/municipality/{study.slug}/")
    show(page, f"overview-{page.size}")
    page.goto(
        f"{live_server.url}/staff/municipality/{study.slug}/{Organisation.objects.get(name='Utrecht').pk}/contacts/"
    )
    show(page, f"contacts-fieldwork-{page.size}")
    page.goto(f"{live_server.url}/staff/wishes/{study.slug}/")
    show(page, f"wishes-{page.size}")


def test_the_link_in_the_mail(page: Any, contact: Client, study: Study, live_server: Any) -> None:
    zwolle, now = Organisation.objects.get(name="Zwolle"), timezone.now()
    _, token = contacts.ask(contacts.Post(zwolle, study.slug, 1), "a@zwolle.example", by=contact.user, now=now)
    page.goto(f"{live_server.url}/staff/invited/{token}/")
    assert page.url == f"{live_server.url}/staff/invited/"
    show(page, f"invited-{page.size}")
    page.fill("#id_name", "Contact Person")
    page.fill("#id_password", "three words in a row")
    page.fill("#id_again", "three words in a row")
    page.click("main button")
    page.wait_for_selector("input[name=login]")
    show(page, f"invited-log-in-{page.size}")
    assert [one.user.name for one in contacts.contacts_of(zwolle, study.slug)] == ["Contact Person"]
    page.complaints.clear()
    page.goto(f"{live_server.url}/staff/invited/")
    page.complaints.clear()
    show(page, f"invited-over-{page.size}")
