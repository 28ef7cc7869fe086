"""The pages of the outline and the editor: who may, what they show, what their buttons do."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from staff.models import AuditEntry, User
from surveys import drafts, translations
from surveys.design import comments, editing
from surveys.design.steps import STUDY, Change, Insert, Remove, SetKeys, twig_of
from surveys.models import DraftComment, DraftEdit, Study, TextEvent
from tests.design.test_editing import question, ref

pytestmark = pytest.mark.django_db
BASE = "/staff/studies/mini-study/design/"
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="mini-study")


def form(ref: str, key: str, language: str, was: Any, typed: Any) -> dict[str, Any]:
    """One field of the editor as a browser sends it."""
    return {f"was-{ref}:{key}:{language}": json.dumps(was), f"{ref}:{key}:{language}": typed}


def names(study: Study) -> list[str]:
    return [page["name"] for page in drafts.document_of(study)["sections"][0]["pages"]]


PAGES = [
    "",
    "?text=age",
    "?type=multi",
    "?group=everybody",
    "?comments=open",
    "study/",
    "parts/",
    "history/",
    "comments/",
]


def test_every_page_answers(client: Client, draft: Study) -> None:
    for page in PAGES:
        assert client.get(BASE + page).status_code == 200, page


def test_every_kind_and_type_has_a_page(client: Client, draft: Study) -> None:
    editing.edit(draft, [Insert(STUDY, twig_of(kind, {"name": f"a_{kind}"})) for kind in ("derived", "scale")], None)
    nodes = {(node.kind, node.mapping.get("type")): node for node in drafts.tree(draft).walk()}
    assert len(nodes) == 8 + 11
    for node in nodes.values():
        page = client.get(f"{BASE}node/{node.ref}/", {"beside": "all"})
        assert page.status_code == 200
        assert f"<code>{node.name}</code>" in page.content.decode()


@pytest.mark.parametrize("kind", ["section", "page", "question"])
def test_pages_before_something_is_done(client: Client, draft: Study, kind: str) -> None:
    node = next(node for node in drafts.tree(draft).walk() if node.kind == kind)
    for rest in ("move/", "remove/"):
        assert f"<code>{node.name}</code>" in client.get(f"{BASE}node/{node.ref}/{rest}").content.decode()


# What is stored


def test_a_field_is_stored_and_says_when(client: Client, draft: Study) -> None:
    age = ref(draft, "age")
    answer = client.post(f"{BASE}save/", form(age, "label", "nl", "Vraag age", "Hoe oud?\r\n"), **SCRIPT)
    told = answer.json()
    assert answer.status_code == 200
    assert told["was"] == {f"{age}:label:nl": '"Hoe oud?"'}
    assert re.search(r"\d\d:\d\d", told["said"])
    assert "undo-last" in told["toolbar"]
    assert question(drafts.document_of(draft), "age")["label"]["nl"] == "Hoe oud?"


BOTH = ["dont_know", "prefer_not"]
VALUES = [
    pytest.param("age", "min", 18, "16", 16, id="a number"),
    pytest.param("age", "max", 99, "", None, id="a number taken out"),
    pytest.param("weight", "min", 0, "0,5", 0.5, id="a comma"),
    pytest.param("plan_date", "min", "2022-01-01", "2021-12-31", "2021-12-31", id="a day"),
    pytest.param("age", "core", None, "yes", True, id="a mark"),
    pytest.param("work", "other", "text", None, None, id="an empty box"),
    pytest.param(
        "work", "reasons", ["dont_know"], ["dont_know", "prefer_not"], ["dont_know", "prefer_not"], id="several"
    ),
    pytest.param("goals", "terms", ["pip"], None, None, id="none of several"),
    pytest.param("age", "relevant", None, "${work} = 'yes'", "${work} = 'yes'", id="a rule"),
    pytest.param("age", "type", "number", "text", "text", id="a type"),
    pytest.param("option:bad", "score", 1, "-", None, id="a score that is none"),
]


@pytest.mark.parametrize(("name", "key", "was", "typed", "expected"), VALUES)
def test_kinds_of_fields(
    client: Client, draft: Study, name: str, key: str, was: Any, typed: Any, expected: Any
) -> None:
    node = ref(draft, name)
    data = form(node, key, "", was, typed)
    assert client.post(f"{BASE}save/", {k: v for k, v in data.items() if v is not None}, **SCRIPT).status_code == 200
    mapping = drafts.tree(draft).by_ref[node].mapping
    assert mapping.get(key) == expected
    assert (key in mapping) is (expected is not None or key == "score")
    made = DraftEdit.objects.get()
    editing.undo(draft, made.pk, None)
    assert drafts.tree(draft).by_ref[node].mapping.get(key) == was


@pytest.mark.parametrize(
    ("key", "was", "typed"),
    [
        ("min", 18, "abc"),
        ("decimals", None, "1.5"),
        ("min", 18, "1e5"),
        ("pivot", None, "2026-02-30"),
        ("name", "age", "A b"),
    ],
)
def test_what_cannot_be_is_told_and_not_stored(client: Client, draft: Study, key: str, was: Any, typed: str) -> None:
    before = drafts.document_of(draft)
    data = form(ref(draft, "age"), key, "", was, typed) | form(ref(draft, "age"), "label", "nl", "Vraag age", "Nieuw")
    answer = client.post(f"{BASE}save/", data, **SCRIPT)
    assert answer.status_code == 422
    assert typed in answer.json()["refused"]
    page = client.post(f"{BASE}save/", data)
    assert page.status_code == 422
    assert "Nieuw" in page.content.decode()
    assert drafts.document_of(draft) == before


@pytest.mark.parametrize(
    "name",
    ["q1", "x9:label:nl", "q1:label:", "q1:min:nl", "q1:label:xx", "q1:nothing:", "study:sections:", "study:groups:"],
)
def test_names_that_the_editor_never_sends(client: Client, draft: Study, name: str) -> None:
    assert client.post(f"{BASE}save/", {f"was-{name}": '""', name: "x"}, **SCRIPT).status_code == 404


def test_a_whole_form_without_script(client: Client, draft: Study) -> None:
    """What was not touched is not changed, whatever a colleague does to it meanwhile."""
    age = ref(draft, "age")
    editing.edit(draft, [SetKeys(age, (Change("max", 99, 120),))], None)
    data = (
        form(age, "label", "nl", "Vraag age", "Leeftijd?")
        | form(age, "max", "", 99, "99")
        | form(age, "min", "", 18, "18")
    )
    assert client.post(f"{BASE}save/", data | {"back": f"{BASE}node/{age}/"}).url == f"{BASE}node/{age}/"
    assert client.post(f"{BASE}save/", {"back": "https://example.com/"}).url == BASE
    found = question(drafts.document_of(draft), "age")
    assert (found["label"]["nl"], found["max"]) == ("Leeftijd?", 120)


def test_a_translation_is_recorded_as_in_the_translators_workbench(client: Client, draft: Study) -> None:
    age = ref(draft, "age")
    answer = client.post(f"{BASE}save/", form(age, "label", "ar", "", "كم عمرك؟"), **SCRIPT)
    assert answer.json()["states"]
    event = TextEvent.objects.get()
    assert (event.language, event.kind, event.user) == ("ar", "translated", client.user)  # type: ignore[attr-defined]
    client.post(f"{BASE}save/", form(age, "label", "nl", "Vraag age", "Hoe oud bent u?"))
    (found,) = [one for one in translations.standings_of(draft, "ar") if one.unit.translation]
    assert found.state == "stale"
    page = client.get(f"{BASE}node/{age}/?beside=ar").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert ("older than its source" in page) or ("ouder dan" in page)


def test_a_translation_with_other_names_in_braces_is_refused(client: Client, draft: Study) -> None:
    drafted = form(ref(draft, "age"), "label", "en", "Question age", "Question {url}")
    assert client.post(f"{BASE}save/", drafted, **SCRIPT).status_code == 422
    assert not DraftEdit.objects.exists()
    assert not TextEvent.objects.exists()


def test_two_people_at_one_key(client: Client, draft: Study, colleague: User) -> None:
    age = ref(draft, "age")
    editing.edit(draft, [SetKeys(age, (Change("label", "Vraag age", "Leeftijd?", "nl"),))], colleague)
    mine = form(age, "label", "nl", "Vraag age", "Hoe oud?") | form(age, "min", "", 18, "16")
    answer = client.post(f"{BASE}save/", mine, **SCRIPT)
    assert answer.status_code == 409
    (html,) = answer.json()["merge"].values()
    assert all(words in html for words in ("Leeftijd?", "Hoe oud?", "bilal@example.org"))
    page = client.post(f"{BASE}save/", mine)
    assert page.status_code == 409
    assert all(
        words in page.content.decode() for words in ("Leeftijd?", "Hoe oud?", "bilal@example.org", f"{age}:min:")
    )
    assert question(drafts.document_of(draft), "age")["min"] == 18


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        pytest.param({"keep": "mine"}, "Hoe oud?", id="mine"),
        pytest.param({"keep": "theirs", "theirs": "Leeftijd?"}, "Leeftijd?", id="theirs"),
        pytest.param({"keep": "theirs", "theirs": "Leeftijd, in jaren?"}, "Leeftijd, in jaren?", id="theirs, changed"),
    ],
)
def test_a_conflict_is_settled(
    client: Client, draft: Study, colleague: User, keep: dict[str, str], expected: str
) -> None:
    age = ref(draft, "age")
    editing.edit(draft, [SetKeys(age, (Change("label", "Vraag age", "Leeftijd?", "nl"),))], colleague)
    data = form(age, "label", "nl", "Leeftijd?", "Hoe oud?") | {f"{k}-{age}:label:nl": v for k, v in keep.items()}
    assert client.post(f"{BASE}save/", data).status_code == 302
    assert question(drafts.document_of(draft), "age")["label"]["nl"] == expected


def test_what_was_typed_about_something_that_is_gone(client: Client, draft: Study, colleague: User) -> None:
    age = ref(draft, "age")
    editing.edit(draft, [Remove(age)], colleague)
    data = form(age, "label", "nl", "Vraag age", "Hoe oud?")
    assert client.post(f"{BASE}save/", data, **SCRIPT).status_code == 409
    page = client.post(f"{BASE}save/", data)
    assert page.status_code == 409
    assert "Hoe oud?" in page.content.decode()


def test_a_name_goes_along_and_can_be_undone(client: Client, draft: Study) -> None:
    client.post(f"{BASE}save/", form(ref(draft, "level"), "relevant", "", None, "${age} > 20 and ${work} = 'yes'"))
    before = drafts.document_of(draft)
    client.post(f"{BASE}comments/new/", {"node": ref(draft, "age"), "text": "Te jong?"})
    client.post(f"{BASE}save/", form(ref(draft, "age"), "name", "", "age", "years"))
    after = drafts.document_of(draft)
    assert question(after, "level")["relevant"] == "${years} > 20 and ${work} = 'yes'"
    assert "years" in names(draft)
    assert [thread.name for thread in comments.threads(draft)] == ["years"]
    editing.undo(draft, DraftEdit.objects.latest("id").pk, None)
    assert drafts.document_of(draft) == before
    assert [thread.name for thread in comments.threads(draft)] == ["age"]


def test_a_code_goes_along(client: Client, draft: Study) -> None:
    client.post(f"{BASE}save/", form(ref(draft, "age"), "relevant", "", None, "${level} = 'good'"))
    client.post(f"{BASE}save/", form(ref(draft, "option:good"), "code", "", "good", "fine"))
    assert question(drafts.document_of(draft), "age")["relevant"] == "${level} = 'fine'"


def test_a_code_that_may_be_another_s_is_left_and_told(client: Client, draft: Study) -> None:
    client.post(f"{BASE}save/", form(ref(draft, "age"), "relevant", "", None, "coalesce(${level}, ${work}) = 'good'"))
    told = client.post(f"{BASE}save/", form(ref(draft, "option:good"), "code", "", "good", "fine"), **SCRIPT).json()
    assert "age" in told["said"]
    assert question(drafts.document_of(draft), "age")["relevant"] == "coalesce(${level}, ${work}) = 'good'"


# The structure


def test_moving_without_script(client: Client, draft: Study) -> None:
    first = names(draft)
    page = ref(draft, f"page:{first[2]}")
    assert client.post(f"{BASE}up/", {"node": page}).url == f"{BASE}#at-{page}"
    assert names(draft)[1] == first[2]
    client.post(f"{BASE}down/", {"node": page})
    assert names(draft) == first
    client.post(f"{BASE}node/{page}/move/", {"after": ref(draft, f"page:{first[-1]}")})
    assert names(draft)[-1] == first[2]
    client.post(f"{BASE}node/{page}/move/", {"after": ref(draft, "section:start")})
    assert names(draft)[0] == first[2]
    client.post(f"{BASE}node/{page}/move/", {"after": "screening"})
    assert drafts.document_of(draft)["screening"]["pages"][0]["name"] == first[2]


def test_a_script_gets_the_list_and_where_it_is_now(client: Client, draft: Study) -> None:
    page = ref(draft, "page:goals")
    html = client.post(f"{BASE}up/", {"node": page}, HTTP_X_PART="outline").content.decode()
    assert "<html" not in html
    assert f'data-at="{page}"' in html
    assert "1 van 13" in html or "1 of 13" in html


@pytest.mark.parametrize("kind", ["section", "page", "question", "group", "list", "term", "derived", "scale"])
def test_something_new_opens_its_page(client: Client, draft: Study, kind: str) -> None:
    parent = {"page": ref(draft, "section:start"), "question": ref(draft, "section:start")}.get(kind, "study")
    answer = client.post(f"{BASE}add/?kind={kind}", {"parent": parent}, follow=True)
    assert answer.status_code == 200
    assert "_new" in answer.content.decode()


def test_a_question_gets_a_page_unless_put_on_one(client: Client, draft: Study) -> None:
    client.post(f"{BASE}add/?kind=question", {"after": ref(draft, "page:work")})
    client.post(f"{BASE}add/?kind=question", {"after": ref(draft, "work")})
    pages = drafts.document_of(draft)["sections"][0]["pages"]
    assert [q["name"] for q in pages[0]["questions"]] == ["work", "question_new_2"]
    assert (pages[1]["name"], [q["name"] for q in pages[1]["questions"]]) == ("question_new", ["question_new"])


def test_typed_and_then_another_button(client: Client, draft: Study) -> None:
    """Without a script a button below a form does not lose what was typed above it."""
    option = ref(draft, "option:bad")
    data = form(option, "label", "nl", "Slecht", "Heel slecht") | {"node": option, "back": f"{BASE}node/{option}/"}
    assert client.post(f"{BASE}down/", data).url == f"{BASE}node/{option}/#at-{option}"
    options = drafts.document_of(draft)["option_lists"]["levels"]
    assert [(one["code"], one["label"]["nl"]) for one in options] == [("good", "Goed"), ("bad", "Heel slecht")]


def test_answers_become_a_list_and_back(client: Client, draft: Study) -> None:
    work, before = ref(draft, "work"), drafts.document_of(draft)
    client.post(f"{BASE}node/{work}/share/")
    shared = drafts.document_of(draft)
    assert question(shared, "work")["options"] == "work"
    assert shared["option_lists"]["work"] == question(before, "work")["options"]
    client.post(f"{BASE}node/{work}/own/")
    assert question(drafts.document_of(draft), "work") == question(before, "work")
    assert client.post(f"{BASE}node/{work}/own/").status_code == 422


def test_what_is_named_elsewhere_is_asked_about_first(client: Client, draft: Study) -> None:
    client.post(f"{BASE}save/", form(ref(draft, "level"), "relevant", "", None, "${age} > 20"))
    page = ref(draft, "page:age")
    asked = client.post(f"{BASE}remove/", {"node": page})
    assert asked.status_code == 409
    assert "${age} &gt; 20" in asked.content.decode()
    assert "age" in names(draft)
    client.post(f"{BASE}remove/", {"node": page, "sure": "yes"})
    assert "age" not in names(draft)
    offered = client.get(BASE).content.decode()
    assert "undo-last" in offered
    client.post(f"{BASE}undo/", {"edit": DraftEdit.objects.latest("id").pk})
    assert "age" in names(draft)
    client.post(f"{BASE}remove/", {"node": ref(draft, "page:thanks")})
    assert "thanks" not in names(draft)


def test_paragraphs_and_outcomes(client: Client, draft: Study) -> None:
    client.post(f"{BASE}study/entry/add/", {"entry": "consent/text/0"})
    client.post(f"{BASE}save/", form("study", "consent/text/2", "nl", "", "Derde."))
    client.post(f"{BASE}study/entry/up/", {"entry": "consent/text/2"})
    client.post(f"{BASE}study/entry/remove/", {"entry": "consent/text/0"})
    assert drafts.document_of(draft)["consent"]["text"] == [
        {"nl": "Derde."},
        {"nl": "Het hoeft niet.", "en": "You need not."},
    ]
    client.post(f"{BASE}study/entry/add/", {"entry": "screening/outcomes/0"})
    assert drafts.document_of(draft)["screening"]["outcomes"][1] == {"name": "outcome_2", "refuse": True}
    assert client.post(f"{BASE}study/entry/up/", {"entry": "dates/0"}).status_code == 404
    assert client.post(f"{BASE}study/entry/burn/", {"entry": "consent/text/0"}).status_code == 404


# History and comments


def test_history_says_who_what_and_undoes_any(client: Client, draft: Study, colleague: User) -> None:
    age = ref(draft, "age")
    theirs = editing.edit(draft, [SetKeys(age, (Change("label", "Vraag age", "Hoe oud?", "nl"),))], colleague)
    page = client.get(f"{BASE}history/").content.decode()
    assert all(words in page for words in ("bilal@example.org", "age", "<del>Vraag</del>", "(nl)"))
    client.post(f"{BASE}undo/", {"edit": theirs.pk})
    assert question(drafts.document_of(draft), "age")["label"]["nl"] == "Vraag age"
    assert client.post(f"{BASE}undo/", {"edit": theirs.pk}).status_code == 409
    assert client.post(f"{BASE}undo/", {"edit": "999"}).status_code == 404
    assert client.post(f"{BASE}undo/", {"edit": "x"}).status_code == 404


def test_a_comment_is_answered_settled_and_opened_again(client: Client, draft: Study) -> None:
    age = ref(draft, "age")
    client.post(f"{BASE}comments/new/", {"node": age, "text": "Waarom vragen we dit?"})
    (thread,) = comments.threads(draft)
    assert "Waarom vragen we dit?" in client.get(f"{BASE}node/{age}/").content.decode()
    assert 'class="mark talk"' in client.get(BASE).content.decode()
    client.post(f"{BASE}comments/{thread.pk}/answer/", {"text": "Voor de weging."})
    client.post(f"{BASE}comments/{thread.pk}/settle/", {"text": ""})
    assert "Voor de weging." not in client.get(f"{BASE}comments/").content.decode()
    assert "Voor de weging." in client.get(f"{BASE}comments/?which=all").content.decode()
    assert 'class="mark talk"' not in client.get(BASE).content.decode()
    client.post(f"{BASE}comments/{thread.pk}/reopen/", {"text": ""})
    assert comments.counts(comments.threads(draft)) == {("question", "age"): 1}
    assert [row.act for row in comments.threads(draft)[0].rows] == ["remark", "answer", "settled", "reopened"]
    assert AuditEntry.objects.filter(action__startswith="draft.comment.").count() == 4
    with pytest.raises(DatabaseError), transaction.atomic():
        DraftComment.objects.update(text="")


def test_comments_that_cannot_be(client: Client, draft: Study) -> None:
    age = ref(draft, "age")
    assert client.post(f"{BASE}comments/new/", {"node": age, "text": " "}).status_code == 422
    long = client.post(f"{BASE}comments/new/", {"node": age, "text": "a" * 4001})
    assert long.status_code == 422
    assert "a" * 4001 in long.content.decode()
    assert client.post(f"{BASE}comments/new/", {"node": ref(draft, "option:bad"), "text": "x"}).status_code == 404
    assert client.post(f"{BASE}comments/98765432/settle/", {"text": ""}).status_code == 404
    assert not DraftComment.objects.exists()


ACTIONS = ["save/", "add/?kind=group", "up/", "down/", "copy/", "remove/", "undo/", "comments/new/", "study/entry/add/"]


@pytest.mark.parametrize("action", ACTIONS)
def test_only_researchers_of_the_study(staff_client: Callable[..., Client], draft: Study, action: str) -> None:
    for other in (staff_client("analyst"), staff_client("researcher", study="other"), staff_client("translator")):
        assert other.post(f"{BASE}{action}", {"node": ref(draft, "age"), "text": "x"}).status_code == 403
        assert other.get(f"{BASE}node/{ref(draft, 'age')}/").status_code == 403
    assert not DraftEdit.objects.exists()


def test_reading_takes_few_queries(client: Client, draft: Study, django_assert_max_num_queries: Any) -> None:
    for page in ("", f"node/{ref(draft, 'work')}/?beside=all", "study/", "comments/", "history/"):
        client.get(BASE + page)
        with django_assert_max_num_queries(16):
            client.get(BASE + page)
