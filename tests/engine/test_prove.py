"""The proof: planted faults are found and named, sound studies are left alone, and trying all answers says the same."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from surveys.engine.answers import from_json
from surveys.engine.definition import Definition
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.path import Path as EnginePath
from surveys.engine.path import outcome, path
from surveys.engine.proof import respondents
from surveys.engine.proof.codes import PROOF_CODES
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.respondents import walk
from surveys.engine.proof.search import Found, Search
from surveys.engine.proof.sites import WANTED, Target
from surveys.engine.prove import Finding, ProofMismatch, Respondent, cover, prove
from surveys.load import read_folder
from tests.engine.prove_random import Seen, everything, random_study

MINI = Path(__file__).resolve().parent.parent / "definitions" / "proof"
D = "sections/start/pages/d"
FAULTS = {
    "contradiction_in_one_rule": ("proof_unreachable_page", D),
    "contradiction_across_three": ("proof_unreachable_page", D),
    "contradiction_through_derived": ("proof_unreachable_page", D),
    "age_below_and_above": ("proof_unreachable_page", D),
    "age_above_max": ("proof_unreachable_page", D),
    "age_below_min": ("proof_unreachable_page", D),
    "exactly_eighteen_forgotten": ("proof_rule_gap", "sections/start/pages/age/questions/age"),
    "no_number_between": ("proof_unreachable_page", D),
    "odd_double": ("proof_unreachable_page", D),
    "remainder_too_big": ("proof_unreachable_page", D),
    "sum_out_of_reach": ("proof_unreachable_page", D),
    "duration_too_long": ("proof_unreachable_page", D),
    "date_window_never_opens": ("proof_unreachable_page", D),
    "date_after_max": ("proof_unreachable_page", D),
    "window_shorter_than_a_month": ("proof_unreachable_page", D),
    "year_is_no_day": ("proof_unreachable_page", D),
    "two_dates_out_of_order": ("proof_unreachable_page", D),
    "year_on_both_sides": ("proof_rule_gap", "sections/start/pages/t/questions/t"),
    "exclusive_with_another": ("proof_unreachable_page", D),
    "more_than_can_be_ticked": ("proof_unreachable_page", D),
    "filter_empties_the_list": ("proof_empty_options", "sections/start/pages/best/questions/best"),
    "option_for_nobody": ("proof_unreachable_option", "sections/start/pages/b/questions/b/options/x"),
    "question_for_nobody": ("proof_unreachable_question", "sections/start/pages/b/questions/c"),
    "section_for_nobody": ("proof_unreachable_section", "sections/more"),
    "forward_reference": ("proof_unreachable_page", D),
    "same_page_reference": ("proof_unreachable_question", "sections/start/pages/a/questions/d"),
    "loop_through_derived": ("proof_unreachable_page", D),
    "derived_code_never": ("proof_derived_never", "derived/band"),
    "screening_gap": ("proof_screening_gap", "screening/outcomes"),
    "screening_gap_for_the_register": ("proof_screening_gap", "screening/outcomes"),
    "outcome_in_the_shadow": ("proof_unreachable_outcome", "screening/outcomes/out"),
    "group_for_nobody": ("proof_unreachable_group", "groups/two"),
    "rule_always_true": ("proof_always_true", D),
    "either_side_of_a_number": ("proof_always_true", D),
    "not_asked_counts_as_empty": ("proof_always_in_group", D),
    "page_for_the_wrong_group": ("proof_unreachable_page", D),
    "law_that_no_group_has": ("proof_unreachable_page", D),
    "dead_end_of_bounds": ("proof_dead_end", "sections/start/pages/n/questions/n"),
    "dead_end_without_options": ("proof_dead_end", "sections/start/pages/a/questions/a"),
    "nothing_asked": ("proof_nothing_asked", "groups/all"),
    "asks_too_many": ("proof_assert_fails", "asserts/hours_only"),
    "asks_too_few": ("proof_assert_fails", "asserts/hours_reached"),
    "reason_that_is_not_offered": ("proof_unreachable_page", D),
    "two_countries_at_once": ("proof_unreachable_page", D),
    "text_that_is_and_is_not": ("proof_unreachable_page", D),
    "two_channels_at_once": ("proof_unreachable_page", D),
    "product_of_two_answers": ("proof_undecided", D),
}
"""By file: the fault that was planted, as code and place."""
CONSEQUENCES = {
    "loop_through_derived": {("proof_derived_never", "derived/first")},
    "group_for_nobody": {("proof_unreachable_outcome", "screening/outcomes/to_two")},
}
"""What else follows from the same fault."""


def read(kind: str, name: str) -> Definition:
    return parse(yaml.safe_load((MINI / kind / f"{name}.yaml").read_text(encoding="utf-8")))


def named(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(finding.problem.code, finding.problem.where) for finding in findings}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_named(name: str) -> None:
    assert named(prove(read("faulty", name)).findings) == {FAULTS[name]} | CONSEQUENCES.get(name, set())


@pytest.mark.parametrize("name", FAULTS)
def test_the_sound_twin_has_no_finding(name: str) -> None:
    assert prove(read("sound", name)).findings == ()


def test_every_mini_study_is_in_the_table() -> None:
    assert (
        {file.stem for file in (MINI / "faulty").iterdir()}
        == set(FAULTS)
        == {file.stem for file in (MINI / "sound").iterdir()}
    )


def test_every_code_has_a_faulty_study() -> None:
    planted = {code for code, _ in FAULTS.values()} | {code for found in CONSEQUENCES.values() for code, _ in found}
    assert planted == set(PROOF_CODES)


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        pytest.param("asks_too_many", {"hours": {"number": "0"}}, id="who skips the question before"),
        pytest.param("asks_too_few", {"work": {"code": "unpaid"}}, id="who skips nothing"),
        pytest.param("filter_empties_the_list", {"m": {"codes": ["none"]}}, id="one tick"),
        pytest.param("exactly_eighteen_forgotten", {"age": {"number": "18"}}, id="the boundary"),
        pytest.param("screening_gap", {"a": {"reason": "dont_know"}}, id="don't know"),
        pytest.param("nothing_asked", {"kind": {"code": "second"}}, id="one answer"),
        pytest.param("contradiction_across_three", {}, id="nobody sees the page, not even who answers nothing"),
    ],
)
def test_the_smallest_respondent(name: str, answers: dict[str, Any]) -> None:
    (finding,) = prove(read("faulty", name)).findings
    assert finding.respondent is not None
    assert finding.as_json(read("faulty", name))["respondent"]["answers"] == answers
    assert set(finding.words) == {"nl", "en"}


def test_the_respondent_shows_the_fault_on_the_real_path() -> None:
    study = read("faulty", "filter_empties_the_list")
    (finding,) = prove(study).findings
    data = finding.as_json(study)["respondent"]
    answers = {name: from_json(study.questions[name], answer) for name, answer in data["answers"].items()}
    on_path = path(study, data["group"], answers, data["built_ins"])
    assert on_path.values["m"] != ""
    assert "best" not in on_path.names


def test_the_register_is_part_of_the_respondent() -> None:
    study = read("faulty", "screening_gap_for_the_register")
    (finding,) = prove(study).findings
    assert finding.respondent
    assert finding.respondent.built_ins == {"known_group": "two"}
    with pytest.raises(LookupError):
        outcome(study, finding.respondent.answers, finding.respondent.built_ins)
    assert "in het register staat “two”" in finding.words["nl"]


def test_what_a_contradiction_follows_from() -> None:
    (finding,) = prove(read("faulty", "contradiction_across_three")).findings
    assert set(finding.because) == {"a", "b", "c"}


def test_a_group_in_which_nobody_sees_a_page() -> None:
    (finding,) = prove(read("faulty", "page_for_the_wrong_group")).findings
    assert finding.groups == ("two",)
    assert prove(read("faulty", "page_for_the_wrong_group"), "one").findings == ()


def test_a_group_that_does_not_exist() -> None:
    with pytest.raises(LookupError, match="no group “three”"):
        prove(read("sound", "asks_too_few"), "three")


def test_a_solver_without_time_is_undecided() -> None:
    """The solver answers unknown: that is a finding, never silence."""
    study = read("faulty", "contradiction_across_three")
    search = Search(study, "all", Literals(study))
    search.solver.set("rlimit", 1)
    found = search.run(by_lot=0)
    assert found.undecided or not found.entered
    assert not {target for target in found.impossible if target.kind != "assert"} - set(found.targets)


def test_a_mismatch_with_the_engine_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positive control: where the real path shows another page than the proof thinks, the proof stops."""
    real = respondents.path

    def one_page_less(*arguments: Any) -> EnginePath:
        found = real(*arguments)
        return EnginePath(found.pages[1:], found.values)

    monkeypatch.setattr(respondents, "path", one_page_less)
    with pytest.raises(ProofMismatch, match="the engine says"):
        prove(read("sound", "asks_too_few"))


# Trying all answers


def differences(seed: int, *, by_lot: int = 24) -> list[str]:
    """Where the proof of a random study and trying all answers do not say the same."""
    study = random_study(seed)
    seen = everything(study)
    literals = Literals(study)
    searches = {group: Search(study, group, literals) for group in seen}
    return [
        difference
        for group, search in searches.items()
        for difference in compared(search.run(by_lot=by_lot), seen[group], search)
    ]


def compared(found: Found, seen: Seen, search: Search) -> list[str]:
    wrong = [f"undecided: {target}" for target in found.undecided]
    for target in found.targets:
        if target.kind in ("between", "stuck"):
            continue
        if (target in found.hits) is not (target in seen.targets):
            wrong.append(f"{found.group}: {target}, proof {target in found.hits}")
        elif target in found.hits and target.kind in ("gap", "nothing", "enters", "outcome"):
            smallest = search.smallest(target)
            if len(smallest.answers) + len(smallest.built_ins) != seen.fewest[target]:
                wrong.append(f"{found.group}: {target}, smallest {smallest}, fewest {seen.fewest[target]}")
    return wrong


@pytest.mark.parametrize("start", range(0, 100, 10))
def test_the_same_as_trying_all_answers(start: int) -> None:
    """Ten random studies at a time; every other one is left to the solver alone."""
    wrong = {seed: differences(seed, by_lot=24 * (seed % 2)) for seed in range(start, start + 10)}
    assert {seed: found for seed, found in wrong.items() if found} == {}


def test_trying_all_answers_notices_a_wrong_proof() -> None:
    """Positive control: a verdict turned round is a difference."""
    study = random_study(1)
    search = Search(study, "", Literals(study))
    found = search.run()
    target = next(target for target in found.targets if target in found.hits)
    del found.hits[target]
    assert compared(found, everything(study)[""], search)


# Perspectief and the covering set


@pytest.fixture(scope="module", params=[1, 2], ids=["as held", "put right"])
def perspectief(request: pytest.FixtureRequest) -> Definition:
    return parse(select_edition(read_folder("perspectief-2024"), request.param))


def test_perspectief_is_proved(perspectief: Definition) -> None:
    proof = prove(perspectief)
    assert named(proof.findings) == set()
    assert [scope.group for scope in proof.scopes] == ["", *perspectief.groups]
    assert min(scope.met for scope in proof.scopes[1:]) > 300


def test_perspectief_with_a_statement_turned_round_is_not(perspectief: Definition) -> None:
    """Positive control: the same study, asserting that nobody is ever asked for their age."""
    document = {**perspectief.document, "asserts": [{"name": "no_age", "text": "Niemand.", "holds": "${age} = ''"}]}
    assert ("proof_assert_fails", "asserts/no_age") in named(prove(parse(document)).findings)


def test_the_cover_meets_all_that_can_be_met(perspectief: Definition) -> None:
    """Pages, questions, options and both sides of every rule of every group, walked along the real path."""
    chosen = cover(perspectief)
    met = {(one.group, target) for one in chosen for target in walk(perspectief, one).hits}
    assert all(_ends_in(perspectief, one) for one in chosen)
    for name in perspectief.groups:
        found = Search(perspectief, name, Literals(perspectief)).run()
        assert {target for target in found.hits if target.kind in WANTED} <= {t for group, t in met if group == name}


def _ends_in(study: Definition, one: Respondent) -> bool:
    return (outcome(study, one.answers, one.built_ins).group or "") == one.group


def test_the_cover_is_the_same_every_time() -> None:
    study = read("sound", "filter_empties_the_list")
    assert cover(study) == cover(read("sound", "filter_empties_the_list"))
    shown = {
        target.code
        for one in cover(study)
        for target in walk(study, one).hits
        if target.kind == "option" and target.name == "best"
    }
    assert shown == {"a", "b"}
    assert Target("fails", "best", "page") in {target for one in cover(study) for target in walk(study, one).hits}


def test_the_manual_lists_every_code_with_its_severity() -> None:
    text = (MINI.parents[2] / "docs" / "proof.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `proof_")]
    told = {line.split("`")[1]: "warning" if "(warning)" in line else "error" for line in rows}
    assert told == dict(PROOF_CODES)
