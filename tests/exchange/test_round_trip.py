"""What goes out comes back the same, in both kinds of file, and other programs read it too."""

import xml.etree.ElementTree as Tree
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.exchange.files import WRITERS, read_file
from surveys.exchange.rows import Package, Row, Unwritable
from surveys.exchange.workbook import COLUMNS, LONGEST_CELL, OPEN, write_workbook
from surveys.exchange.xliff import NAMESPACE, READ, WRITTEN, state_of, write_xliff
from surveys.text_states import STATES
from tests.exchange.texts import HARD, LANGUAGES, package_of, row_of

SCHEMA = Path(__file__).parent / "schemas" / "xliff-core-1.2-strict.xsd"
FORMS = sorted(WRITERS)
SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufffe\uffff")
PARTS = ["{a}", "{b}", "{", "}", "=", "_x000D_", "\r", "\n", " ", "&", "<", "é"]
TEXTS = st.one_of(st.text(SIGNS, max_size=40), st.lists(st.sampled_from(PARTS), max_size=12).map("".join))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_comes_back_the_same(form: str, language: str) -> None:
    package = package_of(language)
    (found,) = read_file(WRITERS[form](package))
    assert found.rows == package.rows
    assert found == package


@pytest.mark.parametrize("form", FORMS)
def test_the_same_texts_give_the_same_file(form: str) -> None:
    assert WRITERS["xlf"](package_of("ti")) == WRITERS["xlf"](package_of("ti"))
    assert read_file(WRITERS[form](package_of("ti"))) == read_file(WRITERS[form](package_of("ti")))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(STATES)), min_size=1, max_size=5), st.sampled_from(FORMS))
def test_any_text_survives(texts: list[tuple[str, str, str]], form: str) -> None:
    rows = tuple(
        Row(f"{n:020x}-new", source, translation, state) for n, (source, translation, state) in enumerate(texts)
    )
    (found,) = read_file(WRITERS[form](Package("s", "nl", "ar", rows)))
    assert [(row.id, row.translation.strip(), row.state) for row in found.rows] == [
        (row.id, row.translation.strip(), row.state) for row in rows
    ]
    assert [row.source.strip() for row in found.rows] == [row.source.strip() for row in rows]


# XLIFF, read by others


@lru_cache(maxsize=1)
def schema() -> Any:
    return xmlschema.XMLSchema(str(SCHEMA))


@pytest.mark.parametrize("language", LANGUAGES)
def test_xliff_is_valid(language: str) -> None:
    xml = write_xliff(package_of(language)).decode()
    assert [str(error.reason) for error in schema().iter_errors(xml)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('state="translated"', 'state="done"', id="a state that is none"),
        pytest.param("<header>", "<header><wrong/>", id="unknown element"),
        pytest.param('ctype="x-name"', 'ctype="name"', id="a type of code that is none"),
        pytest.param('datatype="plaintext"', "", id="attribute missing"),
    ],
)
def test_the_schema_can_say_no(old: str, new: str) -> None:
    xml = write_xliff(package_of("ar")).decode()
    assert old in xml
    assert list(schema().iter_errors(xml.replace(old, new)))


def test_names_are_inline_codes_with_the_ids_of_the_source() -> None:
    xml = write_xliff(Package("s", "nl", "tr", (row_of("{a} en {b} en {a}", "{b} ve {a} {a} {c}"),)))
    unit = next(Tree.fromstring(xml).iter(f"{{{NAMESPACE}}}trans-unit"))
    codes = {
        part: [(code.get("id"), code.text) for code in unit.find(f"{{{NAMESPACE}}}{part}") or ()]
        for part in ("source", "target")
    }
    assert codes["source"] == [("1", "{a}"), ("2", "{b}"), ("3", "{a}")]
    assert codes["target"] == [("2", "{b}"), ("1", "{a}"), ("3", "{a}"), ("7", "{c}")]


def test_states_both_ways() -> None:
    assert set(WRITTEN) == set(STATES)
    assert {state: state_of(*WRITTEN[state]) for state in STATES} == {state: state for state in STATES}
    assert state_of("final", "") == "adjudicated", "a program that says final has not tested on respondents"
    assert state_of("translated", "exact-match") == "translated"
    assert state_of("x-mine", "") == "x-mine"
    assert set(READ.values()) == set(STATES)


AGENCY = f"""<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="{NAMESPACE}" xmlns:other="urn:other" version="1.2">
<file original="mini-study" source-language="nl-NL" target-language="ar-SA" datatype="plaintext"><body><group>
<trans-unit id="u-1"><source>Na <ph id="1">{{a}}</ph> en <ph id="2">{{b}}</ph>.</source>
<seg-source><mrk mtype="seg" mid="0">Na {{a}} en {{b}}.</mrk></seg-source>
<target state="signed-off"><mrk mtype="seg" mid="0">B <ph id="2"/> <g id="9">dik</g></mrk> <x id="1"/>\
<other:mark>!</other:mark></target>
<note from="Vertaler">Kan korter.</note><note from="inburgerstem:context">Deel</note>
<alt-trans><target>oud</target></alt-trans></trans-unit>
</group></body></file></xliff>"""


def test_what_translation_programs_make_of_it() -> None:
    """Segments, marks, emptied codes, regional languages, notes and older translations of a program's own."""
    (package,) = read_file(AGENCY.encode())
    (row,) = package.rows
    assert (row.source, row.translation) == ("Na {a} en {b}.", "B {b} dik {a}!")
    assert (row.state, row.remark, row.context) == ("reviewed", "Kan korter.", "Deel")
    assert (package.source, package.language) == ("nl-NL", "ar-SA")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-15"])
def test_other_encodings_are_read_as_they_are_declared(encoding: str) -> None:
    text = AGENCY.replace("UTF-8", "utf-8" if encoding == "utf-8-sig" else encoding)
    assert read_file(text.encode(encoding))[0].rows[0].translation == "B {b} dik {a}!"


# The workbook, read by others: python-calamine reads it in the program, openpyxl here


def sheet_of(language: str) -> Any:
    return openpyxl.load_workbook(BytesIO(write_workbook(package_of(language))))["translation"]


@pytest.mark.parametrize(("language", "rtl"), [("ar", True), ("ti", False), ("tr", False)])
def test_direction_header_and_locks(language: str, rtl: bool) -> None:
    sheet = sheet_of(language)
    assert bool(sheet.sheet_view.rightToLeft) is rtl
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.protection.sheet
    open_columns = {name for name, cell in zip(COLUMNS, sheet[2], strict=True) if not cell.protection.locked}
    assert open_columns == OPEN
    assert all(cell.alignment.wrap_text for cell in sheet[2])
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == f'"{",".join(STATES)}"'


def test_every_value_is_text_and_none_a_formula() -> None:
    sheet = sheet_of("ar")
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    guarded = {cell.value[0] for cell in cells if cell.quotePrefix}
    assert guarded == {"=", "+", "-", "@"}
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@")


def test_another_library_reads_the_texts() -> None:
    """openpyxl leaves signs by number as they are, so rows without them."""
    column = list(COLUMNS).index("translation")
    found = {line[column] for line in sheet_of("ti").iter_rows(min_row=2, values_only=True)}
    plain = [text for name, text in HARD.items() if "sign" not in name and "return" not in name]
    assert [text for text in plain if text not in found] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("x" * (LONGEST_CELL + 1), "cell_too_long", id="longer than a cell"),
        pytest.param("👩" * (LONGEST_CELL // 2 + 1), "cell_too_long", id="longer than a cell, in pairs"),
        pytest.param("een\uffff", "no_character", id="no character"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unwritable) as refused:
        write_workbook(Package("s", "nl", "ar", (row_of("bron", text),)))
    assert refused.value.code == code
    write_xliff(Package("s", "nl", "ar", (row_of("bron", text),)))


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(data))
    change(book)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_columns_and_sheets_that_somebody_added_are_not_lost() -> None:
    def add(book: Any) -> None:
        sheet = book["translation"]
        sheet.cell(1, len(COLUMNS) + 1, "Vraag van vertaler")
        sheet.cell(2, len(COLUMNS) + 1, "Is dit u of jij?")
        book.create_sheet("Bladen van het bureau").append(["iets"])

    data = WRITERS["xlsx"](Package("s", "nl", "ti", (row_of("Anders", "ካልእ"),)))
    (package,) = read_file(changed(data, add))
    assert package.rows[0].remark == "Vraag van vertaler: Is dit u of jij?"
    assert package.left == ("Bladen van het bureau",)


def test_a_formula_is_seen() -> None:
    def type_formula(book: Any) -> None:
        book["translation"]["F2"] = '="Ja" & "!"'

    data = WRITERS["xlsx"](Package("s", "nl", "ti", (row_of("Ja!", "እወ"), row_of("Nee", "ኣይፋል"))))
    (package,) = read_file(changed(data, type_formula))
    assert [row.flaw for row in package.rows] == ["formula", ""]
