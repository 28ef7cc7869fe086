"""The preview of a draft for researchers: walked like a questionnaire, and nothing is ever stored."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from respondents.models import AnswerEvent, Interview
from respondents.preview.trial import Trial
from surveys import drafts
from surveys.design import editing, proving
from surveys.design.desk import desk_of
from surveys.design.steps import STUDY, Change, Remove, SetKeys
from surveys.models import Edition, Study
from tests.design.test_checks import proved
from tests.design.test_editing import ref

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BASE = "/staff/preview/mini-study/"


def begin(client: Client, group: str = "everybody", language: str = "nl") -> None:
    assert client.post(f"{BASE}begin/", {"group": group, "language": language}).status_code == 302


def trial(client: Client) -> dict[str, Any]:
    return client.session["preview:mini-study"]


def answer(client: Client, page: str, **typed: Any) -> str:
    """Presses Next; the address where that leads."""
    response = client.post(f"{BASE}page/{page}/", {"go": "next", **typed})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_researchers_of_the_study_only(staff_client: Callable[..., Client], draft: Study) -> None:
    for other in (Client(), staff_client("analyst"), staff_client("researcher", study="other")):
        for path in ("", "beside/", "page/work/", "paper/", "landing/", "consent/", "remarks/", "remarks/file/"):
            assert other.get(BASE + path).status_code in (302, 403), path
        for path in ("begin/", "jump/", "finding/1/0/", "remarks/share/", "remarks/1/delete/"):
            assert other.post(BASE + path).status_code in (302, 403), path


def test_from_consent_to_the_end(client: Client, draft: Study) -> None:
    begin(client, "")
    page = client.get(f"{BASE}consent/").content.decode()
    assert "Preview of the draft. Nothing is kept." in page
    assert client.post(f"{BASE}consent/", {"go": "yes"})["Location"].endswith("/ending/screening/")
    begin(client)
    assert answer(client, "work", work="yes") == f"{BASE}page/goals/"
    assert answer(client, "goals", goals="no") == f"{BASE}page/level/"
    assert client.post(f"{BASE}page/level/", {"go": "skip"})["Location"] == f"{BASE}page/age/"
    where = f"{BASE}page/age/"
    while "/page/" in where:
        where = client.post(where, {"go": "skip"})["Location"]
    assert where == f"{BASE}check/"
    check = client.get(where).content.decode()
    assert f'href="{BASE}page/goals/"' in check
    assert client.post(where, {"go": "send"})["Location"] == f"{BASE}ending/done/"
    assert client.get(f"{BASE}ending/done/").status_code == 200


def test_the_first_and_the_last_page_are_those_of_respondents(client: Client, draft: Study) -> None:
    """With the study's own words; what would lead out of the preview is not there, or cannot be pressed."""
    texts = {"title": {"nl": "Vertel het ons"}, "lead": {"nl": "Uw mening telt."}}
    raffle = {
        "raffle": {"title": {"nl": "Win een bon"}, "lead": {"nl": "Doe mee."}},
        "terms": {"title": {"nl": "Zo gaat het"}},
    }
    materials = {"landing": texts, "done": {"title": {"nl": "Dank u zeer"}}, "wishes": raffle}
    editing.edit(draft, [SetKeys(STUDY, (Change("materials", None, materials),))], None)
    begin(client, "")
    assert f'src="{BASE}landing/"' in client.get(BASE).content.decode()
    first = client.get(f"{BASE}landing/?lang=nl").content.decode()
    last = client.get(f"{BASE}ending/done/").content.decode()
    assert "Vertel het ons" in first
    assert "Uw mening telt." in first
    assert "Dank u zeer" in last
    assert re.search(r"<button[^>]* disabled>Meedoen met de loting", last)
    for page in (first, last):
        assert set(re.findall(r'(?:action|href)="(/[^"#]*)"', page)) <= {f"{BASE}landing/", f"{BASE}ending/done/"} | {
            one for one in re.findall(r'"(/static/[^"]*)"', page)
        }
    assert client.post(f"{BASE}landing/", {"go": "start", "code": "1234"})["Location"] == f"{BASE}consent/"
    assert trial(client)["landed"] is True


def test_nothing_is_stored_but_the_session(client: Client, draft: Study) -> None:
    begin(client)
    with CaptureQueriesContext(connection) as asked:
        answer(client, "work", work="yes")
        answer(client, "goals", goals=["no", "yes"])
        client.get(f"{BASE}?q=age")
        client.post(f"{BASE}page/age/", {"go": "back", "age": "44"})
    writes = [one["sql"] for one in asked if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert writes
    assert all("django_session" in sql for sql in writes)
    assert not Interview.objects.exists()
    assert not AnswerEvent.objects.exists()
    assert not Edition.objects.exists()


def test_after_the_core_people_may_send(client: Client, draft: Study) -> None:
    editing.edit(draft, [SetKeys(ref(draft, "town"), (Change("core", None, True),))], None)
    begin(client)
    assert client.get(f"{BASE}enough/")["Location"] == f"{BASE}page/town/"
    assert client.post(f"{BASE}page/town/", {"go": "skip"})["Location"] == f"{BASE}enough/"
    page = client.get(f"{BASE}enough/").content.decode()
    assert f'href="{BASE}page/town/"' in page
    assert client.post(f"{BASE}enough/", {"go": "on"})["Location"] == f"{BASE}page/work/"
    assert client.post(f"{BASE}enough/", {"go": "send"})["Location"] == f"{BASE}ending/done/"


def test_the_path_is_the_real_one(client: Client, draft: Study) -> None:
    begin(client)
    assert answer(client, "work", work="no") == f"{BASE}page/age/"
    assert client.get(f"{BASE}page/goals/")["Location"] == f"{BASE}page/age/"
    assert client.post(f"{BASE}page/age/", {"go": "next", "age": "3"}).status_code == 422
    assert client.get(f"{BASE}page/nowhere/").status_code == 404


def test_answers_are_seen_and_can_be_changed(client: Client, draft: Study) -> None:
    begin(client)
    answer(client, "work", work="yes")
    page = client.get(f"{BASE}page/work/").content.decode()
    assert re.search(r'value="yes"[^>]*checked', page)
    assert "<strong>Yes</strong>" in client.get(f"{BASE}beside/").content.decode()
    answer(client, "work", work="no")
    assert trial(client)["answers"]["work"] == {"code": "no"}


def test_jumping_fills_in_what_it_takes_and_says_so(client: Client, draft: Study) -> None:
    begin(client)
    response = client.post(f"{BASE}jump/", {"page": "level"}, follow=True)
    kept = trial(client)
    assert kept["at"] == "level"
    assert kept["answers"] == {"work": {"code": "yes"}, "goals": {"codes": ["no"]}}
    assert kept["passed"] == ["work", "goals"]
    said = response.content.decode()
    assert "Filled in for you to get here: work, goals" in said
    assert said.count("filled in for you") == 2
    assert client.get(f"{BASE}page/level/").status_code == 200
    answer(client, "goals", goals="no")
    assert trial(client)["filled"] == ["work"]


def test_jumping_by_ref_and_to_nothing(client: Client, draft: Study) -> None:
    assert client.get(f"{BASE}?q={ref(draft, 'age')}").status_code == 302
    assert trial(client)["at"] == "age"
    assert client.get(f"{BASE}?q=nothing").status_code == 404
    assert client.post(f"{BASE}jump/", {"page": ""}).status_code == 404


def test_a_page_that_nobody_gets(client: Client, draft: Study) -> None:
    begin(client)
    before = trial(client)
    unknown = client.post(f"{BASE}jump/", {"page": "job"}, follow=True).content.decode()
    assert "No way to page job was found" in unknown
    proved(draft)
    known = client.post(f"{BASE}jump/", {"page": "job"}, follow=True).content.decode()
    assert "Nobody can reach page job. That is proved." in known
    assert trial(client)["answers"] == before["answers"]


def test_what_the_search_does_not_find_the_proof_does(
    client: Client, draft: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(client)
    proved(draft)
    monkeypatch.setattr("surveys.engine.seek.Seeker.way", lambda *given: None)
    client.post(f"{BASE}jump/", {"page": "level"})
    kept = trial(client)
    assert kept["at"] == "level"
    assert set(kept["answers"]) == {"work", "goals"}


def test_why_a_page_is_shown(client: Client, draft: Study) -> None:
    client.get(f"{BASE}?q=level")
    said = client.get(f"{BASE}beside/").content.decode()
    assert "Why this page is shown" in said
    assert "Question goals" in said
    assert "holds" in said
    client.get(f"{BASE}?q=work")
    assert "Everybody of this group gets it." in client.get(f"{BASE}beside/").content.decode()


def test_problems_of_the_page_stand_beside_it(client: Client, draft: Study) -> None:
    editing.edit(draft, [SetKeys(ref(draft, "age"), (Change("label", "Vraag age", "", "nl"),))], None)
    client.get("/staff/studies/mini-study/design/checks/?now=1")
    client.get(f"{BASE}?q=age")
    assert "missing_source_text" in client.get(f"{BASE}beside/").content.decode()
    client.get(f"{BASE}?q=work")
    assert "missing_source_text" not in client.get(f"{BASE}beside/").content.decode()


def test_a_finding_is_walked(client: Client, draft: Study) -> None:
    run = proved(draft)
    (number,) = [n for n, one in enumerate(run.found) if one["code"] == "proof_unreachable_page"]
    response = client.post(f"{BASE}finding/{run.pk}/{number}/", follow=True)
    kept = trial(client)
    assert kept["answers"] == run.found[number]["respondent"]["answers"]
    said = response.content.decode()
    assert "You walk along as: Somebody in the group" in said
    assert "This respondent does not get page job." in said
    assert client.get(f"{BASE}page/{kept['at']}/").status_code == 200
    assert client.post(f"{BASE}finding/{run.pk}/99/").status_code == 404
    assert client.post(f"{BASE}finding/98765432/0/").status_code == 404


def test_a_finding_on_a_page_that_is_shown_opens_there(client: Client, draft: Study) -> None:
    holds = [{"name": "grown_up", "text": "Everybody is over 20", "holds": "${age} > 20 or ${age} = ''"}]
    own = Change("relevant", None, "${age} < 20 and ${age} > 20")
    editing.edit(
        draft, [SetKeys(STUDY, (Change("asserts", None, holds),)), SetKeys(ref(draft, "weight"), (own,))], None
    )
    run = proved(draft)
    assert {"proof_assert_fails", "proof_unreachable_question"} <= {one["code"] for one in run.found}
    (number,) = [n for n, one in enumerate(run.found) if one["where"] == "asserts/grown_up"]
    client.post(f"{BASE}finding/{run.pk}/{number}/")
    assert trial(client)["answers"]["age"] in ({"number": "18"}, {"number": "19"}, {"number": "20"})
    assert client.get(f"{BASE}page/age/").status_code == 200


def test_every_language_and_missing_texts_are_marked(client: Client, draft: Study) -> None:
    begin(client, language="ar")
    page = client.get(f"{BASE}page/work/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span lang="nl" dir="ltr">Vraag work</span>' in page
    assert "not-translated" in page
    other = client.get(f"{BASE}page/work/?lang=en").content.decode()
    assert "Question work" in other
    assert trial(client)["language"] == "en"
    assert client.post(f"{BASE}begin/", {"group": "", "language": "fr"}).status_code == 404


def test_only_pages_of_the_walk_may_be_framed(client: Client, draft: Study) -> None:
    begin(client)
    outer, inner = client.get(BASE), client.get(f"{BASE}page/work/")
    assert "frame-src 'self'" in outer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in outer["Content-Security-Policy"]
    assert outer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'self'" in inner["Content-Security-Policy"]
    assert "'none'" not in inner["Content-Security-Policy"].split("frame-ancestors")[1].split(";")[0]
    assert inner["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'none'" in client.get(f"{BASE}beside/")["Content-Security-Policy"]


def test_an_answer_that_no_longer_fits_the_draft_is_left_out(client: Client, draft: Study) -> None:
    begin(client)
    answer(client, "work", work="yes")
    steps = [
        SetKeys(ref(draft, "work"), (Change("type", "single", "text"), Change("other", "text", None))),
        *(Remove(node.ref) for node in desk_of(draft).tree.by_ref[ref(draft, "work")].children),
    ]
    editing.edit(draft, steps, None)
    page = client.get(f"{BASE}page/work/")
    assert page.status_code == 200
    assert 'type="text"' in page.content.decode()
    assert client.get(BASE).status_code == 200


def test_a_draft_that_cannot_be_read(client: Client, draft: Study) -> None:
    editing.edit(draft, [SetKeys(ref(draft, "age"), (Change("odd", None, 1),))], None)
    for path in ("", "page/work/", "beside/"):
        assert client.get(BASE + path).status_code == 409


def test_garbage_in_the_session_begins_anew(client: Client, draft: Study) -> None:
    for rubbish in ("x", {"odd": 1}, {**Trial(group="gone", language="xx").as_json()}):
        session = client.session
        session["preview:mini-study"] = rubbish
        session.save()
        assert client.get(BASE).status_code == 200
        assert client.get(f"{BASE}page/work/").status_code in (200, 302)


def test_on_paper(client: Client, draft: Study, own_var_dir: Path) -> None:
    response = client.get(f"{BASE}paper/", {"group": "everybody", "language": "nl"})
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert client.get(f"{BASE}paper/", {"group": "nobody", "language": "nl"}).status_code == 404
    assert list(own_var_dir.glob("tmp*")) == []
    editing.edit(draft, [SetKeys(ref(draft, "age"), (Change("min", 18, 100),))], None)
    assert client.get(f"{BASE}paper/", {"group": "everybody", "language": "nl"}).status_code == 302


def test_few_queries(client: Client, draft: Study) -> None:
    begin(client)
    client.get(BASE)
    with CaptureQueriesContext(connection) as asked:
        client.get(BASE)
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]
    proving.want(draft, desk_of(draft), None)
    assert json.dumps(drafts.document_of(draft))
