"""Tags in the workbench: kinds and tags made, given to questions, taken out; two people at once lose nothing."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys import drafts
from surveys.design import tagging
from surveys.engine import tags
from surveys.engine.parse import parse
from surveys.models import DraftEdit, Study
from tests.design.test_pages import BASE

pytestmark = pytest.mark.django_db
KINDS = {
    "goal": {
        "label": {"nl": "Doel", "en": "Goal"},
        "values": {
            "speed": {"label": {"nl": "Snelheid", "en": "Speed"}, "names": ["work", "gone_question", "age"]},
            "start": {"label": {"nl": "Begin"}, "names": []},
        },
    }
}


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="mini-study")


@pytest.fixture
def tagged(draft: Study, document: dict[str, Any]) -> Study:
    drafts.store(draft, {**document, "tags": KINDS})
    return draft


def held(study: Study) -> Any:
    return drafts.document_of(study).get("tags")


def form(client: Client, word: str) -> dict[str, Any]:
    """The form of a tag as the browser has it: every field, and what is ticked."""
    page = client.get(f"{BASE}tags/of/goal/{word}/")
    assert page.status_code == 200
    text = page.content.decode()
    found = {"found": page.context["found"], "names": re.findall(r'name="names" value="(\w+)" checked', text)}
    return found | {f"label-{tag}": words for tag, _name, _way, words in page.context["labels"]}


def test_from_nothing_to_tagged_questions(client: Client, draft: Study) -> None:
    assert client.get(f"{BASE}tags/").context["kinds"] == []
    client.post(f"{BASE}tags/add/", {"word": "goal", "label": "Doel van de wet"})
    assert (
        client.post(f"{BASE}tags/add/", {"kind": "goal", "word": "speed", "label": ""}).url
        == f"{BASE}tags/of/goal/speed/"
    )
    sent = form(client, "speed") | {"label-nl": "Snelheid", "label-en": "Speed", "names": ["work", "age"]}
    assert client.post(f"{BASE}tags/of/goal/speed/", sent).status_code == 302
    (kind,) = tags.tags_of(parse(drafts.document_of(draft)))
    (tag,) = kind.tags
    assert (kind.name, kind.label.get("nl"), tag.key, tag.label.get("en")) == (
        "goal",
        "Doel van de wet",
        "goal:speed",
        "Speed",
    )
    assert set(tag.names) == {"work", "age"}
    assert DraftEdit.objects.count() == 3
    overview = client.get(f"{BASE}tags/")
    ((shown, _text, _tags),) = overview.context["kinds"]
    assert {"work", "age"}.isdisjoint(one.name for one in shown.bare)
    assert shown.bare, "control: the other questions bear none"


def test_names_keep_their_order_and_those_of_other_editions_stay(client: Client, tagged: Study) -> None:
    sent = form(client, "speed")
    assert sent["names"] == sorted(["work", "age"], key=sent["names"].index)
    every = [one.name for one in tagging.bearers(drafts.tree(tagged))]
    more = next(name for name in every if name not in ("work", "age"))
    client.post(f"{BASE}tags/of/goal/speed/", sent | {"names": ["age", more]})
    assert held(tagged)["goal"]["values"]["speed"]["names"] == ["gone_question", "age", more]
    assert held(tagged)["goal"]["values"]["start"] == KINDS["goal"]["values"]["start"]


def test_nothing_changed_is_no_edit(client: Client, tagged: Study) -> None:
    client.post(f"{BASE}tags/of/goal/speed/", form(client, "speed"))
    assert not DraftEdit.objects.exists()
    assert held(tagged) == KINDS


def test_the_label_of_a_kind(client: Client, tagged: Study) -> None:
    page = client.get(f"{BASE}tags/of/goal/")
    assert "names" not in re.findall(r'name="(\w+)"', page.content.decode())
    client.post(f"{BASE}tags/of/goal/", {"found": page.context["found"], "label-nl": "Doel", "label-en": ""})
    assert held(tagged)["goal"] == {**KINDS["goal"], "label": {"nl": "Doel"}}


def test_two_at_once_lose_nothing(client: Client, tagged: Study) -> None:
    mine, theirs = form(client, "speed"), form(client, "speed")
    client.post(f"{BASE}tags/of/goal/speed/", theirs | {"label-en": "Pace"})
    late = client.post(f"{BASE}tags/of/goal/speed/", mine | {"names": ["work"]})
    assert late.status_code == 409
    assert held(tagged)["goal"]["values"]["speed"]["label"]["en"] == "Pace"
    text = late.content.decode()
    assert re.findall(r'name="names" value="(\w+)" checked', text) == ["work"], "what was chosen still stands there"
    assert json.loads(late.context["found"])["label"]["en"] == "Pace"
    beside = form(client, "start")
    assert client.post(f"{BASE}tags/of/goal/start/", beside | {"names": ["age"]}).status_code == 302, (
        "another tag is free"
    )


def test_take_out_and_undo(client: Client, tagged: Study) -> None:
    client.post(f"{BASE}tags/remove/", {"kind": "goal", "word": "speed"})
    assert set(held(tagged)["goal"]["values"]) == {"start"}
    client.post(f"{BASE}undo/", {"edit": DraftEdit.objects.get().pk})
    assert held(tagged)["goal"]["values"]["speed"] == KINDS["goal"]["values"]["speed"]
    client.post(f"{BASE}tags/remove/", {"kind": "goal"})
    assert not held(tagged)
    assert parse(drafts.document_of(tagged))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({"word": "Sub goal"}, 422, id="no word"),
        pytest.param({"word": ""}, 422, id="nothing"),
        pytest.param({"word": "a" * 41}, 422, id="too long"),
        pytest.param({"word": "goal"}, 422, id="a kind that is there"),
        pytest.param({"word": "work"}, 422, id="the name of a question"),
        pytest.param({"kind": "goal", "word": "speed"}, 422, id="a tag that is there"),
        pytest.param({"kind": "nowhere", "word": "speed"}, 422, id="no such kind"),
        pytest.param({"kind": "goal/values", "word": "speed"}, 422, id="a place for a kind"),
        pytest.param({"kind": "goal", "word": "pace"}, 302, id="control"),
    ],
)
def test_words_that_cannot_be(client: Client, tagged: Study, sent: dict[str, str], status: int) -> None:
    answer = client.post(f"{BASE}tags/add/", {**sent, "label": "Woord"})
    assert answer.status_code == status
    assert (held(tagged) == KINDS) is (status != 302)
    if status == 422:
        assert 'value="Woord"' in answer.content.decode() or sent.get("kind") in ("nowhere", "goal/values")
        assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("tags/of/goal/nowhere/", {"found": "null"}, 422),
        ("tags/of/goal/speed/", {"found": "{"}, 404),
        ("tags/of/goal/speed/", {}, 404),
        ("tags/of/goal/speed/", {"found": "[1]"}, 422),
        ("tags/of/goal/speed/", {"found": '{"names": [], "label": {}}', "label-nl": "Tempo"}, 409),
        ("tags/remove/", {"kind": "goal", "word": "nowhere"}, 422),
        ("tags/remove/", {}, 422),
    ],
)
def test_forged_forms(client: Client, tagged: Study, address: str, sent: dict[str, str], status: int) -> None:
    assert client.post(BASE + address, sent).status_code == status
    assert held(tagged) == KINDS


@pytest.mark.parametrize("address", ["tags/of/goal/nowhere/", "tags/of/nowhere/", "tags/of/goal/values/"])
def test_what_is_not_there_is_no_page(client: Client, tagged: Study, address: str) -> None:
    assert client.get(BASE + address).status_code == 404


@pytest.mark.parametrize(
    "broken", [[], "x", {"goal": "x"}, {"goal": {"values": []}}, {"goal": {"values": {"a": 1}}}], ids=str
)
def test_a_draft_that_holds_something_else_can_be_looked_at(
    client: Client, draft: Study, document: dict[str, Any], broken: Any
) -> None:
    drafts.store(draft, {**document, "tags": broken})
    assert client.get(f"{BASE}tags/").status_code == 200


def test_the_way_there(client: Client, tagged: Study) -> None:
    assert reverse("surveys:design:tags", args=["mini-study"]) in client.get(f"{BASE}parts/").content.decode()
