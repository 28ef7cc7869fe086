"""Group sessions: joining, refusals, a class of fifteen phones, the cluster in the dataset."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from exports.dataset import dataset
from invitations.models import Channel
from respondents import sessions
from respondents.models import GroupSession, Interview
from staff.models import AuditEntry
from surveys.models import Edition
from tests.respondents.people import Phone
from tests.respondents.rooms import room

CLASS = 15
NOW = timezone.now
TONGUES = ("nl", "en")


def join(session: GroupSession, phone: Phone | None = None) -> Phone:
    """Through the QR on the wall to the first page of the questionnaire."""
    phone = phone or Phone()
    phone.get(f"/G/{session.code}")
    return begin(phone)


def begin(phone: Phone, kind: str = "refugee") -> Phone:
    phone.send({"go": "nocode"}, "/start/")
    phone.send({"go": "yes"})
    phone.send({"go": "next", "adult": "yes"})
    phone.send({"go": "next", "kind": kind})
    return phone


def go_on(phone: Phone) -> Phone:
    phone.own_code = phone.text.split('big-code digits">')[1].split("<")[0]
    phone.get("/on/")
    return phone


def test_scanning_starts_nothing(edition: Edition) -> None:
    session = room(edition.study)
    phone = Phone()
    assert phone.get(f"/G/{session.code}").status_code == 200
    assert "U bent bij uw groep" in phone.text
    assert Interview.objects.count() == 0


def test_a_phone_gets_an_interview_of_the_session(edition: Edition) -> None:
    session = room(edition.study)
    join(session)
    interview = Interview.objects.get()
    assert (interview.session, interview.channel) == (session, session.channel)
    assert interview.channel.kind == Channel.Kind.SESSION


def test_no_letter_is_needed_where_others_need_one(make_edition) -> None:
    edition = make_edition(mode="coded")
    outside = Phone()
    outside.get("/mini/")
    assert outside.send({"go": "nocode"}, "/start/").status_code == 403
    join(room(edition.study))
    assert Interview.objects.count() == 1


@pytest.mark.parametrize("typed", ["{}", " {} ", "{:.3} {:.0}"])
def test_the_number_can_be_typed(edition: Edition, typed: str) -> None:
    session = room(edition.study)
    spaced = f"{session.code[:3]} {session.code[3:]}" if ".3" in typed else typed.format(session.code)
    phone = Phone()
    phone.get("/g/")
    phone.send({"go": "join", "code": spaced})
    assert phone.address == "/mini/"


def test_digits_of_other_scripts(edition: Edition) -> None:
    session = room(edition.study)
    phone = Phone()
    phone.get("/g/")
    phone.send({"go": "join", "code": session.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))})
    assert phone.address == "/mini/"


def test_nothing_and_an_unknown_number(edition: Edition, settings) -> None:
    phone = Phone()
    phone.get("/g/")
    assert phone.send({"go": "join", "code": ""}).status_code == 400
    assert phone.send({"go": "join", "code": "000"}, "/g/").status_code == 404
    assert phone.get("/g/xyz/").status_code == 404
    assert "Wij kennen dit nummer niet" in phone.text
    settings.CODE_MISSES_PER_MINUTE = 2
    answer = phone.get("/g/999/")
    assert (answer.status_code, 1 <= int(answer["Retry-After"]) <= 60) == (429, True)
    assert phone.get(f"/g/{room(edition.study).code}/").status_code == 200  # a number that exists is never held up


LATER = {"opens_at": NOW() + timedelta(hours=1), "closes_at": NOW() + timedelta(hours=2)}
OVER = {"opens_at": NOW() - timedelta(hours=3), "closes_at": NOW() - timedelta(minutes=1)}


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [(LATER, 403, "nog niet begonnen"), (OVER, 410, "gesloten"), ({"most": 1}, 410, "vol"), ({}, 200, "uw groep")],
    ids=["not yet", "time is up", "full", "open"],
)
def test_refused_kindly(edition: Edition, changes: dict, status: int, words: str) -> None:
    session = room(edition.study, **changes)
    if changes.get("most"):
        join(session)
    phone = Phone()
    assert phone.get(f"/g/{session.code}/").status_code == status
    assert words in phone.text
    assert phone.get(f"/g/{session.code}/kiosk/").status_code == status


def test_closed_by_the_host(edition: Edition) -> None:
    session = room(edition.study)
    early = join(session)
    waiting = Phone()
    waiting.get(f"/g/{session.code}/")
    waiting.send({"go": "nocode"}, "/start/")
    sessions.close(session, session.host, NOW())
    sessions.close(session, session.host, NOW())
    assert AuditEntry.objects.filter(action="session.close").count() == 1
    assert waiting.send({"go": "yes"}).status_code == 410
    go_on(early).answer()
    early.send({"go": "send"})
    assert Interview.objects.get().state == Interview.State.SENT


def test_who_said_yes_before_the_end_may_begin(edition: Edition) -> None:
    session = room(edition.study)
    phone = Phone()
    phone.get(f"/g/{session.code}/")
    phone.send({"go": "nocode"}, "/start/")
    phone.send({"go": "yes"})
    sessions.close(session, session.host, NOW())
    phone.send({"go": "next", "adult": "yes"})
    phone.send({"go": "next", "kind": "refugee"})
    assert Interview.objects.get().session == session


def test_the_last_place_goes_to_one(edition: Edition) -> None:
    """Two people said yes while one place was left."""
    session = room(edition.study, most=1)
    phones = [Phone(), Phone()]
    for phone in phones:
        phone.get(f"/g/{session.code}/")
        phone.send({"go": "nocode"}, "/start/")
        phone.send({"go": "yes"})
        phone.send({"go": "next", "adult": "yes"})
    answers = [phone.send({"go": "next", "kind": "refugee"}).status_code for phone in phones]
    assert (answers, Interview.objects.count()) == ([200, 410], 1)


def test_scanning_again_goes_on_with_the_same_interview(edition: Edition) -> None:
    session = room(edition.study)
    phone = go_on(join(session))
    phone.send({"go": "next", "work": "no"})
    phone.get(f"/g/{session.code}/")
    assert phone.address == "/q/choice/"
    assert Interview.objects.count() == 1


def test_a_class_of_fifteen_phones(edition: Edition) -> None:
    """All at the same time, page by page, in two languages; each interview its own, the cluster the same."""
    session, other = room(edition.study, most=CLASS), room(edition.study)
    join(other)
    phones = [Phone(TONGUES[place % 2]) for place in range(CLASS)]
    for phone in phones:
        join(session, phone)
        go_on(phone)
    assert sessions.counts(session, NOW()) == sessions.Counts(CLASS, 0)
    for place, phone in enumerate(phones):
        phone.answer(until="said")
        phone.send({"go": "next", "said": f"word {place}"})
    for phone in phones:
        phone.answer()
        phone.send({"go": "send"})
        assert phone.address == "/done/"
    counts = sessions.counts(session, NOW())
    assert (counts.started, counts.finished, counts.busy) == (CLASS, CLASS, 0)
    sent = Interview.objects.filter(session=session, state=Interview.State.SENT)
    assert {found.answers["said"]["text"] for found in sent} == {f"word {place}" for place in range(CLASS)}
    assert len({phone.own_code for phone in phones}) == CLASS
    assert Phone().get(f"/g/{session.code}/").status_code == 410
    assert clusters(edition) == sorted([session.cluster] * CLASS + [other.cluster])


def clusters(edition: Edition) -> list[int]:
    found = dataset(edition.study.slug)
    place = [column.name for column in found.columns].index("cluster")
    return sorted(row[place] for row in found.rows if row[place] is not None)


def test_outside_a_session_there_is_no_cluster(phone: Phone, edition: Edition) -> None:
    phone.begin()
    assert clusters(edition) == []
    assert Interview.objects.count() == 1


def test_withdrawal_takes_the_cluster_along(edition: Edition) -> None:
    phone = go_on(join(room(edition.study)))
    phone.get("/withdraw/")
    phone.send({"go": "find", "code": phone.own_code})
    phone.send({"go": "remove"})
    found = Interview.objects.get()
    assert (found.state, found.session) == (Interview.State.WITHDRAWN, None)


def test_after_the_people_are_gone_small_numbers_are_hidden(edition: Edition) -> None:
    session = room(edition.study)
    join(session)
    later = session.closes_at + timedelta(minutes=59)
    assert sessions.counts(session, later).started == 1
    assert sessions.counts(session, later + timedelta(minutes=2)) == sessions.Counts(None, None)


def test_a_number_that_is_taken_is_not_given_again(edition: Edition) -> None:
    first = room(edition.study, random=Random(1))
    second = room(edition.study, random=Random(1))
    assert first.code != second.code
    assert first.cluster != second.cluster
    assert len(second.code) == sessions.DIGITS
    assert AuditEntry.objects.filter(action="session.open").count() == 2
