"""Help, referral and privacy: what a study says beside its questions, only where it says something."""

import re
from typing import Any

import pytest

from respondents.side_pages import Block, Part, block, has_help
from tests.respondents.mini import document, t
from tests.respondents.people import Phone

HELP = {"title": t("Hulp bij de vragen"), "text": [t("Vraag het iemand die u vertrouwt.")]}
REFERRAL = {
    "title": t("Hulp bij inburgeren"),
    "lead": t("Wij kunnen u niet zelf helpen."),
    "parts": [
        {"title": t("Uw gemeente"), "text": [t("Bel uw gemeente."), t("Of ga erheen.")], "terms": ["pip"]},
        {"text": t("Vraag het op school.")},
    ],
}
PRIVACY = {"title": t("Over dit onderzoek"), "parts": [{"title": t("Wie wij zijn"), "text": [t("Wij zijn X.")]}]}


@pytest.fixture
def with_materials(make_edition):
    def make(**materials: Any) -> Phone:
        made = document()["materials"]
        terms = {"pip": {"label": t("PIP"), "explanation": t("Uw plan.")}}
        make_edition(materials={**made, **materials}, terms=terms)
        return Phone()

    return make


@pytest.mark.parametrize(
    ("materials", "expected"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"help": {"text": [t("x")]}}, None, id="no title"),
        pytest.param({"help": "see the letter"}, None, id="not a mapping"),
        pytest.param(
            {"help": HELP}, Block(HELP["title"], None, (Part(None, tuple(HELP["text"])),)), id="title and text"
        ),
        pytest.param(
            {"help": REFERRAL},
            Block(
                REFERRAL["title"],
                REFERRAL["lead"],
                (
                    Part(t("Uw gemeente"), (t("Bel uw gemeente."), t("Of ga erheen.")), ("pip",)),
                    Part(None, (t("Vraag het op school."),)),
                ),
            ),
            id="lead and parts",
        ),
        pytest.param({"help": {"title": t("x"), "parts": [{"title": t("y")}]}}, Block(t("x"), None, ()), id="no text"),
    ],
)
def test_block(materials: dict[str, Any], expected: Block | None) -> None:
    assert block(materials, "help") == expected
    assert has_help(materials) == (expected is not None)


def headings(text: str) -> list[tuple[str, str]]:
    return re.findall(r"<h([1-3])[^>]*>([^<]+)</h", text)


def test_help_and_then_referral(with_materials) -> None:
    phone = with_materials(help=HELP, referral=REFERRAL)
    assert phone.get("/help/").status_code == 200
    assert headings(phone.text) == [("1", "Hulp bij de vragen"), ("2", "Hulp bij inburgeren"), ("3", "Uw gemeente")]
    for words in ("die u vertrouwt", "niet zelf helpen", "Of ga erheen.", "Vraag het op school.", "Naar de eerste"):
        assert words in phone.text
    assert re.search(r'<summary>.*PIP</span></summary>\s*<div class="heard"><p>Uw plan.</p></div>', phone.text)


@pytest.mark.parametrize(("name", "material"), [("help", HELP), ("referral", REFERRAL)])
def test_one_of_the_two_is_enough(with_materials, name: str, material: dict[str, Any]) -> None:
    phone = with_materials(**{name: material})
    assert headings(phone.get("/help/").content.decode())[0] == ("1", material["title"]["nl"])


def test_without_such_texts_there_is_no_page_and_no_link(phone: Phone) -> None:
    assert "/help/" not in phone.get("/").content.decode()
    assert phone.get("/help/").status_code == 404
    assert "Deze pagina bestaat niet" in phone.text


def test_every_page_links_to_help_and_the_last_to_the_referral(with_materials) -> None:
    phone = with_materials(help=HELP, referral=REFERRAL)
    seen = []
    for address in ("/", "/start/", "/privacy/", "/withdraw/", "/outcome/nowhere/"):
        seen.append('href="/help/"' in phone.get(address).content.decode())
    phone.begin()
    seen.append('href="/help/"' in phone.text)
    assert seen == [True] * 6
    assert "/help/#referral" not in phone.text
    phone.answer()
    phone.send({"go": "send"})
    assert phone.address == "/done/"
    assert 'href="/help/#referral"' in phone.text
    assert 'id="referral"' in phone.get("/help/").content.decode()


def test_from_help_back_to_the_questions(with_materials) -> None:
    phone = with_materials(help=HELP)
    phone.begin()
    assert 'href="/on/"' in phone.get("/help/").content.decode()


def test_privacy_of_the_study_comes_below_what_always_holds(with_materials) -> None:
    phone = with_materials(privacy=PRIVACY)
    phone.get("/privacy/")
    assert headings(phone.text) == [("1", "Uw privacy"), ("2", "Over dit onderzoek"), ("3", "Wie wij zijn")]
    assert phone.text.index("DUO, de IND") < phone.text.index("Over dit onderzoek") < phone.text.index("0800 0000")


def test_a_studys_address_in_capitals_as_in_a_qr_code(with_materials, make_edition) -> None:
    make_edition(study="other")
    phone = with_materials()
    written, scanned = (re.sub(r"[0-9A-Za-z]{64}", "", phone.get(one).content.decode()) for one in ("/mini/", "/MINI/"))
    assert scanned.replace("/MINI/", "/mini/") == written
    assert phone.get("/MINIMAL/").status_code == 404, "control"


def test_a_studys_own_part_with_the_pages_title_has_no_second_one(with_materials) -> None:
    phone = with_materials(privacy={**PRIVACY, "title": t("Uw privacy")})
    phone.get("/privacy/")
    assert headings(phone.text) == [("1", "Uw privacy"), ("2", "Wie wij zijn")]


def test_who_lost_the_way_among_studies_can_call_each(with_materials, make_edition) -> None:
    make_edition(study="other", title=t("Ander onderzoek"))
    phone = with_materials()
    phone.get("/start/")
    assert (phone.text.count("Ander onderzoek"), phone.text.count("Lukt het niet?")) == (1, 2)
    phone.get("/start/?study=mini")
    assert (phone.text.count("Ander onderzoek"), phone.text.count("Lukt het niet?")) == (0, 1)


def test_who_sees_answers_is_the_studys_to_say(with_materials) -> None:
    """A municipality that asks itself must not promise that it gets no answers."""
    ours = {**PRIVACY, "who_sees": t("De gemeente ziet uw antwoorden, zonder uw naam.")}
    phone = with_materials(privacy=ours)
    phone.get("/privacy/")
    assert "De gemeente ziet uw antwoorden, zonder uw naam." in phone.text
    assert "krijgen uw antwoorden niet" not in phone.text
    assert "Alleen de onderzoekers" not in phone.text


@pytest.mark.parametrize("address", ["/privacy/", "/help/", "/helping/"])
def test_beside_one_of_several_studies_its_own_pages(with_materials, make_edition, address: str) -> None:
    """From its first page, in another language too, and back to it: nowhere the pages of all studies."""
    make_edition(study="other")
    phone = with_materials(help=HELP, privacy=PRIVACY)
    phone.get("/mini/")
    (beside,) = set(re.findall(rf'href="({address}[^"]*)"', phone.text))
    assert phone.get(beside).status_code == 200
    assert 'href="/mini/"' in phone.text, "to the first page"
    (english,) = set(re.findall(r'href="([^"]*lang=en)"', phone.text))
    phone.get(address + english.replace("&amp;", "&"))
    assert 'lang="en"' in phone.text
    assert 'href="/mini/"' in phone.text


def test_without_the_studys_name_there_is_no_help(with_materials, make_edition, monkeypatch) -> None:
    """The positive control of the test above."""
    make_edition(study="other")
    phone = with_materials(help=HELP)
    monkeypatch.setattr("respondents.pages.several_open", lambda: False)
    phone.get("/mini/")
    (beside,) = set(re.findall(r'href="(/help/[^"]*)"', phone.text))
    assert phone.get(beside).status_code == 404


def test_a_helper_comes_back_to_the_study(with_materials, make_edition) -> None:
    make_edition(study="other")
    phone = with_materials(help=HELP)
    phone.get("/helping/?study=mini")
    phone.send({"go": "helped"}, "/helping/?study=mini")
    assert phone.address == "/mini/"


def test_with_one_study_addresses_stay_clean(with_materials) -> None:
    phone = with_materials(help=HELP)
    phone.get("/mini/")
    assert "?study=" not in phone.text


def test_a_text_in_another_language_is_marked(with_materials, settings) -> None:
    settings.SHOW_INCOMPLETE_LANGUAGES = True
    phone = with_materials(help={"title": {"nl": "Hulp", "en": "Help", "ar": "مساعدة"}, "text": [t("Bel 0800 0000.")]})
    phone.get("/help/?lang=ar")
    assert "<h1>مساعدة</h1>" in phone.text
    assert '<span lang="nl" dir="ltr">Bel 0800 0000.</span>' in phone.text
