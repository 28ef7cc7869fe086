"""The page of one rule: what can be chosen, what is told, and what is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from surveys import drafts
from surveys.design import editing
from surveys.design.steps import STUDY, Change, Insert, SetKeys, twig_of
from surveys.models import DraftEdit, Study
from tests.design.test_editing import question, ref

pytestmark = pytest.mark.django_db
BASE = "/staff/studies/mini-study/design/rules/"


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="mini-study")


@pytest.fixture
def age(draft: Study) -> str:
    return f"{BASE}{ref(draft, 'age')}/"


def rows(**values: str) -> dict[str, Any]:
    """A form with one condition."""
    sent = {f"r.0-{name}": value for name, value in values.items()}
    return {"view": "rows", "part": ["r", "r.0"], "r-word": "all", "was": "", **sent}


WORKS = rows(asked="work", operator="is", value="yes")


def stored(study: Study) -> str:
    return str(question(drafts.document_of(study), "age").get("relevant", ""))


def test_only_researchers_of_the_study(staff_client: Callable[..., Client], draft: Study, age: str) -> None:
    for other in (staff_client("analyst"), staff_client("researcher", study="other")):
        assert other.get(age).status_code == 403
        for action in ("work", "live", "problems", "save"):
            assert other.post(f"{age}{action}/", WORKS).status_code == 403
    assert stored(draft) == ""


def test_rows_are_saved_as_a_rule(client: Client, draft: Study, age: str) -> None:
    page = client.post(f"{age}save/", WORKS, follow=True)
    assert page.redirect_chain == [(age, 302)]
    assert stored(draft) == "${work} = 'yes'"
    assert "Alleen voor wie bij ‘Vraag work’ ‘Ja’ koos." in page.content.decode()
    assert DraftEdit.objects.get().user == client.user  # type: ignore[attr-defined]


def test_a_rule_is_taken_out_with_its_last_row(client: Client, draft: Study, age: str) -> None:
    client.post(f"{age}save/", WORKS)
    gone = {"view": "rows", "part": ["r"], "r-word": "all", "was": "${work} = 'yes'"}
    assert client.post(f"{age}save/", gone).status_code == 302
    assert "relevant" not in question(drafts.document_of(draft), "age")


def test_only_earlier_questions_can_be_chosen(client: Client, age: str) -> None:
    page = client.post(f"{age}work/", {"view": "rows", "part": ["r"], "r-word": "all", "do": "add:r"}).content.decode()
    offered = page.partition('id="r.0-asked"')[2].partition("</select>")[0]
    assert 'value="level"' in offered
    for later in ("age", "weight", "town"):
        assert f'value="{later}"' not in offered
    refused = page.partition("<details>")[2]
    assert "<code>weight</code>" in refused


def test_choices_of_the_question_that_was_chosen(client: Client, age: str) -> None:
    sent = rows(asked="goals", operator="", value="") | {"do": "refresh"}
    page = client.post(f"{age}work/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert 'value="ticked" selected' in page
    assert 'value="none"' in page.partition('id="r.0-value"')[2]
    assert 'hx-swap-oob="innerHTML"' in page


def test_rows_that_are_not_complete_are_told_and_kept(client: Client, draft: Study, age: str) -> None:
    answer = client.post(f"{age}save/", rows(asked="work", operator="is", value=""))
    assert answer.status_code == 422
    assert 'id="r.0-told"' in answer.content.decode()
    assert 'value="work" selected' in answer.content.decode()
    assert stored(draft) == ""


def test_an_expression_that_cannot_be_read_is_marked(client: Client, draft: Study, age: str) -> None:
    answer = client.post(f"{age}save/", {"view": "text", "expression": "${work} == 'yes'", "was": ""})
    assert answer.status_code == 422
    assert "<mark>=</mark>" in answer.content.decode()
    assert "Vergelijk met één =" in answer.content.decode()
    assert stored(draft) == ""


def test_what_no_row_can_show_is_kept_to_the_letter(client: Client, draft: Study, age: str) -> None:
    source = "coalesce(${job}, 'x') = 'x' and ${work} = 'yes'"
    client.post(f"{age}save/", {"view": "text", "expression": source, "was": ""})
    page = client.get(age).content.decode()
    assert "coalesce(${job}, &#x27;x&#x27;) = &#x27;x&#x27;" in page
    sent = {
        **{"view": "rows", "part": ["r", "r.0", "r.1"], "r-word": "any", "was": source},
        **{"r.0-kept": "coalesce(${job}, 'x') = 'x'", "r.1-asked": "work", "r.1-operator": "is", "r.1-value": "no"},
    }
    client.post(f"{age}save/", sent)
    assert stored(draft) == "coalesce(${job}, 'x') = 'x' or ${work} = 'no'"


def test_rows_become_an_expression_and_back(client: Client, age: str) -> None:
    as_text = client.post(f"{age}work/", WORKS | {"do": "text"}).content.decode()
    assert "${work} = &#x27;yes&#x27;</textarea>" in as_text
    sent = {"view": "text", "expression": "${work} = 'no'", "do": "rows"}
    assert 'value="no" selected' in client.post(f"{age}work/", sent).content.decode()
    broken = client.post(f"{age}work/", sent | {"expression": "${work"}).content.decode()
    assert "${work</textarea>" in broken


def test_a_colleague_was_first(client: Client, draft: Study, age: str, colleague: Any) -> None:
    theirs = SetKeys(ref(draft, "age"), (Change("relevant", None, "${work} = 'no'"),))
    editing.edit(draft, [theirs], colleague)
    answer = client.post(f"{age}save/", WORKS)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("‘Nee’ koos", "‘Ja’ koos"):
        assert words in page.partition('id="conflict"')[2].partition("</section>")[0]
    assert stored(draft) == "${work} = 'no'"
    keep = {"view": "text", "expression": "${work} = 'yes'", "was": "${work} = 'no'"}
    assert client.post(f"{age}save/", keep).status_code == 302
    assert stored(draft) == "${work} = 'yes'"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        pytest.param("${weight} > 3", "looks_forward", id="looks forward"),
        pytest.param("${work} = 'maybe'", "unknown_code", id="no such code"),
        pytest.param("${nobody} = 'x'", "unknown_reference", id="no such name"),
    ],
)
def test_problems_of_a_rule_in_the_making(client: Client, draft: Study, age: str, source: str, told: str) -> None:
    sent = {"view": "text", "expression": source}
    assert f"<code>{told}</code>" in client.post(f"{age}problems/", sent).content.decode()
    sound = client.post(f"{age}problems/", {"view": "text", "expression": "${work} = 'yes'"}).content.decode()
    assert told not in sound
    assert stored(draft) == ""


def test_an_outcome_a_derived_value_and_a_statement(client: Client, draft: Study) -> None:
    outcomes = [
        {"name": "young", "refuse": True, "relevant": "${channel} = 'a'"},
        {"name": "all", "group": "everybody"},
    ]
    asserts = [{"name": "grown", "text": "Everybody is grown up", "holds": "${age} >= 18"}]
    changes = (Change("screening/outcomes", [outcomes[1]], outcomes), Change("asserts", None, asserts))
    editing.edit(draft, [SetKeys(STUDY, changes)], None)
    for address, source in (("outcome-young", "${channel} = 'b'"), ("assert-grown", "${age} >= 21")):
        was = client.get(f"{BASE}{address}/").context["was"]
        sent = {"view": "text", "expression": source, "was": was}
        assert client.post(f"{BASE}{address}/save/", sent).status_code == 302, address
    document = drafts.document_of(draft)
    assert document["screening"]["outcomes"][0] == outcomes[0] | {"relevant": "${channel} = 'b'"}
    assert document["asserts"][0]["holds"] == "${age} >= 21"
    sent = {"view": "text", "expression": "", "was": "${age} >= 21"}
    assert client.post(f"{BASE}assert-grown/save/", sent).status_code == 422
    listed = client.get(BASE).content.decode()
    assert "outcome-young" in listed
    assert "assert-grown" in listed


def test_a_broken_rule_elsewhere_does_not_stop_the_work(client: Client, draft: Study, age: str) -> None:
    editing.edit(draft, [SetKeys(ref(draft, "town"), (Change("relevant", None, "${work} ="),))], None)
    assert client.post(f"{age}save/", WORKS).status_code == 302
    assert stored(draft) == "${work} = 'yes'"
    broken = client.get(f"{BASE}{ref(draft, 'town')}/").content.decode()
    assert "${work} =</textarea>" in broken


def test_a_draft_with_other_faults_leaves_the_expression(client: Client, draft: Study, age: str) -> None:
    editing.edit(draft, [SetKeys(ref(draft, "town"), (Change("type", "municipality", "village"),))], None)
    assert "</textarea>" in client.get(age).content.decode()
    assert client.post(f"{age}save/", {"view": "text", "expression": "${work} = 'no'", "was": ""}).status_code == 302
    assert stored(draft) == "${work} = 'no'"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"view": "rows"}, id="no rows at all"),
        pytest.param({"view": "rows", "part": ["r", "r.0"], "r-word": "all", "do": "remove:r.9"}, id="no such row"),
        pytest.param({"view": "rows", "part": ["r", "x"], "r-word": "all"}, id="a place that is none"),
    ],
)
def test_forms_that_no_page_sends(client: Client, age: str, sent: dict[str, Any]) -> None:
    assert client.post(f"{age}work/", sent).status_code == 400


def test_what_has_no_rule_is_not_there(client: Client, draft: Study) -> None:
    for address in ("q999999", "outcome-nobody", "assert-nothing", ref(draft, "list:levels")):
        assert client.get(f"{BASE}{address}/").status_code == 404


def test_few_queries(client: Client, age: str, django_assert_max_num_queries: Any) -> None:
    client.get(age)
    with django_assert_max_num_queries(12):
        client.get(age)


def test_an_option_of_a_shared_list_looks_back_from_its_first_question(client: Client, draft: Study) -> None:
    address = f"{BASE}{ref(draft, 'option:bad')}/"
    client.post(f"{address}save/", rows(asked="goals", operator="ticked", value="yes"))
    assert drafts.document_of(draft)["option_lists"]["levels"][0]["relevant"] == "selected(${goals}, 'yes')"
    told = client.post(f"{address}problems/", {"view": "text", "expression": "${age} > 20"}).content.decode()
    assert "<code>looks_forward</code>" in told


def test_a_derived_value_is_worked_out_anew(client: Client, draft: Study) -> None:
    label = {"nl": "Groot", "en": "Big"}
    editing.edit(
        draft, [Insert(STUDY, twig_of("derived", {"name": "big", "label": label, "expression": "${age} + 1"}))], None
    )
    address = f"{BASE}{ref(draft, 'derived:big')}/"
    page = client.get(address).content.decode()
    assert "${age} + 1</textarea>" in page
    assert "Dit is: (‘Vraag age’ plus 1)." in page
    sent = {"view": "text", "expression": "${age} + ${weight}", "was": "${age} + 1"}
    assert client.post(f"{address}save/", sent).status_code == 302
    assert drafts.document_of(draft)["derived"][0]["expression"] == "${age} + ${weight}"
    assert client.post(f"{address}save/", {**sent, "expression": " ", "was": sent["expression"]}).status_code == 422


def test_in_english(client: Client, age: str) -> None:
    client.post("/staff/language/", {"language": "en"})
    client.post(f"{age}save/", WORKS)
    page = client.get(age).content.decode()
    assert "Only for those who chose ‘Yes’ at ‘Question work’." in page
