"""Document → tables → document, without loss."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from surveys import drafts
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.plain import plain
from surveys.engine.problems import DefinitionError
from surveys.load import STUDIES, read_file, read_folder
from surveys.models import Option, OptionList, Question, Study, StudyText

pytestmark = pytest.mark.django_db
VALID = sorted((Path(__file__).parents[1] / "definitions" / "valid").glob("*.yaml"))
SHIPPED = sorted(folder.name for folder in STUDIES.iterdir() if (folder / "study.yaml").exists())
EDITIONS = [(slug, number) for slug in SHIPPED for number in edition_numbers(read_folder(slug))]


def stored_and_read(study: Study, document: Any) -> dict[str, Any]:
    drafts.store(study, document)
    return drafts.document_of(study)


@pytest.mark.parametrize(("slug", "edition"), EDITIONS)
def test_shipped_study_comes_back(study: Study, slug: str, edition: int) -> None:
    whole = plain(read_folder(slug))
    one = select_edition(whole, edition)
    assert stored_and_read(study, one) == one
    assert select_edition(stored_and_read(study, whole), edition) == one


@pytest.mark.parametrize("file", VALID, ids=lambda file: file.stem)
def test_sample_definition_comes_back(study: Study, file: Path) -> None:
    document = plain(read_file(file))
    assert stored_and_read(study, document) == document


def test_texts_stand_in_their_language_columns(study: Study, document: dict[str, Any]) -> None:
    document["consent"]["agree"]["ar"] = "نعم"
    drafts.store(study, document)
    question = Question.objects.get(name="age")
    assert (question.label_nl, question.label_en, question.label_ar) == ("Vraag age", "Question age", "")
    agree = StudyText.objects.get(place="consent/agree")
    assert (agree.text_nl, agree.text_ar, agree.text_tr) == ("Ja", "نعم", "")
    assert Option.objects.get(code="good").score == 2
    assert OptionList.objects.get(name="levels").question is None


def test_texts_never_fall_back(study: Study, document: dict[str, Any]) -> None:
    drafts.store(study, document)
    with translation.override("ti"):
        assert Question.objects.get(name="age").label == ""
    with translation.override("en"):
        assert Question.objects.get(name="age").label == "Question age"


ODD = [
    pytest.param(("sections",), "no list", id="sections as text"),
    pytest.param(("sections",), [], id="no sections"),
    pytest.param(("sections", 0, "pages"), [], id="no pages"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "options"), "levels", id="name of a list"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "options"), [], id="no options"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "relevant"), 5, id="rule as number"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "name"), "x" * 500, id="name longer than a column"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "min"), 2**40, id="number larger than a column"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "min"), False, id="false is not absent"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "label"), {"de": "Deutsch"}, id="language of others"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "label"), {}, id="text without words"),
    pytest.param(("sections", 0, "pages", 0, "questions", 0, "unknown"), {"nl": "x"}, id="unknown key"),
    pytest.param(("option_lists", "levels", 0, "score"), None, id="score null is not absent"),
    pytest.param(("option_lists", "levels"), "agree", id="list as text"),
    pytest.param(("groups",), [], id="groups as list"),
    pytest.param(("groups", "x" * 200), {"value": 3}, id="group name longer than a column"),
    pytest.param(("screening", "pages"), {"a": 1}, id="screening pages as mapping"),
    pytest.param(("materials",), {"a/b~c": [{"nl": "één"}, {"x": {"en": "two"}}]}, id="slashes in keys"),
    pytest.param(("title",), "only text", id="title as text"),
    pytest.param(("derived",), [{"name": "d", "options": [{"code": "a"}]}], id="options of a derived value"),
    pytest.param(("frame",), {"columns": [None, True, 1.5, ""]}, id="values of all kinds"),
]


@pytest.mark.parametrize(("place", "value"), ODD)
def test_odd_documents_come_back_too(study: Study, document: dict[str, Any], place: tuple, value: Any) -> None:
    """A draft may be unfinished or wrong: nothing is dropped, so that the checks can name it."""
    target = document
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    assert stored_and_read(study, document) == document


def test_empty_text_is_a_missing_text(study: Study, document: dict[str, Any]) -> None:
    expected = deepcopy(document)
    document["title"]["ti"] = ""
    assert stored_and_read(study, document) == expected


def test_storing_again_replaces_everything(study: Study, document: dict[str, Any]) -> None:
    first = drafts.store(study, document)
    document["sections"][0]["pages"] = document["sections"][0]["pages"][:1]
    second = drafts.store(study, document, revision=first.revision)
    assert second.revision == first.revision + 1
    assert Question.objects.count() == 1
    assert drafts.document_of(study) == document


def test_a_stale_change_is_refused_and_changes_nothing(study: Study, document: dict[str, Any]) -> None:
    first = drafts.store(study, document)
    drafts.store(study, document)
    with pytest.raises(drafts.DraftChanged, match="revision 2, you started from 1"):
        drafts.store(study, {**document, "title": {"nl": "Anders"}}, revision=first.revision)
    assert drafts.document_of(study) == document


@pytest.mark.parametrize("document", [[], "text", {"title": {"nl": "NUL \0"}}, {1: "x"}], ids=repr)
def test_what_is_no_document_is_refused(study: Study, document: Any) -> None:
    with pytest.raises(DefinitionError):
        drafts.store(study, document)
    with pytest.raises(drafts.NoDraft):
        drafts.document_of(study)
