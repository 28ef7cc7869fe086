"""A shared tablet: cleared on finish, on stop and when idle; an interrupted interview goes on by its own code."""

from datetime import timedelta

import pytest
from django.utils import timezone

from respondents import kiosk, visits
from respondents.models import GroupSession, Interview, Visit
from surveys.models import Edition
from tests.respondents.people import Phone
from tests.respondents.rooms import room
from tests.respondents.test_sessions import begin, go_on

SECRET = "only for me"


@pytest.fixture
def session(edition: Edition) -> GroupSession:
    return room(edition.study, kiosk=True)


def tablet(session: GroupSession) -> Phone:
    found = Phone()
    found.get(f"/g/{session.code}/")
    return found


def person(shared: Phone, until: str = "check") -> Phone:
    """Somebody takes the tablet and answers up to this page."""
    go_on(begin(shared))
    return shared.answer(until=until, said={"said": SECRET})


def left_behind(shared: Phone) -> set[str]:
    """Cookies that still hold something."""
    return {name for name, cookie in shared.client.cookies.items() if cookie.value}


def test_the_tablet_is_told_and_the_visit_too(session: GroupSession) -> None:
    shared = tablet(session)
    assert "Na elke persoon maken wij hem leeg" in shared.text
    assert f'content="900;url=/g/{session.code}/wipe/"' in shared.text
    assert 'data-seconds="900" data-warned="60"' in shared.text


def test_any_phone_can_be_a_shared_one(edition: Edition) -> None:
    session = room(edition.study)
    own = Phone()
    own.get(f"/g/{session.code}/")
    assert "kiosk.js" not in own.text
    own.get(f"/g/{session.code}/kiosk/")
    assert "kiosk.js" in own.text


def test_three_people_after_each_other(session: GroupSession) -> None:
    shared = tablet(session)
    for _ in range(3):
        person(shared)
        shared.send({"go": "send"})
        assert f'content="60;url=/g/{session.code}/wipe/"' in shared.text
        assert SECRET not in shared.text
        assert "Ik ben klaar" in shared.text
        shared.get(f"/g/{session.code}/wipe/")
        assert left_behind(shared) == {"kiosk"}
        assert shared.get("/check/").status_code == 403
        shared.get(f"/g/{session.code}/kiosk/")
    assert Interview.objects.filter(session=session, state=Interview.State.SENT).count() == 3
    assert Visit.objects.count() == 0


def test_clearing_tells_the_browser(session: GroupSession) -> None:
    shared = tablet(session)
    person(shared)
    thanks = shared.client.post("/check/", {**shared.fields(), "go": "send"})
    assert (thanks["Location"], thanks["Clear-Site-Data"]) == ("/done/", '"cache"')
    cleared = shared.get(f"/g/{session.code}/wipe/")
    assert cleared["Clear-Site-Data"] == '"cache", "storage"'
    assert cleared["Cache-Control"] == "no-store"


@pytest.mark.parametrize("at", ["screening", "hours", "check"])
def test_stop_clears_and_the_own_code_goes_on(session: GroupSession, at: str) -> None:
    shared = tablet(session)
    if at == "screening":
        shared.send({"go": "nocode"}, "/start/")
        shared.send({"go": "yes"})
    else:
        person(shared, until=at)
    shared.send({"go": "stop"})
    assert shared.address == f"/g/{session.code}/wipe/"
    assert left_behind(shared) == {"kiosk"}
    if at == "screening":
        return
    shared.get("/start/")
    shared.send({"go": "start", "code": shared.own_code})
    assert shared.name == at
    assert SECRET not in shared.text
    assert "kiosk.js" in shared.text  # still a shared tablet


def test_the_server_forgets_an_idle_tablet(session: GroupSession) -> None:
    """Where neither script nor refresh came: after 30 minutes the tablet is nobody's. A phone is not."""
    shared = person(tablet(session), until="hours")
    own = go_on(begin(_on_own_phone(session)))
    Visit.objects.update(last_at=timezone.now() - visits.AWAY - timedelta(minutes=1))
    assert shared.get("/q/hours/").status_code == 403
    assert own.get("/q/work/").status_code == 200


def _on_own_phone(session: GroupSession) -> Phone:
    GroupSession.objects.update(kiosk=False)
    own = Phone()
    own.get(f"/g/{session.code}/")
    return own


def test_the_next_person_begins_although_nobody_cleared(session: GroupSession) -> None:
    shared = person(tablet(session), until="story")
    shared.get(f"/g/{session.code}/")
    assert shared.address == "/mini/"
    assert shared.get("/q/said/").status_code in (403, 404)
    assert SECRET not in shared.text
    shared.get(f"/g/{session.code}/")
    go_on(begin(shared))
    assert Interview.objects.filter(session=session).count() == 2


@pytest.mark.parametrize("address", ["/g/{}/wipe/", "/g/000000/wipe/"])
def test_a_phone_of_ones_own_is_not_cleared(phone: Phone, session: GroupSession, address: str) -> None:
    phone.begin().answer(until="hours")
    page = phone.get(address.format(session.code))
    assert "Clear-Site-Data" not in page
    assert phone.get("/q/hours/").status_code == 200


def test_a_no_on_a_shared_tablet_stays_in_the_session(session: GroupSession) -> None:
    shared = tablet(session)
    shared.send({"go": "nocode"}, "/start/")
    shared.send({"go": "no"})
    assert "Ik ben klaar" in shared.text
    shared.get("/")
    assert "U bent bij uw groep" in shared.text


def test_a_cookie_that_was_changed_is_none(session: GroupSession) -> None:
    shared = tablet(session)
    shared.client.cookies[kiosk.COOKIE] = "123456:forged"
    shared.get("/mini/")
    assert "kiosk.js" not in shared.text
