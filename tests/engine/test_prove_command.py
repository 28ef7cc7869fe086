"""manage.py prove_study: what it says, and its exit codes."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

MINI = Path(__file__).resolve().parent.parent / "definitions" / "proof"


def run(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("prove_study", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_a_sound_study() -> None:
    code, out, _ = run(str(MINI / "sound" / "asks_too_few.yaml"))
    assert code == 0
    assert "0 errors, 0 warnings" in out
    assert out.rstrip().endswith("seconds")


def test_a_faulty_study_with_its_smallest_respondent() -> None:
    code, out, _ = run(str(MINI / "faulty" / "asks_too_few.yaml"))
    assert code == 1
    assert "proof_assert_fails at asserts/hours_reached" in out
    assert "nl: Iemand uit de groep “Iedereen”" in out
    assert '"answers": {"work": {"code": "unpaid"}}' in out


def test_a_warning_is_no_error() -> None:
    code, out, _ = run(str(MINI / "faulty" / "derived_code_never.yaml"))
    assert (code, "0 errors, 1 warnings" in out) == (0, True)


def test_as_json() -> None:
    code, out, _ = run(str(MINI / "faulty" / "asks_too_few.yaml"), "--json")
    found = json.loads(out)
    (edition,) = found["editions"]
    (finding,) = edition["findings"]
    assert (code, found["ok"], edition["ok"]) == (1, False, False)
    assert edition["seconds"] >= 0
    assert finding["respondent"] == {"group": "all", "built_ins": {}, "answers": {"work": {"code": "unpaid"}}}


@pytest.mark.parametrize(
    ("group", "code"), [pytest.param("one", 0, id="group without the fault"), pytest.param("two", 1, id="with it")]
)
def test_one_group(group: str, code: int) -> None:
    found, out, _ = run(str(MINI / "faulty" / "page_for_the_wrong_group.yaml"), "--group", group)
    assert found == code
    assert f"  {group}: " in out


def test_a_group_that_does_not_exist() -> None:
    code, _, err = run(str(MINI / "sound" / "asks_too_few.yaml"), "--group", "three")
    assert code == 2
    assert "no group “three”. Groups: all" in err


def test_one_edition_and_a_rule_that_chooses_between_groups() -> None:
    """Rules such as ${law} = 'wi2021' hold in some groups and not in others; that is no fault in one group either."""
    code, out, _ = run("perspectief-2024", "--edition", "2", "--group", "unknown")
    assert (code, "edition 2: 0 errors" in out, "edition 1" in out) == (0, True, False)


def test_an_edition_that_does_not_exist() -> None:
    code, out, _ = run("perspectief-2024", "--edition", "9")
    assert code == 1
    assert "no_such_edition" in out


def test_a_proof_that_does_not_agree_with_the_engine(tmp_path: Path) -> None:
    """The engine counts with 28 digits, the solver exactly: a third times three shows it, and is no stack trace."""
    text = (MINI / "faulty" / "odd_double.yaml").read_text(encoding="utf-8")
    file = tmp_path / "thirds.yaml"
    file.write_text(text.replace("${n} * 2 = 7", "${n} div 3 * 3 = ${n} and ${n} = 1"), encoding="utf-8")
    code, _, err = run(str(file))
    assert code == 2
    assert "Edition 1: the proof and the engine differ" in err


def test_nothing_to_read() -> None:
    code, _, err = run("no-such-study")
    assert code == 2
    assert "no-such-study" in err


def test_a_document_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("study: [", encoding="utf-8")
    code, out, _ = run(str(file))
    assert code == 1
    assert "not_yaml" in out
