"""Each small shipped study with printed figures: people made from them give them back, and planted faults are found."""

import pytest

from exports.published_files import read_report
from tests.exports import shipped_figures
from tests.exports.shipped_figures import held_against, made, planted

pytestmark = pytest.mark.once
SMALL = shipped_figures.small_studies()


def test_every_shipped_study_with_figures_is_found():
    """So that the tests below cannot pass by looking at nothing."""
    assert {"niet-ingeburgerden-2023", "perspectief-2024"} <= set(shipped_figures.studies())
    assert "niet-ingeburgerden-2023" in SMALL


@pytest.mark.parametrize("slug", list(shipped_figures.studies()))
def test_every_figure_has_a_class_and_a_reason_where_it_cannot_come_out(slug):
    report = read_report(slug).published
    assert all(one.why for one in report.figures if one.kind in ("impossible", "corrected", "not_claimed"))
    assert sum(one.kind in ("exact", "range") for one in report.figures) > 40


@pytest.mark.parametrize("slug", SMALL)
def test_printed_figures_come_back(slug):
    _, _, data = made(slug)
    found = held_against(slug, data)
    assert [one.figure.name for one in found.wrong] == []
    assert found.agrees
    for kind in ("exact", "range"):
        assert found.by_kind[kind]["equal"] == sum(found.by_kind[kind].values())


@pytest.mark.parametrize("slug", SMALL)
def test_planted_faults_are_found_out(slug):
    report, _, data = made(slug)
    faults = dict(planted(report, data))
    assert len(faults) > 20
    assert [name for name, plant in faults.items() if held_against(slug, plant(data)).agrees] == []
