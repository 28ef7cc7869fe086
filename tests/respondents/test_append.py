"""Event and fold, both or neither, on both databases."""

import random
import threading
import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from respondents import append
from respondents.append import InterviewSent, InterviewWithdrawn, Kind, NewEvent
from respondents.models import AnswerEvent, Interview
from respondents.state import Folded, fold, refold

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def interview(edition, **more) -> Interview:
    channel = edition.study.channels.create(slug=uuid.uuid4().hex, kind="open", label="x")
    given = {"edition": edition, "group": "asiel", "language": "nl", "channel": channel}
    return Interview.objects.create(**given, started_at=NOW, last_at=NOW, **more)


def event(key: str, answers: dict, page: str = "p", kind: str = Kind.ANSWER) -> NewEvent:
    return NewEvent(kind, key, NOW, "nl", page, {"answers": answers, "passed": {page: True}})


def random_events(seed: int) -> list[NewEvent]:
    chance = random.Random(seed)
    values = [
        None,
        {"code": "é'\"\\"},
        {"codes": ["a", "b"]},
        {"text": "{}\u2028 𐍈"},
        {"number": "1.50"},
        {"months": 3},
    ]
    return [
        event(f"k{n}", {chance.choice("abc"): chance.choice(values)}, chance.choice("pq"))
        for n in range(chance.randint(1, 12))
    ]


@pytest.mark.parametrize("seed", range(12))
def test_the_database_folds_as_python_does(edition, seed: int) -> None:
    subject, events = interview(edition), random_events(seed)
    for one in events:
        append.append(subject.pk, one)
    subject.refresh_from_db()
    expected = fold(one.patch for one in events)
    assert Folded(subject.answers, subject.passed) == expected == refold(subject)
    assert subject.seq == len(events) == subject.events.count()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="compares PostgreSQL's statement with Python's fold")
@pytest.mark.parametrize("seed", range(6))
def test_both_ways_give_the_same(edition, seed: int) -> None:
    by_statement, by_python = interview(edition), interview(edition)
    for one in random_events(seed):
        assert append._postgresql(by_statement.pk, one) == append._in_python(by_python.pk, one)
    shapes = [
        list(subject.events.values_list("seq", "key", "page", "language", "kind", "patch"))
        for subject in (by_statement, by_python)
    ]
    assert shapes[0] == shapes[1]


def test_the_same_key_again_changes_nothing(edition) -> None:
    subject = interview(edition)
    append.append(subject.pk, event("k", {"a": {"code": "1"}}))
    again = append.append(subject.pk, event("k", {"a": {"code": "2"}}))
    assert (again.seq, again.new, again.folded.answers) == (1, False, {"a": {"code": "1"}})
    assert subject.events.count() == 1


@pytest.mark.parametrize(
    ("state", "error"), [("sent", InterviewSent), ("withdrawn", InterviewWithdrawn)], ids=["sent", "withdrawn"]
)
def test_nothing_is_added_to_what_is_over(edition, state: str, error: type[Exception]) -> None:
    subject = interview(edition, state=state)
    with pytest.raises(error):
        append.append(subject.pk, event("k", {"a": {"code": "1"}}))
    assert subject.events.count() == 0


@pytest.mark.parametrize("change", ["update", "delete"])
def test_events_cannot_be_changed(edition, change: str) -> None:
    subject = interview(edition)
    append.append(subject.pk, event("k", {"a": {"code": "1"}}))
    with pytest.raises(IntegrityError), transaction.atomic():
        subject.events.update(page="x") if change == "update" else subject.events.all().delete()
    assert AnswerEvent.objects.get().page == "p"


def in_threads(work, times: int) -> list[Exception]:
    failed: list[Exception] = []
    start = threading.Barrier(times)

    def run(number: int) -> None:
        try:
            start.wait(10)
            work(number)
        except Exception as error:
            failed.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failed


@pytest.mark.django_db(transaction=True)
def test_saves_at_the_same_time_lose_nothing(make_edition) -> None:
    subject = interview(make_edition())
    failed = in_threads(lambda n: append.append(subject.pk, event(f"k{n}", {f"q{n}": {"code": str(n)}}, f"p{n}")), 8)
    subject.refresh_from_db()
    assert not failed
    assert subject.answers == {f"q{n}": {"code": str(n)} for n in range(8)}
    assert sorted(subject.events.values_list("seq", flat=True)) == list(range(1, 9))
    assert refold(subject) == Folded(subject.answers, subject.passed)


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_at_the_same_time_counts_once(make_edition) -> None:
    subject = interview(make_edition())
    failed = in_threads(lambda n: append.append(subject.pk, event("same", {"a": {"code": "1"}})), 6)
    subject.refresh_from_db()
    assert (failed, subject.seq, subject.events.count()) == ([], 1, 1)
