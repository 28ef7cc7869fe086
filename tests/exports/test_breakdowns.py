"""Names as somebody types them: resolved to one variable, or refused with what can be had."""

import pytest

from exports.breakdowns import CannotTabulate, breakdown, filters, questions_named, variable_named
from exports.tables_query import read, written
from exports.tabulate import TablesWish, settled
from tests.exports.tabulated import in_english, people, prepared  # noqa: F401 - a fixture

DATA = people()
CROSSED = ["a.own", "a.family", "b.own", "b.family", "u.own", "u.family"]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        pytest.param("", [], id="the total alone"),
        pytest.param("group", ["a", "b", "u"], id="one"),
        pytest.param("group+permit", ["a.own", "a.family", "b.own", "b.family", "u.own", "u.family"], id="crossed"),
        pytest.param(
            "group×permit", ["a.own", "a.family", "b.own", "b.family", "u.own", "u.family"], id="a real cross"
        ),
        pytest.param(
            "group permit", ["a.own", "a.family", "b.own", "b.family", "u.own", "u.family"], id="decoded plus"
        ),
    ],
)
def test_columns(asked, keys):
    found = breakdown(DATA, asked, {})
    assert [heading.key for heading in found.headings] == [key for key in keys if DATA.members(_where(key))]
    assert len(found.headings) + len(found.empty) == len(keys)


def _where(key: str) -> dict[str, frozenset[str]]:
    group, _, permit = key.partition(".")
    return {"group": frozenset({group}), **({"permit": frozenset({permit})} if permit else {})}


def test_a_filter_narrows_every_column_and_empties_some():
    found = breakdown(DATA, "group", {"group": frozenset({"a"})})
    assert [heading.key for heading in found.headings] == ["a"]
    assert [label["en"] for label in found.empty] == ["B (en)", "? (en)"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param("nothing", "no variable “nothing”.*group, side, permit", id="unknown"),
        pytest.param("ways", "several answers.*Choose from: group", id="overlapping columns"),
        pytest.param("group+group", "twice", id="twice"),
        pytest.param("group+permit+gender+colour", "at most 3", id="too many"),
        pytest.param("age", "no variable “age”", id="a number"),
    ],
)
def test_what_cannot_be_a_breakdown(asked, words):
    with pytest.raises(CannotTabulate, match=words):
        breakdown(DATA, asked, {})


def test_a_short_name_is_the_only_one_that_ends_so(monkeypatch):
    names = {"learning_route": DATA.variables["permit"], "group": DATA.variables["group"]}
    other = people()
    other.__dict__["variables"] = names
    assert variable_named(other, "route") is names["learning_route"]
    names["bus_route"] = names["group"]
    with pytest.raises(CannotTabulate, match="Choose from: learning_route, bus_route"):
        variable_named(other, "route")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(["permit=own"], {"permit": {"own"}}, id="one code"),
        pytest.param(["permit=own, family"], {"permit": {"own", "family"}}, id="two codes"),
        pytest.param(["permit=own,family", "permit=own"], {"permit": {"own"}}, id="both hold"),
    ],
)
def test_filters(asked, expected):
    assert filters(DATA, asked) == expected


@pytest.mark.parametrize("asked", ["permit", "permit=", "permit=wrong", "permit=own,wrong", "permit=own=family"])
def test_a_filter_that_is_none_names_the_codes(asked):
    with pytest.raises(CannotTabulate, match="with codes from own, family"):
        filters(DATA, [asked])


def test_questions():
    assert questions_named(DATA, ["ways", "age", "ways"], ["age"]) == ("ways", "age")
    with pytest.raises(CannotTabulate, match="nothing named “since”"):
        questions_named(DATA, ["since"], ["age"])


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("question=gender&by=group", id="a table"),
        pytest.param(
            "question=gender&by=group%2Bpermit&where=permit%3Down&lang=ar&points=5&edition=2", id="everything"
        ),
        pytest.param("", id="nothing"),
    ],
)
def test_an_address_tells_the_same_wish_again(query):
    assert written(read("printed", query)) == query


def test_two_parts_make_one_breakdown():
    assert read("printed", "question=gender&by=group&across=permit").by == ("group+permit",)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("name=someone", "“name”.*Known are: question", id="unknown part"),
        pytest.param("points=many", "no number of points", id="points"),
        pytest.param("points=nan", "no number of points", id="not a number"),
        pytest.param("edition=1.5", "no number of an edition", id="edition"),
        pytest.param("question=" + "x" * 1000, "too long", id="long"),
        pytest.param("&".join(f"where=a%3D{code}" for code in range(7)), "at most 6 filters", id="filters"),
    ],
)
def test_an_address_that_cannot_be_read(query, words):
    with pytest.raises(CannotTabulate, match=words):
        read("printed", query)


def test_a_settled_wish_has_the_names_of_the_study():
    wish = TablesWish("printed", by=("group×permit",), where=("permit=family,own",))
    assert settled(prepared(DATA), wish).by == ("group+permit",)
    assert settled(prepared(DATA), wish).where == ("permit=own,family",)
