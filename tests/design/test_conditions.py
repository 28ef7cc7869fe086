"""Rules as rows of choices: every rule can be shown, and what the rows say is the very same rule."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.design.conditions import OPERATORS, BadRow, Joined, Kept, Row, faults, read, tree_of, write
from surveys.design.rule_form import BadForm, Fields, done, joined_from, tidy
from surveys.engine.expressions import Logic, Node, parse_expression
from surveys.engine.written import CannotBeWritten, written, written_value
from tests.engine.strategies import expressions

CASES = [
    pytest.param("${a} = 'x'", Row("a", "is", "x"), id="a code"),
    pytest.param("${a} != ''", Row("a", "something"), id="answered"),
    pytest.param("not(${a} = 'x')", Row("a", "is", "x", True), id="not"),
    pytest.param("selected(${m}, 'x')", Row("m", "ticked", "x"), id="ticked"),
    pytest.param("count-selected(${m}) >= 2", Row("m", "at_least_ticks", "2"), id="number of ticks"),
    pytest.param("${n} < -2.5", Row("n", "less", "-2.5"), id="a number below zero"),
    pytest.param("${d} >= date('2024-01-31')", Row("d", "from", "2024-01-31"), id="a day"),
    pytest.param("${d} > ${e}", Row("d", "more_than", "e"), id="another answer"),
    pytest.param('${a} = "it\'s"', Row("a", "is", "it's"), id="a quote in it"),
    pytest.param("${n} + 1 > 5", Kept("${n} + 1 > 5"), id="arithmetic is kept"),
    pytest.param("'x' = ${a}", Kept("'x' = ${a}"), id="the other way round is kept"),
    pytest.param("${a} < 'x'", Kept("${a} < 'x'"), id="order of texts is kept"),
    pytest.param("not(coalesce(${a}, 'x') = 'y')", Kept("coalesce(${a}, 'x') = 'y'", True), id="not of a kept part"),
]


@pytest.mark.parametrize(("source", "row"), CASES)
def test_one_row(source: str, row: Row | Kept) -> None:
    tree = parse_expression(source).tree
    assert read(tree) == Joined("and", (row,))
    assert parse_expression(write(read(tree))).tree == tree


def test_every_operator_is_written_and_read() -> None:
    values = {"number": "3", "count": "3", "day": "2024-01-31", "nothing": ""}
    for key, operator in OPERATORS.items():
        row = Row("a", key, values.get(operator.held, "b"))
        assert read(parse_expression(write(Joined("and", (row,)))).tree) == Joined("and", (row,)), key


def test_groups_in_groups() -> None:
    source = "${a} = 'x' and not(${b} = 'y' or (${c} = 'z' and ${d} = ''))"
    found = read(parse_expression(source).tree)
    inner = Joined("and", (Row("c", "is", "z"), Row("d", "nothing")))
    assert found == Joined("and", (Row("a", "is", "x"), Joined("or", (Row("b", "is", "y"), inner), True)))
    assert write(found) == source


@settings(max_examples=80, deadline=None)
@given(expressions())
def test_reading_what_was_written_gives_the_same_tree(source: str) -> None:
    tree = parse_expression(source).tree
    assert parse_expression(write(read(tree))).tree == tree
    assert parse_expression(written(tree)).tree == tree


def test_the_property_notices_lost_brackets() -> None:
    """A writer that forgets the brackets of an `or` within an `and` gives another tree."""
    tree = parse_expression("(${a} = 'x' or ${b} = 'y') and ${c} = 'z'").tree
    assert isinstance(tree, Logic)
    careless = " and ".join(written(part) for part in tree.operands)
    assert parse_expression(careless).tree != tree


NAMES = st.sampled_from(["a", "b_2"])
ROWS = st.one_of(
    st.builds(Row, NAMES, st.sampled_from(["is", "is_not", "ticked"]), st.text("ab' é-", min_size=1), st.booleans()),
    st.builds(Row, NAMES, st.sampled_from(["nothing", "something"]), st.just(""), st.booleans()),
    st.builds(Row, NAMES, st.sampled_from(["less", "count_is"]), st.integers(-99, 99).map(str), st.booleans()),
    st.builds(Row, NAMES, st.just("before"), st.dates().map(str), st.booleans()),
)


def _groups(parts: st.SearchStrategy) -> st.SearchStrategy:
    below = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(Joined, st.sampled_from(["and", "or"]), below, st.booleans())


@settings(max_examples=80, deadline=None)
@given(_groups(st.recursive(ROWS, _groups, max_leaves=8)))
def test_rows_come_back_as_they_were_chosen(rows: Joined) -> None:
    assert read(parse_expression(write(rows)).tree) == rows


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param(Row("", "is", "x"), "no_question", id="no question"),
        pytest.param(Row("a", "", "x"), "no_operator", id="no operator"),
        pytest.param(Row("a", "like", "x"), "no_operator", id="an operator that does not exist"),
        pytest.param(Row("a", "is", ""), "no_value", id="no value"),
        pytest.param(Row("a", "less", "1e5"), "bad_number", id="no number"),
        pytest.param(Row("a", "less", "²"), "bad_number", id="a digit that is none"),
        pytest.param(Row("a", "less", "1" * 16), "bad_number", id="too long a number"),
        pytest.param(Row("a", "before", "2024-02-30"), "bad_day", id="no such day"),
        pytest.param(Row("a", "is", "'\""), "bad_text", id="both quotes"),
        pytest.param(Kept("${a} ="), "kept", id="a kept part that was meddled with"),
    ],
)
def test_rows_that_are_not_complete(row: Row | Kept, code: str) -> None:
    with pytest.raises(BadRow) as caught:
        write(Joined("and", (Row("z", "nothing"), row)))
    assert (caught.value.code, caught.value.row) == (code, row)
    assert [error.code for error in faults(Joined("or", (row, row)))] == [code, code]


def test_a_comma_in_a_number() -> None:
    assert write(Joined("and", (Row("n", "more", "2,5"),))) == "${n} > 2.5"


def test_no_rows_is_no_rule() -> None:
    assert write(Joined("and", (Joined("or", ()),))) == ""
    assert tree_of(Joined("or", (), True)) is None
    with pytest.raises(CannotBeWritten):
        written_value("'\"")


ROWS_SENT = {
    "r-word": "any",
    "r.0-asked": "a",
    "r.0-operator": "is",
    "r.0-value": "x",
    "r.0-not": "1",
    "r.1-word": "none",
    "r.1.0-kept": "${n} + 1 > 2",
}


def test_a_form_as_rows() -> None:
    found = joined_from(Fields(["r", "r.0", "r.1", "r.1.0"], ROWS_SENT))
    inner = Joined("or", (Kept("${n} + 1 > 2"),), True)
    assert found == Joined("or", (Row("a", "is", "x", True), inner))


@pytest.mark.parametrize(
    ("parts", "values"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param(["r", "r"], {"r-word": "all"}, id="one twice"),
        pytest.param(["r", "q.0"], {"r-word": "all"}, id="below nothing"),
        pytest.param(["r"], {"r-asked": "a"}, id="no group"),
        pytest.param(["r", *(f"r.{n}" for n in range(300))], {"r-word": "all"}, id="too many"),
        pytest.param(["r" + ".0" * n for n in range(20)], {f"r{'.0' * n}-word": "all" for n in range(20)}, id="deep"),
    ],
)
def test_forms_that_are_none_of_ours(parts: list[str], values: dict[str, str]) -> None:
    with pytest.raises(BadForm):
        joined_from(Fields(parts, values))


START = Joined("and", (Row("a", "is", "x"), Joined("or", (Row("b", "nothing"),))))


@pytest.mark.parametrize(
    ("action", "expected", "focus"),
    [
        pytest.param("add:r", (*START.parts, Row("", "")), "r.2", id="a row at the end"),
        pytest.param(
            "add:r.1", (START.parts[0], Joined("or", (Row("b", "nothing"), Row("", "")))), "r.1.1", id="in a group"
        ),
        pytest.param(
            "group:r", (*START.parts, Joined("or", (Row("", ""), Row("", "")))), "r.2.0", id="a group at the end"
        ),
        pytest.param("remove:r.0", START.parts[1:], "r", id="the first out"),
        pytest.param("remove:r.1.0", (START.parts[0], Joined("or", ())), "r.1", id="out of a group"),
    ],
)
def test_buttons(action: str, expected: tuple[Row | Joined, ...], focus: str) -> None:
    found, place = done(START, action)
    assert (found.parts, place) == (expected, focus)


@pytest.mark.parametrize("action", ["remove:r", "remove:r.7", "add:r.0", "add:x", "add:r.²", "burn:r", "remove:r.1.9"])
def test_buttons_that_do_not_fit(action: str) -> None:
    with pytest.raises(BadForm):
        done(START, action)


def test_what_is_blank_is_left_out() -> None:
    blank = Joined("or", (Row("", ""), Row("", "")))
    assert tidy(Joined("and", (Row("a", "nothing"), blank, Row("", "is", "x")))) == Joined(
        "and", (Row("a", "nothing"),)
    )
    assert isinstance(tree_of(START), Node)
