"""The page of lists from contact wishes: who may, what leaves, what is told of it, and the last day."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pyrage
import pytest
from django.test import Client
from django.utils import timezone

from invitations import age_files
from respondents import tasks, wish_desk, wishes
from respondents.contact import read_contact
from respondents.models import ContactWish
from respondents.wish_pass import WishPass
from staff.models import AuditEntry
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.models import Edition, Study
from tests.commands import run
from tests.respondents.mini import document, t
from tests.respondents.wishers import BOTH, Wisher, materials

pytestmark = [pytest.mark.django_db(databases=BOTH), pytest.mark.once]
PAGE = "/staff/wishes/mini/"
TAKE_OUT, PURGE = f"{PAGE}take-out/", f"{PAGE}purge/"
PAIR = pyrage.x25519.Identity.generate()
KEY = str(PAIR.to_public())
WORDS = "a passphrase of several words"
Clients = Callable[..., Client]


def enter(contact: str, kind: str = "interview", name: str = "") -> None:
    asked = wishes.Asked(kind, read_contact(contact), "ar", name)
    wishes.enter(WishPass("mini", 1, f"{kind} {contact}"), asked, Random(1))


@pytest.fixture
def study(make_edition: Callable[..., Edition]) -> Study:
    made = make_edition(materials=materials()).study
    for contact in ("zed@wishes.example", "06 12345678", "anna@wishes.example"):
        enter(contact, name="=SUM(A1)")
    enter("raffle@wishes.example", kind="raffle")
    return made


def wish(**changes: str) -> dict[str, str]:
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {"kind": "interview", "key": KEY, "words": "", "until": until, **changes}


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_other_roles_may_not(study: Study, staff_client: Clients) -> None:
    client = staff_client("researcher", "translator", "municipality", "analyst", "fg")
    assert {client.get(address).status_code for address in (PAGE, "/staff/wishes/")} == {403}
    assert {client.post(address, wish(sure="on")).status_code for address in (TAKE_OUT, PURGE)} == {403}
    assert ContactWish.objects.count() == 4


def test_of_another_study_neither(study: Study, staff_client: Clients) -> None:
    client = staff_client("privacy", study="other")
    assert (client.get(PAGE).status_code, client.post(TAKE_OUT, wish()).status_code) == (403, 403)


@pytest.mark.parametrize("role", ["fieldwork", "privacy"])
def test_the_list_leaves_encrypted(study: Study, staff_client: Clients, role: str) -> None:
    client = staff_client(role)
    answer = client.post(TAKE_OUT, wish())
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="mini-interview.csv.age"'
    assert b"wishes.example" not in answer.content
    head, *people = rows(age_files.decrypt(answer.content, str(PAIR)))
    assert head == ["contact", "name", "language"]
    assert people == [
        ["'+31612345678", "'=SUM(A1)", "ar"],
        ["anna@wishes.example", "'=SUM(A1)", "ar"],
        ["zed@wishes.example", "'=SUM(A1)", "ar"],
    ]
    entry = AuditEntry.objects.get(action="wishes.take_out")
    assert entry.user == client.user
    assert entry.details == {"kind": "interview", "people": 3, "until": wish()["until"]}


def test_with_a_passphrase(study: Study, staff_client: Clients) -> None:
    client = staff_client("privacy")
    answer = client.post(TAKE_OUT, wish(key="", words=WORDS))
    assert len(rows(bytes(pyrage.passphrase.decrypt(answer.content, WORDS)))) == 4
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(answer.content, "another passphrase")
    assert WORDS not in str(list(AuditEntry.objects.values()))


WRONG = {
    "neither": {"key": ""},
    "both": {"words": WORDS},
    "short": {"key": "", "words": "short"},
    "broken": {"key": "age1broken"},
    "secret": {"key": str(PAIR)},
    "past": {"until": "2020-01-01"},
    "far away": {"until": "2090-01-01"},
    "raffle": {"kind": "raffle"},
}


def test_a_wrong_form_takes_nothing_out(study: Study, staff_client: Clients) -> None:
    client = staff_client("privacy")
    answers = {name: client.post(TAKE_OUT, wish(**changes)) for name, changes in WRONG.items()}
    assert {name for name, answer in answers.items() if answer.status_code != 400} == set()
    text = "".join(answer.content.decode() for answer in answers.values())
    assert [word for word in (str(PAIR), WORDS, "wishes.example") if word in text] == []
    assert not AuditEntry.objects.filter(action="wishes.take_out").exists()


def test_without_the_key_nothing_is_taken_out(study: Study, staff_client: Clients, settings) -> None:
    settings.CONTACTS_KEYS = ("another key of thirty-two characters or more",)
    assert staff_client("privacy").post(TAKE_OUT, wish())["Location"] == PAGE
    assert not AuditEntry.objects.filter(action="wishes.take_out").exists()


def test_how_many_in_tens(study: Study, staff_client: Clients) -> None:
    """Three are there already."""
    client, told = staff_client("privacy"), {}
    for number in range(4, 21):
        enter(f"person{number}@wishes.example")
        page = client.get(PAGE)
        told[number] = [one.tens for one in page.context["lists"]]
        assert "wishes.example" not in page.content.decode()
    assert told == {number: [number // 10 * 10] for number in told}
    assert told[9] == [0]


def test_throwing_away_needs_a_tick(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    client.post(PURGE, {"kind": "interview"})
    client.post(PURGE, {"kind": "raffle", "sure": "on"})
    assert ContactWish.objects.count() == 4
    client.post(PURGE, {"kind": "interview", "sure": "on"})
    assert [one.kind for one in ContactWish.objects.all()] == ["raffle"]
    assert AuditEntry.objects.get(action="wishes.purge").user == client.user


def test_after_the_last_day_the_list_goes(study: Study, staff_client: Clients) -> None:
    client = staff_client("privacy")
    client.post(TAKE_OUT, wish())
    last = timezone.localdate() + timedelta(days=30)
    assert wish_desk.purge_due(last) == {}
    assert wish_desk.purge_due(last + timedelta(days=1)) == {("mini", "interview"): 3}
    assert AuditEntry.objects.get(action="wishes.purge").user is None
    enter("later@wishes.example")
    assert wish_desk.purge_due(last + timedelta(days=2)) == {}, "a promise is about the list that was taken out"
    assert wish_desk.kept_until(study, "interview") is None


def test_a_later_promise_counts(study: Study, staff_client: Clients) -> None:
    client, today = staff_client("privacy"), timezone.localdate()
    for days in (1, 40):
        client.post(TAKE_OUT, wish(until=(today + timedelta(days=days)).isoformat()))
    assert wish_desk.purge_due(today + timedelta(days=5)) == {}
    assert wish_desk.purge_due(today + timedelta(days=41)) == {("mini", "interview"): 3}


def test_the_page_warns_and_the_command_and_the_task_purge(study: Study, staff_client: Clients) -> None:
    client, yesterday = staff_client("privacy"), timezone.localdate() - timedelta(days=1)
    wish_desk.take_out(study, client.user, "interview", yesterday)
    assert [one.overdue for one in client.get(PAGE).context["lists"]] == [True]
    _, out, _ = run("purge_wishes", "--due")
    assert "mini interview: 3 removed" in out
    enter("again@wishes.example")
    wish_desk.take_out(study, client.user, "interview", yesterday)
    tasks.purge_due_wishes()
    assert [one.kind for one in ContactWish.objects.all()] == ["raffle"]


def test_what_leaves_has_nothing_of_answers(study: Study) -> None:
    """The row of a wish holds no key and no date, and the file only what the row opens to."""
    ((person, *_),) = [wish_desk.take_out(study, None)]
    assert set(person) == {"contact", "name", "language"}


PANEL = {
    "title": t("Meedenken"),
    "lead": t("Denk later met ons mee."),
    "text": [t("Wij mailen u twee keer per jaar.")],
    "kept": t("U staat op de lijst van het panel."),
}


def test_somebody_joins_the_panel_and_is_on_its_list_alone(make_edition, staff_client: Clients) -> None:
    study = make_edition(materials=materials(panel=PANEL)).study
    wisher = Wisher().finish()
    assert "Denk later met ons mee." in wisher.text
    assert "/done/interview/" not in wisher.text
    assert [one.kind for one in staff_client("privacy").get(PAGE).context["lists"]] == ["panel"]
    wisher.leave("panel", "panel@wishes.example", "Sara")
    assert "U staat op de lijst van het panel." in wisher.text
    assert [one.state for one in ContactWish.objects.all()] == ["trial"], "the edition is a demo"
    ContactWish.objects.update(state="new")
    people = {kind: wish_desk.take_out(study, None, kind) for kind in wish_desk.LISTS}
    assert people == {"interview": [], "panel": [{"contact": "panel@wishes.example", "name": "Sara", "language": "nl"}]}
    phone = Wisher()
    phone.get("/wish/remove/")
    phone.send({"go": "remove", "contact": "panel@wishes.example"})
    assert not ContactWish.objects.exists()


def test_a_panel_needs_its_thanks() -> None:
    faulty = materials(panel={**PANEL, "kept": {}})
    with pytest.raises(DefinitionError) as refused:
        parse(document(materials=faulty))
    assert [problem.message for problem in refused.value.problems] == ["A panel needs its thanks."]
