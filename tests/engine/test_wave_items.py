"""What a study says of the questions of a later wave: every one named once, and each claim checked."""

import copy
from typing import Any

import pytest

from surveys.engine.parse import parse
from surveys.engine.wave_items import problems, read
from surveys.load import STUDIES, read_folder
from tests.exports.mini import DOCUMENT

pytestmark = pytest.mark.once
OWN = parse({**copy.deepcopy(DOCUMENT), "series": "s", "reconstruction": True})
LATER = {
    "series": "s",
    "sections": [
        {"pages": [{"questions": [{"name": name, "type": "single"} for name in ("work", "health", "home", "job")]}]},
        {"pages": [{"questions": [{"name": "welcome", "type": "statement"}]}]},
    ],
}
FIGURES = {"tables": [{"id": "t1"}, {"id": "t2"}]}
ROUTING = [name for name in OWN.questions if name not in ("work", "hours")]
GOOD: dict[str, Any] = {
    "study": "later",
    "edition": 1,
    "items": {
        "asked": {"work": {"figures": ["t1"]}},
        "changed": {"job": {"words": "in other words", "here": "hours", "figures": ["t2"]}},
        "not_asked": {"health": {"words": "called new"}},
        "unknown": ["home"],
    },
    "routing": ROUTING,
}


def items(**changes: Any) -> dict[str, Any]:
    return {**GOOD, "items": {**GOOD["items"], **changes}}


def found(raw: Any, later: Any = LATER) -> list[tuple[str, str]]:
    told = list(problems(raw, OWN, later, FIGURES))
    for problem in told:
        assert problem.in_language("nl").message != problem.message, problem
        assert problem.in_language("nl").what_to_do != problem.what_to_do, problem
    return [(problem.code, problem.where) for problem in told]


def test_a_whole_declaration_has_no_problem() -> None:
    assert found(GOOD) == []
    declared = read(GOOD)
    assert (declared.standing("job"), declared.standing("home"), declared.standing("x")) == ("changed", "unknown", None)
    assert declared.counts() == {"asked": 1, "changed": 1, "not_asked": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("raw", "later", "told"),
    [
        pytest.param(items(unknown=[]), LATER, "items/home", id="one is missing"),
        pytest.param(items(unknown=["home", "work"]), LATER, "items/work", id="one twice, in two standings"),
        pytest.param(items(unknown=["home", "home"]), LATER, "items/home", id="one twice in a list"),
        pytest.param(items(unknown=["home", "garden"]), LATER, "items/garden", id="not of the later wave"),
        pytest.param(items(not_asked={"health": {}}), LATER, "items/not_asked/health", id="nothing shows it"),
        pytest.param(items(asked={"work": {"figures": ["t9"]}}), LATER, "items/work", id="no such figures"),
        pytest.param(items(asked={"work": {"words": "so"}}), LATER, "items/work", id="no figure of what is asked"),
        pytest.param({**GOOD, "routing": [*ROUTING, "nope"]}, LATER, "items/nope", id="routing that is not asked"),
        pytest.param({**GOOD, "only_here": {"home": {"words": "x"}}}, LATER, "only_here/home", id="later too"),
        pytest.param({**GOOD, "edition": 7}, LATER, "edition", id="no such edition"),
        pytest.param(GOOD, None, "study", id="no such study"),
        pytest.param(GOOD, {**LATER, "series": "other"}, "study", id="another series"),
        pytest.param(GOOD, {**LATER, "sections": [{}]}, "study", id="a later wave that cannot be read"),
    ],
)
def test_what_is_wrong_is_named(raw: Any, later: Any, told: str) -> None:
    assert found(raw, later) == [("wrong_wave", f"wave_items/{told}")]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        pytest.param([], ("wrong_type", "wave_items"), id="a list"),
        pytest.param({"study": "later"}, ("missing_key", "wave_items"), id="no items"),
        pytest.param(items(perhaps=["home"]), ("unknown_key", "wave_items/items"), id="another standing"),
        pytest.param(items(asked=["work"]), ("wrong_type", "wave_items/items/asked"), id="asked as a list"),
    ],
)
def test_faults_of_form(raw: Any, told: tuple[str, str]) -> None:
    assert told in [(one.code, one.where) for one in problems(raw, OWN, LATER, FIGURES)]


def test_no_shipped_study_is_a_reconstruction_without_saying_what_is_known() -> None:
    made = [folder for folder in STUDIES.iterdir() if read_folder(folder).get("reconstruction")]
    assert made
    assert [folder.name for folder in made if not (folder / "wave_items.yaml").exists()] == []
