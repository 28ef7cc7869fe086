"""Pages where researchers edit the words of letters: who may, what is saved, what is refused, who was first."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from invitations import codes, letter_preview, letter_words
from invitations.letter_preview import TooLong, dead_code
from staff.models import AuditEntry
from surveys import drafts, translations
from surveys.models import Study, TextEvent
from surveys.text_states import Event
from surveys.translation_units import units
from tests.invitations.words_draft import LETTER, drafted

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
BASE = "/staff/invitations/words/small/"
WORDS = f"{BASE}invitation/en/"


@pytest.fixture
def study() -> Study:
    return drafted()


@pytest.fixture
def researcher(study: Study, staff_client: Clients) -> Client:
    return english(staff_client("researcher", study="small"))


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Typesetting left out; what would have been drawn."""
    asked: list[dict[str, Any]] = []

    def draw(document: dict[str, Any], *rest: Any) -> tuple[str, int]:
        asked.append(document)
        return "0" * 16, 2

    monkeypatch.setattr(letter_preview, "draw", draw)
    return asked


def english(client: Client) -> Client:
    client.user.language = "en"
    client.user.save()
    return client


def form_of(client: Client, address: str = WORDS) -> dict[str, str]:
    """Every field of the page as a browser sends it."""
    text = client.get(address).content.decode()
    hidden = dict(re.findall(r'name="(was:[^"]+)" value="([^"]*)"', text))
    shown = re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    return hidden | {name: html.unescape(words) for name, words in shown}


def draft_of(study: Study, kind: str = "invitation") -> dict[str, Any]:
    return drafts.document_of(study)["materials"]["letters"][kind]


class TestWhoMay:
    @pytest.mark.parametrize(
        ("role", "get", "post"),
        [("researcher", 200, 302), ("fieldwork", 200, 403), ("analyst", 403, 403), ("municipality", 403, 403)],
    )
    def test_roles(self, study: Study, staff_client: Clients, undrawn: list, role: str, get: int, post: int) -> None:
        client = staff_client(role)
        assert client.get(WORDS).status_code == get
        assert client.post(WORDS, {"source:subject": "Nieuw", "was:source:subject": "x"}).status_code in (post, 409)
        assert draft_of(study)["subject"] == LETTER["subject"]

    def test_another_study_and_nobody(self, study: Study, staff_client: Clients) -> None:
        assert staff_client("researcher", study="other").get(WORDS).status_code == 403
        assert Client().get(WORDS).status_code == 302

    @pytest.mark.parametrize("rest", ["bill/en/", "invitation/xx/", f"pages/{'0' * 16}/1.png", "pages/..%2Fx/1.png"])
    def test_what_is_not_there(self, researcher: Client, rest: str) -> None:
        assert researcher.get(BASE + rest).status_code == 404

    def test_wrong_methods(self, researcher: Client) -> None:
        assert researcher.get(f"{WORDS}preview/").status_code == 405
        assert researcher.post(BASE).status_code == 405
        assert researcher.put(WORDS).status_code == 405

    def test_the_way_in(self, researcher: Client, study: Study) -> None:
        assert researcher.get(BASE)["Location"] == WORDS
        study.draft.delete()
        assert "no draft" in researcher.get(BASE).content.decode()
        assert researcher.get(WORDS).status_code == 404


def test_fieldwork_looks_and_draws(study: Study, staff_client: Clients, undrawn: list) -> None:
    client = english(staff_client("fieldwork"))
    text = client.get(WORDS).content.decode()
    assert "readonly" in text
    assert "Save in the draft" not in text
    assert client.post(f"{WORDS}preview/", form_of(client)).status_code == 200
    assert len(undrawn) == 1


def test_words_are_saved_and_recorded(study: Study, researcher: Client, undrawn: list) -> None:
    form = form_of(researcher) | {
        "own:subject": "Please take part",
        "source:body/3": "Nog\r\nmeer.",
        "own:body/3": "More.",
    }
    edition = study.editions.get().document
    assert researcher.post(WORDS, form).status_code == 302
    letter = draft_of(study)
    assert letter["subject"] == {**LETTER["subject"], "en": "Please take part"}
    assert letter["body"][3] == {"nl": "Nog meer.", "en": "More."}
    assert draft_of(study, "reminder_1") == LETTER
    assert study.editions.get().document == edition
    assert TextEvent.objects.filter(kind="translated", user=researcher.user, language="en").count() == 2
    assert AuditEntry.objects.get(action="text.part").details == {"texts": 2}
    assert "says something else" in researcher.get(WORDS).content.decode()


def test_nothing_changed_is_said(study: Study, researcher: Client, undrawn: list) -> None:
    study.draft.refresh_from_db()
    before = drafts.document_of(study), study.draft.revision
    assert researcher.post(WORDS, form_of(researcher)).status_code == 302
    study.draft.refresh_from_db()
    assert (drafts.document_of(study), study.draft.revision) == before
    assert "Nothing was changed" in researcher.get(WORDS).content.decode()


def test_other_languages_become_stale(study: Study, researcher: Client, undrawn: list) -> None:
    for tag in ("en", "ar"):
        (unit,) = [one for one in units(drafts.document_of(study), tag) if one.source == LETTER["subject"]["nl"]]
        translations.take_record(
            study, [Event(tag, unit.source_hash, unit.text_hash, "translated", "x", study.created_at)]
        )
    form = form_of(researcher) | {"source:subject": "Doet u mee?", "own:subject": "Are you in?"}
    assert researcher.post(WORDS, form).status_code == 302

    def states(tag: str) -> list[str]:
        found = translations.standings_of(study, tag)
        return [item.state for item in found if item.unit.source == "Doet u mee?"]

    assert (states("en"), states("ar")) == (["translated"], ["stale"])
    assert "older than its source" in researcher.get(f"{BASE}invitation/ar/").content.decode()


def test_faults_keep_what_was_typed(study: Study, researcher: Client, undrawn: list) -> None:
    answer = researcher.post(WORDS, form_of(researcher) | {"source:code": "Typ uw <code> {kode}"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "{code} is missing" in text
    assert "{kode} is not known" in text
    assert "Typ uw &lt;code&gt; {kode}" in text
    assert 'href="#source-code"' in text
    assert draft_of(study) == LETTER
    assert not undrawn


class TestTwoPeople:
    def change_meanwhile(self, study: Study, **texts: str) -> None:
        letter = draft_of(study)
        letter["subject"] |= texts
        drafts.replace_part(study, "materials/letters/invitation", letter)

    def test_both_versions_are_shown_and_nothing_is_lost(self, study: Study, researcher: Client, undrawn: list) -> None:
        form = form_of(researcher) | {"source:subject": "Mijn onderwerp", "source:help": "Bel ons: {phone}"}
        self.change_meanwhile(study, nl="Hun onderwerp")
        answer = researcher.post(WORDS, form)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Mijn onderwerp" in text
        assert "Hun onderwerp" in text
        assert "Bel ons: {phone}" in text
        assert draft_of(study)["subject"]["nl"] == "Hun onderwerp"
        again = dict(re.findall(r'name="(was:[^"]+)" value="([^"]*)"', text))
        assert researcher.post(WORDS, form | again).status_code == 302
        assert draft_of(study)["subject"]["nl"] == "Mijn onderwerp"

    def test_texts_that_nobody_else_touched_are_no_conflict(
        self, study: Study, researcher: Client, undrawn: list
    ) -> None:
        form = form_of(researcher) | {"source:help": "Bel ons: {phone}"}
        self.change_meanwhile(study, nl="Hun onderwerp")
        assert researcher.post(WORDS, form).status_code == 302
        letter = draft_of(study)
        assert (letter["subject"]["nl"], letter["help"]["nl"]) == ("Hun onderwerp", "Bel ons: {phone}")


def test_the_notice_in_the_portal(study: Study, researcher: Client) -> None:
    address = f"{BASE}portal/en/"
    form = form_of(researcher, address) | {"source:text": "Doe mee: {url}", "own:text": "Join: {url}"}
    drawn = researcher.post(f"{address}preview/", form).content.decode()
    assert "Join: http://127.0.0.1:8000" in drawn
    assert researcher.post(address, form).status_code == 302
    portal = drafts.document_of(study)["materials"]["messages"]["portal"]
    assert portal["text"] == {"nl": "Doe mee: {url}", "en": "Join: {url}"}


def test_a_study_in_one_language(study: Study, researcher: Client, undrawn: list) -> None:
    drafts.store(study, {**drafts.document_of(study), "languages": ["nl"]})
    address = f"{BASE}reminder_1/nl/"
    assert researcher.get(BASE)["Location"] == f"{BASE}invitation/nl/"
    assert researcher.post(address, form_of(researcher, address) | {"source:help": "Bel: {phone}"}).status_code == 302
    assert draft_of(study, "reminder_1")["help"]["nl"] == "Bel: {phone}"


@pytest.mark.parametrize("form", ["digits", "base32"])
def test_the_code_of_a_preview_opens_nothing(form: codes.CodeForm) -> None:
    with pytest.raises(codes.CodeMistyped):
        codes.check(dead_code(form), form)
    body = dead_code(form)[:-1]
    assert codes.check(body + codes.check_character(body, form), form), "positive control: else it would be a code"


class TestDrawn:
    """Really typeset."""

    def test_pictures_for_their_maker_alone(self, study: Study, researcher: Client, staff_client: Clients) -> None:
        changed = {"source:subject": "Een heel ander onderwerp", "side": "right"}
        text = researcher.post(WORDS, form_of(researcher) | changed | {"go": "preview"}).content.decode()
        first, second = re.findall(r'<img class="sheet" src="([^"]+)"', text)
        for address in (first, second):
            answer = researcher.get(address)
            assert answer["Content-Type"] == "image/png"
            assert b"".join(answer.streaming_content)[:4] == b"\x89PNG"
        assert staff_client("researcher").get(first).status_code == 404
        assert draft_of(study) == LETTER

    def test_what_does_not_fit_is_not_saved(self, study: Study, researcher: Client) -> None:
        long = {"source:body/2": "Dit is een lange zin over het onderzoek. " * 45}
        answer = researcher.post(WORDS, form_of(researcher) | long)
        assert answer.status_code == 422
        assert re.search(r"Page 1 is \d+ mm too long: about \d+ lines", answer.content.decode())
        assert draft_of(study) == LETTER

    def test_page_2_too(self, study: Study, researcher: Client) -> None:
        letter = draft_of(study)
        letter["short"]["ar"] = "هذا بحث طويل. " * 250
        drafts.replace_part(study, "materials/letters/invitation", letter)
        long = {"own:short": "A long sentence about this research. " * 50 + "{url} {code}"}
        answer = researcher.post(f"{WORDS}preview/", form_of(researcher) | long)
        assert "do not fit page 2" in answer.content.decode()


def test_one_at_a_time_per_person(study: Study, researcher: Client, undrawn: list, monkeypatch) -> None:
    monkeypatch.setattr("invitations.words_views.WAIT_SECONDS", 0.2)
    form = form_of(researcher) | {"source:help": "Bel ons: {phone}"}
    with letter_preview.alone(researcher.user):
        assert researcher.post(f"{WORDS}preview/", form).status_code == 429
        assert researcher.post(WORDS, form).status_code == 429
    assert draft_of(study) == LETTER
    assert researcher.post(f"{WORDS}preview/", form).status_code == 200, "positive control: nobody draws any more"


def test_only_the_newest_pictures_stay(researcher: Client, tmp_path) -> None:
    for number in range(5):
        (tmp_path / f"{number:016x}").mkdir()
    letter_preview._remove_older(tmp_path)
    assert len(list(tmp_path.iterdir())) == letter_preview.KEPT


def test_too_long_is_read_from_what_typst_says() -> None:
    told = letter_preview._too_long("panicked with: LETTER-TOO-LONG 11")
    assert isinstance(told, TooLong)
    assert told.fault.values == {"mm": 11, "lines": 3}
    assert letter_preview._too_long("the disk is full") is None


def test_every_kind_and_text_has_words() -> None:
    from invitations.words_views import KIND_WORDS, NAME_WORDS, SLOT_WORDS

    assert set(KIND_WORDS) == set(letter_words.KINDS)
    assert set(SLOT_WORDS) == {key for keys in letter_words.ORDER.values() for key in keys}
    assert set(NAME_WORDS) == {"url", "code", "phone", "close_date", "minutes"}
