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
from respondents.state import Folded, fold, refold, refold_changes

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def interview(edition, **more) -> Interview:
    channel = edition.study.channels.create(slug=uuid.uuid4().hex, kind="open", label="x")
    given = {"edition": edition, "group": "asiel", "language": "nl", "channel": channel}
    return Interview.objects.create(**given, started_at=NOW, last_at=NOW, **more)


def event(key: str, answers: dict, page: str = "p", kind: str = Kind.ANSWER, based_on: int | None = None) -> NewEvent:
    return NewEvent(kind, key, NOW, "nl", page, {"answers": answers, "passed": {page: True}}, based_on)


def form_key(form: str, turn: int, rest: str = "") -> str:
    """A key as forms make them: form, turn, and the rest."""
    return f"{form * 32}{turn:04x}{rest:0>28}"


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
        event(
            form_key(chance.choice("12"), chance.randint(0, 3), str(n % 7)),
            {name: chance.choice(values) for name in chance.sample("abc", chance.randint(0, 2))},
            chance.choice("pq"),
            based_on=chance.choice([None, *range(n + 1)]),
        )
        for n in range(chance.randint(1, 16))
    ]


def stored(subject: Interview) -> list[tuple]:
    return list(subject.events.values_list("seq", "key", "page", "language", "kind", "based_on", "patch"))


@pytest.mark.parametrize("seed", range(12))
def test_the_database_folds_as_python_does(edition, seed: int) -> None:
    subject, events = interview(edition), random_events(seed)
    done = [append.append(subject.pk, one) for one in events]
    subject.refresh_from_db()
    folded = [one.patch for one, stored in zip(events, done, strict=True) if stored.new and not stored.superseded]
    assert Folded(subject.answers, subject.passed) == fold(folded) == refold(subject)
    assert subject.changed == refold_changes(subject)
    assert subject.seq == sum(one.new for one in done) == subject.events.count()


def test_the_random_events_overtake_each_other_and_repeat_keys() -> None:
    """Else the tests beside it compare less than they say."""
    kept = [one for seed in range(12) for one in random_events(seed)]
    assert any(one.based_on is not None for one in kept)
    assert len({one.key for one in kept}) < len(kept)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_stored_at_once_is_what_is_stored_one_by_one(edition, seed: int) -> None:
    events = list({one.key: one for one in random_events(seed)}.values())
    at_once, one_by_one = interview(edition), interview(edition)
    with append.held(at_once.pk):
        done = [append.append(at_once.pk, one) for one in events]
        assert not at_once.events.exists()
    assert done == [append.append(one_by_one.pk, one) for one in events]
    assert stored(at_once) == stored(one_by_one)
    for subject in (at_once, one_by_one):
        subject.refresh_from_db()
    assert all(getattr(at_once, name) == getattr(one_by_one, name) for name in append.FOLDED)


def append_all_at_once(subject: Interview, events: list[NewEvent]) -> None:
    with append.held(subject.pk):
        for one in events:
            append.append(subject.pk, one)


def test_nothing_is_stored_where_something_fails_on_the_way(edition) -> None:
    subject = interview(edition)
    events = [event("1", {"a": {"code": "x"}}), event("2", {}, kind=Kind.SENT), event("3", {"a": {"code": "y"}})]
    with pytest.raises(InterviewSent):
        append_all_at_once(subject, events)
    subject.refresh_from_db()
    assert (subject.seq, subject.answers, subject.events.count()) == (0, {}, 0)
    assert append.append(subject.pk, event("1", {"a": {"code": "x"}})).new


@pytest.mark.skipif(connection.vendor != "postgresql", reason="compares PostgreSQL's statement with Python's fold")
def test_both_ways_give_the_same(edition) -> None:
    superseded = 0
    for seed in range(60):
        by_statement, by_python = interview(edition), interview(edition)
        for one in random_events(seed):
            assert append._postgresql(by_statement.pk, one) == append._in_python(by_python.pk, one)
        assert stored(by_statement) == stored(by_python)
        for one in (by_statement, by_python):
            one.refresh_from_db()
        assert by_statement.changed == by_python.changed == refold_changes(by_python)
        superseded += by_python.events.filter(kind=Kind.SUPERSEDED).count()
    assert superseded > 20, "the comparison must reach what it is about"


YES, NO = {"a": {"code": "yes"}}, {"a": {"code": "no"}}


@pytest.mark.parametrize(
    ("first", "second", "superseded"),
    [
        (event(form_key("1", 1), YES, based_on=0), event(form_key("2", 1), NO, based_on=0), True),
        (event(form_key("1", 1), YES, based_on=0), event(form_key("2", 1), NO, based_on=1), False),
        (event(form_key("1", 1), YES, based_on=0), event(form_key("2", 1), YES, based_on=0), False),
        (event(form_key("1", 1), YES, based_on=0), event(form_key("2", 1), {"b": {"code": "no"}}, based_on=0), False),
        (event(form_key("1", 1), YES, based_on=0), event(form_key("1", 2), NO, based_on=0), False),
        (event(form_key("1", 2), YES, based_on=0), event(form_key("1", 1), NO, based_on=0), True),
        (event(form_key("1", 1), YES, based_on=0), event(form_key("2", 1), {"a": None}, based_on=0), True),
        (event("k1", YES), event("k2", NO), False),
    ],
    ids=[
        "another form, same state",
        "another form that saw the answer",
        "the same answer",
        "another question",
        "the same form goes on",
        "an older turn of the same form comes late",
        "taken back elsewhere",
        "no state told",
    ],
)
def test_what_was_overtaken_is_kept_and_not_folded(
    edition, first: NewEvent, second: NewEvent, superseded: bool
) -> None:
    subject = interview(edition)
    append.append(subject.pk, first)
    done = append.append(subject.pk, second)
    subject.refresh_from_db()
    expected = fold([first.patch] if superseded else [first.patch, second.patch])
    assert (done.superseded, done.seq, done.event_seq) == (superseded, 2, 2)
    assert Folded(subject.answers, subject.passed) == done.folded == expected == refold(subject)
    assert subject.changed == refold_changes(subject)
    last = subject.events.order_by("seq").last()
    assert (last.kind == Kind.SUPERSEDED) is superseded
    if superseded:
        assert last.patch == {"superseded": second.patch["answers"]}
        again = append.append(subject.pk, second)
        assert (again.new, again.superseded, again.event_seq, subject.events.count()) == (False, True, 2, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_at_the_same_time_one_is_told(make_edition) -> None:
    subject = interview(make_edition())
    done = []

    def work(number: int) -> None:
        answer = {"a": {"code": str(number)}}
        done.append((answer, append.append(subject.pk, event(form_key(f"{number:x}", 1), answer, based_on=0))))

    assert in_threads(work, 8) == []
    subject.refresh_from_db()
    assert sorted(one.superseded for _, one in done) == [False] + [True] * 7
    assert [answer for answer, one in done if not one.superseded] == [subject.answers]
    assert refold(subject).answers == subject.answers
    assert subject.changed == refold_changes(subject)


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
