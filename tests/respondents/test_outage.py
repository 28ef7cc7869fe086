"""The database, Redis or the disk is away: what people are told, in their language, and that no form is lost."""

import errno
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from redis.exceptions import ConnectionError as RedisAway

from respondents import circumstances
from respondents.models import Interview
from tests.respondents.people import Phone

WORDS = {
    "nl": "De fout ligt bij ons.",
    "en": "The fault is ours.",
    "ar": "الخطأ من عندنا.",
    "tr": "Hata bizde.",
    "ti": "እቲ ጌጋ ናትና እዩ።",
}


def gone(*args: object, **more: object) -> Any:
    raise OperationalError("connection refused")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first thing that each page of respondents asks of the database fails."""
    monkeypatch.setattr("respondents.pages._look_around", gone)


@pytest.mark.parametrize("language", WORDS)
def test_respondents_are_told_in_their_language(client: Client, away: None, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get("/start/")
    text = answer.content.decode()
    assert answer.status_code == 503
    assert WORDS[language] in text
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert (answer["Cache-Control"], answer["Retry-After"]) == ("no-store", "10")


def test_what_was_typed_is_carried_on(client: Client, away: None) -> None:
    typed = {"key": "a" * 32, "go": "next", "said": '<b>"kort"</b>', "multi": ["x", "y"]}
    text = client.post("/q/said/", typed).content.decode()
    carried = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text)
    quoted = "&lt;b&gt;&quot;kort&quot;&lt;/b&gt;"
    assert carried == [("key", "a" * 32), ("go", "next"), ("said", quoted), ("multi", "x"), ("multi", "y")]
    assert "<b>" not in text


def test_a_huge_form_is_not_carried_on(client: Client, away: None) -> None:
    assert "xxx" not in client.post("/q/said/", {"said": "x" * 200_001}).content.decode()


def test_the_script_is_told_in_json(client: Client, away: None) -> None:
    answer = client.post("/q/said/save/", {}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (503, {"away": True})


def test_another_fault_stays_a_fault(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: not everything that fails is an outage."""

    def wrong(*args: object) -> None:
        raise ValueError

    monkeypatch.setattr("respondents.pages._look_around", wrong)
    assert client.get("/start/").status_code == 500


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("refused"), 503, "Dit werkt nu niet"),
        (RedisAway("refused"), 503, "Dit werkt nu niet"),
        (OSError(errno.ENOSPC, "full"), 507, "schijf van de server"),
    ],
    ids=["database", "redis", "disk"],
)
def test_staff_are_told_what_to_do(
    staff_client: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    def fails(*args: object, **more: object) -> None:
        raise error

    client = staff_client("fieldwork")
    client.raise_request_exception = False
    assert client.get("/staff/").status_code == 200
    monkeypatch.setattr("staff.views.menu.cards_for", fails)
    answer = client.get("/staff/")
    assert answer.status_code == status
    assert words in answer.content.decode()


@pytest.fixture
def redis_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object, **more: object) -> None:
        raise RedisAway("refused")

    for name in ("add", "get", "get_many", "incr", "set"):
        monkeypatch.setattr(cache, name, refused)


@pytest.mark.django_db
def test_without_redis_people_begin_answer_and_send(edition: Any, redis_away: None) -> None:
    with pytest.raises(RedisAway):
        cache.get("positive control: it is away")
    phone = Phone().begin()
    phone.answer()
    phone.send({"go": "send"})
    assert Interview.objects.get().state == "sent"
    assert not circumstances._first("nobody can tell")


@pytest.mark.django_db
def test_without_redis_nobody_logs_in_and_who_is_in_works_on(staff_client: Any, redis_away: None) -> None:
    """Attempts cannot be counted then, so none is let through."""
    inside, outside = staff_client("fieldwork"), Client(raise_request_exception=False)
    assert inside.get("/staff/").status_code == 200
    tried = outside.post("/staff/account/login/", {"login": str(inside.user.email), "password": "x"})
    assert tried.status_code == 503
    assert outside.get("/staff/account/login/").status_code == 200
