"""What a printed figure can stand for: whole percentages, and those told in words."""

import pytest

from exports.published import BadMap, published
from exports.ranges import NotAFigure, Range, range_of
from exports.reproduce import in_the_middle

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("70", "69.5 to under 70.5"),
        ("9.5", "9.45 to under 9.55"),
        ("100", "99.5 to 100"),
        ("0", "0 to under 0.5"),
        ("~70", "65 to 75"),
        ("about 70", "65 to 75"),
        ("~33.3", "28.3 to 38.3"),
        ("<75", "65 to under 75"),
        ("almost 75", "65 to under 75"),
        ("<5", "0 to under 5"),
        (">60", "over 60 to 70"),
        ("more than 95", "over 95 to 100"),
        ("=60", "57.5 to under 62.5"),
        ("=19", "18.5 to under 19.5"),
        ("half", "45 to 55"),
        ("About half", "45 to 55"),
        ("a third", "28.33 to 38.33"),
        ("more than three quarters", "over 75 to 85"),
        ("less than two thirds", "56.67 to under 66.67"),
    ],
)
def test_what_it_stands_for(printed, words):
    assert range_of(printed).words == words


@pytest.mark.parametrize(
    "printed", ["", "~", "many", "~many", "101", "-1", "nan", "inf", "about", "about ~5", "~<75", "5 people"]
)
def test_what_is_no_figure(printed):
    with pytest.raises(NotAFigure, match="is no share"):
        range_of(printed)


@pytest.mark.parametrize(
    ("points", "inside", "beyond"),
    [(59, False, -1), (60, False, 0), (60.1, True, 0), (70, True, 0), (72.5, False, 2.5)],
)
def test_inside_and_beyond(points, inside, beyond):
    told = Range(60, 70, open_low=True)
    assert (points in told, told.beyond(points)) == (inside, beyond)


def test_what_two_ranges_allow():
    assert range_of("~75").within(range_of("<75")) == Range(70, 75)
    assert range_of("~75").within(range_of("<50")) is None


FACTS = {
    "tables": [
        {"id": "t1", "kind": "tekst", "var": "q", "by": "none", "n": 90, "columns": {"all": None}, "rows": [
            {"code": "yes", "pct": ["~75"]}, {"code": "yes", "pct": ["<75"]}, {"code": "no", "pct": [20]},
        ]},
    ]
}  # fmt: skip


def read(cls: str, facts=FACTS):
    about = {"edition": 1, "groups": ["g"], "columns": {"all": {}}, "tables": {"t1": {"class": cls}}}
    return published(facts, about).figures


def test_a_table_told_in_words():
    """Its N is a number all the same, and what is aimed at is the middle of what two figures of one thing allow."""
    figures = read("range")
    assert [(one.printed, one.kind) for one in figures if one.printed] == [
        ("90", "exact"), ("~75", "range"), ("<75", "range"), ("20", "range"),
    ]  # fmt: skip
    aims = [one.expected for one in in_the_middle(figures) if one.kind == "range"]
    assert aims == ["72", "72", "20"]
    assert [one.kind for one in read("exact")][2] == "not_claimed"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param({"code": "yes", "pct": ["many"]}, "t1 yes all: “many” is no share", id="no figure"),
        pytest.param({"code": "yes", "value": ["~3"]}, "for shares. Give this another", id="a mean in words"),
    ],
)
def test_what_has_no_range(row, message):
    with pytest.raises(BadMap, match=message):
        read("range", {"tables": [{**FACTS["tables"][0], "rows": [row]}]})
