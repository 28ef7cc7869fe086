"""Times rounded to days; which day is whose last; how old backups are. Pure."""

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from exports.retention.backups import backups_in, older_than
from exports.retention.dates import NotYet, Standing, check_may_begin, is_due, last_day_of_backups, purge_day
from respondents.retention import Span, midnight, rounded

HERE = ZoneInfo("Europe/Amsterdam")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("start", "last", "expected"),
    [
        pytest.param(at(30, 14, 5), at(30, 14, 25), (at(30, 0), at(30, 0, 20)), id="within a day"),
        pytest.param(at(29, 23, 50), at(30, 0, 10), (at(29, 23, 40), at(30, 0)), id="over midnight"),
        pytest.param(at(28, 22), at(30, 9), (at(28, 13), at(30, 0)), id="went on on another day"),
        pytest.param(at(28, 1), at(30, 23), (at(28, 0), at(30, 22)), id="longer than the days between"),
        pytest.param(at(30, 0), at(30, 0), (at(30, 0), at(30, 0)), id="no time at all"),
        pytest.param(
            at(24, 23, 30, 10), at(25, 4, 0, 10), (at(24, 18, 30, 10), at(25, 0, 0, 10)), id="summer time ends"
        ),
    ],
)
def test_rounded(start: datetime, last: datetime, expected: tuple[datetime, datetime]) -> None:
    found = rounded(Span(start, last))
    days = [timezone.localdate(one) for one in (start, last)]
    assert [timezone.localdate(one) for one in (found.start, found.last)] == days
    assert found.last.astimezone(UTC) - found.start.astimezone(UTC) == last.astimezone(UTC) - start.astimezone(UTC)
    assert (found.start, found.last) == tuple(one.astimezone(UTC) for one in expected)


def test_any_span_keeps_days_and_length_and_nothing_else() -> None:
    """Two spans of the same days and length come out the same, whatever the hour; and again is no change."""
    random = Random(4711)
    for _ in range(2_000):
        start = datetime(2026, 3, 25, tzinfo=UTC) + timedelta(microseconds=random.randrange(10**12))
        length = timedelta(microseconds=random.randrange(3 * 10**11))
        span = Span(start, start + length)
        found = rounded(span)
        days = timezone.localdate(span.start), timezone.localdate(span.last)
        assert (timezone.localdate(found.start), timezone.localdate(found.last)) == days
        assert (found.last.tzinfo, found.start.tzinfo) == (UTC, UTC), "lengths are real ones"
        assert found.last - found.start == length
        assert rounded(found) == found
        later = Span(span.start + timedelta(minutes=1), span.last + timedelta(minutes=1))
        if (timezone.localdate(later.start), timezone.localdate(later.last)) == days:
            assert rounded(later) == found
        assert found.start == midnight(days[0]) or found.last == midnight(days[1])


DAY = date(2027, 4, 30)
CLOSED = Standing(DAY, date(2027, 1, 31), closed=False)


@pytest.mark.parametrize(
    ("standing", "today", "why", "code"),
    [
        pytest.param(CLOSED, DAY, "", "promised", id="on the promised day"),
        pytest.param(CLOSED, DAY + timedelta(1), "", "", id="the day after"),
        pytest.param(CLOSED, DAY, "a good reason", "promised", id="no reason goes before a promise"),
        pytest.param(Standing(None, DAY, closed=True), DAY, " ", "no_day", id="no promise, no reason"),
        pytest.param(Standing(None, DAY, closed=True), DAY, "the study ended", "", id="no promise, and a reason"),
        pytest.param(Standing(DAY, None, closed=False), DAY + timedelta(9), "", "open", id="no end of fieldwork"),
        pytest.param(Standing(DAY, None, closed=True), DAY + timedelta(9), "", "", id="closed by hand"),
    ],
)
def test_when_a_purge_may_begin(standing: Standing, today: date, why: str, code: str) -> None:
    if not code:
        check_may_begin(standing, today, why=why)
        return
    with pytest.raises(NotYet) as caught:
        check_may_begin(standing, today, why=why)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("days_after", "today", "due"),
    [
        pytest.param(1, DAY + timedelta(1), True, id="the day after"),
        pytest.param(0, DAY, False, id="never on the day itself"),
        pytest.param(7, DAY + timedelta(6), False, id="a week is not over"),
        pytest.param(7, DAY + timedelta(7), True, id="a week is over"),
    ],
)
def test_when_it_is_due(days_after: int, today: date, due: bool) -> None:
    assert is_due(CLOSED, today, days_after) is due
    assert not is_due(Standing(None, DAY, closed=True), today, days_after), "without a promise somebody has to say so"
    assert not is_due(Standing(DAY, DAY, closed=True, kept=False), today, days_after), "nothing is there"
    assert last_day_of_backups(purge_day(DAY, 1), 28) == DAY + timedelta(29)


def backup(folder: Path, name: str, manifest: str | None, touched: int) -> None:
    made = folder / name
    made.mkdir()
    (made / "default.dump").write_bytes(b"x")
    os.utime(made / "default.dump", (touched, touched))
    if manifest is not None:
        (made / "manifest.json").write_text(manifest)
        os.utime(made / "manifest.json", (touched, touched))


def test_backups_by_their_manifest_else_by_their_files(tmp_path: Path) -> None:
    tmp_path = tmp_path / "backups"
    tmp_path.mkdir()
    touched = int(datetime(2027, 3, 1, tzinfo=UTC).timestamp())
    backup(tmp_path, "told", json.dumps({"made": "2027-01-01T02:00:00+01:00", "databases": {}}), touched)
    backup(tmp_path, "no zone", json.dumps({"made": "2027-01-02T02:00:00"}), touched)
    backup(tmp_path, "no manifest", None, touched)
    backup(tmp_path, "unreadable", "{", touched)
    backup(tmp_path, "no moment", json.dumps({"databases": {}}), touched)
    (tmp_path / ".lock").write_bytes(b"")
    found = {one.name: (one.made, one.known) for one in backups_in(tmp_path)}
    unknown = (datetime(2027, 3, 1, tzinfo=UTC), False)
    assert found == {
        "told": (datetime(2027, 1, 1, 1, tzinfo=UTC), True),
        "no zone": (datetime(2027, 1, 2, 2, tzinfo=UTC), True),
        **dict.fromkeys(("no manifest", "unreadable", "no moment"), unknown),
    }
    assert [one.name for one in older_than(tmp_path, datetime(2027, 1, 2, tzinfo=UTC))] == ["told"]
    assert backups_in(tmp_path / "nowhere") == []
