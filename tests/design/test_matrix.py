"""The matrix of questions and groups: the group decides what it can, rules decide the rest."""

import pytest

from surveys.design.matrix import Line, Wish, matrix, wished
from surveys.engine.path import path
from surveys.engine.reach import reach
from tests.design.perspectief import perspectief
from tests.design.small import small


def lines(**changes: object) -> dict[str, Line]:
    return {line.question.name: line for part in matrix(small(**changes)) for line in part.lines}


@pytest.mark.parametrize(
    ("name", "shares", "rules"),
    [
        pytest.param("work", ("everybody", "everybody"), ([], []), id="no rule"),
        pytest.param("hours", ("some", "some"), (["${work} = 'yes'"], ["${work} = 'yes'"]), id="a rule"),
        pytest.param("only_one", ("everybody", "nobody"), ([], []), id="one group"),
        pytest.param("by_law", ("nobody", "everybody"), ([], []), id="the group decides the rule"),
        pytest.param("m1", ("some", "some"), (["${work} = 'no'"], ["${work} = 'no'"]), id="the question's own rule"),
        pytest.param("m2", ("nobody", "everybody"), ([], []), id="the question's own group"),
        pytest.param(
            "e3",
            ("some", "some"),
            (["${work} = 'yes' or ${only_one} = 'yes'", "${hours} = 'yes'"],) * 2,
            id="section and page",
        ),
    ],
)
def test_cells(name: str, shares: tuple[str, str], rules: tuple[list[str], list[str]]) -> None:
    cells = lines()[name].cells
    assert tuple(cell.share for cell in cells) == shares
    assert tuple([rule.source for rule in cell.rules] for cell in cells) == rules


def test_the_screening_has_one_cell_for_everybody() -> None:
    first, *_ = matrix(small())
    assert [(line.question.name, line.cells[0].share) for line in first.lines] == [
        ("adult", "everybody"),
        ("kind", "some"),
    ]
    assert all(len(line.cells) == 1 for line in first.lines)


def test_what_is_wanted() -> None:
    parts = matrix(small())
    differing = [line.question.name for part in wished(parts, Wish(differing=True)) for line in part.lines]
    assert differing == ["only_one", "by_law", "m2"]
    assert [part.section for part in wished(parts, Wish(section="end"))] == ["end"]
    one = wished(parts, Wish(groups=("one",), differing=True))
    assert one == ()
    assert [part.section for part in wished(parts, Wish(section=""))] == [""]


def test_nobody_and_everybody_agree_with_the_path() -> None:
    """Without any answer, everybody's pages are on the path and nobody's are not, in each shipped group."""
    definition = perspectief()
    for group in definition.groups:
        on_path = set(path(definition, group, {}).names)
        for part in matrix(definition)[1:]:
            for line in part.lines:
                (cell,) = [one for one in line.cells if one.group == group]
                if cell.share == "nobody" and len(line.page.questions) == 1:
                    assert line.page.name not in on_path
                if cell.share == "everybody":
                    assert line.page.name in on_path


def test_a_rule_without_names_is_left_to_the_checks() -> None:
    from surveys.engine.expressions import parse_expression

    assert reach(small(), "one").verdict(parse_expression("1 = 2")) is None
