"""The item bank: finding questions, how their words changed, what was answered, and taking them into a draft."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from surveys import drafts, translations
from surveys.design import bank, results
from surveys.design.bank import Wish
from surveys.design.results import Found, Result, Share, Timed
from surveys.engine.check import check
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.models import Study
from surveys.publish import publish
from surveys.translation_units import units
from tests.design.test_editing import question, ref

pytestmark = pytest.mark.django_db
BANK = "/staff/studies/mini-study/design/bank/"


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher")


@pytest.fixture
def earlier(document: dict[str, Any]) -> Study:
    """Another study with two editions, whose question about age says something else in the second."""
    study = Study.objects.create(slug="eerder", title="Eerder")
    old = deepcopy(document) | {"study": "eerder", "wave": "2024"}
    old["groups"]["nobody_here"] = {"label": {"nl": "Anderen", "en": "Others"}, "value": 2}
    old["screening"]["outcomes"].insert(0, {"name": "o", "relevant": "${channel} = 'x'", "group": "nobody_here"})
    old["terms"]["knm"] = {"label": {"nl": "KNM", "en": "KNM"}, "explanation": {"nl": "Kennis.", "en": "Knowledge."}}
    old["reasons"]["not_applicable"] = {"nl": "Niet van toepassing", "en": "Not applicable"}
    old["option_lists"]["agree"] = [{"code": "a", "score": 1, "label": {"nl": "Eens", "en": "Agree"}}]
    asked = {
        "name": "cost",
        "type": "scale",
        "label": {"nl": "Wat vindt u van de één prijs?", "en": "What do you think of the price?", "ar": "السعر؟"},
        "options": "agree",
        "reasons": ["not_applicable"],
        "terms": ["knm"],
        "groups": ["everybody", "nobody_here"],
        "relevant": "${age} > 20 and ${work} = 'yes'",
    }
    old["sections"][0]["pages"].append({"name": "cost", "questions": [asked]})
    publish(study, old)
    new = deepcopy(old)
    question(new, "age")["label"]["nl"] = "Hoe oud bent u?"
    question(new, "work")["options"].append({"code": "soon", "label": {"nl": "Binnenkort", "en": "Soon"}})
    publish(study, new)
    return study


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        pytest.param(Wish("cost"), ["cost"], id="by name"),
        pytest.param(Wish("EEN prijs"), ["cost"], id="without accents and case"),
        pytest.param(Wish("what do you think"), ["cost"], id="in another language"),
        pytest.param(Wish("السعر"), ["cost"], id="in Arabic"),
        pytest.param(Wish("binnenkort"), ["work"], id="by an answer"),
        pytest.param(Wish(type="duration"), ["stay"], id="by type"),
        pytest.param(Wish("age", study="nowhere"), [], id="in another study"),
    ],
)
def test_search(client: Client, earlier: Study, wish: Wish, names: list[str]) -> None:
    editions = bank.editions_for(client.user)  # type: ignore[attr-defined]
    assert [item.name for item in bank.search(editions, wish)] == names


def test_only_of_studies_that_somebody_researches(
    staff_client: Callable[..., Client], draft: Study, earlier: Study
) -> None:
    other = staff_client("researcher", study="mini-study")
    assert "0 vragen gevonden" in other.get(BANK).content.decode()
    assert other.get(f"{BANK}item/cost/").status_code == 404
    assert "Er is geen vraag aangevinkt" in other.get(f"{BANK}pick/?item=eerder:1:cost").content.decode()


def test_the_wording_through_the_editions(client: Client, draft: Study, earlier: Study) -> None:
    page = client.get(f"{BANK}item/age/").content.decode()
    assert "· getal" in page
    assert "<del>age</del>" in page or "<del>Vraag</del>" in page
    assert "andere woorden dan daarvoor" in page
    assert "de eerste keer" in page
    page = client.get(f"{BANK}item/work/").content.decode()
    assert "antwoorden die verschillen:" in page
    assert "<code>soon</code>" in page


def test_what_was_answered_comes_from_who_registered(
    client: Client, draft: Study, earlier: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Found((Result("interviews", "van iedereen", 120, (Share("yes", "Ja", "64", few=True),), synthetic=True),))
    asked: list[tuple[int, str]] = []

    def answers(edition: Any, name: str) -> list[Found]:
        asked.append((edition.number, name))
        return [told if edition.number == 1 else Found(why="few")]

    monkeypatch.setattr(results, "_results", [answers])
    page = client.get(f"{BANK}item/work/results/").content.decode()
    assert asked == [(2, "work"), (1, "work")]
    for words in ("N = 120", "<td>64", "weinig antwoorden", "Verzonnen respondenten", "te weinig mensen"):
        assert words in page


def test_answers_are_for_who_may_see_tables(
    staff_client: Callable[..., Client], draft: Study, earlier: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "_results", [lambda edition, name: pytest.fail("asked")])
    client = staff_client("researcher", study="mini-study")
    client.user.memberships.create(role="translator", study="eerder")  # type: ignore[attr-defined]
    assert client.get(f"{BANK}item/cost/").status_code == 200
    page = client.get(f"{BANK}item/cost/results/", headers={"HX-Request": "true"}).content.decode()
    assert "Er zijn geen antwoorden die u mag zien" in page


def take(client: Client, study: Study, behind: str = "page:age", **more: Any) -> Any:
    data = {"item": "eerder:1:cost", "to": ref(study, behind), "how": "own"} | more
    return client.post(f"{BANK}take/", data, follow=True)


def test_a_question_comes_with_all_it_needs(client: Client, draft: Study, earlier: Study) -> None:
    document = drafts.document_of(draft)
    assert take(client, draft).status_code == 200
    found = drafts.document_of(draft)
    names = [page["name"] for page in found["sections"][0]["pages"]]
    assert names[names.index("age") + 1] == "cost"
    cost = question(found, "cost")
    assert cost["label"]["ar"] == "السعر؟"
    assert (cost["options"], cost["terms"], cost["groups"]) == ("agree", ["knm"], ["everybody"])
    assert [option["code"] for option in found["option_lists"]["agree"]] == ["a"]
    assert found["reasons"]["not_applicable"]["nl"] == "Niet van toepassing"
    assert cost["relevant"] == "${age} > 20 and ${work} = 'yes'"
    assert "eerder 1" in cost["notes"]
    assert not errors(check(parse(found)))
    assert draft.edits.count() == 1
    assert document != found


def test_what_the_draft_lacks_stays_behind_and_is_told(client: Client, draft: Study, earlier: Study) -> None:
    document = drafts.document_of(draft)
    document["sections"][0]["pages"] = [page for page in document["sections"][0]["pages"] if page["name"] != "work"]
    document["languages"] = ["nl", "en"]
    drafts.store(draft, document)
    page = take(client, draft).content.decode()
    cost = question(drafts.document_of(draft), "cost")
    assert "relevant" not in cost
    assert "ar" not in cost["label"]
    assert "De regel van cost vraagt naar iets" in page
    assert "nobody_here" in page


def test_a_list_of_the_same_name_that_says_something_else(client: Client, draft: Study, earlier: Study) -> None:
    document = drafts.document_of(draft)
    document["option_lists"]["agree"] = [{"code": "z", "score": 1, "label": {"nl": "Z", "en": "Z"}}]
    drafts.store(draft, document)
    take(client, draft)
    found = drafts.document_of(draft)
    assert found["option_lists"]["agree"][0]["code"] == "z"
    assert [option["code"] for option in question(found, "cost")["options"]] == ["a"]


def test_names_that_are_taken_are_asked_for(client: Client, draft: Study, earlier: Study) -> None:
    page = client.get(f"{BANK}pick/?item=eerder:2:age&item=eerder:1:cost").content.decode()
    assert 'value="age_2"' in page
    assert 'value="cost"' in page
    answer = take(client, draft, item="eerder:2:age", **{"name-0": "age"})
    assert answer.status_code == 422
    assert not draft.edits.exists()
    take(client, draft, item="eerder:2:age", **{"name-0": "age_now"})
    assert question(drafts.document_of(draft), "age_now")["label"]["nl"] == "Hoe oud bent u?"


def test_several_on_one_page(client: Client, draft: Study, earlier: Study) -> None:
    items = ["eerder:1:cost", "eerder:2:age"]
    take(client, draft, item=items, how="on_page", **{"name-1": "age_now"})
    pages = drafts.document_of(draft)["sections"][0]["pages"]
    on_page = next(page for page in pages if page["name"] == "age")
    assert [one["name"] for one in on_page["questions"]] == ["age", "cost", "age_now"]


@pytest.mark.parametrize("data", [{"to": "p999999"}, {"item": "eerder:1:nothing"}, {"item": "x"}, {"to": ""}])
def test_bad_input(client: Client, draft: Study, earlier: Study, data: dict[str, str]) -> None:
    assert take(client, draft, **data).status_code == 422
    assert not draft.edits.exists()


def test_the_record_of_translations_comes_along(client: Client, draft: Study, earlier: Study, document: Any) -> None:
    unit = next(one for one in units(_document(earlier), "en") if one.source.startswith("Wat vindt u"))
    drafts.store(earlier, _document(earlier))
    translations.mark(earlier, unit, "reviewed", user=None, by="Ann")
    take(client, draft)
    found = [(event.language, event.kind, event.source_hash) for event in draft.text_events.all()]
    assert found == [("en", "reviewed", unit.source_hash)]


def _document(study: Study) -> dict[str, Any]:
    import json

    return json.loads(study.editions.get(number=1).document)


def test_the_length_page_tells_measured_times(
    client: Client, draft: Study, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(draft, document)
    monkeypatch.setattr(results, "_timers", [lambda edition: {"everybody": Timed(6.4, 31)}])
    page = client.get("/staff/studies/mini-study/design/length/?language=ti").content.decode()
    assert "6 minuten (31 mensen)" in page
    assert "niet gemeten" in page
