"""Efforts: the table of them as a table of cases, and the one writer."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from invitations import efforts
from invitations.effort_table import Cell, EffortRow, Reach, reach_of, table
from invitations.efforts import EffortRefused, Overtaken, Told
from invitations.models import Effort
from staff.models import AuditEntry, Organisation, User
from surveys.models import Study

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = date(2027, 2, 26)
LATER = date(2027, 3, 1)
PAGE = uuid.UUID(int=7)
TOLD = Told("meeting", DAY, 12)


def row(kind: str = "meeting", day: date = DAY, reach: Reach | None = None, organisation: str = "Utrecht") -> EffortRow:
    return EffortRow(organisation, kind, day, reach)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], Cell(), id="nothing"),
        pytest.param([row()], Cell(1, DAY, Reach(0, 0), 1), id="reach unknown"),
        pytest.param([row(reach=Reach(0, 0))], Cell(1, DAY, Reach(0, 0), 0), id="nobody is not unknown"),
        pytest.param(
            [row(reach=Reach(12, 12)), row(day=LATER, reach=Reach(51, 200))],
            Cell(2, LATER, Reach(63, 212)),
            id="a number and an order of size",
        ),
        pytest.param(
            [row(reach=Reach(1001, None)), row(reach=Reach(1, 10)), row()],
            Cell(3, DAY, Reach(1002, None), 1),
            id="without an end, and one unknown",
        ),
        pytest.param([row(kind="school"), row(organisation="Zwolle")], Cell(), id="of others"),
    ],
)
def test_a_cell(rows: list[EffortRow], expected: Cell) -> None:
    made = table(rows, ["Utrecht"], ["meeting"])
    assert made.lines[0].cells == (expected,)
    assert made.totals == (expected,)


def test_a_line_per_municipality_also_of_those_that_did_nothing() -> None:
    made = table([row(), row(kind="whatsapp", reach=Reach(5, 5))], ["Utrecht", "Zwolle"], ["whatsapp", "meeting"])
    assert [[cell.times for cell in line.cells] for line in made.lines] == [[1, 1], [0, 0]]
    assert made.lines[0].total == made.total == Cell(2, DAY, Reach(5, 5), 1)


@pytest.mark.parametrize(("size", "bounds"), [("to_50", (11, 50)), ("more", (1001, None))])
def test_sizes(size: str, bounds: tuple[int, int | None]) -> None:
    assert reach_of(None, size) == Reach(*bounds)


def test_every_size_has_bounds_that_follow_on_each_other() -> None:
    found = [reach_of(None, size) for size in Effort.Size.values]
    assert [one.least for one in found[1:]] == [one.most + 1 for one in found[:-1]]
    assert (reach_of(None, ""), reach_of(0, "")) == (None, Reach(0, 0))


@pytest.fixture
def study(db: None) -> Study:
    return Study.objects.create(slug="mini", title="Mini")


@pytest.fixture
def log(study: Study, make_staff: Callable[..., User]) -> Callable[..., Effort]:
    by = make_staff("municipality")
    organisation = Organisation.objects.create(name="Utrecht", kind="municipality")

    def make(told: Told = TOLD, page: uuid.UUID = PAGE) -> Effort:
        return efforts.log(study, organisation, told, page=page, by=by, now=NOW)

    return make


def standing(study: Study) -> list[tuple[str, date, Reach | None]]:
    return [(one.kind, one.day, one.reach) for one in efforts.rows(efforts.standing(study))]


def test_logged_corrected_undone(study: Study, log: Callable[..., Effort]) -> None:
    first = log()
    second = efforts.correct(first, Told("school", LATER, size="to_50"), by=first.by, now=NOW)
    assert standing(study) == [("school", LATER, Reach(11, 50))]
    efforts.undo(second, by=first.by, now=NOW)
    assert standing(study) == []
    assert Effort.objects.count() == 3
    trail = AuditEntry.objects.filter(action__startswith="effort.").order_by("id")
    assert [entry.action for entry in trail] == ["effort.log", "effort.correct", "effort.undo"]


def test_two_taps_on_one_button_are_one_effort(study: Study, log: Callable[..., Effort]) -> None:
    assert log() == log()
    assert len(standing(study)) == 1
    log(page=uuid.UUID(int=8))
    log(Told("meeting", DAY, 13))
    assert len(standing(study)) == 3, "from another page, or with another number, it is another one"


def test_two_people_correct_the_same(study: Study, log: Callable[..., Effort]) -> None:
    first = log()
    efforts.correct(first, Told("meeting", DAY, 20), by=first.by, now=NOW)
    for late in (
        lambda: efforts.undo(first, by=first.by, now=NOW),
        lambda: efforts.correct(first, Told("meeting", DAY, 30), by=first.by, now=NOW),
    ):
        with pytest.raises(Overtaken):
            late()
    assert standing(study) == [("meeting", DAY, Reach(20, 20))]


def test_what_was_undone_is_not_corrected(study: Study, log: Callable[..., Effort]) -> None:
    gone = efforts.undo(log(), by=User.objects.get(), now=NOW)
    with pytest.raises(Overtaken):
        efforts.correct(gone, Told("meeting", DAY, 20), by=gone.by, now=NOW)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Told("meeting", date(2027, 3, 2)), "future"),
        (Told("meeting", DAY, 12, "to_50"), "both"),
        (Told("meeting", DAY, -1), "reach"),
        (Told("meeting", DAY, efforts.MOST_PEOPLE + 1), "reach"),
    ],
    ids=["tomorrow", "both", "negative", "too many"],
)
def test_what_cannot_be(study: Study, log: Callable[..., Effort], told: Told, code: str) -> None:
    with pytest.raises(EffortRefused, match=code):
        log(told)
    assert standing(study) == []


def test_the_database_changes_and_removes_none(log: Callable[..., Effort]) -> None:
    made = log()
    for change in (lambda: Effort.objects.filter(pk=made.pk).update(reach=1), lambda: Effort.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Effort.objects.get().reach == 12
