"""The help desk: who may, what a code tells, refusals, the throttle, counting, and that nobody is in what is kept."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from invitations import codes
from invitations.models import Code, LetterEvent, Mailing, SampleUnit
from respondents.helpdesk import counts, lookup
from respondents.helpdesk.referrals import ALWAYS, GENERAL, referrals
from respondents.models import AnswerEvent, CallBack, DeskEntry, Interview
from staff.models import AuditEntry
from surveys.models import Edition
from tests import leaks
from tests.respondents.mini import document, t
from tests.respondents.people import Phone
from tests.respondents.wishers import BOTH

pytestmark = pytest.mark.django_db(databases=BOTH)
DESK = "/staff/helpdesk/mini/"
LOOK, REFUSE, BACK = f"{DESK}look/", f"{DESK}refuse/", f"{DESK}refuse/take-back/"
UNKNOWN = "0" * 15 + codes.check_character("0" * 15, "digits")
ENTRY = {"topic": "technical", "means": "phone", "language": "ti", "done": "answered"}
TODAY = date(2027, 2, 10)
Clients = Callable[..., Client]


@pytest.fixture
def client(edition: Edition, staff_client: Clients) -> Client:
    return staff_client("fieldwork", study="mini")


def said(client: Client, code: str, address: str = LOOK) -> str:
    answer = client.post(address, {"code": code})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


# Who may


ADDRESSES = [
    ("get", DESK),
    ("get", f"{DESK}call-backs/"),
    ("post", f"{DESK}call-backs/"),
    ("post", f"{DESK}call-backs/00000000-0000-0000-0000-000000000000/done/"),
    ("post", LOOK),
    ("post", REFUSE),
    ("post", BACK),
    ("post", f"{DESK}code/"),
    ("post", f"{DESK}log/"),
    ("post", f"{DESK}log/1/take-back/"),
]


@pytest.mark.once
@pytest.mark.parametrize("role", ["researcher", "translator", "municipality", "analyst", "privacy", "fg"])
def test_other_roles_open_nothing_but_numbers(edition: Edition, staff_client: Clients, letter: str, role: str) -> None:
    other = staff_client(role)
    sent = {"code": letter, **ENTRY, "number": "0612345678", "day": timezone.localdate().isoformat(), "part": "morning"}
    assert {getattr(other, method)(address, sent).status_code for method, address in ADDRESSES} == {403}
    assert not DeskEntry.objects.exists()
    assert not CallBack.objects.exists()
    assert SampleUnit.objects.get().state == "active"
    assert other.get(f"{DESK}numbers/").status_code == (200 if role in ("researcher", "analyst") else 403)


@pytest.mark.once
def test_fieldwork_of_another_study_opens_nothing(
    make_edition: Callable[..., Edition], staff_client: Clients, letter: str
) -> None:
    make_edition(study="other")
    other = staff_client("fieldwork", study="other")
    assert {getattr(other, method)(address, {"code": letter}).status_code for method, address in ADDRESSES} == {403}
    assert other.get("/staff/helpdesk/other/").status_code == 200
    assert DESK not in other.get("/staff/helpdesk/").content.decode()
    assert other.post("/staff/helpdesk/other/look/", {"code": letter}).status_code == 404


@pytest.mark.once
def test_a_visitor_and_wrong_methods(client: Client, letter: str) -> None:
    assert {getattr(Client(), method)(address).status_code for method, address in ADDRESSES} == {302}
    assert {client.get(address).status_code for method, address in ADDRESSES if method == "post"} - {200} == {405}
    assert client.get("/staff/helpdesk/nothing/").status_code == 403
    assert client.get(DESK)["Cache-Control"].count("no-store") == 1


# What a code tells


def test_a_letter_that_nobody_used(client: Client, letter: str) -> None:
    page = said(client, codes.grouped(letter))
    assert "Niemand is met deze code begonnen" in page
    assert "uitnodiging" in page
    assert 'action="/staff/interviewing/mini/begin/"' in page
    assert "Weigering noteren" in page


def test_begun_sent_and_removed(client: Client, letter: str) -> None:
    phone = Phone().begin(letter)
    assert "nog niet verstuurd" in said(client, letter)
    phone.answer().send({"go": "send"})
    page = said(client, letter)
    assert "De antwoorden zijn verstuurd" in page
    assert "Weigering noteren" not in page
    assert "interviewing/mini/begin" not in page
    phone.get("/withdraw/")
    phone.send({"go": "find", "code": letter})
    phone.send({"go": "remove"})
    assert "zijn weggehaald" in said(client, letter)


def test_no_answer_group_or_frame_id_is_on_the_page(client: Client, letter: str) -> None:
    Phone().begin(letter).answer(said={"said": "Zoekterm"}).send({"go": "send"})
    page = said(client, letter)
    assert [word for word in ("Zoekterm", ">p1", "gezin", "woman") if word in page] == []
    assert AnswerEvent.objects.filter(patch__icontains="Zoekterm").exists(), "control: it was said"


@pytest.mark.parametrize(
    ("kind", "words"),
    [("spoiled", "bij het drukken mislukt"), ("undeliverable", "onbestelbaar"), ("", "De code is afgesloten")],
)
def test_a_blocked_code_says_why(client: Client, letter: str, kind: str, words: str) -> None:
    code = Code.objects.get()
    Code.objects.update(blocked_at=timezone.now())
    if kind:
        LetterEvent.objects.create(code=code, kind=kind, at=timezone.now())
    page = said(client, letter)
    assert words in page
    assert "geen nieuwere brief" in page
    assert "interviewing/mini/begin" not in page


def test_a_newer_letter_is_told(client: Client, make_unit: Callable[..., tuple[SampleUnit, str]]) -> None:
    unit, first = make_unit()
    Code.objects.update(blocked_at=timezone.now())
    Code.objects.create(study=unit.study, digest=b"x" * 32, purpose="letter", unit=unit, mailing=Mailing.objects.get())
    assert "een nieuwere brief" in said(client, first)
    assert "geen nieuwere brief" not in said(client, first)


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        pytest.param(" ", 400, "Typ de code van de brief", id="nothing"),
        pytest.param("12", 400, "De code heeft 16 tekens", id="short"),
        pytest.param("1234567890123456", 400, "Eén van de tekens klopt niet", id="mistyped"),
        pytest.param(UNKNOWN, 404, "Geen brief van dit onderzoek", id="unknown"),
    ],
)
def test_a_code_that_is_none(client: Client, letter: str, typed: str, status: int, words: str) -> None:
    for address in (LOOK, REFUSE):
        answer = client.post(address, {"code": typed})
        assert answer.status_code == status
        assert words in answer.content.decode()
    assert SampleUnit.objects.get().state == "active"


def test_guessing_is_throttled_as_anywhere(client: Client, letter: str, settings) -> None:
    settings.CODE_MISSES_PER_MINUTE = 1
    assert [client.post(LOOK, {"code": UNKNOWN}).status_code for _ in range(2)] == [404, 429]
    assert client.post(LOOK, {"code": letter}).status_code == 200


def test_looks_of_one_person_are_throttled(
    client: Client, letter: str, staff_client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right and wrong codes and refusals count alike; colleagues go on; later it works again."""
    monkeypatch.setattr(lookup, "MOST_LOOKS", 3)
    assert [client.post(LOOK, {"code": one}).status_code for one in (letter, UNKNOWN)] == [200, 404]
    assert client.post(REFUSE, {"code": letter}).status_code == 200
    answer = client.post(LOOK, {"code": letter})
    assert (answer.status_code, int(answer["Retry-After"]) <= 900) == (429, True)
    assert client.post(BACK, {"code": letter}).status_code == 429
    assert SampleUnit.objects.get().state == "refused", "what is throttled changes nothing"
    assert staff_client("fieldwork").post(LOOK, {"code": letter}).status_code == 200
    monkeypatch.setattr(lookup, "SPAN", timedelta(0))
    assert client.post(LOOK, {"code": letter}).status_code == 200


def test_a_look_is_recorded_without_the_code(client: Client, letter: str) -> None:
    said(client, letter)
    (entry,) = AuditEntry.objects.filter(user=client.user)
    assert (entry.action, entry.object, entry.details) == ("helpdesk.look", "mini", {})


# Refusals


def test_a_refusal_closes_the_code_and_can_be_taken_back(client: Client, letter: str) -> None:
    page = said(client, letter, REFUSE)
    assert SampleUnit.objects.get().state == "refused"
    assert "doet niet mee" in page
    assert "Weigering noteren" not in page
    assert Client().post("/start/", {"go": "start", "code": letter}).status_code == 410
    assert AuditEntry.objects.filter(action="unit.state", user=client.user).count() == 1
    said(client, letter, BACK)
    assert SampleUnit.objects.get().state == "active"


@pytest.mark.parametrize("state", ["excluded", "deceased", "refused"])
def test_who_is_out_already_cannot_refuse(client: Client, letter: str, state: str) -> None:
    SampleUnit.objects.update(state=state)
    assert client.post(REFUSE, {"code": letter}).status_code == 409
    assert SampleUnit.objects.get().state == state


@pytest.mark.parametrize("state", ["active", "excluded", "deceased", "undeliverable"])
def test_only_a_refusal_is_taken_back(client: Client, letter: str, state: str) -> None:
    SampleUnit.objects.update(state=state)
    assert client.post(BACK, {"code": letter}).status_code == 409
    assert SampleUnit.objects.get().state == state


def test_who_sent_the_answers_cannot_refuse(client: Client, letter: str) -> None:
    Phone().begin(letter).answer().send({"go": "send"})
    assert client.post(REFUSE, {"code": letter}).status_code == 409


# A code for who lost the letter, and filling in by phone


def test_a_given_code_is_shown_once_and_belongs_to_nobody(client: Client) -> None:
    page = client.post(f"{DESK}code/").content.decode()
    given = page.split("<strong><code>")[1].split("<")[0]
    assert given not in client.get(DESK).content.decode()
    assert (Code.objects.get().purpose, Code.objects.get().unit) == ("helpdesk", None)
    found = said(client, given)
    assert "niemand op de lijst" in found
    assert "Weigering noteren" not in found
    assert client.post(REFUSE, {"code": given}).status_code == 409


def test_filling_in_begins_from_the_page(client: Client, letter: str) -> None:
    page = said(client, letter)
    assert f'name="code" value="{letter}"' in page
    answer = client.post("/staff/interviewing/mini/begin/", {"go": "start", "code": letter, "language": "nl"})
    assert (answer.status_code, answer["Location"]) == (302, "/consent/")


# Counting


def test_an_entry_is_a_day_and_four_words_of_lists(client: Client) -> None:
    assert client.post(f"{DESK}log/", ENTRY).status_code == 302
    made = DeskEntry.objects.values().get()
    assert made.pop("day") == timezone.localdate()
    assert {name: made[name] for name in ENTRY} == ENTRY
    assert set(made) == {"id", "study_id", *ENTRY}, "a column more may tell who called"
    assert f"{DESK}log/{DeskEntry.objects.get().pk}/take-back/" in client.get(DESK).content.decode()


@pytest.mark.parametrize("field", ENTRY)
def test_words_of_ones_own_are_refused(client: Client, field: str) -> None:
    assert client.post(f"{DESK}log/", {**ENTRY, field: "Mevrouw Jansen"}).status_code == 400
    assert not DeskEntry.objects.exists()


def test_a_mistake_of_today_is_taken_back_and_no_other(client: Client, make_edition: Callable[..., Edition]) -> None:
    client.post(f"{DESK}log/", ENTRY)
    made = DeskEntry.objects.get()
    elsewhere = DeskEntry.objects.create(study=make_edition(study="other").study, day=timezone.localdate(), **ENTRY)
    assert client.post(f"{DESK}log/{elsewhere.pk}/take-back/").status_code == 404
    DeskEntry.objects.filter(pk=made.pk).update(day=timezone.localdate() - timedelta(days=1))
    assert client.post(f"{DESK}log/{made.pk}/take-back/").status_code == 404
    DeskEntry.objects.filter(pk=made.pk).update(day=timezone.localdate())
    assert client.post(f"{DESK}log/{made.pk}/take-back/").status_code == 302
    assert list(DeskEntry.objects.all()) == [elsewhere]


def test_small_numbers_are_told_to_who_answers_the_calls_alone(client: Client, staff_client: Clients) -> None:
    study, last_week = Edition.objects.get().study, timezone.localdate() - timedelta(days=7)
    for topic, number in (("technical", 12), ("refusal", 3)):
        DeskEntry.objects.bulk_create([DeskEntry(study=study, day=last_week, **{**ENTRY, "topic": topic})] * number)
    DeskEntry.objects.bulk_create([DeskEntry(study=study, day=timezone.localdate(), **ENTRY)] * 11)
    own = cells(client.get(f"{DESK}numbers/").content.decode())
    others = cells(staff_client("researcher").get(f"{DESK}numbers/").content.decode())
    assert own[-4:] == ["26", "26", "26", "26"]
    assert {"3", "15"} <= set(own)
    assert [one for one in others if one.isdigit()] == ["12", "12", "12", "12"]


def cells(page: str) -> list[str]:
    return [part.split("</td>")[0].strip() for part in page.split("<td>")[1:]]


DAYS = [
    (date(2027, 2, 1), "a", 12),
    (date(2027, 2, 7), "a", 3),
    (date(2027, 2, 3), "b", 4),
    (date(2027, 2, 8), "b", 20),
    (date(2027, 1, 5), "b", 11),
]


@pytest.mark.once
@pytest.mark.parametrize(
    ("least", "told", "sums", "total"),
    [
        pytest.param(counts.EXACT, [(8, (0, 20)), (1, (15, 4)), (4, (0, 11))], (15, 35), 50, id="everything"),
        pytest.param(10, [(1, (15, None)), (4, (None, 11))], (15, 11), 26, id="ten and the week that goes on"),
    ],
)
def test_weeks(least: int, told: list, sums: tuple, total: int) -> None:
    table = counts.table(DAYS, ("a", "b"), TODAY, least)
    assert [(week.monday.day, week.told) for week in table.weeks] == told
    assert (table.sums, table.sum) == (sums, total)


@pytest.mark.once
def test_topics_of_the_whole() -> None:
    assert counts.topics_of(DAYS, ("b", "c", "a")) == {"b": 35, "c": 0, "a": 15}


# Where to send somebody


OWN = {"title": t("Hulp"), "parts": [{"title": t("Uw lessen"), "text": [t("Vraag uw docent.")]}]}


@pytest.mark.once
def test_a_studys_own_words_go_before_general_ones() -> None:
    assert referrals({}, "nl") == (*GENERAL, *ALWAYS)
    own, *rest = referrals({"referral": OWN}, "en")
    assert (own.about, own.say, own.language) == ("Uw lessen (en)", ("Vraag uw docent. (en)",), "en")
    assert [(one.language, one.say) for one in own.others] == [("nl", ("Vraag uw docent.",))]
    assert tuple(rest) == ALWAYS
    assert referrals({"referral": OWN}, "tr")[0].language == "nl"


def test_the_page_shows_them(make_edition: Callable[..., Edition], staff_client: Clients) -> None:
    make_edition(materials={**document()["materials"], "referral": OWN})
    page = staff_client("fieldwork").get(DESK).content.decode()
    assert "Vraag uw docent." in page
    assert '<div lang="en" dir="ltr">' in page
    assert "Autoriteit Persoonsgegevens" in page
    assert "DUO" not in page


# Nothing personal is left


NUMBER = "0687654321"


def at_the_desk(client: Client, letter: str) -> str:
    """Everything that is done here, once; the code that was given on the way."""
    for address in (LOOK, REFUSE, BACK):
        said(client, codes.grouped(letter), address)
    client.post(LOOK, {"code": letter[:-1] + str((int(letter[-1]) + 1) % 10)})
    given = client.post(f"{DESK}code/").content.decode().split("<strong><code>")[1].split("<")[0].replace(" ", "")
    client.post(f"{DESK}log/", ENTRY)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    sent = {"number": NUMBER, "language": "ar", "day": tomorrow, "part": "evening"}
    assert client.post(f"{DESK}call-backs/", sent).status_code == 302
    assert "+31687654321" in client.get(f"{DESK}call-backs/").content.decode()
    return given


def places(log) -> Iterator[tuple[str, bytes]]:
    yield "log", log.getvalue().encode()
    yield from leaks.database_places()
    yield from leaks.session_places()


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_codes_and_numbers_are_nowhere(edition: Edition, staff_client: Clients, letter: str) -> None:
    client = staff_client("fieldwork", study="mini")
    with leaks.written_to_the_log() as log:
        given = at_the_desk(client, letter)
        words = [letter, given, NUMBER, "+31687654321", "687654321"]
        assert leaks.found_in(dict(places(log)), words) == set()
        AuditEntry.objects.create(action="planted", object=f"call {NUMBER} {letter}")
        found = {word for _, word in leaks.found_in(dict(places(log)), words)}
    assert found >= {letter, NUMBER}, "control: the same search finds them where they are"
    assert Interview.objects.count() == 0
