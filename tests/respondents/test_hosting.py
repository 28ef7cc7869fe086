"""Pages of hosts: who may, what each sees, opening, closing, the screen in the room, the guide."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from respondents import sessions
from respondents.models import GroupSession, Interview
from staff.models import AuditEntry, Membership, Organisation
from surveys.models import Edition
from tests.respondents.people import Phone
from tests.respondents.rooms import room
from tests.respondents.test_sessions import join

Clients = Callable[..., Client]
MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def utrecht(db: None) -> Organisation:
    return Organisation.objects.create(name="Utrecht", kind="municipality")


@pytest.fixture
def zwolle(db: None) -> Organisation:
    return Organisation.objects.create(name="Zwolle", kind="municipality")


@pytest.fixture
def municipality(staff_client: Clients, edition: Edition) -> Callable[..., Client]:
    """Somebody of a municipality, for one study."""

    def make(organisation: Organisation, study: str = "mini") -> Client:
        client = staff_client()
        Membership.objects.create(user=client.user, role="municipality", study=study, organisation=organisation)
        return client

    return make


def form(**changes: str) -> dict[str, str]:
    now = timezone.localtime()
    times = {"opens_at": now.strftime(MOMENT), "closes_at": (now + timedelta(hours=2)).strftime(MOMENT)}
    return {"label": "Library, room 2", "most": "15", **times, **changes}


@pytest.mark.parametrize("role", ["researcher", "analyst", "translator", "privacy"])
def test_other_roles_see_nothing(edition: Edition, staff_client: Clients, role: str) -> None:
    client, session = staff_client(role), room(edition.study)
    for address in ("/staff/sessions/", "/staff/sessions/mini/new/", f"/staff/sessions/{session.pk}/"):
        assert client.get(address).status_code == 403
    assert client.post(f"/staff/sessions/{session.pk}/close/").status_code == 403
    assert client.get("/staff/sessions/mini/guide.pdf").status_code == 403


def test_a_visitor_is_sent_to_log_in(client: Client, edition: Edition) -> None:
    assert client.get("/staff/sessions/").status_code == 302


def test_fieldwork_opens_a_session_and_closes_it(edition: Edition, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    answer = client.post("/staff/sessions/mini/new/", form())
    session = GroupSession.objects.get()
    assert answer["Location"] == f"/staff/sessions/{session.pk}/"
    assert (session.most, session.kiosk, session.host, session.channel.organisation) == (15, False, client.user, None)
    text = client.get(answer["Location"]).content.decode()
    assert f"{session.code[:3]} {session.code[3:]}" in text
    assert "<svg" in text
    assert client.get(f"/staff/sessions/{session.pk}/close/").status_code == 405
    client.post(f"/staff/sessions/{session.pk}/close/")
    assert Phone().get(f"/g/{session.code}/").status_code == 410
    after = client.get(answer["Location"]).content.decode()
    recorded = AuditEntry.objects.filter(user=client.user)
    assert "<svg" not in after
    assert "gesloten" in after
    assert list(recorded.order_by("pk").values_list("action", flat=True)) == ["session.open", "session.close"]


@pytest.mark.parametrize(
    "changes",
    [
        {"label": ""},
        {"most": "0"},
        {"most": "201"},
        {"closes_at": "2020-01-01T10:00"},
        {"closes_at": "2090-01-01T10:00"},
        {"opens_at": "yesterday"},
    ],
    ids=lambda changes: next(iter(changes.items()))[0] + next(iter(changes.values())),
)
def test_a_wrong_form_opens_nothing(edition: Edition, staff_client: Clients, changes: dict[str, str]) -> None:
    assert staff_client("fieldwork").post("/staff/sessions/mini/new/", form(**changes)).status_code == 400
    assert GroupSession.objects.count() == 0


def test_fieldwork_of_another_study(edition: Edition, staff_client: Clients) -> None:
    client, session = staff_client("fieldwork", study="other"), room(edition.study)
    assert client.get("/staff/sessions/").status_code == 200
    assert client.get("/staff/sessions/mini/new/").status_code == 403
    assert client.get(f"/staff/sessions/{session.pk}/").status_code == 404
    assert client.post(f"/staff/sessions/{session.pk}/close/").status_code == 404
    assert GroupSession.objects.get().closed_at is None


def test_a_municipality_hosts_its_own_channel(edition, municipality, utrecht, zwolle) -> None:
    client = municipality(utrecht)
    client.post("/staff/sessions/mini/new/", form(organisation=str(utrecht.pk)))
    own = GroupSession.objects.get()
    assert own.channel.organisation == utrecht
    others = [room(edition.study, organisation=zwolle, label="Not yours"), room(edition.study, label="Not yours")]
    text = client.get("/staff/sessions/").content.decode()
    assert own.label in text
    assert "Not yours" not in text
    for other in others:
        assert client.get(f"/staff/sessions/{other.pk}/").status_code == 404
        assert client.post(f"/staff/sessions/{other.pk}/close/").status_code == 404


@pytest.mark.parametrize("chosen", ["zwolle", "none"])
def test_a_municipality_opens_none_for_another(municipality, utrecht, zwolle, chosen: str) -> None:
    organisation = str(zwolle.pk) if chosen == "zwolle" else ""
    answer = municipality(utrecht).post("/staff/sessions/mini/new/", form(organisation=organisation))
    assert (answer.status_code, GroupSession.objects.count()) == (400, 0)


def test_a_municipality_without_an_organisation(edition: Edition, staff_client: Clients) -> None:
    client = staff_client("municipality")
    assert "hoort bij geen organisatie" in client.get("/staff/sessions/").content.decode()
    assert client.get("/staff/sessions/mini/new/").status_code == 404


def test_the_screen_counts_and_the_list_hides(edition: Edition, staff_client: Clients) -> None:
    client, session = staff_client("fieldwork"), room(edition.study)
    join(session)
    wall = client.get(f"/staff/sessions/{session.pk}/")
    assert (wall["Refresh"], wall.context["counts"].busy) == ("10", 1)
    (row,) = client.get("/staff/sessions/").context["rows"]
    assert row[1] == sessions.Counts(None, None)
    Interview.objects.update(state=Interview.State.SENT)
    assert client.get(f"/staff/sessions/{session.pk}/").context["counts"] == sessions.Counts(1, 1)


def test_long_after_the_screen_hides_too(edition: Edition, staff_client: Clients) -> None:
    session = room(edition.study)
    join(session)
    long_ago = timezone.now() - timedelta(hours=5)
    GroupSession.objects.update(opens_at=long_ago - timedelta(hours=2), closes_at=long_ago)
    wall = staff_client("fieldwork").get(f"/staff/sessions/{session.pk}/")
    assert wall.context["counts"] == sessions.Counts(None, None)
    assert "Refresh" not in wall


def test_a_study_without_a_guide(edition: Edition, staff_client: Clients) -> None:
    assert staff_client("fieldwork").get("/staff/sessions/mini/guide.pdf").status_code == 404


def test_the_guide_is_made_once(make_edition, staff_client: Clients, own_var_dir) -> None:
    make_edition(materials={"guide": guide("nl", "en")})
    client = staff_client("fieldwork")
    first = b"".join(client.get("/staff/sessions/mini/guide.pdf").streaming_content)
    assert first[:5] == b"%PDF-"
    (kept,) = (own_var_dir / "guides").iterdir()
    kept.write_bytes(b"the same file")
    assert b"".join(client.get("/staff/sessions/mini/guide.pdf").streaming_content) == b"the same file"


def guide(*languages: str) -> dict:
    def said(words: str) -> dict[str, str]:
        return {tag: f"{words} {tag}" for tag in languages}

    parts = [
        {"title": said("Before"), "text": [said("Quiet room")]},
        {"title": said("Welcome"), "text": [said("Hello"), said("You may stop")], "read_out": True},
    ]
    return {"title": said("Guide"), "lead": said("For hosts"), "parts": parts}
