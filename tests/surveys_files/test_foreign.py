"""Workbooks that others made: what is carried, and that whatever is not is listed by sheet, row and column."""

from pathlib import Path
from typing import Any

import pytest

from surveys.engine.check import check
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.xlsform import Imported, read_workbook
from surveys.xlsform.findings import LOST, NOTED
from tests.surveys_files.books import book, survey

YES_NO = [["list_name", "name", "label"], ["yn", "Yes", "Ja"], ["yn", "No", "Nee"]]
PLACES = [
    ["list_name", "name", "label", "State"],
    *(["state", "tx", "Texas"], ["state", "wa", "Washington"]),
    *(["city", "dallas", "Dallas", "tx"], ["city", "yakima", "Yakima", "wa"]),
]


def codes(imported: Imported) -> set[str]:
    return {problem.code for problem in imported.problems}


def questions(imported: Imported) -> dict[str, dict[str, Any]]:
    assert imported.document is not None
    pages = [page for section in imported.document["sections"] for page in section["pages"]]
    return {question["name"]: {"page": page} | question for page in pages for question in page["questions"]}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param({"type": "integer"}, {"type": "number"}, id="integer"),
        pytest.param({"type": "decimal"}, {"type": "number", "decimals": 2}, id="decimal"),
        pytest.param({"type": "text"}, {"type": "text"}, id="text"),
        pytest.param({"type": "text", "appearance": "multiline"}, {"type": "long_text"}, id="long text"),
        pytest.param({"type": "date"}, {"type": "date"}, id="date"),
        pytest.param({"type": "date", "appearance": "year"}, {"type": "date", "precisions": ["year"]}, id="year"),
        pytest.param({"type": "note"}, {"type": "statement"}, id="note"),
        pytest.param(
            {"type": "range", "parameters": "start=0 end=7"}, {"type": "number", "min": 0, "max": 7}, id="range"
        ),
        pytest.param({"type": "range"}, {"type": "number", "min": 1, "max": 10}, id="range without bounds"),
        pytest.param({"type": "select_one yn"}, {"type": "single", "options": "yn"}, id="one"),
        pytest.param({"type": "select one from yn"}, {"type": "single", "options": "yn"}, id="one, old words"),
        pytest.param({"type": "select_multiple yn"}, {"type": "multi", "options": "yn"}, id="several"),
        pytest.param({"type": "select_one yn or_other"}, {"type": "single", "other": "text"}, id="or other"),
        pytest.param({"type": "integer", "required": True}, {"routing_key": True}, id="required"),
        pytest.param({"type": "integer", "constraint": ". > 17 and . <= 99"}, {"min": 18, "max": 99}, id="bounds"),
        pytest.param({"type": "date", "constraint": ". < date('2024-01-01')"}, {"max": "2023-12-31"}, id="date bound"),
        pytest.param({"type": "text", "constraint": "string-length(.) < 11"}, {"max_length": 10}, id="length"),
        pytest.param({"type": "text", "hint": "Denk na"}, {"hint": {"nl": "Denk na"}}, id="hint"),
        pytest.param({"type": "text", "image": "kaart.png"}, {"notes": "image: kaart.png"}, id="image"),
        pytest.param({"type": "text", "audio::English (en)": "a.mp3"}, {"notes": "audio: a.mp3"}, id="audio"),
    ],
)
def test_types(row: dict[str, Any], expected: dict[str, Any]) -> None:
    found = questions(read_workbook(survey({**row, "name": "q"}, choices=YES_NO)))["q"]
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("row", "code", "where"),
    [
        pytest.param({"type": "geopoint"}, "type_not_carried", "survey!A2 (type)", id="geopoint"),
        pytest.param({"type": "image"}, "type_not_carried", "survey!A2 (type)", id="photo"),
        pytest.param({"type": "rank yn"}, "type_not_carried", "survey!A2 (type)", id="rank"),
        pytest.param({"type": "select_one_from_file a.csv"}, "type_not_carried", "survey!A2 (type)", id="file"),
        pytest.param({"type": "text", "default": "x"}, "cell_not_carried", "survey!D2 (default)", id="default"),
        pytest.param({"type": "text", "read_only": "yes"}, "cell_not_carried", "survey!D2 (read_only)", id="read only"),
        pytest.param(
            {"type": "text", "guidance_hint": "x"}, "cell_not_carried", "survey!D2 (guidance_hint)", id="guidance"
        ),
        pytest.param(
            {"type": "text", "calculation": "1"}, "cell_not_carried", "survey!D2 (calculation)", id="calculation"
        ),
        pytest.param(
            {"type": "text", "required": "${x}"}, "cell_not_carried", "survey!D2 (required)", id="required if"
        ),
        pytest.param({"type": "text", "parameters": "rows=3"}, "cell_not_carried", "survey!D2 (parameters)", id="rows"),
        pytest.param(
            {"type": "text", "relevant": "today() > 1"}, "rule_not_carried", "survey!D2 (relevant)", id="rule"
        ),
        pytest.param(
            {"type": "text", "relevant": "${x} = 1"}, "unknown_reference", "survey!D2 (relevant)", id="reference"
        ),
        pytest.param(
            {"type": "text", "constraint": ". > 3"}, "constraint_not_carried", "survey!D2 (constraint)", id="bound"
        ),
        pytest.param({"type": "text", "label::Elvish": "x"}, "language_unknown", "survey!D1", id="language"),
        pytest.param({"type": "text", "appearance": "w4"}, "appearance_left", "survey!D2 (appearance)", id="look"),
        pytest.param({"type": "text", "my note": "x"}, "column_left", "survey!D1", id="own column"),
        pytest.param({"type": "deviceid"}, "metadata_left", "survey!A2 (type)", id="metadata"),
        pytest.param({"type": "text", "disabled": "yes"}, "row_disabled", "survey!D2 (disabled)", id="disabled"),
        pytest.param({"type": "text", "name": "Naam-1"}, "name_changed", "survey!B2 (name)", id="name"),
        pytest.param({"type": "text", "name": "group"}, "name_changed", "survey!B2 (name)", id="reserved name"),
        pytest.param({"type": "text", "name": "Duration"}, "name_changed", "survey!B2 (name)", id="of every dataset"),
        pytest.param({"type": "text", "name": "reg_x"}, "name_changed", "survey!B2 (name)", id="of the register"),
        pytest.param({"type": None, "name": "x"}, "missing_type", "survey!2", id="no type"),
    ],
)
def test_what_is_not_carried_is_listed(row: dict[str, Any], code: str, where: str) -> None:
    imported = read_workbook(survey(row, {"type": "text"}, choices=YES_NO))
    assert (code, where) in [(problem.code, problem.where) for problem in imported.problems]
    assert {problem.severity for problem in imported.problems if problem.code == code} == {
        "error" if code in LOST else "warning"
    }


def test_a_plain_workbook_loses_nothing() -> None:
    """The control of the table above."""
    imported = read_workbook(survey({"type": "text"}, {"type": "select_one yn"}, choices=YES_NO))
    assert not codes(imported) & LOST
    assert codes(imported) == {"default_taken", "code_changed"}


def test_every_code_is_an_error_or_a_warning_and_documented() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "xlsform.md").read_text(encoding="utf-8")
    assert not LOST & NOTED
    assert [code for code in sorted(LOST | NOTED) if f"`{code}`" not in manual] == []


def test_cascading_selects_become_rules_of_options() -> None:
    imported = read_workbook(
        survey(
            {"type": "select_one state", "name": "state"},
            {"type": "select_one city", "name": "city", "choice_filter": "State = ${state}"},
            choices=PLACES,
        )
    )
    options = questions(imported)["city"]["options"]
    assert [(option["code"], option["relevant"]) for option in options] == [
        ("dallas", "${state} = 'tx'"),
        ("yakima", "${state} = 'wa'"),
    ]
    assert "column_left" not in codes(imported)


def test_a_filter_that_never_holds_leaves_the_option_out_of_this_question_only() -> None:
    rows = [
        {"type": "select_one city", "name": "a", "choice_filter": "State = 'tx'"},
        {"type": "select_one city", "name": "b"},
    ]
    found = questions(read_workbook(survey(*rows, choices=PLACES)))
    assert [option["code"] for option in found["a"]["options"]] == ["dallas"]
    assert found["b"]["options"] == "city"


def test_rules_use_our_names_and_codes() -> None:
    rows = [
        {"type": "select_one yn", "name": "Has-Work"},
        {"type": "text", "name": "job", "relevant": "${Has-Work} = 'Yes'"},
    ]
    assert questions(read_workbook(survey(*rows, choices=YES_NO)))["job"]["page"]["relevant"] == "${has_work} = 'yes'"


def test_groups_become_sections_pages_and_rules() -> None:
    imported = read_workbook(
        survey(
            {"type": "begin_group", "name": "work", "relevant": "${a} = 'x'"},
            {"type": "begin_group", "name": "inner", "relevant": "${a} != 'y'"},
            {"type": "text", "name": "b", "relevant": "${a} != 'z'"},
            {"type": "end_group"},
            {"type": "begin_group", "name": "both", "appearance": "field-list"},
            {"type": "text", "name": "c"},
            {"type": "text", "name": "d"},
            {"type": "text", "name": "e", "relevant": "${c} = 'x'"},
            {"type": "end_group"},
            {"type": "end_group"},
            {"type": "text", "name": "a"},
        )
    )
    assert imported.document is not None
    work, main = imported.document["sections"]
    assert (work["name"], work["relevant"], main["name"]) == ("work", "${a} = 'x'", "main")
    assert [page["name"] for page in work["pages"]] == ["b", "both", "both_2"]
    assert work["pages"][0]["relevant"] == "(${a} != 'y') and (${a} != 'z')"
    assert [question["name"] for question in work["pages"][1]["questions"]] == ["c", "d"]
    assert "page_split" in codes(imported)


def test_a_calculation_in_a_group_holds_only_where_the_group_is_shown() -> None:
    imported = read_workbook(
        survey(
            {"type": "integer", "name": "age"},
            {"type": "begin_group", "name": "g", "relevant": "${age} > 17"},
            {"type": "calculate", "name": "half", "calculation": "${age} div 2"},
            {"type": "text", "name": "t"},
            {"type": "end_group"},
        )
    )
    assert imported.document is not None
    assert imported.document["derived"][0]["expression"] == "if(${age} > 17, ${age} div 2, '')"


def test_repeats_are_reported_and_their_questions_read_once() -> None:
    rows = [{"type": "begin_repeat", "name": "r"}, {"type": "text", "name": "child"}, {"type": "end_repeat"}]
    imported = read_workbook(survey(*rows))
    assert [problem.where for problem in imported.problems if problem.code == "repeat"] == ["survey!A2 (type)"]
    assert list(questions(imported)) == ["child"]


def test_exclusive_options() -> None:
    row = {"type": "select_multiple yn", "name": "q", "constraint": "not(selected(., 'No') and count-selected(.) > 1)"}
    imported = read_workbook(survey(row, choices=YES_NO))
    assert imported.document is not None
    assert [option.get("exclusive") for option in imported.document["option_lists"]["yn"]] == [None, True]


def test_numeric_codes_are_their_values() -> None:
    choices = [["list_name", "name", "label"], ["l", 1, "Een"], ["l", 2, "Twee"], ["l", 99, "Weet niet"]]
    imported = read_workbook(survey({"type": "select_one l"}, choices=choices))
    assert imported.document is not None
    assert [(o["code"], o["value"]) for o in imported.document["option_lists"]["l"]] == [("1", 1), ("2", 2), ("99", 99)]


def test_settings_languages_and_title() -> None:
    imported = read_workbook(
        book(
            survey=[["type", "name", "label::French (fr)", "label::English"], ["text", "a", "Âge?", "Age?"]],
            settings=[["form_title", "form_id", "version", "default_language"], ["My form", "My Form_1", 7, "English"]],
        )
    )
    assert imported.document is not None
    assert imported.document["study"] == "my-form-1"
    assert imported.document["languages"] == ["en", "fr"]
    assert (imported.document["title"], imported.document["wave"]) == ({"en": "My form"}, "7")


def test_defaults_are_said_and_the_study_passes_the_checks() -> None:
    imported = read_workbook(survey({"type": "text"}))
    assert imported.document is not None
    assert not errors(check(parse(imported.document)))
    said = " ".join(problem.message for problem in imported.problems if problem.code == "default_taken")
    assert "one group" in said
    assert "source language is nl" in said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_columns_without_a_language(language: str) -> None:
    imported = read_workbook(book(survey=[["type", "name", "label"], ["text", "a", "A?"]]), language=language)
    assert questions(imported)["a"]["label"] == {language: "A?"}
