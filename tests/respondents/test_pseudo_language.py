"""Nothing on a respondent's page, letter or printed questionnaire is left untranslated, in any of the five languages.

The interface and a study speak a made-up language in the place of one of the five (tests/respondents/pseudo.py); every
page is walked, and a letter of any other language fails.
"""

import json
import re
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override

from config.respondent_texts import seen_texts
from invitations import flyers, letters
from invitations.flyer_text import LINES
from invitations.letter_text import letter_text
from staff.models import User
from surveys.answer_messages import COUNTED, MESSAGES, message
from surveys.editions import definition_of
from surveys.engine.checks.freshness import source_hash
from surveys.engine.errors import AnswerError
from surveys.engine.parse import parse
from surveys.engine.spoken import spoken_texts
from surveys.languages import LANGUAGES
from surveys.models import Clip, Edition, Study, VoiceSignOff
from surveys.printable import Print, write_questionnaire
from surveys.publish import publish
from surveys.typeset import Document, write_pdf
from surveys.voices import voice_name
from tests.programs import need
from tests.respondents.mini import t
from tests.respondents.pseudo import MARK, NOTED, Pseudo, allowed, leaks, mark, read_aloud, speak, spoken
from tests.respondents.pseudo_study import bare, everything
from tests.respondents.pseudo_walk import DAY, Seen, Walker, at_the_door, walk
from tests.respondents.wishers import BOTH

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FONTS = Path(settings.BASE_DIR) / "fonts"
MARK_OF_A_GAP = "Not translated yet"
"""Beside a study's text that this language lacks: these studies lack none."""
LETTER_LINES = ("subject", "salutation", "scan", "code", "closing", "sender", "help")


pytestmark = pytest.mark.django_db(databases=BOTH)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def made_up(language: str, monkeypatch: pytest.MonkeyPatch) -> Pseudo:
    return speak(monkeypatch, language)


@pytest.fixture
def edition(db: None, language: str) -> Edition:
    """The study that `letter` and `phone` are about."""
    return published(everything(language))


def published(made: dict[str, Any], code_form: str = "digits") -> Edition:
    study = Study.objects.create(slug=made["study"], title=made["study"], code_form=code_form)
    return publish(study, made, note="")


@pytest.fixture
def seen(made_up: Pseudo, language: str, letter: str, settings: Any) -> Seen:
    settings.CODE_MISSES_PER_MINUTE = 1000

    def publish_more() -> None:
        published(bare(language))
        published(bare(language, "lettered"), code_form="base32")

    computer_reads_everything(language)
    return walk(language, publish_more, letter)


def computer_reads_everything(language: str) -> None:
    """A clip of the computer voice for each text of the study, so that what stands around sound is seen too."""
    voice, at = voice_name(language), timezone.now()
    by = User.objects.create_user("researcher@example.org")
    VoiceSignOff.objects.create(language=language, voice=voice, name="A. Speaker", by=by, at=at)
    texts = [text for one in Edition.objects.all() for _, text in spoken_texts(definition_of(one))]
    hashes = {source_hash(text.get(language) or "") for text in texts}
    about = {"source": Clip.Source.SYNTHETIC, "voice": voice, "seconds": 1, "bytes": 1, "version": "1", "at": at}
    Clip.objects.bulk_create(Clip(language=language, text_hash=text_hash, **about) for text_hash in hashes)


def leaking(seen: Seen, language: str) -> dict[str, list[str]]:
    fine = allowed(language)
    found = {where: leaks(read_aloud(html), fine) for where, html in seen.pages.items()}
    return {where: words for where, words in found.items() if words}


def templates() -> set[str]:
    """Every template that a respondent's page is made of."""
    folders = ("respondents", "inburgerstem")
    named = {f"{folder}/{file.name}" for folder in folders for file in (TEMPLATES / folder).glob("*.html")}
    return named | {"400.html", "403.html", "403_form.html", "404.html", "500.html", "fault.html"}


def test_no_page_has_an_untranslated_word(seen: Seen, language: str, made_up: Pseudo) -> None:
    """And every page was there: all templates, and all texts of the interface but those on paper."""
    assert leaking(seen, language) == {}
    assert templates() - seen.templates == set()
    assert {first_form(text) for text in seen_texts() if not on_paper(text)} - made_up.asked == {MARK_OF_A_GAP}


def first_form(text: Any) -> str:
    return text.id[0] if text.pluralizable else text.id


def on_paper(text: Any) -> bool:
    paper = {
        "invitations/letters.py",
        "invitations/flyers.py",
        "invitations/guide.py",
        "exports/closing/files.py",
        "exports/codebook_words.py",
        "surveys/printable_words.py",
        "surveys/printable_notes.py",
    }
    return all(file in paper for file, _ in text.locations)


@pytest.mark.parametrize("code", [*MESSAGES, *COUNTED, "whole number", "too early", "too late"])
def test_every_message_about_an_answer(language: str, made_up: Pseudo, code: str) -> None:
    params = {"minimum": Decimal("1.5"), "maximum": Decimal(20), "length": 300, "candidates": ("SY",), "decimals": 2}
    days = {"minimum": DAY, "maximum": DAY}
    errors = {
        "too_long": AnswerError("too_long", maximum=250, length=300),
        "date_out_of_range": AnswerError("date_out_of_range", **days),
        "whole number": AnswerError("too_many_decimals", decimals=0),
        "too early": AnswerError("date_out_of_range", minimum=DAY, maximum=date(2100, 12, 31)),
        "too late": AnswerError("date_out_of_range", minimum=date(1900, 1, 1), maximum=DAY),
    }
    with override(language):
        said = message(errors.get(code, AnswerError(code, **params)), language)
    assert MARK in said
    assert leaks([said], allowed(language)) == []


# On paper


def words_of(pdf: Path) -> list[str]:
    command = [need("pdftotext"), "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def letter_document(language: str) -> dict[str, Any]:
    words = {name: t(f"Regel {name}") for name in LETTER_LINES}
    words |= {"body": [t("Een"), t("Twee"), t("Tot {close_date}, {minutes}")], "short": t("Kort: {code}, {phone}")}
    words["code"] = t("Ga naar {url}: {code}")
    return spoken({"materials": {"letters": {"invitation": words}}}, language)


def letter_pdf(folder: Path, written: dict[str, Any], offered: tuple[str, ...]) -> list[str]:
    text = letter_text(written, "invitation", offered)
    materials = {"landing": {"phone": "0800 0000", "minutes": 20}}
    shared = letters.look(text, materials, {"close": "2027-05-31"}, "left", DAY)
    data = letters.chunk_data(shared, [letters.Letter("1-2-3", "4", "1234567890123456")], "5")
    write_pdf(Document(letters.TEMPLATE, data, FONTS), folder / "letters.pdf")
    return words_of(folder / "letters.pdf")


@pytest.mark.usefixtures("pdf_programs", "made_up")
def test_a_letter(language: str, tmp_path: Path) -> None:
    said = letter_pdf(tmp_path, letter_document(language), (language,))
    assert len(re.findall(f"{MARK}+", " ".join(said))) > 20
    assert leaks(said, allowed(language)) == []


@pytest.mark.usefixtures("pdf_programs")
def test_a_letter_in_short_in_the_other_languages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Page 2: each language its own words; only the sender and the page number are in the study's own language."""
    speak(monkeypatch, "nl", NOTED)
    written = letter_document("nl")
    (texts,) = written["materials"]["letters"].values()
    marked = {"nl": mark("Regel", NOTED), **{tag: mark("Kort {code}") for tag in LANGUAGES if tag != "nl"}}
    texts |= {name: marked for name in (*LETTER_LINES, "short")} | {"body": [marked]}
    fine = frozenset().union(*map(allowed, LANGUAGES))
    assert leaks(letter_pdf(tmp_path, written, LANGUAGES), fine, MARK + NOTED) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("pdf_programs", "made_up")
@pytest.mark.parametrize("together", [False, True])
def test_a_flyer(language: str, together: bool, tmp_path: Path) -> None:
    words: dict[str, Any] = {name: t(f"Regel {name}") for name in LINES}
    words |= {"points": [t("Een"), t("Twee")], "link": t("Ga naar {url}"), "close": t("Tot {close_date}")}
    words |= {"help": t("Bel {phone}"), "minutes": t("Ongeveer {minutes}")}
    written = spoken({"study": "1", "materials": {"flyers": words}}, language)
    written["materials"]["landing"] = {"phone": "0800 0000", "minutes": 20}
    document = json.dumps(written | {"dates": {"close": "2027-05-31"}})
    edition = Edition(study=Study(slug="1"), document=document, offered=[language], demo=True)
    (made,) = flyers.make(edition, flyers.Wish(tmp_path, together=together), DAY)
    said = words_of(made)
    assert len(re.findall(f"{MARK}+", " ".join(said))) > 12
    assert leaks(said, allowed(language)) == []


def printable(language: str, notes: str) -> dict[str, Any]:
    """A study without rules, which are put in words for colleagues; their labels are in the language of the notes."""
    made = everything(language)
    made["screening"]["pages"][1].pop("relevant")
    made["screening"]["outcomes"] = [{"name": "asiel", "group": "asiel"}]
    for section in made["sections"]:
        for each in section["pages"]:
            each.pop("relevant", None)
    if notes != language:
        for group in made["groups"].values():
            group["label"][notes] = mark("Groep", NOTED)
    return made


def question_names(made: dict[str, Any]) -> set[str]:
    pages = [each for part in (made["screening"], *made["sections"]) for each in part["pages"]]
    return {asked["name"] for each in pages for asked in each["questions"]} | {made["study"]}


@pytest.mark.usefixtures("made_up")
def test_a_questionnaire_on_paper(language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names of variables stay; days in limits are for colleagues, by CLDR in the language of the notes."""
    need("pdftotext")
    notes = language if language in ("nl", "en") else "nl"
    if notes != language:
        speak(monkeypatch, notes, NOTED)
    made = printable(language, notes)
    file = tmp_path / "questionnaire.pdf"
    write_questionnaire(Print(parse(made), 1, "asiel", language, notes), FONTS, file, day=DAY)
    said = words_of(file)
    assert len(re.findall(f"{MARK}+", " ".join(said))) > 60
    fine = allowed(language) | allowed(notes) | question_names(made)
    assert leaks(said, fine, MARK + NOTED) == []


# It would be found


@pytest.mark.parametrize("language", ["nl", "ar", "tr", "ti"])
def test_a_text_missing_from_the_catalogue_fails(made_up: Pseudo, language: str, letter: str) -> None:
    """Django would show the Dutch or the English text there; no page can hide that."""
    made_up.known.discard("Your privacy")
    seen = Seen()
    at_the_door(Walker(language, seen), letter)
    assert len(leaking(seen, language)) == len(seen.pages) > 10
    assert set().union(*leaking(seen, language).values()) == {"Your", "privacy"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_study_text_missing_in_this_language_fails(made_up: Pseudo, language: str, db: None, settings: Any) -> None:
    """Such a language is not offered; where it is all the same, the source language shows, and is found."""
    made = everything(language)
    del made["materials"]["landing"]["lead"][language]
    published(made)
    assert language not in Edition.objects.get().offered
    settings.SHOW_INCOMPLETE_LANGUAGES = True
    seen = Seen()
    Walker(language, seen).get("/")
    (found,) = leaking(seen, language).values()
    assert found[:2] == ["LEAK", "nl"]
    assert MARK_OF_A_GAP in made_up.asked


@pytest.mark.parametrize(
    "html",
    [
        "<p>жж planted жж</p>",
        '<button aria-label="planted">жж</button>',
        '<img alt="planted">',
        '<input type="submit" value="planted">',
        '<input type="text" placeholder="planted">',
        '<p title="planted">жж</p>',
        '<datalist><option value="planted"></datalist>',
        '<select><option value="x">planted</option></select>',
        "<title>planted</title>",
        "<p>жpplanted</p>",
    ],
)
def test_an_unmarked_word_would_be_found(html: str) -> None:
    assert leaks(read_aloud(html), allowed("nl"))


@pytest.mark.parametrize(
    "html",
    [
        "<p>жж 12 <bdi>0800 0000</bdi></p>",
        '<input type="text" value="typed by a person">',
        "<textarea>typed by a person</textarea>",
        '<button name="go" value="next">жж</button>',
        '<select><option value="x">1 – mei</option></select>',
        '<a lang="ar">العربية</a>',
        "<style>p{color:red}</style>",
    ],
)
def test_what_is_no_untranslated_word(html: str) -> None:
    assert leaks(read_aloud(html), allowed("nl")) == []


def test_the_made_up_language_keeps_placeholders(monkeypatch: pytest.MonkeyPatch) -> None:
    speak(monkeypatch, "ti")
    with override("ti"):
        assert gettext("Part %(now)s of %(all)s") == "жжжж %(now)s жж %(all)s"
        assert gettext("No such text") == "No such text"
    assert mark("مدّة {code}") == "жжж {code}"


def test_parts_of_a_name_are_not_allowed() -> None:
    assert leaks(["mei", "meisje"], allowed("nl")) == ["meisje"]
