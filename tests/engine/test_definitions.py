"""The mini-studies: each valid one has no problem, each invalid one has just the problem it is named after."""

import ast
import re
from pathlib import Path

import pytest

import surveys.engine
from exports import declared_checks
from invitations import frame_checks
from surveys.engine.catalogue import CODES
from surveys.engine.dump import dump
from surveys.engine.editions import edition_numbers
from tests.engine.mini import DEFINITIONS, load, names_of, pairs, problems, valid

ENGINE = Path(surveys.engine.__file__).parent
DOCS = ENGINE.parent.parent / "docs"


@pytest.mark.parametrize("name", names_of("valid"))
def test_valid(name):
    document = load("valid", name)
    for number in edition_numbers(document):
        assert problems(document, number, pairs(name)) == ()


@pytest.mark.parametrize("code", names_of("invalid"))
def test_invalid(code):
    found = problems(load("invalid", code), kept=pairs(code))
    assert [problem.code for problem in found] == [code]
    assert found[0].severity == CODES[code]
    assert found[0].what_to_do


@pytest.mark.parametrize("name", names_of("valid"))
def test_valid_come_back(name):
    definition = valid(name)
    assert dump(definition) == definition.document


def test_recorded_pairs_belong_to_a_study():
    kept = {path.stem for path in (DEFINITIONS / "pairs").glob("*.json")}
    assert kept
    assert kept <= {*names_of("valid"), *names_of("invalid")}


def test_every_code_has_an_example():
    assert set(names_of("invalid")) == set(CODES)


def test_the_docs_list_exactly_the_codes():
    listed = re.findall(r"^\| `(\w+)` \|", (DOCS / "checks.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted({**CODES, **declared_checks.CODES, **frame_checks.CODES})


def codes_in(source: str) -> set[str]:
    """Codes that a module gives to problems: texts that stand first in a call or a yielded tuple of a fault."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = set()
    for call in calls:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        place = 1 if name == "Problem" else 0
        if name in {"fault", "problem", "Problem", "_problem"} and len(call.args) > place:
            value = call.args[place]
            found |= {value.value} if isinstance(value, ast.Constant) else set()
    return found


def test_the_code_uses_catalogued_codes_only():
    used = {code for path in ENGINE.rglob("*.py") for code in codes_in(path.read_text(encoding="utf-8"))}
    assert len(used) > 30
    assert used <= set(CODES)


def test_the_search_for_codes_finds_a_stray_one():
    assert codes_in('at.problem("stray", "…", "…")\nProblem(where, "lost", "…", "…")') == {"stray", "lost"}
