"""Closed by hand, opened again, other dates, another way in: respondents notice at once, and no answer is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from respondents.models import AnswerEvent
from staff.models import AuditEntry
from surveys import fieldwork
from surveys.editions import current_edition, definition_of
from surveys.fieldwork import CannotChange
from surveys.models import Edition, FieldworkChange
from tests.respondents.people import Phone

TODAY = timezone.localdate()


def set_to(edition: Edition, **wanted: Any) -> FieldworkChange:
    wanted = {"closed": False, "why": "Proef", "user": None} | wanted
    return fieldwork.change(edition.study, [definition_of(edition)], **wanted)


def test_closing_shows_the_closed_page_also_to_who_is_busy(phone: Phone, edition: Edition) -> None:
    phone.begin()
    first = phone.address
    phone.send({"go": "next"}, fields=phone.fields())
    events = AnswerEvent.objects.count()
    set_to(edition, closed=True)
    for address in ("/", "/mini/", first, "/check/", "/on/"):
        page = phone.get(address)
        assert page.status_code in (404, 410), address
    assert "gesloten" in phone.get(first).content.decode()
    assert phone.client.post(first, {"go": "next"}).status_code in (403, 410)
    assert AnswerEvent.objects.count() == events
    set_to(edition, closed=False)
    assert phone.get(first).status_code == 200
    assert phone.answer().name == "check"


def test_an_answer_in_the_background_is_told_too(phone: Phone, edition: Edition) -> None:
    phone.begin()
    fields = phone.fields()
    set_to(edition, closed=True)
    answer = phone.client.post(f"{phone.address}save/", {**fields, "touched": ["x"]})
    assert answer.status_code == 410
    assert "U kon meedoen tot en met" in answer.json()["text"]


def test_removing_answers_stays_possible(phone: Phone, edition: Edition) -> None:
    phone.begin()
    set_to(edition, closed=True)
    assert phone.get("/withdraw/").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        pytest.param({"closes": TODAY}, 200, id="the last day"),
        pytest.param({"closes": TODAY - timedelta(days=1)}, 410, id="closed yesterday"),
        pytest.param({"opens": TODAY + timedelta(days=1)}, 403, id="opens tomorrow"),
        pytest.param({}, 200, id="as the edition says"),
    ],
)
def test_other_dates(phone: Phone, edition: Edition, wanted: dict[str, Any], status: int) -> None:
    set_to(edition, **wanted)
    assert phone.get("/mini/").status_code == status


def test_a_later_day_opens_what_was_closed(make_edition: Any) -> None:
    phone = Phone()
    closed = make_edition(dates={"open": "2020-01-01", "close": "2020-12-31"})
    assert phone.get("/mini/").status_code == 410
    set_to(closed, closes=TODAY + timedelta(days=7))
    assert current_edition("mini") == closed
    assert phone.get("/mini/").status_code == 200


def test_with_a_code_only(phone: Phone, edition: Edition) -> None:
    assert 'value="nocode"' in phone.get("/mini/").content.decode()
    set_to(edition, mode="coded")
    assert 'value="nocode"' not in phone.get("/mini/").content.decode()
    phone.get("/start/")
    assert phone.send({"go": "nocode"}).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        pytest.param({"closes": date(2091, 2, 1)}, "after_withdrawal", id="longer than answers can be removed"),
        pytest.param({"opens": date(2090, 12, 31), "closes": date(2090, 12, 1)}, "open_after_close", id="order"),
        pytest.param({"mode": "sometimes"}, "no_such_mode", id="no such way in"),
        pytest.param({"why": "  "}, "no_why", id="no reason"),
    ],
)
def test_what_cannot_be(edition: Edition, wanted: dict[str, Any], code: str) -> None:
    with pytest.raises(CannotChange, match=code):
        set_to(edition, **wanted)
    assert not FieldworkChange.objects.exists()


def test_a_study_proved_without_codes_stays_without(make_edition: Any) -> None:
    edition = make_edition(mode="open")
    with pytest.raises(CannotChange, match="proved_open"):
        set_to(edition, mode="both")


def test_changes_only_grow_and_are_logged(edition: Edition) -> None:
    made = set_to(edition, closed=True)
    assert AuditEntry.objects.get(action="study.fieldwork").details["closed"] is True
    with pytest.raises(DatabaseError), transaction.atomic():
        FieldworkChange.objects.filter(pk=made.pk).update(closed=False)


class TestPage:
    PAGE = "/staff/studies/mini/design/dates/"

    @pytest.fixture
    def client(self, staff_client: Any) -> Any:
        return staff_client("researcher", study="mini")

    def test_close_reopen_and_set(self, client: Any, edition: Edition) -> None:
        assert client.post(f"{self.PAGE}close/", {"why": ""}).status_code == 422
        assert client.post(f"{self.PAGE}close/", {"why": "Genoeg"}).status_code == 302
        assert "Met de hand gesloten" in client.get(self.PAGE).content.decode()
        client.post(f"{self.PAGE}set/", {"closes": "2089-01-01", "mode": "coded", "why": "Korter"})
        now = FieldworkChange.objects.latest("pk")
        assert (now.closed, now.closes, now.mode, now.user) == (True, date(2089, 1, 1), "coded", client.user)
        client.post(f"{self.PAGE}reopen/", {"why": "Toch niet"})
        now = FieldworkChange.objects.latest("pk")
        assert (now.closed, now.closes, now.mode) == (False, date(2089, 1, 1), "coded")
        page = client.get(self.PAGE).content.decode()
        assert "Genoeg" in page
        assert "Korter" in page

    def test_bad_input(self, client: Any, edition: Edition) -> None:
        for data in ({"closes": "morgen", "why": "x"}, {"closes": "2091-06-01", "why": "x"}, {"mode": "?", "why": "x"}):
            assert client.post(f"{self.PAGE}set/", data).status_code == 422
        assert not FieldworkChange.objects.exists()

    def test_only_researchers(self, staff_client: Any, edition: Edition) -> None:
        for other in (staff_client("analyst"), staff_client("researcher", study="other")):
            assert other.get(self.PAGE).status_code == 403
            assert other.post(f"{self.PAGE}close/", {"why": "x"}).status_code == 403
