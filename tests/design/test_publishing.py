"""From a draft to an edition by people: one or two of them, the very same document, refused with every problem."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from staff import jobs
from staff.models import AuditEntry, Job, Role, User
from surveys import drafts
from surveys.design import editing, publishing, replays
from surveys.design.desk import desk_of
from surveys.design.publishing import CannotPublish, Wish
from surveys.design.steps import STUDY, Change, SetKeys
from surveys.models import PublishRequest, ReplayRun, Study
from surveys.publish import publish
from tests.design.test_checks import proved
from tests.design.test_editing import ref

pytestmark = pytest.mark.django_db
PAGE = "/staff/studies/mini-study/design/publish/"


@pytest.fixture(autouse=True)
def jobs_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done by the test itself."""
    monkeypatch.setattr(jobs, "_dispatch", lambda job: None)


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="mini-study")


def wish(study: Study, note: str = "Eerste", **more: Any) -> Wish:
    return Wish(desk_of(Study.objects.get(pk=study.pk)).document_hash, note, **more)


def change(study: Study, label: str = "Hoe oud bent u?") -> None:
    age = ref(study, "age")
    found = drafts.tree(study).by_ref[age].mapping["label"]["nl"]
    editing.edit(study, [SetKeys(age, (Change("label", found, label, "nl"),))], None)


def done(request: PublishRequest) -> tuple[Job, PublishRequest]:
    job = jobs.run(str(request.job))
    request.refresh_from_db()
    return job, request


def test_one_person_publishes(draft: Study, researcher: User) -> None:
    title = Change("title", "Klein onderzoek", "Klein onderzoek, anders", "nl")
    editing.edit(draft, [SetKeys(STUDY, (title,))], researcher)
    asked = publishing.ask(draft, wish(draft), researcher)
    job, asked = done(asked)
    assert (job.state, asked.state) == ("done", "published")
    edition = draft.editions.get()
    assert asked.edition == edition
    assert (edition.number, edition.note, edition.published_by, edition.basis) == (1, "Eerste", researcher, None)
    assert edition.document_hash == desk_of(draft).edition_hash
    draft.refresh_from_db()
    assert draft.title == "Klein onderzoek, anders"
    assert AuditEntry.objects.filter(action="publish.ask", user=researcher).count() == 1
    jobs.run(str(asked.job))
    assert draft.editions.count() == 1


def test_two_people_publish(draft: Study, researcher: User, colleague: User, settings: Any) -> None:
    settings.PUBLISH_NEEDS_TWO = True
    seen = wish(draft)
    asked = publishing.ask(draft, seen, researcher)
    assert (asked.state, asked.job) == ("asked", None)
    with pytest.raises(CannotPublish, match="same_person"):
        publishing.approve(asked, seen.seen, researcher)
    stranger = User.objects.create_user(email="carla@example.org")
    stranger.memberships.create(role=Role("analyst"), study="mini-study")
    with pytest.raises(CannotPublish, match="no_researcher"):
        publishing.approve(asked, seen.seen, stranger)
    asked = publishing.approve(asked, seen.seen, colleague)
    _job, asked = done(asked)
    assert (asked.state, asked.decided_by, asked.edition.published_by) == ("published", colleague, researcher)
    with pytest.raises(CannotPublish, match="decided"):
        publishing.approve(asked, seen.seen, colleague)


def test_any_change_makes_the_request_void(draft: Study, researcher: User, colleague: User, settings: Any) -> None:
    settings.PUBLISH_NEEDS_TWO = True
    seen = wish(draft)
    asked = publishing.ask(draft, seen, researcher)
    change(draft)
    with pytest.raises(CannotPublish, match="changed"):
        publishing.approve(asked, seen.seen, colleague)
    asked.refresh_from_db()
    assert asked.state == "void"
    assert not draft.editions.exists()


def test_a_change_between_asking_and_the_work_publishes_nothing(draft: Study, researcher: User) -> None:
    asked = publishing.ask(draft, wish(draft), researcher)
    change(draft)
    job, asked = done(asked)
    assert (job.state, asked.state) == ("failed", "void")
    assert not draft.editions.exists()


def test_refused_with_every_problem(draft: Study, researcher: User) -> None:
    changes = (Change("relevant", None, "${nobody} = 'yes'"), Change("min", 18, 200))
    editing.edit(draft, [SetKeys(ref(draft, "age"), changes)], None)
    job, asked = done(publishing.ask(draft, wish(draft), researcher))
    assert (job.state, asked.state) == ("failed", "refused")
    assert {"unknown_reference", "bad_bounds"} <= {problem["code"] for problem in asked.problems}
    assert not draft.editions.exists()


def test_a_real_edition_wants_signed_texts(draft: Study, researcher: User) -> None:
    _job, asked = done(publishing.ask(draft, wish(draft, real=True), researcher))
    assert [problem["code"] for problem in asked.problems] == ["not_signed"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        pytest.param({"note": " "}, "no_note", id="no note"),
        pytest.param({"basis": "7"}, "no_basis", id="no such edition"),
        pytest.param({"basis": "x"}, "no_basis", id="no number"),
    ],
)
def test_what_cannot_be_asked(draft: Study, researcher: User, wanted: dict[str, Any], code: str) -> None:
    with pytest.raises(CannotPublish, match=code):
        publishing.ask(draft, wish(draft, **wanted), researcher)
    assert not PublishRequest.objects.exists()


def test_the_same_again_is_refused(draft: Study, researcher: User, document: dict[str, Any]) -> None:
    publish(draft, document)
    with pytest.raises(CannotPublish, match="published_before 1"):
        publishing.ask(draft, wish(draft), researcher)


def test_the_page_shows_what_differs_and_asks(client: Client, draft: Study, document: dict[str, Any]) -> None:
    publish(draft, document, note="Eerste")
    change(draft)
    page = client.get(PAGE).content.decode()
    assert "geen gevolg voor antwoorden" in page
    assert "<ins>oud bent u?</ins>" in page
    seen = wish(draft).seen
    assert client.post(f"{PAGE}ask/", {"seen": "old", "note": "x", "basis": "1"}).status_code == 409
    assert client.post(f"{PAGE}ask/", {"seen": seen, "note": "", "basis": "1"}).status_code == 422
    answer = client.post(f"{PAGE}ask/", {"seen": seen, "note": "Andere woorden", "basis": "1"})
    asked = PublishRequest.objects.get()
    assert answer["Location"] == f"{PAGE}{asked.pk}/"
    assert client.get(answer["Location"])["Refresh"] == "2"
    done(asked)
    page = client.get(answer["Location"])
    assert "Editie 2 is gepubliceerd" in page.content.decode()
    assert "Refresh" not in page
    assert draft.editions.get(number=2).basis.number == 1


def test_what_would_break_answers_is_said_before(client: Client, draft: Study, document: dict[str, Any]) -> None:
    publish(draft, document)
    document["sections"][0]["pages"][0]["questions"][0]["options"].pop(0)
    drafts.store(draft, document)
    page = client.get(PAGE).content.decode()
    assert "antwoorden verliezen hun betekenis" in page
    assert "note error" in page


def test_checks_and_languages_come_afterwards(client: Client, draft: Study) -> None:
    whole = client.get(f"{PAGE}state/").content.decode()
    part = client.get(f"{PAGE}state/", headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" in whole
    assert "<h1>" not in part
    assert "Geen fouten." in part
    assert '<th scope="row">ar</th>' in part


def test_whether_this_very_draft_was_proved(client: Client, draft: Study) -> None:
    assert "niet bewezen" in stored_proof(client)
    proved(draft)
    assert "Bewezen" in stored_proof(client)
    change(draft)
    assert "niet bewezen" in stored_proof(client)
    nobody = Change("relevant", None, "${work} = 'yes' and ${work} = 'no'")
    editing.edit(draft, [SetKeys(ref(draft, "age"), (nobody,))], None)
    proved(draft)
    assert "note warning" in stored_proof(client)


def stored_proof(client: Client) -> str:
    """What the page says of it."""
    page = client.get(PAGE).content.decode()
    place = page.index('id="stored-proof"')
    return page[page.rindex("<p", 0, place) : page.index("</p>", place)]


def test_stored_answers_go_through_the_draft(client: Client, draft: Study, document: dict[str, Any]) -> None:
    publish(draft, document)
    change(draft)
    client.post(f"{PAGE}replay/", {"basis": "1"})
    jobs.run(str(Job.objects.get(kind=replays.KIND).pk))
    run = ReplayRun.objects.get()
    assert run.counts["none"]
    assert "Niemand heeft haar nog ingevuld" in client.get(PAGE).content.decode()
    change(draft, "Wat is uw leeftijd?")
    assert "nog niet op bewaarde antwoorden geprobeerd" in client.get(PAGE).content.decode()


def test_small_counts_are_not_kept() -> None:
    found = replays.Counts(40, 35, 12, 3, {"gained": {"work": 5, "age": 20}, "lost": {}})
    kept = replays.kept(found)
    assert (kept["interviews"], kept["same"], kept["running_same"]) == (40, None, None)
    assert kept["counts"] == {"gained": {"work": None, "age": 20}}


@pytest.mark.parametrize("address", ["", "ask/", "replay/", "1/approve/", "1/withdraw/"])
def test_only_researchers_of_the_study(staff_client: Callable[..., Client], draft: Study, address: str) -> None:
    for other in (staff_client("analyst"), staff_client("researcher", study="other")):
        act = other.post if address else other.get
        assert act(f"{PAGE}{address}").status_code == 403


def test_a_request_is_taken_back(client: Client, draft: Study, researcher: User, settings: Any) -> None:
    settings.PUBLISH_NEEDS_TWO = True
    asked = publishing.ask(draft, wish(draft), researcher)
    client.post(f"{PAGE}{asked.pk}/withdraw/")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    answer = client.post(f"{PAGE}{asked.pk}/approve/", {"seen": asked.document_hash}, follow=True)
    assert "al beslist" in answer.content.decode()
