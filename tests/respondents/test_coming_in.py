"""Landing, code, scanned code, channel, consent."""

import pytest
from django.test import Client

from invitations import codes
from invitations.models import Channel, Code
from respondents import door
from respondents.models import DoorCount, Interview
from tests.respondents.people import Phone


def test_the_first_page_tells_what_it_is(phone: Phone) -> None:
    page = phone.get("/")
    assert page.status_code == 200
    for words in ("Welkom", "Vrijwillig.", "0800 0000", "<title>Vragenlijst</title>", 'lang="nl" dir="ltr"'):
        assert words in phone.text
    assert page["Cache-Control"] == "no-store"


def test_only_complete_languages_are_offered(phone: Phone, settings) -> None:
    phone.get("/?lang=ar")
    assert ("English" in phone.text, "العربية" in phone.text) == (True, False)
    assert '<html lang="nl"' in phone.text
    settings.SHOW_INCOMPLETE_LANGUAGES = True
    phone.get("/?lang=ar")
    assert '<html lang="ar" dir="rtl"' in phone.text
    assert '<span lang="nl" dir="ltr">Welkom</span>' in phone.text
    assert "not-translated" in phone.text


def test_the_chosen_language_stays(phone: Phone) -> None:
    phone.get("/?lang=en")
    assert '<html lang="en"' in phone.get("/start/").content.decode()


def test_two_open_studies_are_a_choice(phone: Phone, make_edition) -> None:
    make_edition(study="other", title={"nl": "Ander onderzoek", "en": "Other"})
    phone.get("/")
    assert "/mini/" in phone.text
    assert "/other/" in phone.text
    assert "Welkom" in phone.get("/mini/").content.decode()


def test_no_study(db) -> None:
    assert Phone().get("/").status_code == 404


@pytest.mark.parametrize(
    ("dates", "status", "words"),
    [
        ({"open": "2020-01-01", "close": "2020-12-31"}, 410, "gesloten"),
        ({"open": "2090-01-01", "close": "2090-12-31"}, 403, "nog niet open"),
    ],
    ids=["closed", "not yet"],
)
def test_a_study_outside_its_dates(make_edition, dates, status: int, words: str) -> None:
    make_edition(dates=dates)
    phone = Phone()
    assert phone.get("/mini/").status_code == status
    assert words in phone.text


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("", 400, "Typ de code"),
        ("1234", 400, "U typte er 4"),
        ("abc", 400, "niet de hele code"),
        ("1234 5678 9012 3456", 400, "typfout"),
        ("\x00" * 50, 400, "code"),
        ("1" * 3000, 400, "code"),
    ],
    ids=["empty", "short", "letters", "check digit", "NUL", "huge"],
)
def test_a_wrong_code_is_told_in_words(phone: Phone, typed: str, status: int, words: str) -> None:
    phone.get("/start/")
    assert phone.send({"go": "start", "code": typed}).status_code == status
    assert words in phone.text
    assert 'aria-invalid="true"' in phone.text


def unknown_code() -> str:
    return "0" * 15 + codes.check_character("0" * 15, "digits")


def test_an_unknown_code_and_too_many(phone: Phone, settings) -> None:
    phone.get("/start/")
    assert phone.send({"go": "start", "code": unknown_code()}).status_code == 404
    settings.CODE_MISSES_PER_MINUTE = 1
    answer = phone.send({"go": "start", "code": unknown_code()}, "/start/")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_a_blocked_code(phone: Phone, letter: str) -> None:
    Code.objects.update(blocked_at="2026-01-01T00:00Z")
    phone.get("/start/")
    assert phone.send({"go": "start", "code": letter}).status_code == 410
    assert "werkt niet meer" in phone.text


def test_somebody_who_refused_to_the_help_desk(phone: Phone, make_unit) -> None:
    _, code = make_unit(state="refused")
    phone.get("/start/")
    assert phone.send({"go": "start", "code": code}).status_code == 410


def test_digits_of_other_scripts(phone: Phone, letter: str) -> None:
    arabic = letter.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    phone.get("/start/")
    phone.send({"go": "start", "code": arabic})
    assert phone.address == "/consent/"


def test_a_used_code_shows_nothing(phone: Phone, letter: str) -> None:
    phone.begin(letter).answer()
    phone.send({"go": "send"})
    other = Phone()
    other.get("/start/")
    assert other.send({"go": "start", "code": letter}).status_code == 410
    assert "al verstuurd" in other.text


@pytest.mark.parametrize("prefix", ["i", "I"])
def test_scanning_starts_nothing_and_leaves_no_code_behind(phone: Phone, letter: str, prefix: str, caplog) -> None:
    before = Code.objects.values_list("blocked_at", "pk").get()
    answer = phone.client.get(f"/{prefix}/{letter}")
    assert (answer.status_code, answer["Location"]) == (303, "/mini/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert Interview.objects.count() == 0
    assert Code.objects.values_list("blocked_at", "pk").get() == before
    assert letter not in str(answer.cookies)
    cookie = phone.client.cookies["door"].value
    assert letter not in str(door.signing.loads(cookie, salt=door.SALT))
    assert letter not in caplog.text
    assert phone.get("/mini/").status_code == 200
    assert "Wij hebben uw code" in phone.text
    phone.send({"go": "scanned"}, "/start/")
    assert phone.address == "/consent/"


@pytest.mark.parametrize(
    ("code", "status"), [("123", 400), ("1234567890123456", 400), (unknown_code(), 404), ("%00", 400)]
)
def test_a_damaged_qr_code(phone: Phone, code: str, status: int) -> None:
    answer = phone.get(f"/I/{code}")
    assert answer.status_code == status
    assert code not in phone.address
    assert 'name="code"' in phone.text


def test_a_channel_is_remembered(phone: Phone, edition) -> None:
    Channel.objects.create(study=edition.study, slug="utrecht", kind="flyer", label="Utrecht")
    assert phone.get("/k/utrecht/").status_code == 200
    phone.send({"go": "nocode"}, "/start/")
    phone.send({"go": "yes"})
    phone.send({"go": "next", "adult": "yes"})
    phone.send({"go": "next", "kind": "family"})
    assert Interview.objects.get().channel.slug == "utrecht"


def test_unknown_channel(phone: Phone) -> None:
    assert phone.get("/k/nowhere/").status_code == 404


def test_a_letters_channel_is_not_for_everybody(phone: Phone, letter: str) -> None:
    assert phone.get("/k/letter-invitation/").status_code == 404


def test_a_study_for_letters_only(make_edition) -> None:
    make_edition(mode="coded")
    phone = Phone()
    assert "Ik heb geen code" not in phone.get("/start/").content.decode()
    assert phone.send({"go": "nocode"}).status_code == 403
    assert phone.get("/consent/").status_code == 403


def test_a_study_without_letters_asks_for_no_letter(make_edition) -> None:
    """The button to begin comes first; who has a code of an earlier time goes on with it."""
    make_edition(mode="open")
    phone = Phone()
    phone.get("/")
    assert "Typ de code uit uw brief" not in phone.text
    assert phone.text.index('value="nocode"') < phone.text.index('href="/start/"')
    phone.get("/start/")
    assert "Typ uw code" in phone.text
    assert "brief" not in phone.text


def test_no_is_counted_and_forgotten(phone: Phone) -> None:
    phone.get("/start/")
    phone.send({"go": "nocode"})
    phone.send({"go": "no"})
    assert phone.address == "/outcome/no/"
    assert "U doet niet mee" in phone.text
    assert list(DoorCount.objects.values_list("outcome", "count")) == [("no_consent", 1)]
    assert Interview.objects.count() == 0
    cookie = door.signing.loads(phone.client.cookies["door"].value, salt=door.SALT)
    assert cookie.keys() == {"token", "study"}


def test_consent_is_needed_before_any_question(phone: Phone) -> None:
    phone.get("/screening/adult/")
    assert phone.address == "/consent/"
    phone.send({"go": "something else"})
    assert phone.address == "/consent/"


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/", "post", 405),
        ("/start/", "put", 405),
        ("/consent/", "delete", 405),
        ("/done/", "post", 405),
        ("/nowhere/", "get", 404),
        ("/k/", "get", 404),
        ("/outcome/nothing/", "get", 404),
    ],
)
def test_wrong_method_or_address(phone: Phone, address: str, method: str, status: int) -> None:
    answer = getattr(Client(), method)(address)
    assert answer.status_code == status
    if status == 405:
        assert answer["Allow"]


def test_a_form_that_is_too_old_loses_nothing(phone: Phone) -> None:
    phone.begin()
    answer = phone.client.post("/q/work/", {"go": "next", "work": "yes"})
    assert answer.status_code == 403
    assert "niet kwijt" in answer.content.decode()
    assert 'href="/q/work/"' in answer.content.decode()
    assert Interview.objects.get().events.filter(kind="answer").count() == 0
