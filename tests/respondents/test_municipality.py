"""The municipality's area and fieldwork's view of all: what each does on their pages."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from invitations.models import Channel, ChannelCount, Effort
from respondents.models import GroupSession, PlannedSession
from staff import contacts
from staff.models import AuditEntry, Membership, Organisation, User
from surveys.models import Edition

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
HOME = "/staff/municipality/"
ALL = f"{HOME}mini/"
MOMENT = "%Y-%m-%dT%H:%M"
CSV_LINES = 2


@pytest.fixture
def utrecht(edition: Edition) -> Organisation:
    return Organisation.objects.create(name="Utrecht", kind="municipality")


@pytest.fixture
def contact(utrecht: Organisation, staff_client: Clients) -> Client:
    """The first contact of Utrecht."""
    client, now = staff_client(), timezone.now()
    asked, _ = contacts.ask(contacts.Post(utrecht, "mini", 1), client.user.email, by=client.user, now=now)
    contacts.accept(asked, client.user, now)
    return client


@pytest.fixture
def fieldwork(staff_client: Clients, edition: Edition) -> Client:
    return staff_client("fieldwork")


def area(organisation: Organisation) -> str:
    return f"{ALL}{organisation.pk}/"


def tap(client: Client, organisation: Organisation, size: str = "to_50") -> None:
    """The second tap: sends the form of a kind as the page has it."""
    page = client.get(area(organisation)).content.decode()
    key = re.search(r'name="page" value="([^"]+)"', page)[1]
    client.post(f"{area(organisation)}efforts/", {"kind": "whatsapp", "size": size, "page": key})


def plan(**changes: object) -> dict[str, object]:
    tomorrow = timezone.localtime() + timedelta(days=1)
    usual = {"starts_at": tomorrow.strftime(MOMENT), "place": "Library", "expected": "20", "languages": ["nl"]}
    return {**usual, **changes}


def test_a_contact_is_led_to_their_own_area(contact: Client, utrecht: Organisation) -> None:
    assert contact.get(HOME)["Location"] == area(utrecht)
    assert contact.get(area(utrecht)).status_code == 200
    assert contact.get(ALL).status_code == 403


def test_fieldwork_is_led_to_all(fieldwork: Client) -> None:
    assert fieldwork.get(HOME)["Location"] == ALL


def test_an_account_without_an_organisation(staff_client: Clients, edition: Edition) -> None:
    assert "hoort bij geen organisatie" in staff_client("municipality").get(HOME).content.decode()


def test_two_taps(contact: Client, utrecht: Organisation) -> None:
    tap(contact, utrecht)
    made = Effort.objects.get()
    assert (made.kind, made.day, made.size, made.reach) == ("whatsapp", timezone.localdate(), "to_50", None)
    text = contact.get(area(utrecht)).content.decode()
    assert "11 tot 50 mensen" in text
    contact.post(f"{area(utrecht)}efforts/{made.pk}/undo/")
    assert "11 tot 50 mensen" not in contact.get(area(utrecht)).content.decode()


def test_another_day_and_a_number(contact: Client, utrecht: Organisation) -> None:
    contact.post(f"{area(utrecht)}efforts/", {"kind": "school", "day": "2026-01-05", "reach": "37"})
    made = Effort.objects.get()
    assert (made.day.isoformat(), made.reach, made.size) == ("2026-01-05", 37, "")
    answer = contact.post(f"{area(utrecht)}efforts/{made.pk}/", {"kind": "school", "day": "2026-01-05", "reach": "73"})
    assert answer.status_code == 302
    text = contact.get(f"{area(utrecht)}efforts/").content.decode()
    assert ("73 mensen" in text, "37 mensen" in text) == (True, False)


def test_a_wrong_effort(contact: Client, utrecht: Organisation) -> None:
    wrong = (
        {"kind": "party"},
        {"day": "2090-01-01"},
        {"reach": "-1"},
        {"reach": "5", "size": "to_10"},
        {"size": "huge"},
    )
    for changes in wrong:
        asked = {"kind": "school", "day": "2026-01-05", **changes}
        assert contact.post(f"{area(utrecht)}efforts/", asked).status_code == 400, changes
    assert not Effort.objects.exists()


def test_a_late_change_is_told(contact: Client, fieldwork: Client, utrecht: Organisation) -> None:
    tap(contact, utrecht)
    address = f"{area(utrecht)}efforts/{Effort.objects.get().pk}/"
    fieldwork.post(f"{address}undo/")
    answer = contact.post(address, {"kind": "school", "reach": "3"}, follow=True)
    assert "in de tussentijd" in answer.content.decode()
    assert Effort.objects.count() == 2


def test_a_session_is_planned_changed_and_opened(contact: Client, utrecht: Organisation) -> None:
    contact.post(f"{area(utrecht)}sessions/plan/", plan())
    planned = PlannedSession.objects.get()
    address = f"{area(utrecht)}sessions/{planned.pk}/"
    assert "Nu openen" not in contact.get(area(utrecht)).content.decode(), "tomorrow is too early"
    contact.post(f"{address}open/")
    assert not GroupSession.objects.exists()
    soon = timezone.localtime() + timedelta(hours=2)
    contact.post(address, plan(starts_at=soon.strftime(MOMENT), place="Library, room 3", expected="195"))
    assert "Nu openen" in contact.get(area(utrecht)).content.decode()
    answer = contact.post(f"{address}open/")
    opened = GroupSession.objects.get()
    assert answer["Location"] == f"/staff/sessions/{opened.pk}/"
    assert (opened.label, opened.most, opened.channel.organisation) == ("Library, room 3", 200, utrecht)
    contact.post(f"{address}open/")
    contact.post(f"{address}call-off/")
    assert (GroupSession.objects.count(), PlannedSession.objects.get().cancelled_at) == (1, None)


def test_a_session_is_called_off(contact: Client, fieldwork: Client, utrecht: Organisation) -> None:
    contact.post(f"{area(utrecht)}sessions/plan/", plan())
    assert "Library" in fieldwork.get(ALL).content.decode()
    contact.post(f"{area(utrecht)}sessions/{PlannedSession.objects.get().pk}/call-off/")
    for page in (contact.get(area(utrecht)), fieldwork.get(ALL)):
        assert "Library" not in page.content.decode()


def test_a_wrong_plan(contact: Client, utrecht: Organisation) -> None:
    wrong = (
        {"starts_at": "2020-01-01T10:00"},
        {"place": " "},
        {"expected": "0"},
        {"expected": "201"},
        {"languages": ["xx"]},
    )
    for changes in wrong:
        assert contact.post(f"{area(utrecht)}sessions/plan/", plan(**changes)).status_code == 400, changes
    assert not PlannedSession.objects.exists()


def test_the_weeks_of_a_channel_without_small_numbers(contact: Client, utrecht: Organisation, edition) -> None:
    channel = Channel.objects.create(study=edition.study, slug="west", kind="flyer", label="West", organisation=utrecht)
    last = timezone.localdate() - timedelta(days=7)
    for day, number in ((last, 7), (last - timedelta(days=7), 40)):
        ChannelCount.objects.create(channel=channel, day=day, step="landed", count=number)
    text = contact.get(area(utrecht)).content.decode()
    assert set(re.findall(r"<td>([0-9]+)\s*</td>", text)) == {"40"}


def ask(client: Client, organisation: Organisation, place: int, email: str = "new@utrecht.example") -> int:
    return client.post(f"{area(organisation)}contacts/ask/", {"place": str(place), "email": email}).status_code


def test_a_contact_asks_a_second_one_and_hands_over(contact: Client, utrecht: Organisation) -> None:
    assert ask(contact, utrecht, 2) == 302
    (sent,) = mail.outbox
    assert sent.to == ["new@utrecht.example"]
    assert "/staff/invited/" in sent.body
    assert contact.user.email not in sent.body
    assert ask(contact, utrecht, 1, "successor@utrecht.example") == 302
    assert contact.get(area(utrecht)).status_code == 200, "until the successor has said yes"
    now = timezone.now()
    asked = contacts.open_invitations(now).get(place=1)
    contacts.accept_as_new(asked, contacts.NewAccount("Successor", "a long password", "nl"), now)
    assert contact.get(area(utrecht)).status_code == 302, "the account is closed"
    assert not User.objects.get(pk=contact.user.pk).is_active


def test_nobody_gives_away_anothers_place(
    contact: Client, fieldwork: Client, utrecht: Organisation, staff_client
) -> None:
    second = staff_client()
    Membership.objects.create(user=second.user, role="municipality", study="mini", organisation=utrecht)
    held = contacts.contacts_of(utrecht, "mini").get()
    assert ask(second, utrecht, 1) == 403
    assert second.post(f"{area(utrecht)}contacts/{held.pk}/end/").status_code == 403
    assert not mail.outbox
    assert ask(second, utrecht, 2) == 302
    assert ask(fieldwork, utrecht, 1) == 302
    fieldwork.post(f"{area(utrecht)}contacts/{held.pk}/end/")
    assert not contacts.contacts_of(utrecht, "mini").exists()


def test_fieldwork_sees_and_ends_access_given_by_command(contact, fieldwork: Client, utrecht, staff_client) -> None:
    other = staff_client()
    Membership.objects.create(user=other.user, role="municipality", organisation=utrecht)
    page = f"{area(utrecht)}contacts/"
    end = f"{page}accounts/{other.user.pk}/end/"
    assert other.user.email in fieldwork.get(page).content.decode()
    assert other.user.email not in contact.get(page).content.decode()
    assert contact.post(end).status_code == 403
    assert fieldwork.post(f"{page}accounts/{contact.user.pk}/end/").status_code == 404, "a contact is ended as one"
    assert fieldwork.post(end).status_code == 302
    assert other.get(page).status_code == 302
    assert fieldwork.post(end).status_code == 404


def test_a_mail_that_does_not_leave_changes_nothing(contact: Client, utrecht: Organisation, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask(contact, utrecht, 2) == 503
    assert not contacts.open_invitations(timezone.now()).exists()


def test_an_address_that_cannot_be(contact: Client, utrecht: Organisation) -> None:
    assert [ask(contact, utrecht, 2, email) for email in ("", "nobody", contact.user.email)] == [400, 400, 400]
    assert not mail.outbox


def test_an_invitation_is_taken_back(contact: Client, utrecht: Organisation) -> None:
    ask(contact, utrecht, 2)
    asked = contacts.open_invitations(timezone.now()).get()
    contact.post(f"{area(utrecht)}contacts/asked/{asked.pk}/take-back/")
    assert "new@utrecht.example" not in contact.get(f"{area(utrecht)}contacts/").content.decode()


def test_fieldwork_adds_a_municipality(fieldwork: Client, utrecht: Organisation) -> None:
    answer = fieldwork.post(f"{ALL}add/", {"name": " utrecht ", "email": "first@utrecht.example"})
    assert answer["Location"] == area(utrecht)
    fieldwork.post(f"{ALL}add/", {"name": "Zwolle", "email": "first@zwolle.example"})
    assert [message.to for message in mail.outbox] == [["first@utrecht.example"], ["first@zwolle.example"]]
    page = fieldwork.get(ALL)
    assert [one.name for one in page.context["without"]] == ["Utrecht", "Zwolle"]
    assert "first@" not in page.content.decode()
    assert AuditEntry.objects.filter(action="organisation.make").count() == 1


def test_who_the_contacts_are_and_when_they_last_came(contact: Client, fieldwork: Client, utrecht) -> None:
    User.objects.filter(pk=contact.user.pk).update(last_login="2026-05-04T10:00Z", name="Contact Person")
    page = fieldwork.get(ALL)
    assert [one.name for one in page.context["with_one"]] == ["Utrecht"]
    text = page.content.decode()
    assert "Contact Person" in text
    assert "4 mei 2026" in text
    assert "4 mei 2026" not in contact.get(f"{area(utrecht)}contacts/").content.decode()


def test_the_table_and_its_files(contact: Client, fieldwork: Client, utrecht: Organisation) -> None:
    Organisation.objects.filter(pk=utrecht.pk).update(name="=Utrecht")
    tap(contact, utrecht)
    contact.post(f"{area(utrecht)}efforts/", {"kind": "whatsapp", "reach": "5"})
    ((_, line),) = fieldwork.get(ALL).context["lines"]
    assert (line.total.times, line.total.reach.least, line.total.reach.most) == (2, 16, 55)
    table, logged = (_csv(fieldwork, name) for name in ("table.csv", "efforts.csv"))
    assert (len(table), table[1][:4]) == (CSV_LINES, ["'=Utrecht", "2", "16", "55"])
    assert sorted(row[3:] for row in logged[1:]) == [["11", "50"], ["5", "5"]]


def _csv(client: Client, name: str) -> list[list[str]]:
    text = client.get(f"{ALL}{name}").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_another_studys_fieldwork(staff_client: Clients, utrecht: Organisation) -> None:
    client = staff_client("fieldwork", study="other")
    for address in (ALL, area(utrecht), f"{ALL}table.csv", f"{ALL}efforts.csv"):
        assert client.get(address).status_code == 403
