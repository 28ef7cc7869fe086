"""A questionnaire on paper: what stands on it, for whom, in which language, and that the PDF is sound."""

import re
import subprocess
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.management import call_command

from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.printable import (
    NoSuchGroup,
    NoSuchLanguage,
    NotPrintable,
    Print,
    questionnaire,
    strings,
    write_questionnaire,
)
from surveys.printable_notes import counted, note_words
from surveys.printable_words import reader_words
from tests.programs import need

DAY = date(2026, 11, 21)
FONTS = settings.BASE_DIR / "fonts"
NL, EN = note_words("nl"), note_words("en")
ARABIC = "كم عمرك؟"


@pytest.fixture
def routed(document: dict[str, Any]) -> Definition:
    """The small study with rules, a second group and one Arabic text."""
    document["groups"] = {
        "one": {"label": {"nl": "Groep een", "en": "Group one"}, "value": 1, "law": "wi2021"},
        "two": {"label": {"nl": "Groep twee", "en": "Group two"}, "value": 2, "law": "wi2013"},
    }
    document["screening"]["outcomes"] = [
        {"name": "none", "relevant": "${channel} = 'x'", "refuse": True, "title": {"nl": "Niet voor u", "en": "No"}},
        {"name": "two", "relevant": "${channel} = 'b'", "group": "two"},
        {"name": "one", "group": "one"},
    ]
    pages = {page["name"]: page for page in document["sections"][0]["pages"]}
    pages["goals"]["relevant"] = "${work} = 'yes'"
    pages["goals"]["questions"][0]["options"][0]["relevant"] = "${law} = 'wi2013'"
    pages["goals"]["questions"][0]["options"][1]["relevant"] = "${law} = 'wi2021'"
    pages["town"]["groups"] = ["two"]
    pages["job"]["relevant"] = "${law} = 'wi2013'"
    pages["age"]["questions"][0]["label"]["ar"] = ARABIC
    return parse(document)


def questions(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for section in data["sections"] for page in section["pages"] for one in page["questions"]}


def labels(options: list[dict[str, Any]]) -> list[str]:
    return [one["label"]["text"] for one in options]


def printed(definition: Definition, group: str = "one", language: str = "nl", notes: str = "nl") -> dict[str, Any]:
    return questionnaire(Print(definition, 2, group, language, notes), DAY)


def test_every_question_option_reason_and_term_is_there(definition: Definition) -> None:
    data = questionnaire(Print(definition, 1, "everybody", "nl"), DAY)
    found = questions(data)
    assert list(found) == [question.name for page in definition.pages for question in page.questions]
    assert [one["number"] for one in found.values()] == list(range(1, len(found) + 1))
    assert labels(found["work"]["options"]) == ["Ja", "Nee", "Anders"]
    assert labels(found["work"]["reasons"]) == ["Ik weet het niet"]
    assert found["work"]["options"][2]["write"] == reader_words("nl")["write"]
    assert found["goals"]["terms"][0]["explanation"]["text"] == "Uw plan."
    assert found["goals"]["options"][2]["about"] == NL["exclusive"]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        pytest.param("age", "Getal, van 18 tot en met 99", id="number"),
        pytest.param("weight", "Getal, vanaf 0, met 1 cijfer achter de komma", id="decimals"),
        pytest.param("stay", "Aantal jaren en maanden, hoogstens 50 jaar", id="duration"),
        pytest.param(
            "plan_date",
            "Datum, van 1 januari 2022 tot en met 31 december 2026, maand en jaar; alleen het jaar; "
            "vóór 1 januari 2024; op of na 1 januari 2024",
            id="date",
        ),
        pytest.param("land", "Land, te kiezen uit een lijst", id="country"),
        pytest.param("job", "Korte tekst, hoogstens 20 tekens", id="text"),
        pytest.param("work", "", id="choice"),
        pytest.param("thanks", "", id="statement"),
    ],
)
def test_what_is_filled_in(definition: Definition, name: str, form: str) -> None:
    assert questions(questionnaire(Print(definition, 1, "everybody", "nl"), DAY))[name]["form"] == form


def test_the_routing_is_in_words(routed: Definition) -> None:
    assert questions(printed(routed))["goals"]["rules"] == ["Alleen voor wie bij ‘Vraag work’ ‘Ja’ koos."]
    (english,) = questions(printed(routed, notes="en"))["goals"]["rules"]
    assert english.startswith("Only for")


def test_each_group_has_its_own(routed: Definition) -> None:
    """What the group alone decides is decided: no rule where all of it gets the thing, no thing where nobody does."""
    one, two = questions(printed(routed)), questions(printed(routed, "two"))
    assert {"town", "job"} & set(one) == set()
    assert {"town", "job"} <= set(two)
    assert two["job"]["rules"] == []
    assert labels(one["goals"]["options"]) == ["Nee", "Niets"]
    assert labels(two["goals"]["options"]) == ["Ja", "Niets"]
    assert one["goals"]["options"][0]["rule"] == ""


def test_how_screening_ends(routed: Definition) -> None:
    refused, two, one = printed(routed)["outcomes"]
    assert refused["leads"] == NL["refused"]
    assert [text["text"] for text in refused["text"]] == ["Niet voor u"]
    assert (two["leads"], one["rule"]) == ("Naar de vragenlijst van: Groep twee", NL["rest"])


def test_missing_texts_are_marked_and_keep_their_direction(routed: Definition) -> None:
    found = questions(printed(routed, language="ar"))
    assert found["age"]["label"] == {"text": ARABIC, "lang": "ar", "rtl": True, "missing": False}
    assert found["work"]["label"] == {"text": "Vraag work", "lang": "nl", "rtl": False, "missing": True}
    assert printed(routed, language="ar")["rtl"]
    assert not any(one["label"]["missing"] for one in questions(printed(routed)).values())


def test_both_languages_of_notes_say_the_same_things() -> None:
    places = [
        {word for word in said if "{" in word}
        for said in (" ".join(NL.values()).split(), " ".join(EN.values()).split())
    ]
    assert places[0] == places[1]
    assert [key for key in NL if NL[key] == EN[key]] == ["scores"]


@pytest.mark.parametrize(
    ("key", "number", "language", "expected"),
    [
        ("text", 1, "nl", "Korte tekst, hoogstens 1 teken"),
        ("text", 2, "nl", "Korte tekst, hoogstens 2 tekens"),
        ("long_text", 0, "en", "Text, at most 0 characters"),
        ("years_at_most", 1, "en", "at most 1 year"),
        ("years_at_most", 20, "nl", "hoogstens 20 jaar"),
        ("decimals", 2, "en", "with 2 decimals"),
    ],
)
def test_remarks_with_a_number(key: str, number: int, language: str, expected: str) -> None:
    assert counted(key, number, language) == expected


def test_words_for_readers_are_in_the_language_of_the_print(routed: Definition) -> None:
    data = printed(routed, language="ar")
    assert data["own_words"] == reader_words("ar")
    assert data["words"]["consent"] == NL["consent"]
    assert not set(reader_words("ar").values()) & set(reader_words("nl").values())


@pytest.mark.parametrize(
    ("group", "language", "error"),
    [("three", "nl", NoSuchGroup), ("one", "de", NoSuchLanguage)],
    ids=["group", "language"],
)
def test_what_is_not_there(routed: Definition, group: str, language: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"one|nl"):
        Print(routed, 1, group, language)


def test_a_character_no_font_has_is_told_and_leaves_no_file(document: dict[str, Any], tmp_path: Path) -> None:
    document["sections"][0]["pages"][0]["questions"][0]["label"]["nl"] = "Werk 王?"
    out = tmp_path / "out.pdf"
    with pytest.raises(NotPrintable, match="王"):
        write_questionnaire(Print(parse(document), 1, "everybody", "nl"), FONTS, out, day=DAY)
    assert not out.exists()


@pytest.fixture
def pdf(routed: Definition, tmp_path: Path) -> Callable[[str], Path]:
    def make(language: str) -> Path:
        order = Print(routed, 2, "one", language)
        write_questionnaire(order, FONTS, tmp_path / order.file_name, day=DAY)
        return tmp_path / order.file_name

    return make


def text_of(path: Path) -> str:
    done = subprocess.run([need("pdftotext"), "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("language", ["nl", "en", "ar", "ti"])
def test_the_pdf_is_tagged_titled_numbered_and_complete(pdf: Callable[[str], Path], language: str) -> None:
    path = pdf(language)
    said = text_of(path)
    with pikepdf.open(path) as file:
        root = file.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == language
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "pdfuaid" in root.Metadata.read_bytes().decode()
        assert root.ViewerPreferences.get("/Direction", "/L2R") == ("/R2L" if language == "ar" else "/L2R")
        pages = len(file.pages)
    assert pages > 1
    foot = reader_words(language)["page"].format(page=pages, pages=pages)
    assert set(foot.split()) <= set(re.sub("[\u202a-\u202c]", " ", said).split())
    for name in ("goals", "plan_date", "remarks"):
        assert name in said
    assert ("[nl]" in said) is (language not in {"nl", "en"})


def test_arabic_reads_as_it_was_written(pdf: Callable[[str], Path]) -> None:
    assert ARABIC.rstrip("؟") in text_of(pdf("ar")).replace("\u202b", "").replace("\u202c", "")


def run(*arguments: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("print_questionnaire", *map(str, arguments), stdout=out, stderr=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_writes_one_file_per_group_and_language(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "print"
    code, said = run(folder, "--language", "nl", "--edition", 1, "--out", out)
    assert (code, said.split()) == (0, [str(out / "mini-study-1-everybody-nl.pdf")])
    first = (out / "mini-study-1-everybody-nl.pdf").read_bytes()
    assert first.startswith(b"%PDF")
    assert run(folder, "--language", "nl", "--edition", 1, "--out", out)[0] == 2
    assert run(folder, "--language", "nl", "--edition", 1, "--out", out, "--overwrite")[0] == 0


@pytest.mark.parametrize(
    "wish",
    [("--group", "nope"), ("--language", "xx"), ("--edition", "9")],
    ids=["group", "language", "edition"],
)
def test_the_command_with_a_wish_that_cannot_be_met(folder: Path, tmp_path: Path, wish: tuple[str, str]) -> None:
    code, said = run(folder, *wish, "--out", tmp_path / "print")
    assert code in {1, 2}
    assert said.strip()
    assert not list(tmp_path.glob("print/*"))


def test_strings_finds_every_text() -> None:
    assert list(strings({"a": ["x", {"b": "y"}], "c": 3, "d": None})) == ["x", "y"]
