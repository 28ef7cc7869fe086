"""A purge removes what leads to people and changes no figure; killed it goes on; backups have to go too."""

import importlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from exports.refusals import Refused
from exports.retention import purge as purging
from exports.retention.dates import NotYet
from exports.retention.purge import BackupsLeft, Wish, due, kept_of, run
from invitations.models import Batch, Code, LetterEvent, MissCount, SampleUnit
from respondents import withdrawals
from respondents.models import AnswerEvent, Interview, InterviewLink, Purge, Visit
from respondents.retention import midnight
from staff.models import AuditEntry
from surveys.models import Study
from tests.privacy.purging import LATER, OVER, command, events_in_order, fieldwork, told

BOTH = ["default", "contacts"]
REAL = pytest.mark.django_db(transaction=True, databases=BOTH)


@pytest.fixture(autouse=True)
def own_backups(settings, tmp_path: Path) -> Path:
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_DIR.mkdir()
    return settings.BACKUP_DIR


def steps_of(purge: Purge) -> list[str]:
    """JSON keeps no order on PostgreSQL."""
    assert set(purge.steps) <= set(purging.STEPS)
    return [name for name in purging.STEPS if name in purge.steps]


@REAL
def test_every_figure_is_the_same_and_nothing_leads_to_anybody() -> None:
    study = fieldwork()
    withdrawn = Interview.objects.filter(state=Interview.State.WITHDRAWN).count()
    assert withdrawn, "control: somebody had answers removed"
    before, order = told(study), events_in_order()
    removed = kept_of(study)
    assert all(removed[name] for name in ("links", "codes", "people", "events"))
    done = run(study, Wish(), now=OVER)
    assert done.done_at == OVER
    assert steps_of(done) == ["bridges", "times", "files", "space", "backups"]
    assert done.steps["bridges"]["counts"]["links"] == removed["links"]
    for model in (InterviewLink, Visit, Code, LetterEvent, SampleUnit):
        assert not model.objects.exists()
    after = told(study)
    for what in before:
        assert before[what] == after[what], what
    again = events_in_order()
    assert len(again) == len(order)
    assert list(dict.fromkeys(again)) != list(dict.fromkeys(order)), "in another order"
    _no_clock_is_left(study)
    told_of = {entry.action for entry in AuditEntry.objects.filter(action__startswith="purge.")}
    assert told_of == {"purge.begin", *(f"purge.{name}" for name in purging.STEPS)}


BREAKS = {
    "order": ("respondents.retention", "rewrite", lambda study, random: {}),
    "clock": ("respondents.retention", "rounded", lambda span: span),
    "chance": ("respondents.retention", "write_down_chances", lambda study: 0),
    "response": ("exports.retention.kept_response", "keep", lambda study, now: 0),
}


@REAL
@pytest.mark.parametrize("broken", BREAKS)
def test_a_purge_that_forgets_a_part_is_seen(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same looks as above, at a purge that leaves one thing out."""
    study = fieldwork(40)
    before, order = told(study), events_in_order()
    where, name, instead = BREAKS[broken]
    monkeypatch.setattr(importlib.import_module(where), name, instead)
    run(study, Wish(), now=OVER)
    if broken in ("order", "clock"):
        assert (events_in_order() == order) is (broken == "order")
        with pytest.raises(AssertionError):
            _no_clock_is_left(study)
    else:
        monkeypatch.undo()
        with pytest.raises((AssertionError, Refused)):
            assert told(study) == before


def _no_clock_is_left(study: Study) -> None:
    """Who ended on the day they began did so right after midnight; nothing of another time of day is left."""
    for one in Interview.objects.filter(edition__study=study):
        start, length = one.started_at, one.last_at - one.started_at
        at_end = one.last_at == midnight(timezone.localdate(one.last_at))
        assert start == midnight(timezone.localdate(start)) or at_end
        assert one.changed == {name: [seq, ""] for name, (seq, _) in one.changed.items()}
        first = one.events.order_by("seq").first()
        if first and first.patch.get("consent"):
            assert datetime.fromisoformat(first.patch["consent"]["at"]) - start <= timedelta(minutes=1)
        assert length >= timedelta(0)
    assert {event.key for event in AnswerEvent.objects.all()[:50]} <= set(map(str, range(500)))


@REAL
def test_rounding_twice_is_rounding_once_and_random_orders_differ() -> None:
    study = fieldwork(60)
    run(study, Wish(), now=OVER, random=Random(1))
    first = told(study), list(Interview.objects.order_by("pk").values_list("started_at", "last_at"))
    run(study, Wish(), now=LATER, random=Random(2))
    assert Purge.objects.count() == 2, "a second purge is a purge of its own, and finds little"
    assert (told(study), list(Interview.objects.order_by("pk").values_list("started_at", "last_at"))) == first


@REAL
@pytest.mark.parametrize("broken", ["bridges", "times", "backups"])
def test_a_purge_that_was_killed_goes_on(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    study = fieldwork(40)
    before = told(study)["dataset"]
    note = purging._note

    def killed(purge: Purge, name: str, *rest: object) -> None:
        if name == broken:
            raise KeyboardInterrupt
        note(purge, name, *rest)

    monkeypatch.setattr(purging, "_note", killed)
    with pytest.raises(KeyboardInterrupt):
        run(study, Wish(), now=OVER)
    begun = Purge.objects.get()
    assert steps_of(begun) == list(purging.STEPS[: purging.STEPS.index(broken)])
    if broken == "bridges":
        assert InterviewLink.objects.exists(), "nothing of the step is done"
    monkeypatch.undo()
    done = run(study, Wish(), now=LATER)
    assert (done.pk, done.done_at, steps_of(done)) == (begun.pk, LATER, list(purging.STEPS))
    assert not InterviewLink.objects.exists()
    assert told(study)["dataset"] == before


@REAL
def test_it_is_not_done_while_older_backups_are_there(own_backups: Path, make_staff: Callable) -> None:
    study = fieldwork(30)
    old = own_backups / "2091-01-20"
    old.mkdir()
    (old / "manifest.json").write_text(json.dumps({"made": "2091-01-20T03:00:00+01:00", "databases": {}}))
    new = own_backups / "2091-02-02"
    new.mkdir()
    (new / "manifest.json").write_text(json.dumps({"made": "2091-02-02T03:00:00+01:00", "databases": {}}))
    with pytest.raises(BackupsLeft) as caught:
        run(study, Wish(), now=OVER)
    assert [one.name for one in caught.value.found] == ["2091-01-20"]
    assert not InterviewLink.objects.exists(), "all else is done"
    assert Purge.objects.get().done_at is None
    assert due(LATER) == [study], "the daily run asks again"
    with pytest.raises(BackupsLeft):
        run(study, Wish(), now=LATER)
    (old / "manifest.json").unlink()
    old.rmdir()
    assert run(study, Wish(), now=LATER).done_at == LATER
    assert due(LATER) == []


@REAL
def test_somebodys_word_about_backups_is_kept(own_backups: Path) -> None:
    study = fieldwork(30)
    (own_backups / "old.tar.age").write_bytes(b"x")
    (own_backups / "old.tar.age.manifest.json").write_text('{"made": "2090-01-01T00:00:00Z"}')
    done = run(study, Wish(backups="the provider, by letter"), now=OVER)
    assert done.done_at
    entry = AuditEntry.objects.get(action="purge.backups")
    assert (entry.details["backups"], entry.details["left_on_somebodys_word"]) == ("the provider, by letter", 1)


@pytest.mark.django_db
def test_not_before_the_promised_day_nor_with_letters_on_the_disk() -> None:
    study = fieldwork(30)
    with pytest.raises(NotYet, match="promised 2091-01-31"):
        run(study, Wish(), now=datetime(2091, 1, 31, 22, 59, tzinfo=UTC))
    Batch.objects.update(removed_at=None)
    with pytest.raises(NotYet, match="letters"):
        run(study, Wish(), now=datetime(2091, 1, 31, 23, 1, tzinfo=UTC))
    assert not Purge.objects.exists()
    assert InterviewLink.objects.exists()


@pytest.mark.django_db(databases=BOTH)
def test_the_command_says_what_it_would_do_and_who_may(make_staff: Callable) -> None:
    fieldwork(30)
    people = SampleUnit.objects.count()
    said = command("mini")
    assert f"Lines of the list: numbers and kinds, no names: {people}" in said
    assert "Until 2091-01-31 people can have their answers removed" in said
    with pytest.raises(CommandError, match="role privacy"):
        command("mini", "--by", make_staff("fieldwork").email)
    with pytest.raises(CommandError, match="Until 2091-01-31"):
        command("mini", "--by", make_staff("privacy").email)
    with pytest.raises(CommandError, match="one of them"):
        command()
    with pytest.raises(CommandError, match="No published study"):
        command("nothing")
    assert InterviewLink.objects.exists()


@pytest.mark.django_db(databases=BOTH)
def test_what_goes_daily() -> None:
    now = timezone.now()
    fieldwork(30)
    one = Interview.objects.first()
    for number, age in enumerate((1, 3)):
        Visit.objects.create(
            token_digest=bytes([number]) * 32,
            interview=one,
            horizon=0,
            opened_at=now,
            last_at=now - timedelta(days=age),
        )
    minute = int(now.timestamp() // 60)
    MissCount.objects.create(counter=1, minute=minute, misses=2)
    MissCount.objects.create(counter=1, minute=minute - 3_000, misses=2)
    said = command("--due")
    assert "Minutes in which wrong codes were typed: 1 removed" in said
    kept = Visit.objects.filter(interview=one, horizon=0).values_list("token_digest", flat=True)
    assert [bytes(digest)[:1] for digest in kept] == [bytes([0])], "a day old stays, three days old goes"
    assert MissCount.objects.get().minute == minute


SECRET = "plantedsecret4711"


def _bytes_of_tables() -> bytes:
    """Of the database's files as they are now: SQLite's file and log; of PostgreSQL the tables a purge rewrites."""
    from exports.retention.space import tables
    from tests.sqlite_files import contents

    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["TEST"]["NAME"])
        return b"".join(contents(Path(name + end)) for end in ("", "-wal"))
    found = b""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        for table in tables():
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table])
            found += bytes(cursor.fetchone()[0])
    return found


@REAL
def test_deleted_rows_are_out_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    study = fieldwork(30)
    SampleUnit.objects.filter(pk=SampleUnit.objects.first().pk).update(frame_id=SECRET)
    assert SECRET.encode() in _bytes_of_tables(), "control: it can be found"
    if connection.vendor == "postgresql":
        monkeypatch.setattr(purging.space, "give_back", lambda: {})
        SampleUnit.objects.filter(frame_id=SECRET).update(frame_id="other")
        assert SECRET.encode() in _bytes_of_tables(), "control: an old version of a row stays without VACUUM"
        monkeypatch.undo()
    run(study, Wish(), now=OVER)
    assert SECRET.encode() not in _bytes_of_tables()


@REAL
def test_the_log_of_withdrawals_forgets_with_the_backups() -> None:
    study = fieldwork(60)
    gone = Interview.objects.filter(state=Interview.State.WITHDRAWN)
    assert {one.interview for one in withdrawals.read(withdrawals.place())} == set(gone.values_list("pk", flat=True))
    run(study, Wish(), now=OVER)
    assert list(withdrawals.read(withdrawals.place())) == []
