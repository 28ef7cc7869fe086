"""What a study declares about its list is told when it is checked and published: where, what, what to do."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from invitations import frame, frame_checks, frame_sources
from surveys import declarations
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, errors
from surveys.management.commands.check_study import problems_of
from surveys.models import Edition, Study
from surveys.publish import PublishRefused, publish
from tests.engine.test_problems import KNOWN, sentences_in
from tests.exports.mini import DOCUMENT

COLUMNS = [{"name": "gender", "values": ["man", "woman"]}, {"name": "size", "type": "integer", "min": 1, "max": 9}]
SOURCES = {
    "key": "person_key",
    "people": "persons",
    "files": {"persons": {"columns": [{"name": "sex", "values": ["m", "v"]}]}, "exams": {"columns": []}},
    "facts": {"tries": {"file": "exams", "count": "rows"}},
    "columns": {"gender": "if(${sex} = 'm', 'man', 'woman')"},
}
GOOD = {"columns": COLUMNS, "strata": ["gender"], "sources": SOURCES}


def told(**changes: Any) -> list[tuple[str, str]]:
    """Code and place, each with its Dutch."""
    definition = parse({**copy.deepcopy(DOCUMENT), "frame": {**copy.deepcopy(GOOD), **changes}})
    found = list(frame_checks.problems(declarations.Declarations(definition, [definition])))
    for problem in found:
        dutch = problem.in_language("nl")
        assert dutch.message != problem.message, problem
        assert dutch.what_to_do != problem.what_to_do, problem
    return [(problem.code, problem.where) for problem in found]


def sources(**changes: Any) -> dict[str, Any]:
    return {"sources": {**SOURCES, **changes}}


@pytest.mark.once
def test_what_can_be_used_has_no_problem() -> None:
    assert told() == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        pytest.param({"columns": 5}, "columns", id="no list"),
        pytest.param({"columns": ["gender"]}, "columns", id="no mapping"),
        pytest.param({"columns": [{"name": ["x"]}]}, "columns", id="a name that is a list"),
        pytest.param({"columns": [{"name": "voornaam"}]}, "columns/voornaam", id="a personal column"),
        pytest.param({"columns": [{"name": "x", "type": "money"}]}, "columns/x", id="no type"),
        pytest.param({"columns": [{"name": "x", "type": ["text"]}]}, "columns/x", id="a type that is a list"),
        pytest.param({"columns": [{"name": "x", "min": 3}]}, "columns/x", id="limits of a text"),
        pytest.param({"columns": [{"name": "x", "type": "choice"}]}, "columns/x", id="nothing to choose"),
        pytest.param({"columns": [{"name": "x", "values": 3}]}, "columns/x/values", id="values no list"),
        pytest.param({"strata": ["age"]}, "strata", id="a stratum that is no column"),
        pytest.param({"strata": "gender"}, "strata", id="strata no list"),
        pytest.param({"strata": ["gender", "gender"]}, "strata", id="a stratum twice"),
        pytest.param({"columns": [*COLUMNS, {"name": "Age band"}], "strata": ["Age band"]}, "strata", id="no name"),
        pytest.param({"columns": [*COLUMNS, {"name": "a" * 29}], "strata": ["a" * 29]}, "strata", id="a long name"),
        pytest.param({"sources": []}, "sources", id="sources no mapping"),
        pytest.param(sources(people="nobody"), "sources/people", id="no such file of people"),
        pytest.param(sources(files={"persons": 3}), "sources/files/persons", id="a file without columns"),
        pytest.param(sources(files={"persons": {"columns": 3}}), "sources/files/persons/columns", id="columns no list"),
        pytest.param(
            sources(files={"persons": {"columns": [{"name": "sex"}], "label": 3}}),
            "sources/files/persons/label",
            id="a label of nothing",
        ),
        pytest.param(sources(facts={"x": {"value": "${y}"}}), "sources/facts/x", id="a fact that is not known"),
        pytest.param(sources(facts={"x": {"value": "if("}}), "sources/facts/x", id="no rule"),
        pytest.param(sources(leave_out=3), "sources/leave_out", id="leave out no list"),
        pytest.param(sources(contradictions=[{"name": "a"}]), "sources/contradictions", id="no words"),
        pytest.param(sources(columns={"age": "1"}), "sources/columns", id="a column that there is not"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], where: str) -> None:
    assert told(**changes) == [("wrong_list", f"frame/{where}")]


ODD: list[Any] = [None, 5, "x", [1], [[1]], [{}], {"a": 1}, [{"name": "a", "type": {}}]]
PARTS = ("margins", "cleaning", "quasi_identifiers", "breakdowns", "table_bases", "monitoring", "tags", "frame")


def with_odd_values() -> Iterator[dict[str, Any]]:
    """Documents that hold something else where a declaration stands."""
    for odd in ODD:
        yield from ({part: odd} for part in PARTS)
        yield from ({"frame": {**GOOD, key: odd}} for key in (*GOOD, "merge", "reminders"))
        yield from ({"frame": {**GOOD, "sources": {**SOURCES, key: odd}}} for key in SOURCES)


@pytest.mark.once
def test_whatever_is_declared_is_taken_or_told() -> None:
    """By every room that registered a check: none falls over what another one finds wrong."""
    refused = 0
    for changes in with_odd_values():
        try:
            definition = parse(copy.deepcopy({**DOCUMENT, **changes}))
        except DefinitionError:
            refused += 1
            continue
        refused += bool(errors(declarations.problems(definition, [definition], None)))
    assert refused > 100


@pytest.mark.once
def test_every_sentence_has_its_dutch() -> None:
    places = [Path(module.__file__).read_text("utf-8") for module in (frame_checks, frame_sources)]
    said = {text for source in places for text in sentences_in(source)}
    assert len(said) > 20
    assert said - KNOWN == set()
    assert "A column has no name." in sentences_in(Path(frame.__file__).read_text("utf-8")) & KNOWN


@pytest.mark.once
def test_check_study_names_it_and_without_the_check_would_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {**DOCUMENT, "frame": {**GOOD, "strata": ["age"]}}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(wrong, allow_unicode=True), encoding="utf-8")
    assert [one.where for one in errors(problems_of(str(tmp_path))[1])] == ["frame/strata"]
    monkeypatch.setattr(declarations, "_checks", {})
    assert errors(problems_of(str(tmp_path))[1]) == ()


def test_publishing_names_it_and_publishes_nothing(db: None) -> None:
    study = Study.objects.create(slug="mini", title="Klein")
    with pytest.raises(PublishRefused, match="wrong_list at frame/sources/people"):
        publish(study, {**copy.deepcopy(DOCUMENT), "frame": {**GOOD, **sources(people="nobody")}})
    assert not Edition.objects.exists()
    assert publish(study, {**copy.deepcopy(DOCUMENT), "frame": GOOD}).number == 1
