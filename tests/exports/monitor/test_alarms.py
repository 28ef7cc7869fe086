"""Alarms and what a study declares about them, as tables."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exports.monitor.alarms import alarms
from exports.monitor.figures import Counted, Day, Figures, PageFigures, QuestionFigures, Representative, Split, Stratum
from exports.monitor.limits import BadMonitoring, Limits, monitoring_of
from surveys.engine.parse import parse
from tests.exports.monitor.fieldwork import DOCUMENT
from tests.exports.monitor.made import FIGURES

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 23)
QUIET = replace(
    FIGURES,
    strata=(),
    variables=(),
    representative=Representative(),
    languages=(),
    pages=(),
    questions=(),
    days=(Day(TODAY, started_sample=1),),
)


def page(reached: int, stopped: int) -> Figures:
    return replace(QUIET, pages=(PageFigures("p", ("p",), reached, stopped),))


def question(asked: int, skipped: int, dont_know: int) -> Figures:
    rest = asked - skipped - dont_know
    return replace(QUIET, questions=(QuestionFigures("q", "q", asked, rest, skipped, dont_know, 0, 0),))


def stratum(code: str, base: int, usable: int) -> Stratum:
    return Stratum((code,), Counted(size=base, complete=usable, nothing=base - usable, started=usable))


def groups(*strata: Stratum) -> Figures:
    sample = Counted(
        size=sum(one.counted.size for one in strata),
        complete=sum(one.counted.complete for one in strata),
        nothing=sum(one.counted.nothing for one in strata),
    )
    return replace(QUIET, variables=("group",), strata=strata, sample=sample)


def languages(*splits: Split) -> Figures:
    return replace(QUIET, languages=splits)


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        pytest.param(QUIET, [], id="nothing"),
        pytest.param(page(100, 6), [("break_off", "p")], id="six of a hundred stop"),
        pytest.param(page(100, 5), [], id="the limit itself is no alarm"),
        pytest.param(page(29, 29), [], id="too few to tell"),
        pytest.param(question(100, 6, 11), [("non_response", "q"), ("dont_know", "q")], id="skipped and unknown"),
        pytest.param(question(100, 5, 10), [], id="at the limits"),
        pytest.param(groups(stratum("a", 900, 180), stratum("b", 100, 5)), [("lagging", "group=b")], id="b lags"),
        pytest.param(groups(stratum("a", 900, 180), stratum("b", 30, 3)), [], id="may be chance"),
        pytest.param(groups(stratum("a", 900, 180), stratum("", 100, 5)), [], id="not known is no category"),
        pytest.param(
            languages(Split("nl", 200, 190, 180), Split("ti", 60, 25, 25)), [("language", "ti")], id="a language"
        ),
        pytest.param(
            replace(QUIET, days=(Day(TODAY - timedelta(days=3), started_open=1),)), [("silent", "")], id="quiet"
        ),
        pytest.param(replace(QUIET, days=(Day(TODAY - timedelta(days=2), started_open=1),)), [], id="two quiet days"),
        pytest.param(
            replace(QUIET, closes=TODAY - timedelta(days=1), days=(Day(TODAY - timedelta(days=9), started_open=1),)),
            [],
            id="closed",
        ),
        pytest.param(replace(QUIET, representative=Representative(100, 0.7)), [("uneven", "")], id="uneven"),
        pytest.param(
            replace(QUIET, sample=Counted(size=100, undeliverable=11, nothing=89)),
            [("undeliverable", "")],
            id="returned",
        ),
    ],
)
def test_what_is_beyond_its_limit(figures, found):
    assert [(one.kind, one.where) for one in alarms(figures, Limits(), TODAY)] == found


@pytest.mark.parametrize(
    ("gone", "usable", "found"),
    [
        pytest.param(49, 60, [], id="on its way"),
        pytest.param(49, 40, [("wanted", "one", 80, 100, False)], id="80 at this pace"),
        pytest.param(49, 3, [("wanted", "one", 18, 100, True)], id="too few to be told"),
        pytest.param(19, 3, [], id="too early to tell"),
        pytest.param(100, 99, [("wanted", "one", 99, 100, False)], id="over, one short"),
        pytest.param(100, 100, [], id="over, and reached"),
    ],
)
def test_a_group_that_will_not_come_to_its_number(gone, usable, found):
    """`gone`: days of a hundred. What goes for a group holds however its people came."""
    opens = TODAY - timedelta(days=gone)
    closes = opens + timedelta(days=99)
    rest = Split("two", 900, 800, 700)
    figures = replace(QUIET, opens=opens, closes=closes, groups=(Split("one", usable, usable, usable), rest))
    told = [one for one in alarms(figures, Limits(wanted=(("one", 100), ("two", 10))), TODAY) if one.kind == "wanted"]
    assert [(one.kind, one.where, one.value, one.limit, one.at_most) for one in told] == found
    undated = replace(figures, closes=None)
    assert not [one for one in alarms(undated, Limits(wanted=(("one", 100),)), TODAY) if one.kind == "wanted"]


def test_the_worst_stands_first():
    figures = replace(
        QUIET,
        pages=tuple(PageFigures(name, (name,), 100, stopped) for name, stopped in (("a", 7), ("b", 30), ("c", 9))),
    )
    assert [one.where for one in alarms(figures, Limits(), TODAY)] == ["b", "c", "a"]


def test_what_a_study_leaves_out_has_defaults():
    found = monitoring_of(parse(DOCUMENT))
    assert found.by == found.evenness == ("group", "sex", "municipality")
    assert found.helped_by == "helped_by"
    assert found.limits == Limits()


def test_a_study_declares_limits_and_columns():
    declared = {"by": ["sex"], "evenness": ["group"], "helped_by": "work", "dont_know": 25, "silent": 5, "even": 90}
    declared["wanted"] = {"b": 20, "a": 300}
    found = monitoring_of(parse({**DOCUMENT, "monitoring": declared}))
    assert (found.by, found.evenness, found.helped_by) == (("sex",), ("group",), "work")
    assert (found.limits.dont_know, found.limits.silent, found.limits.even) == (0.25, 5, 0.9)
    assert found.limits.non_response == Limits().non_response
    assert found.limits.wanted == (("a", 300), ("b", 20)), "in the order of the groups"


@pytest.mark.parametrize(
    ("declared", "where"),
    [
        ({"by": ["age"]}, "monitoring/by"),
        ({"dont_know": 0}, "monitoring/dont_know"),
        ({"dont_know": 0.5}, "monitoring/dont_know"),
        ({"even": 101}, "monitoring/even"),
        ({"least": 0}, "monitoring/least"),
        ({"helped_by": "nothing"}, "monitoring/helped_by"),
        ({"wanted": {"a": 0}}, "monitoring/wanted/a"),
        ({"wanted": {"nobody": 5}}, "monitoring/wanted"),
        ({"wanted": 100}, "monitoring/wanted"),
        ({"colour": "red"}, "monitoring"),
        ([], "monitoring"),
    ],
)
def test_what_cannot_be_declared(declared, where):
    with pytest.raises(BadMonitoring) as bad:
        monitoring_of(parse({**DOCUMENT, "monitoring": declared}))
    assert where in [problem.where for problem in bad.value.problems]
