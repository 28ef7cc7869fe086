"""Somebody helps: how to, and what the data keep of it."""

from exports.dataset import dataset
from respondents.models import Interview, Visit
from respondents.state import refold
from tests.respondents.people import Phone


def mode() -> int:
    data = dataset("mini")
    return dict(zip([column.name for column in data.columns], next(data.rows), strict=True))["mode"]


def test_explains_and_is_linked_from_the_first_page(phone: Phone) -> None:
    assert 'href="/helping/"' in phone.get("/").content.decode()
    assert phone.get("/helping/").status_code == 200
    assert not Interview.objects.exists()


def test_said_before_the_start_it_holds_for_the_visit_and_the_data(phone: Phone) -> None:
    phone.get("/helping/")
    phone.send({"go": "helped"})
    assert phone.address == "/mini/"
    phone.begin()
    assert Visit.objects.get().helped
    assert 'href="/helping/"' in phone.text
    assert mode() == 1
    assert Interview.objects.get().events.get(seq=1).patch["mode"] == {"now": "helped"}


def test_said_halfway_it_is_one_event_and_loses_nothing(phone: Phone) -> None:
    phone.begin()
    assert 'href="/helping/"' not in phone.text
    phone.send({"go": "next", "work": "yes"})
    for _ in range(2):
        phone.get("/helping/")
        phone.send({"go": "helped"})
    assert phone.address == "/q/hours/"
    interview = Interview.objects.get()
    assert interview.events.filter(kind="mode").count() == 1
    assert refold(interview).answers == interview.answers
    assert interview.answers["work"] == {"code": "yes"}


def test_nobody_helps_any_more(phone: Phone) -> None:
    phone.get("/helping/")
    phone.send({"go": "helped"})
    phone.begin()
    phone.get("/helping/")
    phone.send({"go": "alone"})
    assert 'href="/helping/"' not in phone.text
    assert mode() == 1


def test_who_needs_no_help_is_by_themselves(phone: Phone) -> None:
    phone.begin()
    assert mode() == 0


def test_a_form_of_another_site_changes_nothing(phone: Phone) -> None:
    phone.begin()
    assert phone.send({"go": "helped"}, "/helping/", fields={}).status_code == 403
    assert mode() == 0
