"""Interviews in the database → rows: everybody once, nobody who withdrew, times as a day and a duration."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exports.dataset import NothingToExport, dataset
from invitations.models import Code
from respondents import flow
from respondents.models import Interview
from tests.exports.conftest import NOW


def rows_of(study: str, **wish: object) -> list[dict[str, object]]:
    data = dataset(study, **wish)
    names = [column.name for column in data.columns]
    return [dict(zip(names, row, strict=True)) for row in data.rows]


def test_each_interview_is_one_row_in_order_of_its_random_number(interviews):
    rows = rows_of("mini")
    assert [row["respnr"] for row in rows] == sorted(interview.respnr for interview in interviews)


def test_a_row_says_what_was_stored(interviews):
    by_number = {row["respnr"]: row for row in rows_of("mini", open_text=True)}
    for interview in interviews:
        row = by_number[interview.respnr]
        work = interview.answers.get("work") or {}
        expected = {"yes": 1, "no": 2}.get(work.get("code"))
        if expected:
            assert row["work"] == expected
        else:
            assert row["work"] < 0
        assert row["say"] == (interview.answers.get("say") or {}).get("text")


def test_somebody_who_broke_off_is_in_it_with_reasons(interviews):
    row = next(row for row in rows_of("mini") if row["respnr"] == interviews[-1].respnr)
    assert row["sent"] == 0
    assert row["mood"] == -6


def test_clock_times_leave_as_a_day_and_a_duration(interviews):
    row = rows_of("mini")[0]
    assert row["started_on"] == NOW.date().isoformat()
    assert row["duration"] > 0
    assert ":" not in json.dumps({name: value for name, value in row.items() if name not in ("say",)}).replace(
        '": ', ""
    )


def test_a_clock_that_was_put_back_makes_no_time_below_nothing(interviews):
    behind = interviews[0]
    Interview.objects.filter(pk=behind.pk).update(last_at=behind.started_at - timedelta(hours=1))
    assert [row["duration"] for row in rows_of("mini") if row["respnr"] == behind.respnr] == [0]


def test_who_withdrew_is_gone(interviews):
    gone = interviews[0]
    flow.withdraw(Code.objects.get(pk=gone.link.code_id), now=NOW)
    assert gone.respnr not in [row["respnr"] for row in rows_of("mini")]
    assert Interview.objects.count() == len(interviews)


def test_text_that_people_typed_stays_in_unless_asked_for(interviews):
    assert "say" not in rows_of("mini")[0]
    assert "say" in rows_of("mini", open_text=True)[0]


def test_rows_do_not_name_a_code_or_an_interview(interviews):
    said = json.dumps(rows_of("mini", open_text=True))
    assert not any(str(interview.pk) in said for interview in interviews)


def test_queries_do_not_grow_with_the_number_of_interviews(interviews):
    with CaptureQueriesContext(connection) as of_many:
        rows_of("mini")
    gone = [interview.pk for interview in interviews[2:]]
    Interview.objects.filter(pk__in=gone).update(state=Interview.State.WITHDRAWN)
    with CaptureQueriesContext(connection) as of_few:
        assert len(rows_of("mini")) == 2
    assert len(of_many) == len(of_few)


def test_rows_are_streamed_from_the_database(interviews, monkeypatch):
    """Through a cursor that hands out a chunk at a time; on PostgreSQL one of the server's own."""
    opened = []
    original = connection.chunked_cursor

    def spied():
        opened.append(original())
        return opened[-1]

    monkeypatch.setattr(connection, "chunked_cursor", spied)
    list(Interview.objects.all())
    assert opened == []
    rows_of("mini")
    assert len(opened) == 1
    assert connection.vendor != "postgresql" or opened[0].name


@pytest.mark.parametrize("wish", [{"study": "nothing"}, {"study": "mini", "edition": 9}])
def test_a_study_without_that_edition_has_no_dataset(edition, wish):
    with pytest.raises(NothingToExport, match=wish["study"]):
        dataset(**wish)
