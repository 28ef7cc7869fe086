"""What is wrong with a study's files is said in Dutch too."""

from pathlib import Path

import pytest

from surveys.drafts import require_slug
from surveys.engine.problems import DefinitionError, Problem
from surveys.load import read_folder


def problem_of(folder: Path) -> Problem:
    with pytest.raises(DefinitionError) as caught:
        read_folder(folder)
    (problem,) = caught.value.problems
    return problem


def in_dutch(problem: Problem) -> None:
    dutch = problem.in_language("nl")
    assert dutch.message != problem.message
    assert dutch.what_to_do != problem.what_to_do


@pytest.mark.parametrize(
    ("files", "code"),
    [
        pytest.param({"study.yaml": b"study: ["}, "not_yaml", id="no YAML"),
        pytest.param({"study.yaml": b"study: \xff"}, "not_utf8", id="another encoding"),
        pytest.param({"study.yaml": b"- a"}, "wrong_type", id="a list"),
        pytest.param({"a.yaml": b"study: a", "b.yaml": b"study: b"}, "key_twice", id="in two files"),
    ],
)
def test_files(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    problem = problem_of(tmp_path)
    assert problem.code == code
    in_dutch(problem)


def test_a_document_without_a_name() -> None:
    with pytest.raises(DefinitionError) as caught:
        require_slug("No Slug")
    in_dutch(caught.value.problems[0])
