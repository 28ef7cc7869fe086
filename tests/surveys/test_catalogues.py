"""The interface's own texts: what the catalogues hold, and the page that shows them."""

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from surveys.catalogues import Back, InterfaceText, RecordBroken, languages_in, record, tally, texts
from surveys.models import Study

Clients = Callable[..., Client]
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
ARABIC_HEAD = HEAD + '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
DUTCH = """
#: respondents/views.py
msgid "Next"
msgstr "Volgende"

#: respondents/views.py
msgid "Stop"
msgstr "Stoppen"

#: staff/views.py
msgid "Jobs"
msgstr "Taken"

#: templates/respondents/start.html
msgid "%(n)s minute"
msgid_plural "%(n)s minutes"
msgstr[0] "%(n)s minuut"
msgstr[1] "%(n)s minuten"
"""
ARABIC = """
msgid "Next"
msgstr "التالي"

#, fuzzy
msgid "%(n)s minute"
msgid_plural "%(n)s minutes"
msgstr[0] "دقيقة"
msgstr[1] ""
"""
RECORD = "msgid,back,verdict,note\nNext,Hierna,same,\nGone,Weg,differs,old\n"


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    """Three catalogues: Dutch with everything, Arabic half done with a record, English empty."""
    contents = {"nl": HEAD + DUTCH, "ar": ARABIC_HEAD + ARABIC, "en": HEAD}
    for language, content in contents.items():
        folder = tmp_path / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(content, encoding="utf-8")
    (tmp_path / "locale" / "ar" / "record.csv").write_text(RECORD, encoding="utf-8")
    return tmp_path / "locale"


def test_english_needs_no_catalogue(locale: Path) -> None:
    assert languages_in(locale) == {"nl", "ar"}


def test_texts_of_a_language(locale: Path) -> None:
    assert texts(locale, "ar") == (
        InterfaceText(("Next",), ("Volgende",), ("التالي",), True, back=Back("Hierna", "same")),
        InterfaceText(("Stop",), ("Stoppen",), ("",), True),
        InterfaceText(
            ("%(n)s minute", "%(n)s minutes"), ("%(n)s minuut", "%(n)s minuten"), ("دقيقة", ""), True, unsure=True
        ),
    )


def test_staff_texts_count_where_the_catalogue_has_them(locale: Path) -> None:
    assert [(text.source[0], text.seen) for text in texts(locale, "nl")] == [
        ("Next", True),
        ("Stop", True),
        ("Jobs", False),
        ("%(n)s minute", True),
    ]


def test_tally(locale: Path) -> None:
    assert vars(tally(texts(locale, "ar"))) == {"every": 3, "missing": 2, "unsure": 1, "back": 1, "differs": 0}


def test_no_record_is_no_fault(tmp_path: Path) -> None:
    assert record(tmp_path / "record.csv") == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"msgid,back\n", "the first line must be msgid,back,verdict,note", id="columns"),
        pytest.param(b"", "the first line must be", id="empty file"),
        pytest.param(b"msgid,back,verdict,note\nNext,Hierna\n", "line 2: 4 columns", id="too few"),
        pytest.param(b"msgid,back,verdict,note\nNext,a,same,b,c\n", "line 2: 4 columns", id="too many"),
        pytest.param(b"msgid,back,verdict,note\nNext,a,maybe,\n", "line 2: verdict is “maybe”", id="verdict"),
        pytest.param(b"msgid,back,verdict,note\nNext,\xff,same,\n", "Save it as CSV in UTF-8", id="not UTF-8"),
    ],
)
def test_a_broken_record_says_where(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "record.csv").write_bytes(content)
    with pytest.raises(RecordBroken, match=says):
        record(tmp_path / "record.csv")


@pytest.mark.django_db
class TestPage:
    BASE = "/staff/studies/mini-study/translate/"

    @pytest.fixture(autouse=True)
    def own_locale(self, study: Study, locale: Path, settings: Any) -> None:
        settings.LOCALE_PATHS = [locale, *settings.LOCALE_PATHS]

    @pytest.fixture
    def client(self, staff_client: Clients) -> Client:
        client = staff_client("translator", study="mini-study")
        client.user.language = "en"
        client.user.save()
        return client

    def page(self, client: Client, language: str = "ar", **query: str) -> str:
        return html.unescape(client.get(f"{self.BASE}{language}/interface/", query).content.decode())

    def test_texts_with_their_languages_and_what_was_translated_back(self, client: Client) -> None:
        text = self.page(client)
        assert '<td lang="ar" dir="rtl"><p class="words">التالي</p></td>' in text
        assert "not yet reviewed by a native speaker" in text
        assert "Hierna" in text
        assert "says the same" in text

    def test_staff_texts_are_shown_when_asked_for(self, client: Client) -> None:
        assert "Taken" not in self.page(client, "nl")
        assert "Taken" in self.page(client, "nl", which="all")
        assert "which=all" not in self.page(client, "ar")

    def test_dutch_needs_no_native_speaker(self, client: Client) -> None:
        assert "not yet reviewed" not in self.page(client, "nl")

    def test_a_changed_file_is_read_again(self, client: Client, locale: Path) -> None:
        self.page(client)
        (locale / "ar" / "record.csv").write_text(RECORD.replace("Hierna", "Daarna"), encoding="utf-8")
        assert "Daarna" in self.page(client)

    def test_a_broken_record_is_said(self, client: Client, locale: Path) -> None:
        (locale / "ar" / "record.csv").write_text("nonsense\n", encoding="utf-8")
        assert "the first line must be" in self.page(client)

    @pytest.mark.parametrize(("language", "status"), [("ar", 200), ("en", 404), ("xx", 404)])
    def test_unknown_language_is_404(self, client: Client, language: str, status: int) -> None:
        assert client.get(f"{self.BASE}{language}/interface/").status_code == status

    @pytest.mark.parametrize("role", ["municipality", "analyst"])
    def test_other_roles_get_403(self, staff_client: Clients, role: str) -> None:
        assert staff_client(role).get(f"{self.BASE}ar/interface/").status_code == 403

    def test_another_study_stays_closed_and_the_page_only_shows(self, client: Client, staff_client: Clients) -> None:
        other = staff_client("translator", study="other")
        assert other.get(f"{self.BASE}ar/interface/").status_code == 403
        assert client.post(f"{self.BASE}ar/interface/").status_code == 405
