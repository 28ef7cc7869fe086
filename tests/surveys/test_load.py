"""Files → one document; problems with file and line."""

from pathlib import Path

import pytest

from surveys import load
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, read_folder


def codes(error: pytest.ExceptionInfo[DefinitionError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        target = folder / f"{name.replace('__', '/')}.yaml"
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


def test_files_are_merged_and_sections_follow_file_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        study="study: x\nterms: {a: 1}",
        terms="terms: {b: 2}",
        sections__02_b="name: b",
        sections__01_a="name: a",
    )
    assert read_folder(tmp_path) == {
        "study": "x",
        "terms": {"a": 1, "b": 2},
        "sections": [{"name": "a"}, {"name": "b"}],
    }


def test_merging_leaves_shared_anchors_alone(tmp_path: Path) -> None:
    write(tmp_path, a="groups: &g {x: 1}\nterms: *g", b="terms: {y: 2}")
    assert read_folder(tmp_path) == {"groups": {"x": 1}, "terms": {"x": 1, "y": 2}}


@pytest.mark.parametrize(
    ("files", "where", "said"),
    [
        pytest.param({"a": "study: x", "b": "study: y"}, "study", "a.yaml and in b.yaml", id="same key"),
        pytest.param({"a": "t: {k: 1}", "b": "t: {k: 1}"}, "t/k", "a.yaml and in b.yaml", id="same inner key"),
        pytest.param(
            {"a": "t: {k: 1}", "b": "t: {l: 1}", "c": "t: {k: 1}"}, "t/k", "a.yaml and in c.yaml", id="third file"
        ),
        pytest.param({"a": "t: 1", "b": "t: {k: 1}"}, "t/k", "a.yaml and in b.yaml", id="text and mapping"),
        pytest.param({"a": "t: {k: 1}", "b": "t: 1"}, "t", "a.yaml and in b.yaml", id="mapping and text"),
        pytest.param({"a": "study: x\nstudy: y"}, "a.yaml:2:1", "“study” stands twice", id="twice in one file"),
        pytest.param({"a": "study: [x"}, "a.yaml:", "This is not YAML", id="broken"),
        pytest.param({"a": "study: !!python/object/apply:os.getcwd []"}, "a.yaml:1:8", "not YAML", id="no objects"),
        pytest.param({"a": "- 1"}, "a.yaml", "does not hold a mapping", id="list at the root"),
        pytest.param({"a": "study: x", "sections__01": "just text"}, "01.yaml", "mapping", id="section as text"),
        pytest.param({"a": "[" * 5000}, "a.yaml", "not YAML", id="nested without end"),
    ],
)
def test_problems_name_file_and_line(tmp_path: Path, files: dict[str, str], where: str, said: str) -> None:
    with pytest.raises(DefinitionError) as error:
        read_folder(write(tmp_path, **files))
    problem = error.value.problems[0]
    assert where in problem.where
    assert said in problem.message
    assert problem.what_to_do


def test_every_broken_file_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as error:
        read_folder(write(tmp_path, a="[", b="{", sections__01="]"))
    assert codes(error) == ["not_yaml"] * 3


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("study: Syrië".encode("latin-1"))
    with pytest.raises(DefinitionError) as error:
        read_folder(tmp_path)
    assert codes(error) == ["not_utf8"]


def test_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("study: x", encoding="utf-8-sig")
    assert read_folder(tmp_path) == {"study": "x"}


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "LARGEST_FILE", 10)
    with pytest.raises(CannotRead, match=r"a\.yaml has 11 bytes; the limit is 10"):
        read_folder(write(tmp_path, a="study: name"))


@pytest.mark.parametrize("name", ["no-such-study", "../../etc", "", "a\0b", "x" * 5000])
def test_nothing_there(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CannotRead):
        read_folder(name)
