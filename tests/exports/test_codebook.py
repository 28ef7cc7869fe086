"""The codebook: questions as shown, who was asked, codes and counts of this very dataset, in four formats."""

import re
import stat
import subprocess
import xml.etree.ElementTree as Tree
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from exports.codebook import Codebook, notes_language
from exports.codebook_files import CODEBOOKS, book_of, write_codebooks
from exports.counts import Profile, tally
from exports.dataset import dataset
from exports.writers.table import table
from surveys.ddi import NAMESPACE
from surveys.engine.answers import Choice
from surveys.engine.words import in_words
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT, dataset_of, mini, option, page, values
from tests.exports.test_values import ALL, EVERYTHING
from tests.programs import need
from tests.surveys_files.test_ddi import schema

PEOPLE, BROKE_OFF = 12, 3


def definition():
    pages = [*DOCUMENT["sections"][0]["pages"]]
    pages[0] = page("work", "single", options=[option("yes"), option("no", groups=["b"])], reasons=["dont_know"])
    pages[0]["questions"][0]["label"] = {"nl": "Werkt u <nu>?", "en": "Do you work?", "ar": "هل تعمل؟", "ti": "ትሰርሑ ዶ?"}
    document = {"languages": ["nl", "en", "ar", "ti"], "sections": [{**DOCUMENT["sections"][0], "pages": pages}]}
    return mini(**document)


def rows() -> list:
    made = definition()
    answered = [values(made, EVERYTHING, ALL)] * PEOPLE
    return answered + [values(made, {"side": Choice("left")}, frozenset({"side"}))] * BROKE_OFF


def book(languages: tuple[str, ...] = ("nl",), profile: Profile = "internal") -> Codebook:
    data = dataset_of(definition(), rows())
    return book_of(data, tally(table(data, languages[0])), len(rows()), languages, profile)


def entry(found: Codebook, name: str):
    return next(one for _, entries in found.parts for one in entries if one.name == name)


def test_parts_are_those_of_the_questionnaire():
    assert [part for part, _ in book().parts] == [
        "Eerste vragen: welke vragenlijst",
        "Alles",
        "Afgeleide waarden",
        "Schalen",
    ]


def test_counts_are_those_of_the_rows():
    (work,) = entry(book(), "work").variables
    counted = Counter(row["work"] for row in rows())
    assert {code.code: code.count for code in work.codes} == {
        code: counted[code] for code in (1, 2, *range(-1, -10, -1))
    }
    assert work.valid == PEOPLE


def test_who_was_asked_is_said_in_the_engines_words():
    made = definition()
    assert in_words(made.page_by_name["hours"].relevant, made, "nl") in entry(book(), "hours").asked
    assert in_words(made.page_by_name["hours"].relevant, made, "en") in entry(book(("ar", "en")), "hours").asked
    assert entry(book(), "work").asked == "Iedereen"
    assert [code.offered for code in entry(book(), "work").variables[0].codes[:2]] == ["", "B."]


def test_every_language_asked_for_is_shown_and_no_other():
    assert [one.language for one in entry(book(("ar", "ti")), "work").labels] == ["ar", "ti"]
    assert [one.language for one in entry(book(("ar",)), "wait").labels] == ["nl"]
    reasons = [code for code in entry(book(("ar",)), "wait").variables[0].codes if code.code == -5]
    assert [(said.language, said.text) for said in reasons[0].labels] == [("ar", "عُرض السؤال وتُرك بلا إجابة")]


@pytest.mark.parametrize(("languages", "notes"), [(["ar", "nl"], "nl"), (["ti"], "en"), (["en", "nl"], "en")])
def test_rules_are_said_in_dutch_or_english(languages, notes):
    assert notes_language(languages) == notes


def test_publication_shows_no_small_number():
    found = book(profile="publication")
    for _, entries in found.parts:
        for one in entries:
            for variable in one.variables:
                assert all(code.count is None or code.count >= 10 for code in variable.codes)
                assert (variable.low, variable.high) == (None, None)


def test_derived_values_say_how_they_are_worked_out():
    assert "‘work’" in entry(book(), "worker").formula or "Werkt" in entry(book(), "worker").formula
    assert entry(book(), "warmth").formula == "mean(mood, trust), n ≥ 2"


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("codebook")
    data = dataset_of(definition(), rows())
    found = book_of(data, tally(table(data, "nl")), len(rows()), ("nl", "ar", "ti"), "internal")
    made = write_codebooks(data, found, folder, tuple(CODEBOOKS), NOW.date())
    return dict(zip(CODEBOOKS, made, strict=True))


def test_the_page_says_languages_and_escapes(files):
    html = files["html"].read_text(encoding="utf-8")
    assert '<html lang="nl">' in html
    assert 'lang="ar" dir="rtl">هل تعمل؟' in html
    assert "Werkt u &lt;nu&gt;?" in html
    assert not re.search(r"(src|href)=\"(?!#)", html)


def test_colleagues_can_open_every_file(files):
    assert {stat.S_IMODE(Path(file).stat().st_mode) & 0o044 for file in files.values()} == {0o044}


def test_the_pdf_is_tagged_and_reads_right(files):
    with pikepdf.open(files["pdf"]) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nl"
    text = subprocess.run(
        [need("pdftotext"), str(files["pdf"]), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Werkt u <nu>?" in text
    assert "ትሰርሑ ዶ?" in text
    assert "Alleen voor wie" in " ".join(text.split())


def test_the_workbook_has_a_line_per_code_with_its_count(files):
    sheet = CalamineWorkbook.from_path(files["xlsx"]).get_sheet_by_name("Code").to_python()
    at = {name: place for place, name in enumerate(sheet[0])}
    found = {
        row[at["Code"]]: row[at["Aantal"]] for row in sheet if row[at["Variabele"]] == "work" and row[at["Code"]] != ""
    }
    assert (found[1], found[-6]) == (PEOPLE, BROKE_OFF)


def test_the_ddi_is_valid_and_holds_the_counts(files):
    xml = files["ddi"].read_text(encoding="utf-8")
    assert [str(error.reason) for error in schema().iter_errors(xml)] == []
    name = f"{{{NAMESPACE}}}"
    (work,) = (one for one in Tree.fromstring(xml).iter(f"{name}var") if one.get("name") == "work")
    counts = {one.findtext(f"{name}catValu"): one.findtext(f"{name}catStat") for one in work.iter(f"{name}catgry")}
    assert (counts["1"], counts["-6"]) == (str(PEOPLE), str(BROKE_OFF))
    assert {one.get("type"): one.text for one in work.iter(f"{name}sumStat")} == {
        "vald": str(PEOPLE),
        "invd": str(BROKE_OFF),
    }
    assert Tree.fromstring(xml).findtext(f".//{name}caseQnty") == str(len(rows()))


def test_the_schema_refuses_a_count_in_the_wrong_place(files):
    xml = files["ddi"].read_text(encoding="utf-8")
    wrong = re.sub(r"(<catValu>1</catValu>)(.*?)(<catStat.*?</catStat>)", r"\3\1\2", xml, count=1, flags=re.DOTALL)
    assert wrong != xml
    assert list(schema().iter_errors(wrong))


def test_the_command_writes_all_formats_of_the_data_as_they_are(interviews, tmp_path, capsys):
    call_command("codebook", "mini", "--out", str(tmp_path / "out"), "--labels", "en,nl", "--formats", "html,ddi,xlsx")
    said = capsys.readouterr().out.split()
    assert {Path(one).name for one in said} == {"mini-codebook.html", "mini-codebook.xml", "mini-codebook.xlsx"}
    html = (tmp_path / "out" / "mini-codebook.html").read_text(encoding="utf-8")
    assert f"{len(interviews)} interviews" in html
    assert {path.name for path in (tmp_path / "out").iterdir()} == {Path(one).name for one in said}
    xml = (tmp_path / "out" / "mini-codebook.xml").read_text(encoding="utf-8")
    names = [one.get("name") for one in Tree.fromstring(xml).iter(f"{{{NAMESPACE}}}var")]
    assert names == [column.name for column in dataset("mini").columns]
    assert [str(error.reason) for error in schema().iter_errors(xml)] == []


@pytest.mark.parametrize("profile", ["internal", "publication"])
def test_without_interviews_there_is_a_codebook_of_noughts(edition, tmp_path, profile):
    call_command("codebook", "mini", "--out", str(tmp_path), "--formats", "html", "--profile", profile, verbosity=0)
    html = (tmp_path / "mini-codebook.html").read_text(encoding="utf-8")
    assert "0 ingevulde vragenlijsten" in html


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["nothing"], "no published edition", id="unknown study"),
        pytest.param(["mini", "--formats", "doc"], "'doc' is not known. Choose from html, pdf, xlsx, ddi", id="format"),
        pytest.param(["mini", "--labels", "nl,xx"], "no labels in 'xx'", id="language"),
        pytest.param(["mini", "--profile", "all"], "invalid choice", id="profile"),
    ],
)
def test_what_cannot_be_is_refused_in_words(edition, tmp_path, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("codebook", *arguments, "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_no_fonts_is_said_and_leaves_nothing(interviews, tmp_path, settings):
    settings.FONTS_DIR = tmp_path
    with pytest.raises(CommandError, match="no fonts"):
        call_command("codebook", "mini", "--out", str(tmp_path / "out"), "--formats", "html,pdf")
    assert list((tmp_path / "out").iterdir()) == []
