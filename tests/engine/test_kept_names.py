"""Names that datasets keep for columns of their own: no question, option, value or scale may make one of them."""

from typing import Any

import pytest

from surveys.engine.checks.names import KEPT_PREFIXES, OF_DATASET, is_kept
from surveys.engine.expressions import BUILT_INS
from tests.engine.mini import document, option, page, problems

pytestmark = pytest.mark.once
DERIVED = {"label": {"nl": "Een waarde"}, "expression": "if(${a} = 'yes', 'x', 'y')"}


def told(*pages: dict[str, Any], **keys: Any) -> list[tuple[str, str]]:
    """(place, what is said of it) of every name that is kept, each with its Dutch."""
    found = [one for one in problems(document(page("a"), *pages, **keys)) if one.code == "kept_name"]
    for problem in found:
        dutch = problem.in_language("nl")
        assert dutch.message != problem.message
        assert dutch.what_to_do != problem.what_to_do
    return [(one.where.rpartition("questions/")[2], one.message) for one in found]


def multi(name: str, *codes: str) -> dict[str, Any]:
    return page(name, "multi", options=[option(code) for code in codes])


OTHER = [option("yes"), option("other")]


@pytest.mark.parametrize("name", sorted(OF_DATASET - BUILT_INS))
def test_each_column_of_a_dataset_is_kept(name: str) -> None:
    assert told(page(name)) == [(name, f"Every dataset has a column {name} of its own, beside the questions.")]


@pytest.mark.parametrize("name", sorted(OF_DATASET & BUILT_INS))
def test_what_is_a_word_of_the_rules_is_told_as_such(name: str) -> None:
    assert told(page(name)) == []
    assert "reserved_name" in [one.code for one in problems(document(page(name)))]


@pytest.mark.parametrize("prefix", KEPT_PREFIXES)
def test_names_that_begin_as_other_columns_do_are_kept(prefix: str) -> None:
    ((where, message),) = told(page(f"{prefix}any", "text"))
    assert where == f"{prefix}any"
    assert f"begin with {prefix}" in message
    assert told(page(prefix.rstrip("_"))) == []


@pytest.mark.parametrize(
    ("pages", "keys", "where", "column"),
    [
        pytest.param([multi("started", "on", "off")], {}, "started", "started_on", id="an option"),
        pytest.param([multi("started", "now")], {}, "", "", id="another option"),
        pytest.param(
            [page("started", "multi", options=[option("start", short="on")])], {}, "started", "started_on", id="short"
        ),
        pytest.param([multi("mode", "x", "y")], {}, "mode", "mode", id="a set"),
        pytest.param([page("reg", "text")], {}, "reg", "reg_r", id="the reason of a text"),
        pytest.param([page("flag", options=OTHER, other="text")], {}, "flag", "flag_other", id="other, namely"),
        pytest.param([page("weight", "date", precisions=["year"])], {}, "weight", "weight_y", id="part of a date"),
        pytest.param([], {"derived": [{"name": "mode", **DERIVED}]}, "derived/mode", "mode", id="a derived value"),
        pytest.param([page("mode", "statement", options=[])], {}, "", "", id="what asks nothing"),
        pytest.param([page("b", "text"), page("b_coded")], {}, "b_coded", "b_coded", id="codes of a text"),
        pytest.param([page("b", "text"), multi("b_coded", "by")], {}, "b_coded", "b_coded_by", id="who coded"),
        pytest.param([page("b", "text"), multi("b", "coded")], {}, "", "", id="a name that stands twice"),
        pytest.param(
            [page("b", options=OTHER, other="text"), page("b_coded_x")], {}, "b_coded_x", "b_coded_x", id="a code"
        ),
        pytest.param([page("b"), page("b_coded")], {}, "", "", id="nothing is coded"),
        pytest.param([page("b", "text"), page("b_coder")], {}, "", "", id="another ending"),
    ],
)
def test_names_of_columns(pages: list[Any], keys: dict[str, Any], where: str, column: str) -> None:
    found = told(*pages, **keys)
    if not where:
        assert found == []
        return
    assert {place for place, _ in found} == {where}
    assert any(column in message for _, message in found)


def test_a_scale_has_none_of_the_names() -> None:
    steps = [option("low", score=1), option("high", score=2)]
    items = [page(name, "scale", options=steps) for name in ("b", "c")]
    scale = {"label": {"nl": "schaal"}, "items": ["b", "c"], "min_items": 1}
    assert [where for where, _ in told(*items, scales=[{"name": "completeness", **scale}])] == ["scales/completeness"]


@pytest.mark.parametrize("name", ["Duration", "REG_x", "SENT"])
def test_capitals_make_no_other_name(name: str) -> None:
    assert is_kept(name)
    assert not is_kept(f"q_{name}")
