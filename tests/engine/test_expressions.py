import pytest

from surveys.engine.expressions import (
    Binary,
    Call,
    Compare,
    ExpressionError,
    Literal,
    Logic,
    Not,
    Reference,
    parse_expression,
    references,
)

A_IS_X = Compare("=", Reference("a"), Literal("x"))
B_IS_Y = Compare("=", Reference("b"), Literal("y"))


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        pytest.param("${a} = 'x'", A_IS_X, id="comparison"),
        pytest.param('${ a }="x"', A_IS_X, id="other quotes, spaces in the braces"),
        pytest.param("not(${a} = 'x')", Not(A_IS_X), id="not"),
        pytest.param("${a} = 'x' and ${b} = 'y'", Logic("and", (A_IS_X, B_IS_Y)), id="and"),
        pytest.param(
            "${b} = 'y' or ${a} = 'x' and ${b} = 'y'",
            Logic("or", (B_IS_Y, Logic("and", (A_IS_X, B_IS_Y)))),
            id="and binds more tightly",
        ),
        pytest.param("(${a} = 'x' or ${b} = 'y')", Logic("or", (A_IS_X, B_IS_Y)), id="brackets"),
        pytest.param("selected(${a}, 'x')", Call("selected", (Reference("a"), Literal("x"))), id="selected"),
        pytest.param("count-selected(${a})", Call("count-selected", (Reference("a"),)), id="name with a hyphen"),
    ],
)
def test_tree(source, tree):
    assert parse_expression(source).tree == tree


def test_sums_go_from_left_to_right():
    tree = parse_expression("7 - 2 - 1").tree
    assert isinstance(tree, Binary)
    assert isinstance(tree.left, Binary)


@pytest.mark.parametrize(
    ("source", "position", "advice"),
    [
        pytest.param("${x} == 'a'", 7, "single =", id="double ="),
        pytest.param("1 < ${x} < 5", 10, "join comparisons", id="chained"),
        pytest.param("${x} = yes", 8, "quotes", id="code without quotes"),
        pytest.param("${x} = 'a", 8, "quotes", id="open quote"),
        pytest.param("${x} = 'a' OR ${y} = 'b'", 12, "lower case", id="upper case"),
        pytest.param("(${x} = 'a'", 11, "bracket", id="open bracket"),
        pytest.param("today() = 1", 1, "Use one of", id="unknown function"),
        pytest.param("selected(${x})", 1, "Give it 2", id="too few values"),
        pytest.param("${x} < date('2024-02-30')", 8, "2024-12-31", id="no such day"),
        pytest.param("${x} < date(${y})", 8, "2024-12-31", id="date of a name"),
        pytest.param("${a b} = 1", 1, "letters, digits", id="not a name"),
        pytest.param("${x} = 1234567890123456", 8, "digits", id="long number"),
        pytest.param("  ", 1, "leave the key out", id="empty"),
        pytest.param("1+" * 200 + "1", 1, "levels", id="deep"),
        pytest.param("1" * 10_001, 10_000, "derived value", id="too long"),
        pytest.param("١ = 1", 1, "docs/rules.md", id="digits of another script"),
    ],
)
def test_refused_with_place_and_advice(source, position, advice):
    with pytest.raises(ExpressionError) as caught:
        parse_expression(source)
    assert caught.value.position == position
    assert advice in caught.value.what_to_do


def test_brackets_cost_no_recursion():
    assert parse_expression("(" * 4000 + "1" + ")" * 4000).tree == parse_expression("1").tree


def test_references():
    assert references(parse_expression("if(${a} = 1, ${b}, coalesce(${group}, ${a}))")) == {"a", "b", "group"}
