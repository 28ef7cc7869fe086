"""A shared preview: who has the link walks and remarks, and what comes back."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from respondents.models import AnswerEvent, Interview, PreviewLink, Remark
from respondents.preview import links, remarks_views
from staff.models import AuditEntry
from surveys.design import editing
from surveys.design.steps import Change, Remove, SetKeys
from surveys.formulas import harmless
from surveys.models import Study
from surveys.publish import publish
from tests.design.test_editing import ref
from tests.surveys.conftest import document  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
REMARKS = "/staff/preview/mini-study/remarks/"
Shared = tuple[PreviewLink, str]


def base(shared: Shared) -> str:
    return f"/preview/{shared[1]}/"


def remark(shared: Shared, **typed: str) -> Any:
    client = Client()
    client.post(f"{base(shared)}begin/", {"group": "everybody", "language": "nl"})
    return client.post(f"{base(shared)}remark/", {"page": "age", "question": "age", "text": "Onduidelijk", **typed})


def test_a_researcher_shares_and_sees_the_address_once(client: Client, draft: Study) -> None:
    response = client.post(f"{REMARKS}share/", {"label": "Taaldocenten", "days": "14"})
    (link,) = PreviewLink.objects.all()
    address = response.context["address"]
    assert address in response.content.decode()
    assert address not in client.get(REMARKS).content.decode()
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert token not in str([vars(one) for one in (link, *AuditEntry.objects.all())])
    assert Client().get(f"/preview/{token}/").status_code == 200
    assert (link.made_by, link.revision) == (client.user, 1)


@pytest.mark.parametrize(
    "typed", [{"label": "", "days": "14"}, {"label": "x" * 101, "days": "14"}, {"label": "x", "days": "400"},
              {"label": "x", "days": "²"}],
)  # fmt: skip
def test_a_link_that_cannot_be_made(client: Client, draft: Study, typed: dict[str, str]) -> None:
    assert client.post(f"{REMARKS}share/", typed).status_code == 422
    assert not PreviewLink.objects.exists()


def test_the_panel_walks_without_a_log_in(shared: Shared) -> None:
    client = Client()
    assert client.get(base(shared)).status_code == 200
    assert not Session.objects.exists()
    begun = client.post(f"{base(shared)}begin/", {"group": "everybody", "language": "nl"})
    assert begun["Location"] == f"{base(shared)}page/work/"
    page = client.get(begun["Location"]).content.decode()
    assert "Uw antwoorden worden niet bewaard; uw opmerkingen wel." in page
    assert client.post(begun["Location"], {"go": "next", "work": "yes"})["Location"] == f"{base(shared)}page/goals/"
    assert client.post(f"{base(shared)}jump/", {"page": "level"})["Location"] == f"{base(shared)}page/level/"
    assert client.post(f"{base(shared)}jump/", {"page": "job"}).status_code == 409
    assert Session.objects.count() == 1
    assert not Interview.objects.exists()
    assert not AnswerEvent.objects.exists()


def test_pages_need_a_beginning_and_beginnings_are_counted(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get(f"{base(shared)}page/work/")["Location"] == base(shared)
    assert not Session.objects.exists()
    monkeypatch.setattr(links, "PER_WINDOW", 2)
    statuses = [Client().post(f"{base(shared)}jump/", {"page": "level"}).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
    assert Session.objects.count() == 2


def test_a_published_edition_is_shared(client: Client, draft: Study, document: dict[str, Any]) -> None:  # noqa: F811
    del document["sections"][0]["pages"][10]
    document["sections"][0]["pages"][0]["questions"][0]["label"]["nl"] = "Zoals gepubliceerd"
    edition = publish(draft, document)
    response = client.post(f"{REMARKS}share/", {"label": "Panel", "days": "7", "edition": str(edition.number)})
    assert PreviewLink.objects.get().edition == edition
    visitor = Client()
    visitor.post(f"{response.context['address']}begin/", {"group": "everybody", "language": "nl"})
    assert "Zoals gepubliceerd" in visitor.get(f"{response.context['address']}page/work/").content.decode()
    assert client.post(f"{REMARKS}share/", {"label": "x", "days": "7", "edition": "9"}).status_code == 404


def test_two_people_with_one_link_do_not_meet(shared: Shared) -> None:
    one, other = Client(), Client()
    for client in (one, other):
        client.post(f"{base(shared)}begin/", {"group": "everybody", "language": "nl"})
    one.post(f"{base(shared)}page/work/", {"go": "next", "work": "yes"})
    assert other.get(f"{base(shared)}page/goals/")["Location"] == f"{base(shared)}page/work/"


def test_what_is_shown_is_what_was_shared(draft: Study, shared: Shared) -> None:
    editing.edit(draft, [SetKeys(ref(draft, "work"), (Change("label", "Vraag work", "Nieuw", "nl"),))], None)
    client = Client()
    client.post(f"{base(shared)}begin/", {"group": "everybody", "language": "nl"})
    page = client.get(f"{base(shared)}page/work/").content.decode()
    assert "Vraag work" in page
    assert "Nieuw" not in page


def test_dutch_or_english_for_the_reader_whatever_the_page_is_in(shared: Shared) -> None:
    client = Client()
    client.get(f"{base(shared)}?ui=en")
    client.post(f"{base(shared)}begin/", {"group": "everybody", "language": "ar"})
    page = client.get(f"{base(shared)}page/work/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "Your remark about this page" in page
    client.get(f"{base(shared)}?ui=nl")
    assert "Uw opmerking bij deze pagina" in client.get(f"{base(shared)}page/work/").content.decode()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({"revoked_at": timezone.now()}, 410, id="taken back"),
        pytest.param({"expires_at": timezone.now() - timedelta(seconds=1)}, 410, id="over"),
        pytest.param({"token_digest": b"other"}, 404, id="unknown"),
    ],
)
def test_a_link_that_is_no_longer_good(shared: Shared, changed: dict[str, Any], status: int) -> None:
    PreviewLink.objects.update(**changed)
    for path in ("", "page/work/"):
        page = Client().get(base(shared) + path)
        assert page.status_code == status
        assert "Deze link werkt niet" in page.content.decode()
        assert "This link does not work" in Client().get(f"{base(shared)}{path}?ui=en").content.decode()
    assert remark(shared).status_code == status
    assert not Remark.objects.exists()


def test_a_remark_is_taken_away_for_good(client: Client, shared: Shared, draft: Study) -> None:
    """Where somebody is sure; the log keeps who did it, and nothing of what it said."""
    remark(shared, text="Mijn buurvrouw heet Fatma", name="Fatma")
    remark(shared)
    first, second = Remark.objects.order_by("pk")
    assert "Fatma" in client.get(REMARKS).content.decode()
    assert client.post(f"{REMARKS}{first.pk}/delete/").status_code == 422
    assert Remark.objects.count() == 2
    gone = client.post(f"{REMARKS}{first.pk}/delete/", {"sure": "yes"}, follow=True).content.decode()
    assert "Fatma" not in gone
    assert Remark.objects.get() == second
    (entry,) = AuditEntry.objects.filter(action="preview.delete")
    assert (entry.user, entry.details) == (client.user, {"link": shared[0].pk, "remark": first.pk})
    assert client.post(f"{REMARKS}{first.pk}/delete/", {"sure": "yes"}).status_code == 404


def test_a_remark_is_kept_with_what_was_shown(shared: Shared) -> None:
    response = remark(shared, name="An")
    assert response["Location"] == f"{base(shared)}page/age/?kept=1#remark"
    (kept,) = Remark.objects.all()
    assert (kept.page, kept.question, kept.shown, kept.text, kept.name) == (
        "age",
        "age",
        "Vraag age",
        "Onduidelijk",
        "An",
    )
    assert (kept.language, kept.group, kept.state) == ("nl", "everybody", "open")
    entry = AuditEntry.objects.get(action="preview.remark")
    assert "Onduidelijk" not in str(entry.details)
    assert "An" not in entry.details.values()


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"text": "  "}, id="empty"),
        pytest.param({"text": "x" * 4001}, id="too long"),
        pytest.param({"name": "x" * 81}, id="name too long"),
        pytest.param({"page": "nowhere"}, id="no such page"),
        pytest.param({"question": "work"}, id="a question of another page"),
    ],
)
def test_what_cannot_be_kept_comes_back(shared: Shared, typed: dict[str, str]) -> None:
    response = remark(shared, **typed)
    assert response.status_code == 422
    assert not Remark.objects.exists()
    if len(typed.get("text", "")) > 4000:
        assert typed["text"] in response.content.decode()


def test_more_than_people_can_write_is_refused(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "PER_WINDOW", 3)
    client = Client()
    client.post(f"{base(shared)}begin/", {"group": "everybody", "language": "nl"})
    said = {"page": "age", "question": "age", "text": "Onduidelijk"}
    statuses = [client.post(f"{base(shared)}remark/", said).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
    assert Remark.objects.count() == 2


def test_remarks_are_gathered_per_question_and_survive_a_new_name(client: Client, draft: Study, shared: Shared) -> None:
    remark(shared)
    remark(shared, text="Te persoonlijk")
    remark(shared, question="", text="Lange pagina")
    remark(shared, page="", question="", text="Mooi geheel")
    age = ref(draft, "age")
    editing.edit(draft, [SetKeys(age, (Change("name", "age", "how_old"),))], None)
    found = client.get(REMARKS).context["gathered"]
    assert [(one.name, len(one.remarks)) for one in found] == [("", 1), ("age", 1), ("how_old", 2)]
    editing.edit(draft, [Remove(age)], None)
    last = client.get(REMARKS).context["gathered"][-1]
    assert (last.name, last.node, last.words) == ("age", None, "Vraag age")
    assert "no longer in the draft" in client.get(REMARKS).content.decode()


def test_a_remark_is_settled_once_and_can_be_opened_again(client: Client, draft: Study, shared: Shared) -> None:
    remark(shared)
    (kept,) = Remark.objects.all()
    path = f"{REMARKS}{kept.pk}/settle/"
    assert client.post(path, {"do": "settle", "answer": "Korter gemaakt"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.answer, kept.settled_by) == ("settled", "Korter gemaakt", client.user)
    assert client.post(path, {"do": "settle", "answer": "Nog eens"}).status_code == 422
    assert client.get(f"{REMARKS}?state=open").context["gathered"] == ()
    assert client.post(path, {"do": "reopen"}).status_code == 302
    assert len(client.get(f"{REMARKS}?state=open").context["gathered"]) == 1
    assert client.post(path, {"do": "x"}).status_code == 404
    assert client.post(f"{REMARKS}999/settle/", {"do": "settle"}).status_code == 404


def test_the_newest_remarks_are_on_the_page_and_all_in_the_file(
    client: Client, draft: Study, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remarks_views, "SHOWN", 2)
    for text in ("eerste", "tweede", "derde"):
        remark(shared, text=text)
    page = client.get(REMARKS).content.decode()
    assert "derde" in page
    assert "eerste" not in page
    assert "the newest 2 remarks" in page
    assert "eerste" in b"".join(client.get(f"{REMARKS}file/").streaming_content).decode()


def test_another_study_s_remark_is_not_there(client: Client, draft: Study, shared: Shared) -> None:
    remark(shared)
    other = Study.objects.create(slug="other", title="Other")
    PreviewLink.objects.update(study=other)
    (kept,) = Remark.objects.all()
    assert client.post(f"{REMARKS}{kept.pk}/settle/", {"do": "settle"}).status_code == 404
    assert client.post(f"{REMARKS}links/{kept.link_id}/revoke/").status_code == 404
    assert client.get(REMARKS).context["gathered"] == ()


def test_a_link_is_taken_back(client: Client, draft: Study, shared: Shared) -> None:
    assert client.post(f"{REMARKS}links/{shared[0].pk}/revoke/").status_code == 302
    assert Client().get(base(shared)).status_code == 410
    assert AuditEntry.objects.filter(action="preview.revoke").count() == 1


def test_the_file_runs_nothing_in_a_spreadsheet(client: Client, draft: Study, shared: Shared) -> None:
    remark(shared, text="=HYPERLINK(1)", name="@x")
    response = client.get(f"{REMARKS}file/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["remark"], row["name"]) == ("'=HYPERLINK(1)", "'@x")
    assert (row["page"], row["question"], row["shown"], row["link"]) == ("age", "age", "Vraag age", "Panel")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("=1", "'=1"), ("a=1", "a=1"), ("'=1", "''=1"), ("+1", "'+1"), ("-1", "'-1"), ("\t=", "'\t="), ("", "")],
)
def test_harmless(text: str, expected: str) -> None:
    assert harmless(text) == expected
