"""Devices and listening: counted, and kept with nobody."""

import pytest
from django.test import RequestFactory
from django.utils import timezone

from exports.monitor.circumstances import used
from exports.monitor.models import UseCount
from respondents import circumstances
from respondents.circumstances import device_class
from respondents.models import Interview, Visit
from respondents.views import sound
from surveys.models import Clip
from tests.respondents.people import Phone

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Mobile/15E148 Safari/604.1"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36"
)
SAMSUNG_TABLET = (
    "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36"
)
IPAD = "Mozilla/5.0 (iPad; CPU OS 15_6 like Mac OS X) AppleWebKit/605.1.15 Version/15.6 Mobile/15E148 Safari/604.1"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36"


@pytest.mark.once
@pytest.mark.parametrize(
    ("agent", "found"),
    [
        pytest.param(IPHONE, "phone", id="iPhone"),
        pytest.param(ANDROID, "phone", id="Android"),
        pytest.param(SAMSUNG_TABLET, "tablet", id="Android tablet"),
        pytest.param(IPAD, "tablet", id="iPad"),
        pytest.param(WINDOWS, "computer", id="Windows"),
        pytest.param("", "computer", id="nothing said"),
    ],
)
def test_kinds_of_devices(agent, found):
    assert device_class(RequestFactory().get("/", headers={"User-Agent": agent})) == found


@pytest.fixture
def phone(edition) -> Phone:
    made = Phone()
    made.client.defaults["HTTP_USER_AGENT"] = ANDROID
    return made


def test_a_device_is_counted_at_the_beginning_and_the_end(phone, edition, django_capture_on_commit_callbacks):
    phone.begin().answer()
    assert used(edition.study, "device") == {"phone": {"started": 1}}
    with django_capture_on_commit_callbacks(execute=True):
        phone.send({"go": "send"})
    assert used(edition.study, "device") == {"phone": {"started": 1, "sent": 1}}


def test_nothing_of_it_is_kept_with_anybody(phone, edition):
    phone.begin()
    interview = phone.interview
    kept = [
        *Interview.objects.filter(pk=interview.pk).values(),
        *interview.events.values(),
        *Visit.objects.filter(interview=interview).values(),
    ]
    assert "phone" not in str(kept)
    assert "Android" not in str(kept)
    assert [field.name for field in UseCount._meta.fields] == ["id", "study", "what", "value", "step", "count"]


def test_a_count_that_fails_keeps_nobody_from_answering(phone, edition, monkeypatch):
    from django.db import DatabaseError

    def broken(*given: object) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(circumstances, "_hooks", [broken])
    assert phone.begin().page.status_code == 200


def test_listening_is_counted_once_a_visit(phone, edition):
    phone.begin()
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in phone.client.cookies.items()}
    circumstances.listened(request, "ar")
    circumstances.listened(request, "ar")
    assert used(edition.study, "sound") == {"ar": {"started": 1}}
    request.COOKIES = {}
    circumstances.listened(request, "ar")
    assert used(edition.study, "sound") == {"ar": {"started": 1}}, "who has no visit is no respondent"


def test_who_listened_and_sends_is_counted_as_such(phone, edition, django_capture_on_commit_callbacks):
    phone.begin()
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in phone.client.cookies.items()}
    circumstances.listened(request, "tr")
    phone.answer()
    with django_capture_on_commit_callbacks(execute=True):
        phone.send({"go": "send"})
    assert used(edition.study, "sound") == {"tr": {"started": 1, "sent": 1}}


def test_a_phone_that_was_counted_costs_no_query(phone, edition, django_assert_num_queries):
    """Nor does one that has no visit: clips are many, and kept by browsers."""
    phone.begin()
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        circumstances.listened(request, "ar")
    request.COOKIES = {name: morsel.value for name, morsel in phone.client.cookies.items()}
    circumstances.listened(request, "ar")
    with django_assert_num_queries(0):
        circumstances.listened(request, "ar")


def test_the_address_of_clips_tells_of_listeners(phone, edition, monkeypatch, tmp_path):
    """Two clips in one visit are one listener; a clip that may not be heard is none."""
    (tmp_path / "clip").write_bytes(b"sound")
    monkeypatch.setattr(sound.audio, "file_of", lambda *given: tmp_path / "clip")
    monkeypatch.setattr(sound.audio, "may_be_heard", lambda clip: True)
    for digit in "ab":
        Clip.objects.create(language="ar", text_hash=digit * 64, source="human", at=timezone.now(), seconds=1, bytes=5)
    phone.begin()
    assert phone.client.get(f"/audio/ar/{'c' * 64}.mp3").status_code == 404
    assert used(edition.study, "sound") == {}
    for digit in "ab":
        assert phone.client.get(f"/audio/ar/{digit * 64}.mp3").status_code == 200
    assert used(edition.study, "sound") == {"ar": {"started": 1}}
