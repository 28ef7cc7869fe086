"""Breakdowns and bases as a study declares them for its tables."""

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from exports.breakdowns import CannotTabulate
from exports.counting import Base, Data
from exports.declared import WronglyDeclared
from exports.table_declarations import base_words, of_edition, used_breakdowns
from exports.tables import Heading, table
from surveys.engine.parse import parse
from surveys.engine.text import Text
from tests.exports import printed
from tests.exports.tabulated import in_english, made, people  # noqa: F401 - a fixture

pytestmark = pytest.mark.once


def declaring(**said: Any) -> Data:
    """The same people, with another declaration."""
    data = people()
    return Data(parse({**copy.deepcopy(printed.DOCUMENT), **said}), data.columns, data.synthetic, data.beside)


def test_what_is_declared_is_read() -> None:
    said = {"breakdowns": ["group", "group+gender"], "table_bases": {"ways": {"without": ["nowhere"], "asked": True}}}
    found = of_edition(declaring(**said).definition)
    assert found.breakdowns == ("group", "group+gender")
    assert found.bases == {"ways": Base(asked=True, without=frozenset({"nowhere"}))}


def test_breakdowns_of_another_edition_are_not_made() -> None:
    data = declaring(breakdowns=["group", "group+later", "later"])
    assert used_breakdowns(of_edition(data.definition), data.variables) == ("group",)


def few() -> Data:
    """Twenty-nine people of the first column."""
    data = people()
    kept = data.members({"group": frozenset({"a"})})[:29] + data.members({"group": frozenset({"b"})})[:30]
    return replace(data, columns={name: [values[place] for place in kept] for name, values in data.columns.items()})


def test_numbers_of_people_stand_where_few_answered() -> None:
    """Twenty-nine or fewer in the first column, thirty in the second of a question that everybody answered."""
    data = few()
    headings = (
        Heading("a", Text({}), {"group": frozenset({"a"})}),
        Heading("b", Text({}), {"group": frozenset({"b"})}),
    )
    found = table(data, "group", headings, base=Base(counts=True))
    assert [[cell.text for cell in row.cells] for row in found.rows[:2]] == [["n=29", "0"], ["n=0", "100"]]
    assert [[cell.share for cell in row.cells] for row in found.rows[:2]] == [[None, 0.0], [None, 1.0]]
    assert [cell.text for cell in table(data, "group", headings).rows[0].cells] == ["100", "0"], "control"
    assert "stand instead of percentages" in base_words(Base(counts=True), data.variables["group"])["en"]


@pytest.mark.parametrize(
    ("base", "counted", "words"),
    [
        pytest.param({}, lambda codes: isinstance(codes, frozenset), "", id="nothing said"),
        pytest.param(
            {"without": ["nowhere"]},
            lambda codes: isinstance(codes, frozenset) and codes != {"nowhere"},
            "Who chose only “nowhere (en)” does not count.",
            id="without",
        ),
        pytest.param(
            {"only": ["work", "school"]},
            lambda codes: isinstance(codes, frozenset) and bool(codes & {"work", "school"}),
            "Only who chose “work (en)”, “school (en)” counts.",
            id="only",
        ),
        pytest.param(
            {"asked": True},
            lambda codes: isinstance(codes, frozenset) or codes == -1,
            "People who were asked and skipped the question count.",
            id="asked",
        ),
    ],
)
def test_percentages_stand_on_the_declared_base(base: Mapping[str, Any], counted: Any, words: str) -> None:
    data = declaring(table_bases={"ways": base})
    (table,) = made(data, questions=("ways",), language="en").tables
    assert table.columns[0].n == sum(map(counted, data.chosen("ways")))
    assert words in table.base


def test_a_declared_base_matters() -> None:
    """The control: these people do not all count on every base."""
    bases = ({}, {"without": ["nowhere"]}, {"only": ["work"]})
    found = {made(declaring(table_bases={"ways": base}), questions=("ways",)).tables[0].columns[0].n for base in bases}
    assert len(found) == 3


def test_a_wrong_declaration_is_refused_in_words() -> None:
    with pytest.raises(WronglyDeclared, match="table_bases/ways: “all” is not known here"):
        of_edition(declaring(table_bases={"ways": {"all": True}}).definition)
    with pytest.raises(CannotTabulate, match="table_bases/ways"):
        made(declaring(table_bases={"ways": {"all": True}}))
