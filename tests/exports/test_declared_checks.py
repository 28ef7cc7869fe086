"""What a study declares for analysis is looked at when it is checked, shown and published: where, what, what to do."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from exports import declared_checks
from staff.models import User
from surveys import declarations, drafts
from surveys.draft_report import report
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.management.commands.check_study import problems_of
from surveys.models import Edition, Study
from surveys.publish import PublishRefused, publish
from tests.engine.test_problems import KNOWN, sentences_in
from tests.exports.coding_mini import HOME, SAY
from tests.exports.mini import DOCUMENT

ROOT = Path(declared_checks.__file__).parents[1]
FRAME = {"question": "ways", "codes": [{"code": "train", "value": 11, "label": {"nl": "Trein", "en": "Train"}}]}
MARGINS = {
    "group": {"a": 10, "b": 20},
    "within_group": {"work": {"a": {"yes": 4, "no": 6}}},
    "weighting": {
        "margins": ["group", "work"],
        "base": {"b": 2},
        "missing": {"work": ["no"]},
        "neighbours": {"work": {"yes": "no"}},
    },
}
GOOD = {
    "margins": MARGINS,
    "cleaning": {"doubles": {"same": ["work"]}, "control": {"work": {"a": ["no"]}}},
    "quasi_identifiers": {
        "identifying": ["work"],
        "together": {"work": [["yes", "no"]]},
        "deposit": [
            {"name": "group", "steps": ["as_is"]},
            {"name": "hours", "steps": [{"bands": [20, 40]}]},
            {"name": "since", "steps": ["year"]},
            {"name": "land", "steps": ["subregion", "region"]},
            {"name": "channel", "steps": ["absent"]},
        ],
    },
    "breakdowns": ["group", "group+work", "language"],
    "table_bases": {"mood": {"without": ["bad"], "reasons": True}, "ways": {"only": ["bus"], "asked": True}},
}


def weighting(**changes: Any) -> dict[str, Any]:
    return {"margins": {**MARGINS, "weighting": {**MARGINS["weighting"], **changes}}}  # type: ignore[dict-item]


def deposit(name: str, *steps: Any) -> dict[str, Any]:
    return {"quasi_identifiers": {"deposit": [{"name": name, "steps": list(steps)}]}}


def found(
    changes: dict[str, Any], files: dict[str, Any] | None = None, *, complete: bool = True
) -> list[tuple[str, str]]:
    definition = parse({**copy.deepcopy(DOCUMENT), **copy.deepcopy(GOOD), **changes})
    asked = declarations.Declarations(definition, [definition], complete, files or {})
    told = list(declared_checks.problems(asked))
    for problem in told:
        dutch = problem.in_language("nl")
        assert dutch.message != problem.message, problem
        assert dutch.what_to_do != problem.what_to_do, problem
    return [(problem.code, problem.where) for problem in told]


@pytest.mark.once
def test_what_can_be_used_has_no_problem() -> None:
    assert found({}, {"coding.yaml": {"coding": [FRAME]}}) == []


WRONG: list[Any] = [
    pytest.param(weighting(margins=[]), "wrong_weighting", "margins/weighting/margins", id="no margins"),
    pytest.param(weighting(cap=1), "unknown_key", "margins/weighting", id="a key of weighting"),
    pytest.param(weighting(base={"b": "x"}), "wrong_weighting", "margins/weighting/base/b", id="no number"),
    pytest.param(weighting(base={"c": 2}), "wrong_weighting", "margins/weighting/base", id="no such group"),
    pytest.param(
        weighting(neighbours={"work": {"yes": "maybe"}}),
        "wrong_weighting",
        "margins/weighting/neighbours/work",
        id="no such code",
    ),
    pytest.param(
        weighting(missing={"age": ["x"]}), "wrong_weighting", "margins/weighting/missing/age", id="no such margin"
    ),
    pytest.param(weighting(missing={"work": "no"}), "wrong_type", "margins/weighting/missing/work", id="no list"),
    pytest.param(weighting(trim={"largest": 1}), "wrong_weighting", "margins/weighting/trim/largest", id="limit"),
    pytest.param(
        {"margins": {**MARGINS, "sex": {"m": 1}, "weighting": {"margins": ["sex"]}}},
        "wrong_weighting",
        "margins/weighting/margins",
        id="a margin of nothing",
    ),
    pytest.param({"margins": [1]}, "wrong_weighting", "margins", id="margins that are a list"),
    pytest.param({"cleaning": {"speeding": {"share": 3}}}, "bad_value", "cleaning/speeding/share", id="share"),
    pytest.param({"cleaning": {"speed": {}}}, "unknown_key", "cleaning", id="a key of cleaning"),
    pytest.param({"cleaning": {"doubles": {"same": ["wrok"]}}}, "unused_name", "cleaning", id="unused"),
    pytest.param(
        {"quasi_identifiers": {"identifying": ["wrok"]}},
        "wrong_disclosure",
        "quasi_identifiers/identifying",
        id="identifying",
    ),
    pytest.param(
        {"quasi_identifiers": {"together": {"work": [["yes", "maybe"]]}}},
        "wrong_disclosure",
        "quasi_identifiers/together/work",
        id="together",
    ),
    pytest.param(deposit("wrok", "as_is"), "wrong_disclosure", "quasi_identifiers/deposit/0", id="a name to deposit"),
    pytest.param(deposit("work", "blur"), "wrong_disclosure", "quasi_identifiers/deposit/0", id="no step"),
    pytest.param(deposit("work", "year"), "wrong_disclosure", "quasi_identifiers/deposit/work", id="year of no date"),
    pytest.param({"breakdowns": "group"}, "wrong_type", "breakdowns", id="breakdowns no list"),
    pytest.param({"breakdowns": ["wrok"]}, "wrong_breakdown", "breakdowns/wrok", id="a breakdown by nothing"),
    pytest.param({"breakdowns": ["ways"]}, "wrong_breakdown", "breakdowns/ways", id="by several answers"),
    pytest.param({"breakdowns": ["work+work"]}, "wrong_breakdown", "breakdowns/work+work", id="a name twice"),
    pytest.param({"table_bases": {"wrok": {}}}, "wrong_base", "table_bases/wrok", id="a base of nothing"),
    pytest.param({"table_bases": {"work": {"only": ["x"]}}}, "wrong_base", "table_bases/work", id="no such option"),
    pytest.param({"monitoring": {"by": ["age"]}}, "bad_value", "monitoring/by", id="a column that there is not"),
    pytest.param({"monitoring": {"even": 101}}, "bad_value", "monitoring/even", id="more than all"),
    pytest.param({"monitoring": {"helped_by": "ways"}}, "bad_value", "monitoring/helped_by", id="several helped"),
    pytest.param(
        {
            "tags": {
                "goal": {"label": {"nl": "Doel"}, "values": {"speed": {"label": {"nl": "Tijd"}, "names": ["wrok"]}}}
            }
        },
        "wrong_tag",
        "tags/goal/values/speed",
        id="a tag on nothing",
    ),
    pytest.param({"table_bases": {"work": {"all": True}}}, "unknown_key", "table_bases/work", id="a key of a base"),
]


@pytest.mark.once
@pytest.mark.parametrize(("changes", "code", "where"), WRONG)
def test_what_is_wrong_is_named(changes: dict[str, Any], code: str, where: str) -> None:
    assert found(changes) == [(code, where)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("frame", "where"),
    [
        pytest.param({**FRAME, "codes": [{"code": "train"}]}, "coding/ways/codes/train", id="a code without a value"),
        pytest.param({**FRAME, "question": "nope"}, "coding/nope", id="no such question"),
        pytest.param(
            {**FRAME, "lexicon": "residence", "codes": [{**FRAME["codes"][0], "matches": ["azx"]}]},  # type: ignore[dict-item]
            "coding/ways",
            id="no such code of the lexicon",
        ),
    ],
)
def test_a_wrong_frame_is_named(frame: dict[str, Any], where: str) -> None:
    assert {place for code, place in found({}, {"coding.yaml": {"coding": [frame]}}) if code == "wrong_frame"} == {
        where
    }


@pytest.mark.once
def test_names_of_editions_to_come_are_no_fault_of_a_publication() -> None:
    changes = {"breakdowns": ["to_come"], "cleaning": {"doubles": {"same": ["to_come"]}}}
    assert len(found(changes)) == 2
    assert found(changes, {"coding.yaml": {"coding": [{**FRAME, "question": "to_come"}]}}, complete=False) == []


@pytest.mark.once
def test_every_sentence_has_its_dutch() -> None:
    engine = ROOT / "surveys" / "engine"
    spoken = ["frame_faults", "disclosure_rules", "generalise", "declared_checks", "flags/settings", "monitor/limits"]
    spoken += ["areas"]
    files = [*(ROOT / "exports" / f"{name}.py" for name in spoken), ROOT / "surveys" / "declarations.py"]
    files.append(engine / "wave_items.py")
    said = {text for path in files for text in sentences_in(path.read_text(encoding="utf-8"))}
    assert len(said) > 80
    assert said - KNOWN == set()


@pytest.mark.once
def test_the_codes_are_those_that_are_listed() -> None:
    told = {case.values[1] for case in WRONG} | {"wrong_frame", "wrong_wave", "unreadable_file", "wrong_areas"}
    assert set(declared_checks.CODES) <= told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.yaml").write_text(yaml.safe_dump({**DOCUMENT, **GOOD}, allow_unicode=True), encoding="utf-8")
    (tmp_path / "coding.yaml").write_text(yaml.safe_dump({"coding": [FRAME]}), encoding="utf-8")
    return tmp_path


@pytest.mark.once
def test_check_study_reads_the_declarations_and_the_frames(folder: Path) -> None:
    assert errors(problems_of(str(folder))[1]) == ()
    unknown = {**SAY, "question": "nope"}
    (folder / "coding.yaml").write_text(yaml.safe_dump({"coding": [HOME, unknown]}), encoding="utf-8")
    assert {(one.code, one.where) for one in errors(problems_of(str(folder))[1])} == {
        ("wrong_frame", "coding/home"),
        ("wrong_frame", "coding/nope"),
    }
    (folder / "coding.yaml").write_text("coding: [", encoding="utf-8")
    assert [one.code for one in errors(problems_of(str(folder))[1])] == ["not_yaml"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("written", "code", "where"),
    [
        pytest.param(b"code,team\nGM0363,x\nGM9999,y\n", "wrong_areas", "areas.csv, line 3", id="no municipality"),
        pytest.param(b"code,inhabitants\nGM0363,many\n", "wrong_areas", "areas.csv, line 2", id="no number"),
        pytest.param(b"code,team\nGM0363,\xff\n", "not_utf8", "areas.csv", id="not UTF-8"),
    ],
)
def test_a_wrong_list_of_municipalities_is_named(folder: Path, written: bytes, code: str, where: str) -> None:
    (folder / "areas.csv").write_bytes(b"code,team\nGM0363,x\n")
    assert errors(problems_of(str(folder))[1]) == ()
    (folder / "areas.csv").write_bytes(written)
    (told,) = errors(problems_of(str(folder))[1])
    assert (told.code, told.where) == (code, where)
    assert told.in_language("nl").message != told.message


@pytest.mark.once
def test_a_file_that_is_too_large_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.load.LARGEST_FILE", 10)
    definition = parse(copy.deepcopy(DOCUMENT))
    (told,) = declarations.problems(definition, [definition], folder)
    assert (told.code, told.where) == ("unreadable_file", "coding.yaml")


@pytest.mark.once
def test_without_the_checks_a_wrong_study_would_pass(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: that they are asked is what names the fault."""
    (folder / "coding.yaml").write_text("coding: {}", encoding="utf-8")
    assert errors(problems_of(str(folder))[1])
    monkeypatch.setattr(declarations, "_checks", {})
    assert errors(problems_of(str(folder))[1]) == ()


@pytest.fixture
def study(db: None) -> Study:
    return Study.objects.create(slug="mini", title="Klein")


@pytest.mark.once
def test_codes_of_editions_to_come_are_no_fault_of_a_publication() -> None:
    """A code without label and value is an option: edition 1 is published before edition 2 brings it."""
    frame = {**FRAME, "codes": [*FRAME["codes"], {"code": "to_come"}]}
    assert found({}, {"coding.yaml": {"coding": [frame]}}, complete=False) == []
    assert {code for code, _ in found({}, {"coding.yaml": {"coding": [frame]}})} == {"wrong_frame"}


def test_publishing_names_it_and_publishes_nothing(study: Study) -> None:
    wrong = {**copy.deepcopy(DOCUMENT), **weighting(base={"b": -1})}
    with pytest.raises(PublishRefused, match="wrong_weighting at margins/weighting/base/b"):
        publish(study, wrong)
    assert not Edition.objects.exists()
    assert publish(study, {**copy.deepcopy(DOCUMENT), **copy.deepcopy(GOOD)}).number == 1


def test_the_page_of_the_draft_names_it(study: Study, staff_client: Callable[..., Any]) -> None:
    drafts.store(study, {**copy.deepcopy(DOCUMENT), **weighting(base={"c": 2})})
    (told,) = [one for one in report(study, "nl")[0].errors if one.code == "wrong_weighting"]
    assert told.message == "“group” heeft geen code “c”."
    page = staff_client("researcher").get("/staff/studies/mini/standing/").content.decode()
    assert "wrong_weighting" in page
    assert User.objects.exists()
