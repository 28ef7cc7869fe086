"""Breakdowns and bases as a study declares them for its tables."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from exports.breakdowns import CannotTabulate
from exports.counting import Base, Data
from exports.declared import WronglyDeclared
from exports.table_declarations import of_edition, used_breakdowns
from surveys.engine.parse import parse
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
