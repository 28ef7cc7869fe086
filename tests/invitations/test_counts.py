"""Weeks of a channel: small numbers are not told, and cannot be worked out from what is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest

from invitations import counts
from invitations.counts import STEPS, Report, report
from invitations.models import Channel, ChannelCount
from surveys.engine.disclose import LEAST
from tests.invitations.factory import published

MONDAY = date(2026, 11, 2)
SUNDAY_NIGHT = datetime(2026, 11, 8, 22, 30, tzinfo=UTC)


def days(*weeks: Sequence[int]) -> list[tuple[date, str, int]]:
    """One day per step of each week."""
    return [
        (MONDAY + timedelta(weeks=place), step, count)
        for place, week in enumerate(weeks)
        for step, count in zip(STEPS, week, strict=True)
    ]


def worked_out(table: Report, sums: Sequence[int | None]) -> list[int]:
    """Small numbers that a reader gets: a cell that is left over in a column, or the difference of two in a row."""
    found = []
    for place, total in enumerate(sums):
        column = [week.told[place] for week in table.weeks]
        if total is not None and column.count(None) == 1:
            found.append(total - sum(cell for cell in column if cell is not None))
    rows = [[cell for cell in row if cell is not None] for row in (*(week.told for week in table.weeks), sums)]
    found += [abs(a - b) for row in rows for a, b in product(row, row)]
    return [number for number in found if 0 < number < LEAST]


def test_the_true_sum_would_give_a_small_number_away():
    """Positive control for the next test: with sums of everything, the week of 4 people is 4 people again."""
    weeks = days((40, 25, 12), (4, 3, 1), (60, 30, 20))
    true = [sum(count for _, step, count in weeks if step == wanted) for wanted in STEPS]
    assert 4 in worked_out(report(weeks), true)
    assert worked_out(report(weeks), report(weeks).sums) == []


@pytest.mark.parametrize("seed", range(40))
def test_nothing_small_can_be_worked_out(seed: int):
    random = Random(seed)
    weeks = [[random.choice((0, 3, 9, 10, 14, 25, 60, 61)) for _ in STEPS] for _ in range(random.randint(1, 6))]
    table = report(days(*weeks))
    for week in table.weeks:
        assert [number for number in worked_out(Report((week,)), week.told)] == []
    for place, total in enumerate(table.sums):
        told = [week.told[place] for week in table.weeks if week.told[place] is not None]
        assert total == (sum(told) if told else None), "a sum adds nothing to what stands above it"


@pytest.mark.django_db
def test_days_are_those_of_the_clock_on_the_wall_and_the_current_week_waits():
    channel = Channel.objects.create(study=published(), slug="west", kind=Channel.Kind.FLYER, label="West")
    for _ in range(12):
        counts.add(channel, counts.Step.LANDED, SUNDAY_NIGHT)
    counts.add(channel, counts.Step.LANDED, SUNDAY_NIGHT + timedelta(hours=1))
    assert dict(ChannelCount.objects.values_list("day", "count")) == {date(2026, 11, 8): 12, date(2026, 11, 9): 1}
    assert counts.reports([channel], date(2026, 11, 8))[channel.pk].weeks == ()
    (week,) = counts.reports([channel], date(2026, 11, 9))[channel.pk].weeks
    assert (week.monday, week.last_day, week.told) == (MONDAY, date(2026, 11, 8), (12, None, None))
    assert len(counts.reports([channel], date(2026, 11, 16))[channel.pk].weeks) == 2
