"""An edition that follows another: what it may not change, whom it follows, and what the loader says."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from surveys.editions import definition_of, lineage
from surveys.engine.editions import basis_of, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, read_folder
from surveys.models import Edition, Study
from surveys.named_editions import named_edition
from surveys.publish import BasisUnknown, PublishRefused, publish

pytestmark = pytest.mark.django_db


def without_an_option(document: dict[str, Any]) -> dict[str, Any]:
    made = deepcopy(document)
    made["option_lists"]["levels"].pop()
    return made


def other_words(document: dict[str, Any], words: str = "Hoe oud bent u nu?") -> dict[str, Any]:
    made = deepcopy(document)
    made["sections"][0]["pages"][3]["questions"][0]["label"]["nl"] = words
    return made


def test_an_edition_follows_the_one_before_it(study: Study, document: dict[str, Any]) -> None:
    first = publish(study, document)
    second = publish(study, other_words(document))
    third = publish(study, other_words(document, "Uw leeftijd?"))
    assert [edition.number for edition in lineage(third)] == [3, 2, 1]
    assert (first.basis, second.basis) == (None, first)


def test_an_option_that_was_asked_cannot_be_taken_out(study: Study, document: dict[str, Any]) -> None:
    publish(study, document)
    with pytest.raises(PublishRefused) as refused:
        publish(study, without_an_option(document))
    assert {problem.code for problem in refused.value.problems} == {"edition_option_removed"}
    assert "basis: none" in str(refused.value)
    assert study.editions.count() == 1


def test_another_questionnaire_can_be_anything(study: Study, document: dict[str, Any]) -> None:
    publish(study, document)
    assert publish(study, without_an_option(document), basis="none").basis is None


def test_all_earlier_editions_count(study: Study, document: dict[str, Any]) -> None:
    gone = deepcopy(document)
    gone["sections"][0]["pages"] = [page for page in gone["sections"][0]["pages"] if page["name"] != "level"]
    publish(study, document)
    publish(study, gone)
    with pytest.raises(PublishRefused, match="edition_option_removed"):
        publish(study, without_an_option(document))


def test_a_basis_that_was_never_published(study: Study, document: dict[str, Any]) -> None:
    with pytest.raises(BasisUnknown, match="Edition 4"):
        publish(study, document, basis=4)
    assert not study.editions.exists()


@pytest.mark.parametrize(
    ("row", "basis"),
    [
        pytest.param({}, "previous", id="left out"),
        pytest.param({"basis": "none"}, "none", id="none"),
        pytest.param({"basis": 1}, 1, id="a number"),
    ],
)
def test_basis_of(row: dict[str, Any], basis: object) -> None:
    assert basis_of({"editions": [{"number": 1}, {"number": 3, **row}]}, 3) == basis


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param({"basis": 3}, "bad_value", id="itself"),
        pytest.param({"basis": 0}, "bad_value", id="nothing before it"),
        pytest.param({"basis": "geen"}, "bad_value", id="another word"),
        pytest.param({"basis": True}, "bad_value", id="a boolean"),
        pytest.param({"follows": 1}, "unknown_key", id="another key"),
    ],
)
def test_a_bad_basis_is_a_problem(document: dict[str, Any], row: dict[str, Any], code: str) -> None:
    document["editions"] = [{"number": 1}, {"number": 3, **row}]
    with pytest.raises(DefinitionError) as refused:
        select_edition(document, 3)
    assert [problem.code for problem in refused.value.problems] == [code]


def spoilt(folder: Path, basis: str = "") -> None:
    """Edition 2 of the small study without the last option of its scale."""
    study, lists = folder / "study.yaml", folder / "lists.yaml"
    lists.write_text(lists.read_text().replace("  - code: good\n", "  - code: good\n    editions: [1]\n"))
    study.write_text(study.read_text().replace("- number: 2\n", f"- number: 2\n{basis}"))


def test_load_study_refuses_and_leaves_nothing(folder: Path, capsys: Any) -> None:
    spoilt(folder)
    with pytest.raises(SystemExit) as stop:
        call_command("load_study", folder, publish=True)
    assert stop.value.code == 1
    assert "edition_option_removed" in capsys.readouterr().err
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("basis", "option"), [("  basis: none\n", None), ("", "none")], ids=["said in the file", "said on the command line"]
)
def test_load_study_takes_another_questionnaire(folder: Path, basis: str, option: str | None) -> None:
    spoilt(folder, basis)
    call_command("load_study", folder, publish=True, basis=option)
    assert list(Edition.objects.order_by("number").values_list("number", "basis")) == [(1, None), (2, None)]


def test_the_shipped_study_says_that_its_editions_are_different_questionnaires() -> None:
    document = read_folder("perspectief-2024")
    assert basis_of(document, 2) == "none"
    assert parse(select_edition(document, 2))


def test_editions_as_people_name_them(study: Study, folder: Path) -> None:
    call_command("load_study", folder, publish=True, edition=1)
    edition = study.editions.get()
    assert named_edition(study.slug, "1").edition == edition
    assert named_edition(study.slug, "1").definition == definition_of(edition)
    first, second = named_edition(study.slug, f"{folder}:1"), named_edition(study.slug, str(folder))
    assert len(second.definition.pages) == len(first.definition.pages) + 1
    assert named_edition(study.slug, "draft:1").definition == first.definition
    with pytest.raises(CannotRead):
        named_edition("nope", "draft")
