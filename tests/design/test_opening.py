"""The page where an edition or an earlier state becomes the draft."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from surveys import drafts
from surveys.models import DraftSnapshot, Study
from surveys.publish import publish

pytestmark = pytest.mark.django_db
PAGE = "/staff/studies/mini-study/design/open/"


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="mini-study")


@pytest.mark.parametrize("action", ["edition/", "part/", "snapshot/"])
def test_only_researchers_of_the_study_open(staff_client: Callable[..., Client], study: Study, action: str) -> None:
    for other in (staff_client("analyst"), staff_client("researcher", study="other")):
        assert other.post(f"{PAGE}{action}", {"number": 1, "snapshot": 1}).status_code == 403
        assert other.get(PAGE).status_code == 403


def test_a_study_without_draft_or_edition(client: Client, study: Study) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    for action, data in (("edition/", {"number": 1}), ("part/", {"number": 1}), ("snapshot/", {"snapshot": 1})):
        assert client.post(PAGE + action, data).status_code == 404
    assert client.post(PAGE + "edition/", {"number": "²"}).status_code == 404


def test_an_edition_becomes_the_draft_and_the_draft_is_kept(
    client: Client, study: Study, document: dict[str, Any]
) -> None:
    publish(study, document)
    drafts.store(study, document | {"wave": "2027"})
    assert client.post(f"{PAGE}edition/", {"number": 1, "revision": 1}, follow=True).status_code == 200
    assert "wave" not in drafts.document_of(study)
    (kept,) = DraftSnapshot.objects.all()
    assert kept.user == client.user  # type: ignore[attr-defined]
    client.post(f"{PAGE}snapshot/", {"snapshot": kept.pk, "revision": 2})
    assert drafts.document_of(study)["wave"] == "2027"


def test_somebody_who_saw_an_older_draft_is_told(client: Client, study: Study, document: dict[str, Any]) -> None:
    publish(study, document)
    drafts.store(study, document)
    drafts.store(study, document | {"wave": "2027"})
    answer = client.post(f"{PAGE}edition/", {"number": 1, "revision": 1})
    assert answer.status_code == 409
    assert drafts.document_of(study)["wave"] == "2027"
    assert not DraftSnapshot.objects.exists()


def test_a_file_with_one_edition_is_opened_too(client: Client, study: Study, document: dict[str, Any]) -> None:
    """Before, no page of the workbench could read it; without the announcement, as the control, all can."""
    outline = f"/staff/studies/{study.slug}/design/"
    drafts.store(study, document | {"editions": [{"number": 1}]})
    assert b'name="number" value="1"' in client.get(outline).content
    assert client.post(f"{outline}add/?kind=part", {"revision": 1}).status_code == 409
    client.post(f"{PAGE}part/", {"number": 1, "revision": 1})
    assert "editions" not in drafts.document_of(study)
    assert b'name="number"' not in client.get(outline).content


def test_one_of_several_editions_is_opened(client: Client, study: Study, document: dict[str, Any]) -> None:
    whole = deepcopy(document) | {"editions": [{"number": 1}, {"number": 2}]}
    whole["sections"][0]["pages"][-1]["editions"] = [2]
    drafts.store(study, whole)
    assert b'name="number" value="2"' in client.get(PAGE).content
    assert client.post(f"{PAGE}part/", {"number": 9, "revision": 1}).status_code == 422
    client.post(f"{PAGE}part/", {"number": 1, "revision": 1})
    names = [page["name"] for page in drafts.document_of(study)["sections"][0]["pages"]]
    assert "thanks" not in names
    assert len(names) > 5
