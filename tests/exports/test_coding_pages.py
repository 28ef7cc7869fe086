"""Pages of coders: who may see them, what they show and hide, and what a posted code does."""

import pytest
from django.urls import reverse

from exports import coders, frame_store
from exports.coding_models import CodeChoice, CodeFrame, OpenAnswer
from exports.open_answers import collect
from staff.models import Job
from tests.exports.coding_mini import LAND, SAY, published, told
from tests.exports.conftest import NOW

HOME_URL = "/staff/exports/coding/"
CODE, DECIDE, GIVEN, FRAME = (f"{HOME_URL}mini/say/{part}" for part in ("", "decide/", "given/", "frame/"))
SECRET = "Plantinga-Zoekwoord"


@pytest.fixture
def study(db):
    edition = published()
    for frame in (LAND, SAY):
        frame_store.store(edition.study, frame, user=None, now=NOW)
    edition.study.newest = edition
    return edition.study


@pytest.fixture
def answers(study):
    """Two equal texts and one of a country in doubt, found."""
    made = [
        told(study.newest, 1, say="Dank!"),
        told(study.newest, 2, language="en", say="dank"),
        told(study.newest, 3, land="Congo"),
    ]
    collect(study, now=NOW)
    return [OpenAnswer.objects.get(interview=one) for one in made]


def test_addresses():
    assert reverse("exports:coding") == HOME_URL
    assert reverse("exports:code", args=["mini", "say"]) == CODE
    assert reverse("exports:code_frame", args=["mini", "say"]) == FRAME


@pytest.mark.parametrize("url", [HOME_URL, CODE, DECIDE, GIVEN, FRAME])
def test_wrong_person(study, staff_client, client, url):
    assert client.get(url).status_code == 302
    assert staff_client("fieldwork").get(url).status_code == 403
    assert staff_client("analyst", second_factor=False).get(url).status_code == 302
    assert staff_client("analyst").get(url).status_code == 200


@pytest.mark.parametrize("url", [CODE, DECIDE, GIVEN, FRAME])
def test_another_study_is_another_matter(study, staff_client, url):
    assert staff_client("analyst", study="other").get(url).status_code == 403
    assert staff_client("analyst", study="mini").get(url).status_code == 200


@pytest.mark.parametrize(
    ("url", "method"),
    [
        pytest.param(HOME_URL, "post", id="home"),
        pytest.param(CODE, "put", id="code"),
        pytest.param(DECIDE, "delete", id="decide"),
        pytest.param(GIVEN, "post", id="given"),
        pytest.param(FRAME, "put", id="frame"),
        pytest.param(f"{HOME_URL}mini/", "get", id="collect"),
        pytest.param(f"{CODE}undo/1/", "get", id="undo"),
    ],
)
def test_wrong_method(study, staff_client, url, method):
    assert getattr(staff_client("analyst"), method)(url).status_code == 405


@pytest.mark.parametrize(
    ("url", "method"),
    [
        pytest.param(f"{HOME_URL}nothing/say/", "get", id="study"),
        pytest.param(f"{HOME_URL}mini/home/", "get", id="question without a frame"),
        pytest.param(f"{HOME_URL}mini/side/frame/", "get", id="no open question"),
        pytest.param(f"{HOME_URL}mini/say/given/x", "get", id="no such page"),
        pytest.param(f"{HOME_URL}nothing/", "post", id="collect"),
        pytest.param(f"{CODE}undo/98765432/", "post", id="choice"),
        pytest.param(CODE, "post", id="answer"),
    ],
)
def test_missing_id(study, staff_client, url, method):
    assert getattr(staff_client("analyst"), method)(url).status_code == 404


def test_a_choice_of_another_question_is_not_found(answers, staff_client):
    client = staff_client("analyst")
    give(client, answers[0], "1")
    choice = CodeChoice.objects.first()
    assert client.post(f"{HOME_URL}mini/land/undo/{choice.pk}/").status_code == 404
    assert client.post(f"{CODE}undo/{choice.pk}/").status_code == 302


def give(client, answer, typed: str, url: str = CODE, **more: str):
    return client.post(url, {"answer": answer.pk, "typed": typed, **more})


def test_the_page_shows_text_language_and_group_and_nothing_else_of_the_person(answers, staff_client):
    page = staff_client("analyst").get(f"{CODE}?after={answers[0].pk - 1}").content.decode()
    assert '<blockquote class="words open-answer" lang="nl" dir="auto">Dank!</blockquote>' in page
    interview = answers[0].interview
    assert str(interview.pk) not in page
    assert str(interview.respnr) not in page
    assert interview.started_at.date().isoformat() not in page


def test_an_answer_cannot_run_as_markup(study, staff_client):
    told(study.newest, 1, say="<script>alert(1)</script>")
    collect(study, now=NOW)
    page = staff_client("analyst").get(CODE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_suggestions_stand_first(answers, staff_client):
    page = staff_client("analyst").get(f"{HOME_URL}mini/land/").content.decode()
    assert page.index('value="CD"') < page.index('value="cannot"')
    assert page.index('value="CG"') < page.index('value="cannot"')
    assert 'value="SY"' not in page


def test_a_number_a_name_and_a_tick_all_count(answers, staff_client):
    client = staff_client("analyst")
    response = give(client, answers[0], "1; geld", repeats="on")
    assert response.url == f"{CODE}?after={answers[0].pk}"
    for answer in answers[:2]:
        answer.refresh_from_db()
        assert answer.codes == ["money", "thanks"]
    assert {one.coder for one in CodeChoice.objects.all()} == {client.user}


def test_without_the_tick_an_equal_answer_waits(answers, staff_client):
    client = staff_client("analyst")
    give(client, answers[0], "", codes="thanks")
    assert list(coders.waiting_for(answers[0].interview.edition.study, "say", client.user)) == [answers[1]]


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        pytest.param({"typed": "77"}, "No code is called", id="unknown number"),
        pytest.param({"typed": ""}, "Choose a code", id="nothing"),
        pytest.param({"typed": "1; 997"}, "go alone", id="special with another"),
        pytest.param({"codes": "nowhere"}, "errorlist", id="unknown tick"),
        pytest.param({"typed": "1", "comment": "x" * 301}, "errorlist", id="long comment"),
    ],
)
def test_what_cannot_be_is_refused(answers, staff_client, posted, words):
    client = staff_client("analyst")
    client.user.language = "en"
    client.user.save()
    response = client.post(CODE, {"answer": answers[0].pk, **posted}, headers={"accept-language": "en"})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "Dank!" in response.content.decode()
    assert not CodeChoice.objects.exists()


def test_who_comes_second_does_not_see_what_the_first_gave(answers, staff_client):
    anna, bert = staff_client("analyst"), staff_client("analyst")
    give(anna, answers[0], "1", repeats="on", comment=SECRET)
    for url in (CODE, GIVEN):
        page = bert.get(url).content.decode()
        assert SECRET not in page
        assert "checked> <span><b>1</b>" not in page
    assert SECRET in anna.get(GIVEN).content.decode()
    assert "<blockquote" not in anna.get(CODE).content.decode()
    give(bert, answers[0], "1")
    assert SECRET in bert.get(GIVEN).content.decode()


def test_who_looks_after_the_program_does_not_see_its_code(study, staff_client):
    frame_store.store(study, {**LAND, "second_share": 1}, user=None, now=NOW)
    told(study.newest, 1, land="Ethiopia")
    collect(study, now=NOW)
    client, url = staff_client("analyst"), f"{HOME_URL}mini/land/"
    page = client.get(url).content.decode()
    assert ">Ethiopia</blockquote>" in page
    assert 'value="ET"' not in page
    assert "Ethiopi\u00eb" not in client.get(f"{url}given/").content.decode()
    give(client, OpenAnswer.objects.get(), "Ethiopi\u00eb", url=url)
    assert "Ethiopi\u00eb" in client.get(f"{url}given/").content.decode()
    assert client.get(f"{url}frame/").context["program"].n == 1


def test_a_decision(answers, staff_client):
    anna, bert = staff_client("analyst"), staff_client("analyst")
    for client, code in ((anna, "1"), (bert, "2")):
        give(client, answers[0], code)
    page = bert.get(DECIDE).content.decode()
    assert page.count("<li>") == 2
    give(bert, answers[0], "1", url=CODE)
    assert OpenAnswer.objects.get(pk=answers[0].pk).state == OpenAnswer.State.DIFFERS
    give(bert, answers[0], "1", url=DECIDE)
    kept = OpenAnswer.objects.get(pk=answers[0].pk)
    assert (kept.state, kept.by) == (OpenAnswer.State.DONE, OpenAnswer.By.ADJUDICATED)


def test_somebody_was_quicker(answers, staff_client):
    anna = staff_client("analyst")
    give(anna, answers[0], "1")
    response = anna.post(CODE, {"answer": answers[0].pk, "typed": "2"}, follow=True)
    assert CodeChoice.objects.count() == 1
    assert b"note error" in response.content


def test_a_frame_is_made_and_grows(study, staff_client):
    client, url = staff_client("researcher"), f"{HOME_URL}mini/home/frame/"
    made = client.post(url, {"lexicon": "", "second_share": "0.1", "seed": "3"})
    assert made.status_code == 302
    new = {"code": "street", "value": "9", "label_nl": "Straat", "label_en": "Street"}
    assert client.post(url, new).status_code == 302
    assert CodeFrame.objects.filter(question="home").count() == 2
    assert b"Straat" in client.get(url).content
    for wrong in (
        {"code": "street"},
        {"value": "1"},
        {"code": "by", "value": "10"},
        {"code": "X", "value": "10"},
        {"label_en": ""},
    ):
        response = client.post(url, {**new, "code": "road", "value": "10", **wrong})
        assert response.status_code == 422
        assert b"errorlist" in response.content
    assert CodeFrame.objects.filter(question="home").count() == 2


def test_a_frame_for_a_text_begins_with_a_code_for_the_rest(study, staff_client):
    CodeFrame.objects.filter(question="say").delete()
    response = staff_client("analyst").post(FRAME, {"lexicon": "", "several": "on", "second_share": "1", "seed": "3"})
    assert response.status_code == 302
    assert [one.code for one in frame_store.frame_of(study, "say").codes] == ["else", "cannot", "nothing"]


def test_what_a_frame_cannot_be_is_said_on_the_page(study, staff_client):
    """Countries for a question with options of its own: nobody said which country each option is."""
    wish = {"lexicon": "country", "second_share": "1", "seed": "3"}
    response = staff_client("analyst").post(f"{HOME_URL}mini/home/frame/", wish)
    assert response.status_code == 422
    assert "azc" in response.content.decode()
    assert not CodeFrame.objects.filter(question="home").exists()


def test_looking_for_answers_is_a_job_without_text(answers, staff_client, monkeypatch):
    monkeypatch.setattr("staff.jobs._dispatch", lambda job: None)
    response = staff_client("analyst").post(f"{HOME_URL}mini/")
    job = Job.objects.get()
    assert response.url == reverse("staff:job", args=[job.pk])
    assert (job.kind, job.arguments) == ("coding", {"study": "mini"})


def test_home_tells_how_far_each_question_is(answers, staff_client):
    page = staff_client("analyst").get(HOME_URL).content.decode()
    assert f'<a href="{CODE}">2<' in page
    assert f'href="{HOME_URL}mini/home/frame/"' in page
    assert "mini" not in staff_client("analyst", study="other").get(HOME_URL).content.decode()


def test_frame_page_tells_the_agreement(study, staff_client):
    for number, words in enumerate(("dank", "geld", "dank en geld")):
        told(study.newest, number, say=words)
    collect(study, now=NOW)
    anna, bert = staff_client("analyst"), staff_client("analyst")
    for answer, first, second in zip(OpenAnswer.objects.order_by("pk"), "121", ("1", "2", "2"), strict=True):
        give(anna, answer, first)
        give(bert, answer, second)
    page = bert.get(FRAME).context
    assert page["agreement"].n == 3
    assert page["agreement"].value == pytest.approx(1 - (1 / 3) / (18 / 30))


def test_what_is_personal_in_a_text_is_masked(study, staff_client):
    told(study.newest, 4, say="Bel mij op 06 1234 5678, dank")
    collect(study, now=NOW)
    page = staff_client("analyst").get(CODE).content.decode()
    assert "[telefoon]" in page
    assert "dank" in page
    assert "1234 5678" not in page


def test_the_pages_are_in_dutch_for_who_reads_dutch(answers, staff_client):
    client = staff_client("analyst")
    pages = [client.get(url).content.decode() for url in (HOME_URL, CODE, FRAME, GIVEN)]
    assert "Krippendorffs alfa (95%-interval)" in pages[2]
    for english in ("Open answers", "Give this code", "95% interval", "Given codes", "Look for new"):
        assert not any(english in page for page in pages), english
