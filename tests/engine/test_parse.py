from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.dump import canonical, to_yaml
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from tests.engine.mini import document, load, option, page, study


def codes_of(thing):
    with pytest.raises(DefinitionError) as caught:
        parse(thing)
    return {problem.code for problem in caught.value.problems}


def test_all_problems_at_once():
    broken = document(page("work", rule="${work} =="), page("age", "number", min="18", label="Leeftijd"), colour="red")
    assert codes_of(broken) == {"bad_rule", "wrong_type", "unknown_key"}


def test_a_problem_says_where_and_what_to_do():
    with pytest.raises(DefinitionError) as caught:
        parse(document(page("work", options=[{"code": True, "label": {"nl": "Ja"}}, option("no")])))
    (problem,) = caught.value.problems
    assert problem.where == "sections/start/pages/work/questions/work/options/1/code"
    assert problem.code == "unquoted"
    assert "quotes" in problem.what_to_do


def test_rule_position_is_told():
    with pytest.raises(DefinitionError, match="character 10"):
        parse(document(page("age", "number"), page("work", rule="${age} = = 3")))


def nested(depth):
    value = "x"
    for _ in range(depth):
        value = [value]
    return value


def cyclic():
    loop: dict = {}
    loop["loop"] = loop
    return loop


HOSTILE = [
    pytest.param(None, id="nothing"),
    pytest.param([], id="a list"),
    pytest.param("study", id="a text"),
    pytest.param({}, id="empty"),
    pytest.param({1: 2}, id="number as key"),
    pytest.param({None: {True: []}}, id="odd keys"),
    pytest.param(nested(100_000), id="very deep"),
    pytest.param(cyclic(), id="endless"),
    pytest.param({"study": "x" * 10_000_000}, id="huge text"),
    pytest.param({"study": 10**5000}, id="huge number"),
    pytest.param({"study": float("nan")}, id="not a number"),
    pytest.param({"study": datetime(2026, 1, 1)}, id="a moment"),
    pytest.param({"study": b"bytes"}, id="bytes"),
    pytest.param({"study": "\ud800", "\udfff": 1}, id="half characters"),
    pytest.param(
        {"sections": [{"pages": [None, 3, "x", {"questions": [[], {"options": {"a": 1}}]}]}]}, id="wrong types"
    ),
    pytest.param({"groups": [], "screening": [], "languages": "nl", "terms": 3}, id="wrong containers"),
    pytest.param({"option_lists": {"a": "b", "c": [1, None]}, "languages": [None, 3]}, id="wrong lists"),
]


@pytest.mark.parametrize("thing", HOSTILE)
def test_hostile_documents_give_problems_only(thing):
    assert codes_of(thing)


@pytest.mark.parametrize("thing", [case for case in HOSTILE if isinstance(case.values[0], dict)])
def test_hostile_documents_choose_no_edition_in_silence(thing):
    with pytest.raises(DefinitionError):
        parse(select_edition(thing, 1))


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=10,
)


def paths(value, at=()):
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*at, key))


def put(value, at, new):
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = put(value[at[0]], at[1:], new)
    return copy


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_one_spoilt_place_gives_a_definition_or_problems(data):
    whole = load("valid", data.draw(st.sampled_from(["reasons", "groups", "derived", "materials", "scale"])))
    spoilt = put(whole, data.draw(st.sampled_from(list(paths(whole)))), data.draw(JSON))
    assert outcome(spoilt) in {"read", "told"}


def outcome(thing):
    """What parsing came to; any exception but DefinitionError gets through and fails the test."""
    try:
        parse(select_edition(thing, 1))
    except DefinitionError as error:
        return "told" if error.problems else "silent"
    return "read"


def test_bounds_and_values():
    definition = study(
        page("age", "number", min=18, max=99.5),
        page("since", "date", min="2022-01-01", precisions=["year"]),
        page(
            "work", options=[option("dont_know", reason="dont_know"), option("yes"), option("no", value=7), option("x")]
        ),
    )
    assert definition.questions["age"].maximum == Decimal("99.5")
    assert definition.questions["since"].minimum == date(2022, 1, 1)
    assert [item.value for item in definition.questions["work"].options] == [None, 1, 7, 3]


def test_editions_share_option_values():
    found = load("valid", "editions")
    assert edition_numbers(found) == (1, 2)
    first, second = (parse(select_edition(found, number)) for number in (1, 2))
    assert {o.code: o.value for o in first.questions["work"].options} == {"yes": 1, "no": 3}
    assert {o.code: o.value for o in second.questions["work"].options} == {"yes": 1, "sometimes": 2, "no": 3}
    assert "extra" not in first.questions
    assert "extra" in second.questions


def test_select_edition_leaves_its_input_alone():
    found = load("valid", "editions")
    select_edition(found, 1)
    assert found == load("valid", "editions")


def test_bad_editions_key():
    with pytest.raises(DefinitionError, match="list of numbers"):
        select_edition(document({**page("work"), "editions": "1"}), 1)


def test_canonical_does_not_depend_on_key_order():
    found = study(page("work")).document
    assert canonical(dict(reversed(found.items()))) == canonical(found)
    assert canonical({**found, "study": "other"}) != canonical(found)


def test_yaml_comes_back_byte_for_byte():
    yaml = pytest.importorskip("yaml")
    found = study(page("work", options=[option("yes"), option("no")], label={"nl": "Één: ja?\u2028'nee'"})).document
    text = to_yaml(found)
    assert yaml.safe_load(text) == found
    assert to_yaml(yaml.safe_load(text)) == text
