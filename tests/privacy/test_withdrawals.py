"""Who withdrew stays withdrawn when an older database is put back; a code whose link is gone gets a clear answer."""

import copy
import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from respondents import withdrawals
from respondents.models import AnswerEvent, Interview, Purge, Visit
from staff.models import AuditEntry
from surveys.models import Study
from surveys.publish import publish
from tests.respondents.mini import document
from tests.respondents.people import Phone

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 30)


@pytest.fixture
def study(db: None) -> Study:
    made = Study.objects.create(slug="mini", title="Klein onderzoek")
    publish(made, copy.deepcopy(document()), note="")
    return made


def replayed(*arguments: str) -> str:
    out = StringIO()
    call_command("replay_withdrawals", *arguments, stdout=out)
    return out.getvalue()


def removed(phone: Phone) -> None:
    phone.get("/withdraw/")
    phone.send({"code": phone.own_code})
    phone.send({"go": "remove"})
    assert phone.name == "withdrawn"


def test_a_restored_database_forgets_again(study: Study) -> None:
    """The backup is made by hand: what the withdrawal takes away is put back as it was."""
    first = Phone().begin().answer()
    interview = first.interview
    second = Phone().begin().answer()
    events = list(AnswerEvent.objects.filter(interview=interview))
    before = Interview.objects.get(pk=interview.pk)
    removed(first)
    lines = withdrawals.place().read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"interview": str(interview.pk), "day": timezone.localdate().isoformat()}
    ]
    assert first.own_code.replace(" ", "") not in lines[0]
    before.save()
    AnswerEvent.objects.bulk_create(events)
    assert Interview.objects.get(pk=interview.pk).answers, "control: the answers are back"
    assert replayed() == "1 withdrawn again, 0 were withdrawn already, 0 not in this database.\n"
    again = Interview.objects.get(pk=interview.pk)
    assert (again.state, again.answers, again.events.count()) == (Interview.State.WITHDRAWN, {}, 0)
    assert Interview.objects.get(pk=second.interview.pk).answers, "nobody else's"
    assert replayed(str(withdrawals.place())).startswith("0 withdrawn again, 1 were")
    assert AuditEntry.objects.filter(action="withdrawals.replay").count() == 2


def test_a_withdrawal_takes_the_phones_keys_along(study: Study) -> None:
    """The outbox of a phone is locked with a key that is worked out from its visit."""
    phone = Phone().begin().answer()
    key = phone.interview.pk
    removed(phone)
    assert not Visit.objects.filter(interview=key).exists()
    assert not AnswerEvent.objects.filter(interview=key).exists()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("nonsense\n", id="no JSON"),
        pytest.param('{"interview": "x", "day": "2026-11-30"}\n', id="no UUID"),
        pytest.param(f'{{"interview": "{uuid4()}"}}\n', id="no day"),
        pytest.param("[]\n", id="a list"),
    ],
)
def test_a_file_that_is_no_log_changes_nothing(study: Study, tmp_path: Path, text: str) -> None:
    phone = Phone().begin().answer()
    file = tmp_path / "log.jsonl"
    file.write_text(withdrawals.Withdrawal(phone.interview.pk, DAY).line() + text)
    with pytest.raises(CommandError, match=r"log\.jsonl, line 2: not a withdrawal"):
        replayed(str(file))
    with pytest.raises(CommandError, match="No such file"):
        replayed(str(tmp_path / "nothing"))
    assert Interview.objects.get(pk=phone.interview.pk).state == Interview.State.OPEN


def test_interviews_that_are_not_there_are_counted(study: Study, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text(withdrawals.Withdrawal(uuid4(), DAY).line() * 2)
    assert replayed(str(file)).endswith("1 not in this database.\n")


def test_a_disk_that_refuses_keeps_nobody_from_withdrawing(
    study: Study, settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WITHDRAWALS_LOG = str(tmp_path / "folder")
    (tmp_path / "folder").mkdir()
    phone = Phone().begin().answer()
    key = phone.interview.pk
    removed(phone)
    assert "could not be written" in caplog.text
    assert str(key) not in caplog.text
    settings.WITHDRAWALS_LOG = str(tmp_path / "log.jsonl")
    out = StringIO()
    call_command("replay_withdrawals", "--catch-up", stdout=out)
    assert out.getvalue().startswith("1 added")
    assert [one.interview for one in withdrawals.read(withdrawals.place())] == [key]
    call_command("replay_withdrawals", "--catch-up", stdout=out)
    assert "0 added" in out.getvalue()
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o077 == 0


def test_lines_go_that_no_backup_needs(own_var_dir: Path) -> None:
    keys = [UUID(int=number) for number in range(3)]
    for key in keys:
        withdrawals.note(key, DAY)
    assert withdrawals.forget(keys[:2]) == 2
    assert [one.interview for one in withdrawals.read(withdrawals.place())] == keys[2:]


def test_after_a_purge_a_code_is_told_that_it_is_over(study: Study) -> None:
    """`CODE` is well formed and belongs to nothing: so is every code whose digest was purged."""
    phone = Phone()
    phone.get("/withdraw/")
    assert phone.send({"code": unknown_code()}).status_code == 404, "control: before, it is simply not known"
    Purge.objects.create(study=study, begun_at=datetime(2026, 11, 30, tzinfo=UTC), steps={"bridges": {}})
    phone.get("/withdraw/")
    page = phone.send({"code": unknown_code()})
    assert page.status_code == 410
    assert "niet meer" in phone.text


def unknown_code() -> str:
    from random import Random

    from invitations import codes

    return codes.grouped(codes.make("digits", Random(99)))
