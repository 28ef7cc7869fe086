"""Counting by job, by schedule and by command; and that rates are those of R-indicators elsewhere."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exports.clean_people import clean_people
from exports.monitor import job
from exports.monitor.figures import Figures
from exports.monitor.models import MonitorRecord
from exports.monitor.register import KIND
from exports.monitor.store import latest
from exports.representativity import representativity
from exports.response import Asked, units_of
from staff import jobs
from staff.jobs import JobProblem, Progress
from staff.models import AuditEntry, Job
from surveys.models import Study
from surveys.publish import publish
from tests.exports.monitor.fieldwork import DOCUMENT, Fieldwork

pytestmark = pytest.mark.django_db
INSIDE = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_r_is_that_of_the_command_of_weights(fieldwork: Fieldwork, figures: Figures) -> None:
    """Another reading of the same tables; it also counts the one whose only letter was spoiled."""
    units = units_of(Asked("field", by=("group", "sex")), clean_people("field"))
    assert len(units) == figures.sample.base + 1
    assert units.responded.sum() == figures.sample.usable
    found = representativity(units)
    told = {one.name: one for one in figures.representative.variables}
    assert figures.representative.r == pytest.approx(found.r.value, abs=0.05)
    alone = {one.name: one.unconditional.value for one in found.variables}
    assert told["sex"].unconditional == pytest.approx(alone["sex"], abs=0.02)


def test_the_job_counts_and_keeps(fieldwork: Fieldwork) -> None:
    made = Job.objects.create(kind=KIND, arguments={"study": "field"})
    jobs._handlers[KIND](made, Progress(made))
    assert latest(fieldwork.study).sample.size == 120
    made.refresh_from_db()
    assert (made.done, made.total) == (5, 5)


def test_a_study_without_an_edition_is_told() -> None:
    Study.objects.create(slug="empty", title="Leeg")
    made = Job.objects.create(kind=KIND, arguments={"study": "empty"})
    with pytest.raises(JobProblem):
        job.count(made, Progress(made))


@pytest.mark.parametrize(
    ("now", "found"),
    [
        pytest.param(datetime(2026, 10, 31, 9, tzinfo=UTC), [], id="before"),
        pytest.param(INSIDE, ["small"], id="open"),
        pytest.param(datetime(2027, 1, 1, 9, tzinfo=UTC), ["small"], id="the day after"),
        pytest.param(datetime(2027, 1, 2, 9, tzinfo=UTC), [], id="later"),
    ],
)
def test_which_studies_are_counted_by_the_hour(now: datetime, found: list[str]) -> None:
    publish(Study.objects.create(slug="small", title="Klein"), {**DOCUMENT, "study": "small"}, user=None, note="")
    Study.objects.create(slug="empty", title="Leeg")
    assert [study.slug for study in job.open_now(now) if study.slug != "field"] == found


def test_a_study_that_is_being_counted_gets_no_second_job() -> None:
    publish(Study.objects.create(slug="small", title="Klein"), {**DOCUMENT, "study": "small"}, user=None, note="")
    first = {made.arguments["study"] for made in job.start_for_open(INSIDE)}
    assert "small" in first
    assert job.start_for_open(INSIDE) == []
    Job.objects.update(state=Job.State.DONE)
    assert {made.arguments["study"] for made in job.start_for_open(INSIDE)} == first


def test_the_command(fieldwork: Fieldwork, make_staff) -> None:
    out = StringIO()
    call_command("monitor", "field", stdout=out)
    assert "120 people, 48 questionnaires" in out.getvalue()
    assert MonitorRecord.objects.count() == 1
    with pytest.raises(CommandError, match="no study"):
        call_command("monitor", "nowhere")
    with pytest.raises(CommandError, match="privacy"):
        call_command("monitor", "field", purge=True, by=make_staff("researcher").email)
    call_command("monitor", "field", purge=True, by=make_staff("privacy").email, stdout=out)
    assert not MonitorRecord.objects.exists()
    assert AuditEntry.objects.filter(action="monitor.purge", details={"days": 1}).exists()
