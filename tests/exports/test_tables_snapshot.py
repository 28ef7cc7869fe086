"""The prepared data of tables: the same as read anew, private, never stale, gone with who withdraws."""

import os
import stat
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from exports import snapshot
from exports.dataset import NothingToExport
from exports.snapshot import NotPrepared, make, ready
from exports.tables_data import data_of, scope_of
from exports.tables_tasks import KIND, read_answers
from respondents.models import Interview
from staff.jobs import JobProblem, Progress
from staff.models import Job
from surveys.engine.text import Text

NOW = timezone.now()


def files(folder):
    return sorted((folder / "tables").glob("*"))


def columns(prepared):
    return {name: list(prepared.data.columns[name]) for name in ("respnr", "group", "work", "ways_bus", "warmth")}


def test_it_holds_what_is_read_anew_and_no_typed_text(interviews, own_var_dir):
    found = ready("mini", None, now=NOW)
    assert found.fresh
    assert columns(found.prepared) == columns(data_of("mini"))
    assert found.prepared.without_answer == data_of("mini").without_answer
    assert not {"say", "ways_other"} & set(found.prepared.data.columns)
    (path,) = files(own_var_dir)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_new_answer_makes_it_anew(interviews, own_var_dir):
    ready("mini", None, now=NOW)
    before = files(own_var_dir)
    Interview.objects.filter(pk=interviews[0].pk).update(last_at=NOW, seq=99)
    assert ready("mini", None, now=NOW).fresh
    assert files(own_var_dir) != before
    assert len(files(own_var_dir)) == 1


def test_many_interviews_are_read_by_a_job_and_newer_answers_are_said(interviews, monkeypatch, own_var_dir):
    monkeypatch.setattr(snapshot, "AT_ONCE", 3)
    with pytest.raises(NotPrepared, match="8 interviews"):
        ready("mini", None, now=NOW)
    job = Job.objects.create(kind=KIND, arguments={"study": "mini"})
    read_answers(job, Progress(job))
    assert ready("mini", None, now=NOW).fresh
    Interview.objects.filter(pk=interviews[0].pk).update(last_at=NOW, seq=99)
    assert not ready("mini", None, now=timezone.now()).fresh
    with pytest.raises(NotPrepared):
        ready("mini", None, now=timezone.now() + timedelta(days=2))
    assert files(own_var_dir) == []


def test_who_withdraws_is_in_no_file_any_more(interviews, monkeypatch, own_var_dir, django_capture_on_commit_callbacks):
    """The file goes with the withdrawal itself; where that was missed, it is not read."""
    monkeypatch.setattr(snapshot, "AT_ONCE", 3)
    make(scope_of("mini"))
    with django_capture_on_commit_callbacks(execute=True):
        interviews[0].state = Interview.State.WITHDRAWN
        interviews[0].save()
    assert files(own_var_dir) == []
    path = make(scope_of("mini"))
    Interview.objects.filter(pk=interviews[1].pk).update(state=Interview.State.WITHDRAWN)
    with pytest.raises(NotPrepared):
        ready("mini", None, now=timezone.now())
    assert not path.exists()


def test_who_withdraws_while_it_is_made_is_not_in_it(interviews, monkeypatch, own_var_dir):
    write = snapshot._write

    def withdrawn_meanwhile(*arguments):
        write(*arguments)
        Interview.objects.filter(pk=interviews[0].pk).update(state=Interview.State.WITHDRAWN)

    monkeypatch.setattr(snapshot, "_write", withdrawn_meanwhile)
    path = make(scope_of("mini"))
    assert files(own_var_dir) == [path]
    assert interviews[0].respnr not in snapshot.ParquetColumns(path, ("respnr",))["respnr"]


def test_other_columns_make_another_file(interviews, monkeypatch, own_var_dir):
    """After an upgrade, or with a new set of weights, a file that lacks a column is not read."""
    ready("mini", None, now=NOW)
    before = files(own_var_dir)
    read = snapshot.source_of

    def wider(study, **more):
        found = read(study, **more)
        return replace(found, about=(replace(found.about[0], label=Text({"nl": "Anders"})), *found.about[1:]))

    monkeypatch.setattr(snapshot, "source_of", wider)
    ready("mini", None, now=NOW)
    assert files(own_var_dir) != before


def test_other_saves_leave_it(interviews, own_var_dir, django_capture_on_commit_callbacks):
    make(scope_of("mini"))
    with django_capture_on_commit_callbacks(execute=True):
        interviews[0].save()
    assert len(files(own_var_dir)) == 1


def test_nothing_half_stays(interviews, monkeypatch, own_var_dir):
    def fails(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", fails)
    with pytest.raises(OSError, match="No space"):
        make(scope_of("mini"))
    assert files(own_var_dir) == []


def test_a_job_for_no_study_says_so(db):
    job = Job.objects.create(kind=KIND, arguments={"study": "nothing"})
    with pytest.raises(JobProblem, match="no published edition"):
        read_answers(job, Progress(job))
    with pytest.raises(NothingToExport):
        ready("nothing", None, now=NOW)
