"""The page that puts two questionnaires beside each other: nothing that it remembers is of another state."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from surveys import drafts
from surveys.design import editing, questionnaires
from surveys.design.steps import Change, SetKeys
from surveys.models import Study
from surveys.publish import publish
from tests.design.test_editing import ref

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="mini-study")


def compared(client: Client, one: str, other: str) -> list[str]:
    """Names of what differs, as the page has it."""
    answer = client.get("/staff/studies/compare/", {"a": f"mini-study:{one}", "b": f"mini-study:{other}"})
    assert answer.status_code == 200
    return [thing.name for thing in answer.context["things"]]


def change(study: Study, name: str, before: str, after: str) -> None:
    editing.edit(study, [SetKeys(ref(study, name), (Change("label", before, after, "nl"),))], None)


def test_every_change_of_the_draft_is_seen_at_once(
    client: Client, draft: Study, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    original = questionnaires.compare
    monkeypatch.setattr(questionnaires, "compare", lambda *given: made.append(1) or original(*given))
    publish(draft, document)
    assert compared(client, "1", "draft") == []
    change(draft, "age", "Vraag age", "Hoe oud?")
    assert [compared(client, "1", "draft") for _ in range(3)] == [["age"]] * 3
    assert made == [1, 1]
    assert compared(client, "draft", "1") == ["age"]
    change(draft, "work", "Vraag work", "Werkt u?")
    assert compared(client, "1", "draft") == compared(client, "draft", "1") == ["work", "age"]
    publish(draft, drafts.document_of(draft))
    assert (compared(client, "2", "draft"), compared(client, "1", "draft")) == ([], ["work", "age"])


def test_of_a_draft_with_several_editions_the_newest_counts(
    client: Client, draft: Study, document: dict[str, Any]
) -> None:
    publish(draft, document)
    document["editions"] = [{"number": 1, "note": {"nl": "Een"}}, {"number": 2, "note": {"nl": "Twee"}}]
    document["sections"][0]["pages"][3]["editions"] = [1]
    drafts.store(draft, document)
    assert compared(client, "1", "draft") == ["sections/start/pages/age", "age"]


def test_a_draft_with_faults_of_form_is_told(client: Client, draft: Study, document: dict[str, Any]) -> None:
    publish(draft, document)
    drafts.store(draft, document | {"odd": 1})
    for _ in range(2):
        answer = client.get("/staff/studies/compare/", {"a": "mini-study:1", "b": "mini-study:draft"})
        assert [problem.code for problem in answer.context["unread"]] == ["unknown_key"]
