"""check_study and load_study: what they say, their exit codes, and that a refusal changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from surveys import drafts
from surveys.models import Draft, Edition, Study
from tests.commands import run

pytestmark = pytest.mark.django_db


def spoil(folder: Path, old: str = "name: thanks", new: str = "name: NOT a name") -> None:
    section = folder / "sections" / "01_start.yaml"
    text = section.read_text(encoding="utf-8")
    assert old in text
    section.write_text(text.replace(old, new), encoding="utf-8")


def test_check_without_errors(folder: Path) -> None:
    code, out, err = run("check_study", folder)
    assert (code, err) == (0, "")
    assert "edition 1: 0 errors" in out
    assert "edition 2: 0 errors" in out
    assert "missing_translation" in out


def test_check_names_the_errors_of_the_edition_that_has_them(folder: Path) -> None:
    spoil(folder)
    code, out, _ = run("check_study", folder, "--json")
    found = json.loads(out)
    wrong = {row["edition"]: [p for p in row["problems"] if p["severity"] == "error"] for row in found["editions"]}
    assert (code, found["ok"]) == (1, False)
    assert not wrong[1]
    assert wrong[2]
    assert {"where", "code", "message", "what_to_do", "severity"} == set(wrong[2][0])


def test_check_in_dutch(folder: Path) -> None:
    spoil(folder)
    code, out, _ = run("check_study", folder, "--language", "nl")
    assert code == 1
    assert "fout bad_name bij sections/start/" in out
    assert "Begin met een kleine letter" in out
    found = json.loads(run("check_study", folder, "--language", "nl", "--json")[1])
    wrong = [problem for row in found["editions"] for problem in row["problems"] if problem["code"] == "bad_name"]
    assert {problem["message"] for problem in wrong} == {"“NOT a name” is geen naam."}


def test_check_one_edition(folder: Path) -> None:
    spoil(folder)
    assert run("check_study", folder, "--edition", 1)[0] == 0
    assert run("check_study", folder, "--edition", 2)[0] == 1
    code, out, _ = run("check_study", folder, "--edition", 7)
    assert code == 1
    assert "no_such_edition" in out


def test_check_broken_yaml(folder: Path) -> None:
    (folder / "study.yaml").write_text("study: [", encoding="utf-8")
    code, out, _ = run("check_study", folder)
    assert code == 1
    assert "study.yaml:" in out


def test_check_nothing_to_read(tmp_path: Path) -> None:
    code, out, err = run("check_study", tmp_path / "absent", "--json")
    assert (code, out) == (2, "")
    assert "perspectief-2024" in err


def test_check_stores_nothing(folder: Path, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        run("check_study", folder)


def test_load_and_publish_both_editions(folder: Path) -> None:
    code, out, err = run("load_study", folder, "--publish")
    assert (code, err) == (0, "")
    assert "Edition 1 is published. Languages: nl, en." in out
    assert list(Edition.objects.values_list("number", "note")) == [(1, "Zoals gehouden"), (2, "Beter")]
    assert Study.objects.get().title == "Klein onderzoek"


def test_load_twice_is_safe_and_said(folder: Path) -> None:
    run("load_study", folder, "--publish")
    before = list(Edition.objects.values())
    code, out, _ = run("load_study", folder, "--publish")
    assert code == 0
    assert out.count("Nothing to do") == 2
    assert list(Edition.objects.values()) == before
    assert Draft.objects.get().revision == 2


def test_load_without_publish_keeps_to_the_draft(folder: Path) -> None:
    spoil(folder)
    assert run("load_study", folder)[0] == 0
    assert not Edition.objects.exists()
    assert drafts.document_of(Study.objects.get())["study"] == "mini-study"


def test_a_refused_draft_changes_nothing(folder: Path) -> None:
    run("load_study", folder, "--publish", "--edition", 1)
    before = drafts.document_of(Study.objects.get())
    spoil(folder)
    code, _, err = run("load_study", folder, "--publish")
    assert code == 1
    assert "bad_name" in err
    assert drafts.document_of(Study.objects.get()) == before
    assert Draft.objects.get().revision == 1
    assert [edition.number for edition in Edition.objects.all()] == [1]


def test_a_new_study_that_is_refused_leaves_no_study(folder: Path) -> None:
    spoil(folder)
    assert run("load_study", folder, "--publish")[0] == 1
    assert not Study.objects.exists()


def test_changed_edition_is_refused_and_can_be_published_as_new(folder: Path) -> None:
    run("load_study", folder, "--publish")
    spoil(folder, "nl: Begin", "nl: Het begin")
    code, _, err = run("load_study", folder, "--publish")
    assert code == 1
    assert "--as-new" in err
    assert run("load_study", folder, "--publish", "--edition", 2, "--as-new")[0] == 0
    assert list(Edition.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["no-such-study"], 2, "There is no study", id="no study"),
        pytest.param(["{folder}", "--as-new"], 2, "--as-new needs", id="as-new alone"),
        pytest.param(["{folder}", "--publish", "--edition", "9"], 1, "no_such_edition", id="no such edition"),
    ],
)
def test_load_refusals(folder: Path, arguments: list[str], code: int, said: str) -> None:
    found, _, err = run("load_study", *(text.format(folder=folder) for text in arguments))
    assert found == code
    assert said in err
    assert not Study.objects.exists()


@pytest.mark.parametrize("slug", ["study: Een Naam", "study: 5", "study: ../x", "title: {nl: x}"])
def test_load_needs_the_study_to_be_named(tmp_path: Path, slug: str) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(slug, encoding="utf-8")
    code, _, err = run("load_study", file)
    assert code == 1
    assert "does not name its study" in err


@pytest.mark.parametrize("command", ["check_study", "load_study"])
def test_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        call_command(command, "--help")
    assert stop.value.code == 0
    assert "Exit code" in " ".join(capsys.readouterr().out.split())
