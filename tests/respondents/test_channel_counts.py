"""Who came by a channel is counted: once per phone, not for previews, not twice for one questionnaire."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from invitations import counts
from invitations.models import Channel, ChannelCount
from respondents import flow
from respondents.models import Interview, InterviewLink
from tests.respondents.people import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def west(edition) -> Channel:
    return Channel.objects.create(study=edition.study, slug="west", kind=Channel.Kind.FLYER, label="West")


def counted(channel: Channel) -> tuple[int, ...]:
    found = dict(ChannelCount.objects.filter(channel=channel).values_list("step", "count"))
    return tuple(found.get(step, 0) for step in counts.STEPS)


def begin(phone: Phone) -> Phone:
    phone.send({"go": "nocode"}, "/start/")
    phone.send({"go": "yes"})
    phone.send({"go": "next", "adult": "yes"})
    phone.send({"go": "next", "kind": "refugee"})
    phone.get("/on/")
    return phone


def test_one_person_counts_once_at_every_step(phone: Phone, west: Channel) -> None:
    phone.get("/K/WEST")
    assert counted(west) == (1, 0, 0)
    phone.get("/mini/?lang=en")
    phone.get("/k/west/")
    phone.get("/")
    assert counted(west) == (1, 0, 0)
    begin(phone)
    assert counted(west) == (1, 1, 0)
    phone.answer().send({"go": "send"})
    assert counted(west) == (1, 1, 1)
    flow.finish(Interview.objects.get(), language="nl", now=timezone.now())
    assert counted(west) == (1, 1, 1)


def test_two_phones_are_two_people(west: Channel) -> None:
    for _ in range(2):
        Phone().get("/k/west")
    assert counted(west) == (2, 0, 0)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"User-Agent": "WhatsApp/2.23.20.0"}, id="WhatsApp"),
        pytest.param({"User-Agent": "facebookexternalhit/1.1"}, id="Facebook"),
        pytest.param({"User-Agent": "TelegramBot (like TwitterBot)"}, id="Telegram"),
        pytest.param({"User-Agent": "Mozilla/5.0"}, id="says it is a browser"),
    ],
)
def test_a_preview_is_nobody(west: Channel, headers: dict[str, str]) -> None:
    """It follows the redirect and brings no cookie along."""
    for _ in range(3):
        to = Client().get("/k/west", headers=headers)
        page = Client().get(to["Location"], headers=headers)
        assert page.status_code == 200
    assert counted(west) == (0, 0, 0)
    Phone().get("/k/west", headers={"User-Agent": "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20)"})
    assert counted(west) == (1, 0, 0), "positive control: a phone that brings the cookie counts"


def test_a_preview_that_keeps_cookies_is_nobody(west: Channel) -> None:
    """iMessage says it is two other programs."""
    agent = "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
    Phone().get("/k/west", headers={"User-Agent": agent})
    assert counted(west) == (0, 0, 0)


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose"])
def test_a_page_fetched_ahead_is_counted_when_it_is_opened(phone: Phone, west: Channel, header: str) -> None:
    phone.get("/k/west", headers={header: "prefetch;prerender"})
    assert counted(west) == (0, 0, 0)
    phone.get("/mini/")
    assert counted(west) == (1, 0, 0)


def test_head_and_the_front_page_count_nobody(phone: Phone, west: Channel) -> None:
    phone.client.get("/k/west")
    phone.client.head("/mini/")
    Phone().get("/mini/")
    assert not ChannelCount.objects.exists()


def test_no_consent_is_landed_only(phone: Phone, west: Channel) -> None:
    phone.get("/k/west")
    phone.send({"go": "nocode"}, "/start/")
    phone.send({"go": "no"})
    assert counted(west) == (1, 0, 0)


def test_another_channel_on_the_same_phone_counts_there(phone: Phone, west: Channel) -> None:
    east = Channel.objects.create(study=west.study, slug="east", kind=Channel.Kind.MESSAGE, label="East")
    phone.get("/k/west")
    phone.get("/k/east")
    assert (counted(west), counted(east)) == ((1, 0, 0), (1, 0, 0))


def test_removing_answers_does_not_change_what_was_counted(phone: Phone, west: Channel) -> None:
    phone.get("/k/west")
    begin(phone).answer().send({"go": "send"})
    flow.withdraw(InterviewLink.objects.get().code, now=timezone.now() + timedelta(minutes=1))
    assert Interview.objects.get().state == Interview.State.WITHDRAWN
    assert counted(west) == (1, 1, 1)


def test_a_page_is_shown_where_counting_fails(phone: Phone, west: Channel, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(counts, "add", broken)
    assert phone.get("/k/west").status_code == 200
    assert not ChannelCount.objects.exists()


def test_nothing_of_a_person_is_stored() -> None:
    names = {field.name for field in ChannelCount._meta.get_fields()}
    assert names == {"id", "channel", "day", "step", "count"}


@pytest.mark.parametrize(("language", "title"), [("nl", "Hoe gaat het?"), ("en", "How are you?")])
def test_the_card_below_a_message(make_edition, language: str, title: str) -> None:
    titles = {"nl": "Hoe gaat het?", "en": "How are you?"}
    leads = {"nl": 'Een "kort" onderzoek.', "en": "A <short> study."}
    edition = make_edition(materials={"landing": {"title": titles, "lead": leads}})
    Channel.objects.create(study=edition.study, slug="west", kind=Channel.Kind.MESSAGE, label="Secret West")
    to = Client().get(f"/k/west?lang={language}")["Location"]
    text = Client().get(to).content.decode()
    assert f'<meta property="og:title" content="{title}">' in text
    assert ("&quot;kort&quot;" if language == "nl" else "A &lt;short&gt; study.") in text.split("<body")[0]
    assert "og:image" not in text
    assert "west" not in text.lower()
    assert text.count("<meta property=") == 3


def test_questions_have_no_card(phone: Phone, west: Channel) -> None:
    phone.get("/k/west")
    assert "og:" not in begin(phone).text
