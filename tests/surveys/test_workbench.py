"""The translation workbench: who gets in, what each page shows, what each action does and refuses."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from staff.menu import cards_for
from surveys import drafts, translations
from surveys.models import Study, TextEvent
from surveys.publish import publish
from surveys.text_record import said_of_back
from surveys.translation_units import Unit, units

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
BASE = "/staff/studies/mini-study/translate/"
ACTIONS = ("save", "mark", "fits", "comment", "settle")


@pytest.fixture
def study(study: Study, document: dict[str, Any]) -> Study:
    """The small study with its draft; English is there, three languages are empty."""
    drafts.store(study, document)
    return study


@pytest.fixture
def client(staff_client: Clients) -> Client:
    return english(staff_client("translator", study="mini-study"))


def english(client: Client) -> Client:
    client.user.language = "en"
    client.user.save()
    return client


def unit(study: Study, source: str, language: str = "tr") -> Unit:
    return next(unit for unit in units(drafts.document_of(study), language) if unit.source == source)


def address(unit: Unit, action: str = "") -> str:
    return f"{BASE}{unit.language}/{unit.id}/{action}{'/' if action else ''}"


def page(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def numbers(text: str) -> dict[str, str]:
    """The counts of one card of the overview, by their words."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(\d+)</dd>", text)
    return {re.sub("<[^>]*>", "", word): number for word, number in found}


def set_source(study: Study, source: str) -> None:
    """Another Dutch text for the second level, “Goed”."""
    document = drafts.document_of(study)
    document["option_lists"]["levels"][1]["label"]["nl"] = source
    drafts.store(study, document)


def sign_everything(study: Study, language: str = "en") -> None:
    translations.sign(study, language, "A. Speaker", user=None)


class TestWhoMay:
    @pytest.fixture
    def addresses(self, study: Study) -> list[str]:
        own = unit(study, "Goed")
        return [BASE, f"{BASE}changes/", f"{BASE}tr/", f"{BASE}tr/sign/", address(own)]

    def test_without_log_in_one_is_asked_to_log_in(self, addresses: list[str]) -> None:
        for place in addresses:
            assert "/staff/account/login/" in Client().get(place)["Location"]

    @pytest.mark.parametrize("role", ["researcher", "translator"])
    def test_researchers_and_translators_get_in(self, addresses: list[str], staff_client: Clients, role: str) -> None:
        client = staff_client(role)
        assert {client.get(place).status_code for place in addresses} == {200}

    @pytest.mark.parametrize("role", ["analyst", "fieldwork", "fg", "municipality"])
    def test_another_role_gets_403(self, addresses: list[str], staff_client: Clients, role: str) -> None:
        client = staff_client(role)
        assert {client.get(place).status_code for place in addresses} == {403}

    def test_a_translator_of_another_study_gets_403(self, addresses: list[str], staff_client: Clients) -> None:
        client = staff_client("translator", study="another-study")
        assert {client.get(place).status_code for place in addresses} == {403}

    @pytest.mark.parametrize("action", ACTIONS)
    def test_actions_are_guarded_and_take_posts_only(
        self, study: Study, staff_client: Clients, client: Client, action: str
    ) -> None:
        place = address(unit(study, "Goed"), action)
        assert client.get(place).status_code == 405
        assert staff_client("analyst").post(place, {"text": "İyi", "remark": "x"}).status_code == 403
        assert staff_client("translator", study="another-study").post(place, {"text": "İyi"}).status_code == 403
        assert not TextEvent.objects.exists()

    @pytest.mark.parametrize("action", ACTIONS)
    def test_a_form_without_token_is_refused(self, study: Study, client: Client, action: str) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = client.cookies
        assert strict.post(address(unit(study, "Goed"), action), {"text": "İyi", "remark": "x"}).status_code == 403
        assert not TextEvent.objects.exists()

    def test_pages_only_show(self, addresses: list[str], client: Client) -> None:
        showing = [place for place in addresses if not place.endswith("/sign/")]
        assert {client.post(place).status_code for place in showing} == {405}
        assert client.put(f"{BASE}tr/sign/").status_code == 405

    @pytest.mark.parametrize("rest", ["xx/", "nl/", "xx/sign/", "tr/nonsense/", f"tr/{'0' * 20}-new/"])
    def test_what_does_not_exist_is_404(self, study: Study, client: Client, rest: str) -> None:
        assert client.get(f"{BASE}{rest}").status_code == 404

    def test_a_study_that_does_not_exist_is_404(self, staff_client: Clients) -> None:
        assert staff_client("translator").get("/staff/studies/absent/translate/").status_code == 404


class TestOverview:
    def test_counts_per_language(self, study: Study, client: Client) -> None:
        translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        cards = page(client.get(BASE)).split('<section class="card">')[1:]
        assert [re.search(r"<small>(\w+)</small>", card).group(1) for card in cards] == ["en", "ar", "tr", "ti"]
        turkish, every = numbers(cards[2]), len(units(drafts.document_of(study), "tr"))
        assert (turkish["translated"], turkish["missing"]) == ("1", str(every - 1))
        assert (turkish["all texts"], turkish["signed by a native speaker"]) == (str(every), "0")

    def test_the_notice_stands_until_every_text_is_signed(self, study: Study, client: Client) -> None:
        notice = "not yet reviewed by a native speaker"
        assert page(client.get(BASE)).count(notice) == 4
        sign_everything(study)
        assert page(client.get(BASE)).count(notice) == 3
        translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None)
        assert page(client.get(BASE)).count(notice) == 4

    def test_a_study_without_draft(self, study: Study, client: Client) -> None:
        study.draft.delete()
        assert "This study has no draft." in page(client.get(BASE))
        assert client.get(f"{BASE}tr/").status_code == 404

    def test_whether_a_language_would_be_offered(self, study: Study, client: Client, document: dict[str, Any]) -> None:
        english, turkish = (page(client.get(BASE)).split('<section class="card">')[at] for at in (1, 3))
        assert "Respondents would get this language" in english
        assert "Respondents would not get this language" in turkish
        del document["option_lists"]["levels"][0]["label"]["en"]
        drafts.store(study, document)
        assert "Respondents would get this language" not in page(client.get(BASE))
        drafts.store(study, document | {"surprise": 1})
        assert "The draft has a fault" in page(client.get(BASE))

    def test_the_interface_and_the_letters_are_linked(self, study: Study, client: Client) -> None:
        assert f"{BASE}tr/interface/" in page(client.get(BASE))
        assert f"{BASE}en/interface/" not in page(client.get(BASE))

    def test_the_way_there(self, study: Study, staff_client: Clients, client: Client) -> None:
        assert BASE in page(staff_client("researcher").get("/staff/studies/mini-study/"))
        assert "/staff/studies/to-translate/" in page(client.get("/staff/"))
        assert BASE in page(client.get("/staff/studies/to-translate/"))
        other = staff_client("translator", study="another-study")
        assert BASE not in page(other.get("/staff/studies/to-translate/"))
        assert "surveys:to_translate" not in {card.url_name for card in cards_for(frozenset({"analyst"}))}

    def test_pages_are_in_dutch_for_who_reads_dutch(self, study: Study, staff_client: Clients) -> None:
        assert "nog niet nagekeken door een moedertaalspreker" in page(staff_client("translator").get(BASE))


class TestList:
    def found(self, client: Client, language: str = "tr", **query: str) -> list[str]:
        text = page(client.get(f"{BASE}{language}/", query))
        return re.findall(r'<td lang="nl" dir="ltr"><a [^>]*>(.*?)</a>', text)

    def test_dutch_translation_and_english_with_their_directions(self, study: Study, client: Client) -> None:
        translations.translate(study, unit(study, "Goed", "ar"), "جيد", user=None, by="Bureau")
        text = page(client.get(f"{BASE}ar/", {"search": "Goed"}))
        assert '<td lang="ar" dir="rtl">جيد</td>' in text
        assert '<td lang="en" dir="ltr">Good</td>' in text
        assert "Bureau, " in text

    def test_english_has_no_second_column_of_english(self, study: Study, client: Client) -> None:
        assert page(client.get(f"{BASE}en/", {"search": "Goed"})).count("Good</td>") == 1

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            pytest.param({"state": "translated"}, ["Goed"], id="state"),
            pytest.param({"part": "option_lists"}, ["Slecht", "Goed"], id="part"),
            pytest.param({"part": "terms"}, ["PIP", "Uw plan."], id="terms"),
            pytest.param({"search": "SLÉCHT"}, ["Slecht"], id="search in the source, case and accents aside"),
            pytest.param({"search": "iyi"}, ["Goed"], id="search in the translation"),
            pytest.param({"search": "Small study"}, ["Klein onderzoek"], id="search in the English"),
            pytest.param({"part": "option_lists", "state": "missing"}, ["Slecht"], id="both"),
            pytest.param({"search": "zzz"}, [], id="nothing"),
            pytest.param({"comments": "open"}, ["Slecht"], id="open comments"),
        ],
    )
    def test_filters(self, study: Study, client: Client, query: dict[str, str], expected: list[str]) -> None:
        translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        translations.comment(study, unit(study, "Slecht"), "How bad?", user=None, by="Ayşe")
        translations.comment(study, unit(study, "PIP"), "Keep it?", user=None, by="Ayşe")
        translations.settle(study, unit(study, "PIP"), "Kept.", user=None, by="Can")
        assert self.found(client, **query) == expected

    def test_texts_for_colleagues_apart(self, study: Study, client: Client) -> None:
        assert self.found(client, "en", readers="colleagues") == ["Iedereen"]
        assert "Iedereen" not in self.found(client, "en", readers="respondents")
        assert 'id="readers"' in page(client.get(f"{BASE}en/"))
        assert 'id="readers"' not in page(client.get(f"{BASE}tr/")), "Turkish is for respondents only"

    def test_where_a_text_stands_and_who_signed(self, study: Study, client: Client) -> None:
        sign_everything(study)
        text = page(client.get(f"{BASE}en/", {"search": "Goed"}))
        assert "option_lists / levels / good / label" in text
        assert "<small>signed</small>" in text
        assert '<option value="sections/start" lang="nl">Begin</option>' in text

    def test_sections_are_parts_by_name(self, study: Study, client: Client) -> None:
        assert "Vraag age" in self.found(client, part="sections/start")
        assert "Doet u mee?" not in self.found(client, part="sections/start")

    def test_fifty_a_page_and_few_queries(self, study: Study, client: Client, document: dict[str, Any]) -> None:
        many = [{"code": f"o{n}", "label": {"nl": f"Antwoord {n}", "en": f"Answer {n}"}} for n in range(300)]
        document["option_lists"]["many"] = many
        drafts.store(study, document)
        translations.translate(study, unit(study, "Antwoord 7"), "Yanıt 7", user=None, by="Bureau")
        with CaptureQueriesContext(connection) as first:
            assert len(self.found(client, part="option_lists")) == 50
        with CaptureQueriesContext(connection) as again:
            assert len(self.found(client, part="option_lists", page="7")) == 2
        assert len(again) <= 15
        assert len(first) - len(again) <= 11, "reading the draft: one query per table, whatever the number of texts"

    def test_queries_do_not_grow_with_the_texts(
        self, study: Study, client: Client, document: dict[str, Any], django_assert_max_num_queries: Any
    ) -> None:
        codes = range(900)
        many = [{"code": f"o{n}", "label": {"nl": f"Antwoord {n}", "en": f"Answer {n}"}} for n in codes]
        document["option_lists"]["many"] = many
        drafts.store(study, document)
        sign_everything(study)
        assert TextEvent.objects.count() > 900
        with django_assert_max_num_queries(40):
            assert len(self.found(client, "en", state="unrecorded")) == 50
        with django_assert_max_num_queries(40):
            client.get(BASE)

    def test_the_filter_goes_along(self, study: Study, client: Client) -> None:
        text = client.get(f"{BASE}tr/", {"search": "Goed & <x>"}).content.decode()
        assert 'value="Goed &amp; &lt;x&gt;"' in text
        text = client.get(f"{BASE}tr/", {"part": "option_lists"}).content.decode()
        assert f"{unit(study, 'Goed').id}/?part=option_lists" in text


class TestText:
    def test_what_is_known_of_a_text(self, study: Study, client: Client) -> None:
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        translations.note(
            study, own, "back", user=None, by="Back", remark=said_of_back("Prima", "differs", "", "Kept: usual word.")
        )
        translations.comment(study, own, "Same word as on the letter?", user=None, by="Ayşe")
        text = page(client.get(address(own)))
        assert re.search(r'<textarea id="text"[^>]*lang="tr" dir="ltr"[^>]*>\nİyi</textarea>', text)
        assert "option_lists / levels / good / label" in text
        for expected in ("Prima", "says something else", "Kept: usual word.", "Same word as on the letter?", "Good"):
            assert expected in text
        assert re.search(r"translated: Bureau, ", text)

    def test_plain_language_and_glossary_of_the_source(self, study: Study, client: Client) -> None:
        long = "U wordt gebeld door de gemeente over uw inburgering en " + "nog " * 12 + "iets."
        set_source(study, long)
        text = page(client.get(address(unit(study, long))))
        assert "Longest sentence: 23 words" in text
        assert "Looks like passive voice:" in text
        assert "gemeente</span> →" in text
        assert "not in this translation" not in text
        departing = translations.translate(study, unit(study, long), "Tamamen başka bir şey", user=None)
        assert "not in this translation" in page(client.get(address(departing)))

    def test_notes_and_policy_words(self, study: Study, client: Client, document: dict[str, Any]) -> None:
        question = document["sections"][0]["pages"][0]["questions"][0]
        question |= {"notes": "As in 2021 <b>.", "label": {"nl": "Heeft u een PIP van DUO?"}}
        drafts.store(study, document)
        text = page(client.get(address(unit(study, "Heeft u een PIP van DUO?"))))
        assert "As in 2021 <b>." in text
        assert "DUO, PIP" in text
        assert "Policy words" not in page(client.get(address(unit(study, "PIP")))), "the explained word itself"

    def test_a_stale_text_shows_what_changed_in_its_source(
        self, study: Study, client: Client, document: dict[str, Any]
    ) -> None:
        first = translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        translations.comment(study, first, "Same word as on the letter?", user=None, by="Ayşe")
        publish(study, drafts.document_of(study))
        set_source(study, "Heel goed nu")
        own = unit(study, "Heel goed nu")
        text = page(client.get(address(own)))
        assert "older than its source" in text
        assert "<del>Goed</del><ins>Heel goed nu</ins>" in text
        assert "translated: Bureau, " in text
        assert "Same word as on the letter?" in text
        assert address(own, "mark") not in text

    def test_a_stale_text_whose_source_was_never_published(self, study: Study, client: Client) -> None:
        translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        set_source(study, "Heel goed")
        assert "which is in no published edition" in page(client.get(address(unit(study, "Heel goed"))))


class TestActions:
    def test_saving_stores_text_step_and_who(self, study: Study, client: Client) -> None:
        answer = client.post(address(unit(study, "Goed"), "save"), {"text": "  İyi\r\nçok  ", "go": "stay"})
        changed = unit(study, "Goed")
        assert changed.translation == "İyi\nçok"
        assert answer["Location"] == address(changed)
        event = TextEvent.objects.get()
        assert (event.kind, event.user, event.text_hash) == ("translated", client.user, changed.text_hash)

    def test_save_and_next_keeps_the_filter(self, study: Study, client: Client) -> None:
        query = "?state=missing&part=option_lists"
        first, second = unit(study, "Slecht"), unit(study, "Goed")
        answer = client.post(address(first, "save") + query, {"text": "Kötü", "go": "next"})
        assert answer["Location"] == address(second) + query
        answer = client.post(address(second, "save") + query, {"text": "İyi", "go": "next"}, follow=True)
        assert answer.redirect_chain == [(f"{BASE}tr/{query}", 302)]
        assert "That was the last text of this list." in page(answer)

    @pytest.mark.parametrize(
        ("source", "typed", "says"),
        [
            pytest.param("Goed", "  ", "The translation is empty", id="empty"),
            pytest.param("Goed", "x" * 20_001, "has 20001 characters; 20000 fit", id="long"),
            pytest.param("Goed", "İyi {naam}", "Use exactly these: none", id="a name in braces too many"),
            pytest.param("Goed {naam}", "İyi", "Use exactly these: {naam}", id="a name in braces too few"),
            pytest.param("Goed", "\x00İyi", "cannot be stored", id="a zero byte"),
        ],
    )
    def test_a_refused_text_comes_back_with_the_reason(
        self, study: Study, client: Client, source: str, typed: str, says: str
    ) -> None:
        set_source(study, source)
        answer = client.post(address(unit(study, source), "save"), {"text": typed})
        assert answer.status_code == 422
        assert says in page(answer)
        assert typed in page(answer)
        assert unit(study, source).translation == ""

    def test_refusals_are_in_dutch_for_who_reads_dutch(self, study: Study, staff_client: Clients) -> None:
        answer = staff_client("translator").post(address(unit(study, "Goed"), "save"), {"text": "x" * 20_001})
        assert "De vertaling heeft 20001 tekens" in page(answer)

    def test_a_reviewed_text_saved_unchanged_stays_reviewed(self, study: Study, client: Client) -> None:
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        translations.mark(study, own, "reviewed", user=None, by="Ayşe")
        answer = client.post(address(own, "save"), {"text": "İyi"})
        assert (answer.status_code, "Nothing was changed." in page(answer)) == (422, True)
        assert translations.find(translations.standings_of(study, "tr"), own.id).state == "reviewed"

    def test_an_unrecorded_text_can_be_saved_as_it_is(self, study: Study, client: Client) -> None:
        own = unit(study, "Goed", "en")
        assert client.post(address(own, "save"), {"text": "Good"}).status_code == 302
        assert translations.find(translations.standings_of(study, "en"), own.id).state == "translated"

    @pytest.mark.parametrize("step", ["reviewed", "adjudicated", "tested"])
    def test_steps(self, study: Study, client: Client, step: str) -> None:
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        assert client.post(address(own, "mark"), {"step": step, "remark": "Read aloud."}).status_code == 302
        found = translations.find(translations.standings_of(study, "tr"), own.id)
        assert (found.state, found.last.note, found.last.by) == (step, "Read aloud.", str(client.user))

    @pytest.mark.parametrize("step", ["", "native", "translated", "nonsense"])
    def test_other_words_are_no_steps(self, study: Study, client: Client, step: str) -> None:
        own = unit(study, "Goed", "en")
        assert client.post(address(own, "mark"), {"step": step}).status_code == 422
        assert not TextEvent.objects.exists()

    def test_a_missing_text_cannot_be_marked(self, study: Study, client: Client) -> None:
        answer = client.post(address(unit(study, "Goed"), "mark"), {"step": "reviewed"})
        assert (answer.status_code, "There is no translation yet." in page(answer)) == (422, True)

    def test_four_eyes(self, study: Study, client: Client, staff_client: Clients) -> None:
        client.post(address(unit(study, "Goed"), "save"), {"text": "İyi"})
        own = unit(study, "Goed")
        answer = client.post(address(own, "mark"), {"step": "reviewed", "remark": "I read it twice."})
        assert answer.status_code == 422
        assert page(answer).count("I read it twice.") == 1, "what was typed is not lost"
        assert "You translated this text yourself. Let somebody else review it." in page(answer)
        assert staff_client("translator").post(address(own, "mark"), {"step": "reviewed"}).status_code == 302

    def test_four_eyes_also_after_the_source_changed(self, study: Study, client: Client) -> None:
        client.post(address(unit(study, "Goed"), "save"), {"text": "İyi"})
        set_source(study, "Heel goed")
        own = unit(study, "Heel goed")
        assert client.post(address(own, "fits"), {"remark": "Same step."}).status_code == 302
        assert client.post(address(own, "mark"), {"step": "reviewed"}).status_code == 422

    def test_a_stale_text_fits_with_a_reason_only(self, study: Study, client: Client) -> None:
        translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        set_source(study, "Heel goed")
        own = unit(study, "Heel goed")
        assert client.post(address(own, "fits"), {"remark": " "}).status_code == 422
        assert client.post(address(own, "mark"), {"step": "reviewed"}).status_code == 422
        same = client.post(address(own, "save"), {"text": "İyi"})
        assert (same.status_code, "Does the translation still fit?" in page(same)) == (422, True)
        assert client.post(address(own, "fits"), {"remark": "Same step of the scale."}).status_code == 302
        assert translations.find(translations.standings_of(study, "tr"), own.id).state == "translated"

    def test_comments_stay_with_the_source(self, study: Study, client: Client) -> None:
        own = unit(study, "Goed")
        assert client.post(address(own, "comment"), {"remark": ""}).status_code == 422
        assert client.post(address(own, "comment"), {"remark": "<b>Which</b> word?"}).status_code == 302
        changed = translations.translate(study, own, "İyi", user=None)
        assert "&lt;b&gt;Which&lt;/b&gt; word?" in client.get(address(changed)).content.decode()

    def test_comments_are_settled_with_words(self, study: Study, client: Client) -> None:
        own = unit(study, "Goed")
        assert client.post(address(own, "settle"), {"remark": "Done."}).status_code == 422
        assert "How were the comments settled?" not in page(client.get(address(own)))
        client.post(address(own, "comment"), {"remark": "Which word?"})
        assert "How were the comments settled?" in page(client.get(address(own)))
        assert client.post(address(own, "settle"), {"remark": "The usual one."}).status_code == 302
        text = page(client.get(address(own)))
        assert ("Settled:" in text, "The usual one." in text) == (True, True)
        assert "How were the comments settled?" not in text

    def test_a_translator_does_not_adjudicate_own_work_a_researcher_may(
        self, study: Study, client: Client, staff_client: Clients
    ) -> None:
        client.post(address(unit(study, "Goed"), "save"), {"text": "İyi"})
        own = unit(study, "Goed")
        answer = client.post(address(own, "mark"), {"step": "adjudicated"})
        assert (answer.status_code, "or a researcher, adjudicate it." in page(answer)) == (422, True)
        researcher = staff_client("researcher", study="mini-study")
        researcher.post(address(unit(study, "Slecht"), "save"), {"text": "Kötü"})
        bad = unit(study, "Slecht")
        assert researcher.post(address(bad, "mark"), {"step": "adjudicated"}).status_code == 302


class TestChangedMeanwhile:
    def test_translation_changed_by_somebody_else(self, study: Study, client: Client) -> None:
        old = unit(study, "Goed")
        translations.translate(study, old, "Güzel", user=None, by="Ayşe")
        answer = client.post(address(old, "save"), {"text": "İyi", "place": old.places[0]})
        assert answer.status_code == 409
        assert "İyi</textarea>" in page(answer)
        assert "Güzel" in page(answer)
        assert address(unit(study, "Goed")) in page(answer)
        assert unit(study, "Goed").translation == "Güzel"

    def test_source_changed_by_somebody_else(self, study: Study, client: Client) -> None:
        old = unit(study, "Goed")
        set_source(study, "Heel goed")
        answer = client.post(address(old, "save"), {"text": "İyi", "place": old.places[0]})
        assert (answer.status_code, "Heel goed" in page(answer), "İyi" in page(answer)) == (409, True, True)

    def test_text_gone(self, study: Study, client: Client, document: dict[str, Any]) -> None:
        old = unit(study, "Goed")
        del document["option_lists"]["levels"][1]
        drafts.store(study, document)
        answer = client.post(address(old, "save"), {"text": "İyi", "place": old.places[0]})
        assert (answer.status_code, "no longer in the study" in page(answer)) == (409, True)

    @pytest.mark.parametrize("action", ["mark", "fits", "comment", "settle"])
    def test_other_actions(self, study: Study, client: Client, action: str) -> None:
        old = unit(study, "Goed")
        translations.translate(study, old, "Güzel", user=None, by="Ayşe")
        answer = client.post(address(old, action), {"remark": "My words", "step": "reviewed"})
        assert (answer.status_code, "My words" in page(answer)) == (409, True)

    def test_an_old_link_leads_to_the_text(self, study: Study, client: Client) -> None:
        old = unit(study, "Goed")
        translations.translate(study, old, "Güzel", user=None, by="Ayşe")
        answer = client.get(address(old))
        assert (answer.status_code, address(unit(study, "Goed")) in page(answer)) == (409, True)


class TestSigning:
    def test_refuses_while_texts_are_missing(self, study: Study, client: Client) -> None:
        shown = page(client.get(f"{BASE}tr/sign/"))
        assert "texts are missing or older than their source" in shown
        assert 'name="by"' not in shown
        answer = client.post(f"{BASE}tr/sign/", {"by": "A. Speaker"})
        assert answer.status_code == 422
        assert not TextEvent.objects.exists()

    def test_refuses_while_texts_are_stale(self, study: Study, client: Client) -> None:
        translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None)
        set_source(study, "Heel goed")
        assert client.post(f"{BASE}en/sign/", {"by": "A. Speaker"}).status_code == 422

    def test_a_name_is_needed(self, study: Study, client: Client) -> None:
        answer = client.post(f"{BASE}en/sign/", {"by": "  "})
        assert (answer.status_code, "Give the name" in page(answer)) == (422, True)
        assert not TextEvent.objects.exists()

    def test_signed_under_the_speakers_name(self, study: Study, client: Client) -> None:
        seen = re.search(r'name="seen" value="(\w+)"', page(client.get(f"{BASE}en/sign/")))[1]
        answer = client.post(f"{BASE}en/sign/", {"by": "A. Speaker", "seen": seen})
        assert answer["Location"] == BASE
        assert set(TextEvent.objects.values_list("kind", "by", "user")) == {("native", "A. Speaker", client.user.pk)}
        every = len(units(drafts.document_of(study), "en"))
        assert f"signed {every} of {every} texts" in page(client.get(f"{BASE}en/sign/"))

    def test_texts_changed_while_somebody_read_are_not_signed(self, study: Study, client: Client) -> None:
        seen = re.search(r'name="seen" value="(\w+)"', page(client.get(f"{BASE}en/sign/")))[1]
        translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None)
        answer = client.post(f"{BASE}en/sign/", {"by": "A. Speaker", "seen": seen})
        assert (answer.status_code, "Texts were changed since" in page(answer)) == (409, True)
        assert 'value="A. Speaker"' in page(answer)
        assert not TextEvent.objects.filter(kind="native").exists()
        again = re.search(r'name="seen" value="(\w+)"', page(answer))[1]
        assert client.post(f"{BASE}en/sign/", {"by": "A. Speaker", "seen": again}).status_code == 302


class TestChanges:
    def test_nothing_published(self, study: Study, client: Client) -> None:
        assert "Nothing was published yet." in page(client.get(f"{BASE}changes/"))
        assert f"{BASE}changes/" not in page(client.get(BASE))

    def test_texts_that_differ_source_first(self, study: Study, client: Client) -> None:
        publish(study, drafts.document_of(study))
        assert "No text differs." in page(client.get(f"{BASE}changes/"))
        translations.translate(study, unit(study, "Slecht", "en"), "Poor", user=None)
        set_source(study, "Heel goed")
        text = page(client.get(f"{BASE}changes/", {"edition": "1"}))
        assert text.index("<del>Goed</del><ins>Heel goed</ins>") < text.index("<del>Bad</del><ins>Poor</ins>")
        assert "option_lists/levels/good/label" in text
        english = page(client.get(f"{BASE}changes/", {"edition": "1", "language": "en"}))
        assert ("<ins>Poor</ins>" in english, "<ins>Heel goed</ins>" in english) == (True, False)

    @pytest.mark.parametrize("number", ["9", "x", "-1"])
    def test_an_edition_that_does_not_exist_is_404(self, study: Study, client: Client, number: str) -> None:
        publish(study, drafts.document_of(study))
        assert client.get(f"{BASE}changes/", {"edition": number}).status_code == 404

    def test_a_draft_with_a_fault_is_said(self, study: Study, client: Client, document: dict[str, Any]) -> None:
        publish(study, drafts.document_of(study))
        drafts.store(study, document | {"editions": [{"number": 1, "surprise": 1}]})
        assert "cannot be compared" in page(client.get(f"{BASE}changes/"))
