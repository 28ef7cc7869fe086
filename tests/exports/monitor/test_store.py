"""Figures kept: written and read back whole, the newest of each day, days before without their cells."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exports.monitor.figures import Figures
from exports.monitor.models import MonitorRecord
from exports.monitor.store import earlier, keep, latest, purge, trend
from exports.monitor.written import NotOurs, as_json, read
from staff.models import AuditEntry
from surveys.models import Study
from tests.exports.monitor.made import AT, FIGURES, with_at


@pytest.fixture
def study(db: None) -> Study:
    return Study.objects.create(slug="field", title="Veldwerk")


@pytest.mark.once
def test_a_record_comes_back_as_it_was():
    assert read(Figures, as_json(FIGURES)) == FIGURES
    changed = as_json(FIGURES) | {"waiting": 1}
    assert read(Figures, changed) != FIGURES, "control"
    assert read(Figures, {k: v for k, v in as_json(FIGURES).items() if k != "alarms"}).alarms == ()


@pytest.mark.once
@pytest.mark.parametrize("values", [{"study": "x"}, {**as_json(FIGURES), "made_at": "soon"}, {"other": 1}, []])
def test_what_another_version_wrote_is_told(values):
    with pytest.raises(NotOurs):
        read(Figures, values)


def test_the_newest_of_each_day_is_kept(study):
    assert latest(study) is None
    keep(study, with_at(AT))
    keep(study, replace(with_at(AT + timedelta(hours=2)), waiting=3))
    assert MonitorRecord.objects.count() == 1
    assert latest(study).waiting == 3
    keep(study, with_at(AT + timedelta(days=1)))
    assert latest(study) == with_at(AT + timedelta(days=1))
    (before,) = earlier(study)
    assert (before.waiting, before.strata, before.devices) == (3, (), ())
    assert before.sample == FIGURES.sample
    assert AuditEntry.objects.filter(action="monitor.count").count() == 3
    stood = trend(study)
    assert [(one.day, one.sample, one.r) for one in stood] == [
        (date(2026, 11, 23), FIGURES.sample, 0.78),
        (date(2026, 11, 24), FIGURES.sample, 0.78),
    ]


def test_figures_that_come_late_do_not_replace_newer_ones(study):
    keep(study, with_at(AT))
    keep(study, replace(with_at(AT - timedelta(minutes=1)), waiting=3))
    assert latest(study).waiting == FIGURES.waiting


def test_what_cannot_be_read_counts_as_none(study):
    keep(study, FIGURES)
    MonitorRecord.objects.update(figures={"version": 7}, made_at=AT + timedelta(seconds=1))
    assert latest(study) is None


def test_purge(study):
    keep(study, FIGURES)
    keep(study, with_at(AT + timedelta(days=1)))
    assert purge(study, user=None) == 2
    assert latest(study) is None
