"""The researchers' pages: who sees them, and what they show."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from staff.menu import cards_for
from surveys import draft_report, drafts
from surveys.design import desk
from surveys.engine.check import check
from surveys.engine.parse import parse
from surveys.engine.problems import Problem, errors
from surveys.models import Study
from surveys.publish import publish

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]


STANDING = "/staff/studies/mini-study/standing/"
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def draft(study: Study, document: dict[str, Any]) -> Study:
    drafts.store(study, document)
    return study


@pytest.mark.parametrize("address", ["/staff/studies/", "/staff/studies/mini-study/", STANDING])
@pytest.mark.usefixtures("draft")
class TestWhoMay:
    def test_somebody_without_log_in_is_asked_to_log_in(self, study: Study, client: Client, address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/staff/account/login/" in answer["Location"]

    def test_a_colleague_without_the_role_gets_403(self, study: Study, staff_client: Clients, address: str) -> None:
        assert staff_client("analyst").get(address).status_code == 403

    def test_a_researcher_without_second_factor_does_not_get_in(
        self, study: Study, staff_client: Clients, address: str
    ) -> None:
        assert staff_client("researcher", second_factor=False).get(address).status_code in (302, 403)

    def test_a_researcher_gets_in(self, study: Study, staff_client: Clients, address: str) -> None:
        assert staff_client("researcher").get(address).status_code == 200

    def test_pages_only_show(self, study: Study, staff_client: Clients, address: str) -> None:
        assert staff_client("researcher").post(address).status_code == 405


def test_researchers_see_their_own_studies_only(study: Study, staff_client: Clients) -> None:
    other = staff_client("researcher", study="another-study")
    assert "mini-study" not in other.get("/staff/studies/").content.decode()
    assert other.get("/staff/studies/mini-study/").status_code == 403
    own = staff_client("researcher", study="mini-study")
    assert "mini-study" in own.get("/staff/studies/").content.decode()


def test_unknown_study_is_404(staff_client: Clients) -> None:
    assert staff_client("researcher").get("/staff/studies/absent/").status_code == 404


def test_list_shows_editions_and_languages(study: Study, document: dict[str, Any], staff_client: Clients) -> None:
    edition = publish(study, document, note="Eerste <versie>")
    client = staff_client("researcher")
    page = client.get("/staff/studies/").content.decode()
    assert '<span lang="en">en</span>, <span lang="ar">ar</span> <small>(niet compleet)' in page
    assert "Eerste &lt;versie&gt;" in page
    assert edition.document_hash[:12] in client.get("/staff/studies/mini-study/").content.decode()


def test_draft_shows_problems_and_missing_texts(study: Study, document: dict[str, Any], staff_client: Clients) -> None:
    document["sections"][0]["pages"][0]["relevant"] = "${nobody} = 'yes'"
    del document["title"]["en"]
    drafts.store(study, document)
    page = staff_client("researcher").get(STANDING).content.decode()
    assert "unknown_reference" in page
    assert '<span lang="en">en</span> 1' in page
    assert '<span lang="nl">nl</span> 0' in page


def test_how_a_draft_stands_is_worked_out_once_beside_the_page(
    draft: Study, document: dict[str, Any], staff_client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And anew as soon as the draft says something else."""
    made = []
    original = draft_report.report
    monkeypatch.setattr(draft_report, "report", lambda *given: made.append(1) or original(*given))
    client = staff_client("researcher")
    first = client.get("/staff/studies/mini-study/").content.decode()
    assert f'hx-get="{STANDING}"' in first
    part = client.get(STANDING, headers=SCRIPT).content.decode()
    assert '<span lang="nl">nl</span> 0' in part
    assert "<html" not in part
    desk._desk.cache_clear()  # as another process finds it
    assert '<span lang="nl">nl</span> 0' in client.get("/staff/studies/mini-study/").content.decode()
    assert made == [1]
    del document["title"]["en"]
    drafts.store(draft, document)
    assert "hx-get" in client.get("/staff/studies/mini-study/").content.decode()
    assert '<span lang="en">en</span> 1' in client.get(STANDING).content.decode()
    assert made == [1, 1]


def test_a_draft_that_cannot_be_read_still_shows_its_problems(
    study: Study, document: dict[str, Any], staff_client: Clients
) -> None:
    drafts.store(study, {**document, "surprise": 1})
    assert "unknown_key" in staff_client("researcher").get(STANDING).content.decode()
    assert "unknown_key" in staff_client("researcher").get("/staff/studies/mini-study/").content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_problems_are_in_the_language_of_the_reader(
    study: Study, document: dict[str, Any], staff_client: Clients, language: str
) -> None:
    document["sections"][0]["pages"][0]["relevant"] = "${nobody} = 'yes'"
    drafts.store(study, document)
    client = staff_client("researcher")
    client.user.language = language
    client.user.save()
    page = html.unescape(client.get(STANDING).content.decode())
    said = {tag: faulty(document).in_language(tag).message for tag in ("nl", "en")}
    assert said["nl"] != said["en"]
    assert [tag for tag in said if said[tag] in page] == [language]


def faulty(document: dict[str, Any]) -> Problem:
    (problem,) = errors(check(parse(document)))
    return problem


def test_home_card_is_for_researchers() -> None:
    assert "surveys:studies" in {card.url_name for card in cards_for(frozenset({"researcher"}))}
    assert "surveys:studies" not in {card.url_name for card in cards_for(frozenset({"analyst"}))}
