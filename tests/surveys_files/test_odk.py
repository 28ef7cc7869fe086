"""ODK's expressions as rules, and rules as ODK's expressions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.engine.expressions import Binary, Call, Compare, Literal, Logic, Negative, Not, Reference, parse_expression
from surveys.xlsform.constraints import read_constraint
from surveys.xlsform.odk import Known, rule_of, to_odk
from surveys.xlsform.odk_parser import NotOdk
from surveys.xlsform.unparse import unparse

KNOWN = Known(
    {"Age": "age", "m": "m", "s": "s", "n": "n", "t": "t"},
    {"Age": "number", "m": "multi", "s": "single", "n": "single", "t": "text"},
    {"s": {"Yes": "yes", "No": "no"}, "n": {"1": "1", "2": "2", "3": "3"}, "m": {"A": "a"}},
)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        pytest.param("${Age} >= 18", "${age} >= 18", id="our name"),
        pytest.param("${t}   = 'x'", "${t}   = 'x'", id="a rule as it stands is left alone"),
        pytest.param("../t = 'x'", "${t} = 'x'", id="relative path"),
        pytest.param("/data/grp/t = 'x'", "${t} = 'x'", id="absolute path"),
        pytest.param("${s} = 'Yes'", "${s} = 'yes'", id="our code"),
        pytest.param("'Yes' = ${s}", "${s} = 'yes'", id="our code, constant first"),
        pytest.param("selected(${s}, 'Yes')", "${s} = 'yes'", id="selected of a single"),
        pytest.param("selected(${m}, 'A')", "selected(${m}, 'a')", id="selected of a multi"),
        pytest.param("${m} = 'A'", "selected(${m}, 'a') and count-selected(${m}) = 1", id="equals of a multi"),
        pytest.param("${m} != ''", "count-selected(${m}) > 0", id="multi answered"),
        pytest.param("${m} = ''", "count-selected(${m}) = 0", id="multi not answered"),
        pytest.param("${n} = 2", "${n} = '2'", id="numeric code"),
        pytest.param("${n} >= 2", "${n} = '2' or ${n} = '3'", id="order of numeric codes"),
        pytest.param("2 > ${n}", "${n} = '1'", id="order of numeric codes, constant first"),
        pytest.param("string-length(${t}) > 0", "${t} != ''", id="filled in"),
        pytest.param("string-length(${t}) = 0", "${t} = ''", id="not filled in"),
        pytest.param("number(${Age}) > 3", "${age} > 3", id="conversion"),
        pytest.param("true()", "", id="always"),
        pytest.param("true() and ${Age} > 3", "${age} > 3", id="partly always"),
        pytest.param("false()", "1 = 0", id="never"),
        pytest.param("if(${Age} > 3, true(), false())", "${age} > 3", id="if of truth values"),
        pytest.param("not(${s}='Yes')and(${Age}>3)", "not(${s} = 'yes') and ${age} > 3", id="no spaces"),
        pytest.param("coalesce(${t}, 'x') = 'x'", "coalesce(${t}, 'x') = 'x'", id="coalesce"),
        pytest.param("${t} > date('2024-01-01')", "${t} > date('2024-01-01')", id="day"),
    ],
)
def test_rule_of(source: str, rule: str) -> None:
    assert rule_of(source, KNOWN) == rule


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param("today() > ${t}", "today", id="function that rules lack"),
        pytest.param("regex(${t}, 'a.*')", "regex", id="regex"),
        pytest.param("string-length(${t}) > 5", "length", id="length"),
        pytest.param("${Age} >", "stops too early", id="stops"),
        pytest.param("${Age} = 1)", "not expected", id="bracket too many"),
        pytest.param("abc = 1", "neither", id="bare word"),
        pytest.param("${Age} # 1", "not understood", id="unknown sign"),
        pytest.param("(" * 5_000 + "1" + ")" * 4_999, "nested too deeply", id="10,000 characters of brackets"),
        pytest.param("${Age} = 1 or " * 1_000 + "1 = 1", "characters", id="more than 10,000 characters"),
        pytest.param("if(" * 3_000, "nested too deeply", id="functions without end"),
        pytest.param("'" * 9_999, "not understood", id="quotes"),
        pytest.param("date('2024-02-31') = ${t}", "day that exists", id="no such day"),
        pytest.param("${😀} = 1", "name", id="emoji name"),
    ],
)
def test_refused(source: str, said: str) -> None:
    with pytest.raises(NotOdk, match=said):
        rule_of(source, KNOWN)


@pytest.mark.parametrize(
    ("rule", "odk"),
    [
        pytest.param("${a} = 'x'", "${a} = 'x'", id="the same"),
        pytest.param("coalesce(${a}, ${b}, 0) > 1", "coalesce(${a}, coalesce(${b}, 0)) > 1", id="coalesce takes two"),
        pytest.param("${m} = 'dont_know'", "selected(${m}, 'dont_know')", id="reason of a multi"),
        pytest.param("${m} != 'dont_know'", "not(selected(${m}, 'dont_know'))", id="not the reason of a multi"),
    ],
)
def test_to_odk(rule: str, odk: str) -> None:
    assert to_odk(rule, frozenset({"m"})) == odk


LEAVES = st.one_of(
    st.sampled_from(["a", "b"]).map(Reference),
    st.integers(0, 999).map(lambda number: Literal(Decimal(number))),
    st.sampled_from(["x", "it's", 'say "y"', ""]).map(Literal),
    st.dates().map(Literal),
)


def grown(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        inner.map(Not),
        st.builds(Logic, st.sampled_from(["and", "or"]), several),
        st.builds(Compare, st.sampled_from(["=", "<="]), inner, inner),
        st.builds(Binary, st.sampled_from(["+", "-", "*", "div", "mod"]), inner, inner),
        st.builds(Negative, inner),
        st.builds(Call, st.just("if"), st.tuples(inner, inner, inner)),
    )


@given(st.recursive(LEAVES, grown, max_leaves=12))
def test_unparse_reads_back_as_the_same_tree(tree: object) -> None:
    assert parse_expression(unparse(tree)).tree == tree  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "low", "high", "alone", "left"),
    [
        pytest.param(". >= 18 and . <= 99", 18, 99, [], 0, id="bounds"),
        pytest.param(". > 17 and 100 > .", 18, 99, [], 0, id="strict bounds of whole numbers"),
        pytest.param(". > -5", -4, None, [], 0, id="negative"),
        pytest.param("(. >= 1) and ((. <= 5) and . >= 2)", 2, 5, [], 0, id="the tighter of two"),
        pytest.param(". != 3", None, None, [], 1, id="not a bound"),
        pytest.param(". < 3 or . > 5", None, None, [], 1, id="two ranges"),
        pytest.param(". <= today()", None, None, [], 1, id="today"),
        pytest.param("regex(., '^a') and . < 10", None, 9, [], 1, id="part of it"),
        pytest.param("not(selected(., 'x') and count-selected(.) > 1)", None, None, ["x"], 0, id="exclusive"),
        pytest.param("if(selected(., 'x'), count-selected(.) = 1, true())", None, None, ["x"], 0, id="exclusive, if"),
        pytest.param("not(selected(., 'x')) or count-selected(.) = 1", None, None, ["x"], 0, id="exclusive, or"),
        pytest.param(
            "not((selected(., 'x') or selected(., 'y')) and count-selected(.) > 1)", None, None, ["x", "y"], 0, id="two"
        ),
        pytest.param("count-selected(.) <= 3", None, None, [], 1, id="at most three answers"),
    ],
)
def test_read_constraint(source: str, low: int | None, high: int | None, alone: list[str], left: int) -> None:
    limits = read_constraint(source, whole=True)
    assert (limits.minimum, limits.maximum, limits.exclusive, len(limits.left)) == (low, high, alone, left)
