"""What we write converts under pyxform and comes back identical; a change made in a spreadsheet comes back too."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.load import read_folder
from surveys.xlsform import Imported, read_workbook, write_workbook

VALID = Path(__file__).resolve().parents[1] / "definitions" / "valid"
STUDIES = ["perspectief-2024", *sorted(str(file) for file in VALID.glob("*.yaml"))]


def editions() -> list[Any]:
    found = [(study, number) for study in STUDIES for number in edition_numbers(read_folder(study))]
    return [pytest.param(study, number, id=f"{Path(study).stem}-{number}") for study, number in found]


def document_of(study: str, number: int = 1) -> dict[str, Any]:
    return dict(parse(select_edition(read_folder(study), number)).document)


@pytest.mark.parametrize(("study", "number"), editions())
def test_comes_back_identical(study: str, number: int) -> None:
    document = document_of(study, number)
    imported = read_workbook(write_workbook(document))
    assert imported.problems == ()
    assert imported.document == document


@pytest.mark.parametrize(("study", "number"), editions())
def test_converts_under_pyxform(study: str, number: int) -> None:
    result = convert(BytesIO(write_workbook(document_of(study, number))))
    assert "<h:html" in result.xform
    assert result.warnings == []


def changed(study: str, sheet: str, find: str, column: str, text: str) -> Imported:
    """The study, exported, with one cell of the row that has `find` in its name or path changed, and read back."""
    workbook = load_workbook(BytesIO(write_workbook(document_of(study))))
    headers = [cell.value for cell in workbook[sheet][1]]
    place = headers.index("path" if "path" in headers else "name")
    row, *_ = [row for row in workbook[sheet].iter_rows(min_row=2) if row[place].value == find and row[0].value]
    row[headers.index(column)].value = text
    target = BytesIO()
    workbook.save(target)
    return read_workbook(target.getvalue())


def question(imported: Imported, name: str) -> dict[str, Any]:
    assert imported.document is not None
    pages = [page for section in imported.document["sections"] for page in section["pages"]]
    return next(found for page in pages for found in page["questions"] if found["name"] == name)


RULES, GROUPS = str(VALID / "rules.yaml"), str(VALID / "groups.yaml")


def test_a_broken_workbook_does_not_convert() -> None:
    """The control of the two tests above: a rule that asks for nothing is refused by pyxform and reported by us."""
    workbook = load_workbook(BytesIO(write_workbook(document_of(RULES))))
    column = [cell.value for cell in workbook["survey"][1]].index("relevant") + 1
    workbook["survey"].cell(row=3, column=column).value = "${nobody} = 1"
    target = BytesIO()
    workbook.save(target)
    with pytest.raises(PyXFormError):
        convert(BytesIO(target.getvalue()))
    imported = read_workbook(target.getvalue())
    assert [problem.code for problem in imported.problems] == ["unknown_reference"]
    assert imported.document != document_of(RULES)


def test_a_changed_label_comes_back() -> None:
    imported = changed(RULES, "survey", "hours", "label::Nederlands (nl)", "Hoeveel uur?")
    assert question(imported, "hours")["label"] == {"nl": "Hoeveel uur?"}
    assert imported.problems == ()


def test_a_changed_bound_comes_back() -> None:
    imported = changed(RULES, "survey", "hours", "constraint", ". >= 1 and . < 60")
    assert (question(imported, "hours")["min"], question(imported, "hours")["max"]) == (1, 59)


def test_a_changed_rule_comes_back_in_place_of_groups_and_rule() -> None:
    imported = changed(GROUPS, "survey", "page_camp", "relevant", "${work} = 'yes'")
    assert imported.document is not None
    page = imported.document["sections"][0]["pages"][1]
    assert page["relevant"] == "${work} = 'yes'"
    assert "groups" not in page


def test_a_changed_extra_comes_back() -> None:
    study = str(VALID / "reasons.yaml")
    imported = changed(study, "inburgerstem_survey", "age/reasons", "value", '["dont_know"]')
    assert question(imported, "age")["reasons"] == ["dont_know"]


def test_an_extra_that_is_no_json_is_reported() -> None:
    study = str(VALID / "reasons.yaml")
    imported = changed(study, "inburgerstem_survey", "age/reasons", "value", "[dont_know")
    (problem,) = imported.problems
    assert problem.code == "bad_extra"
    assert problem.where.startswith("inburgerstem_survey!A")


def test_a_new_option_gets_a_value_of_its_own() -> None:
    workbook = load_workbook(BytesIO(write_workbook(document_of(RULES))))
    workbook["choices"].insert_rows(2)
    for place, text in enumerate(["work", "sometimes", "Soms"], start=1):
        workbook["choices"].cell(row=2, column=place).value = text
    target = BytesIO()
    workbook.save(target)
    found = question(read_workbook(target.getvalue()), "work")["options"]
    assert [(option["code"], option["value"]) for option in found] == [("sometimes", 3), ("yes", 1), ("no", 2)]


def test_texts_that_look_like_references_or_formulas_come_back() -> None:
    document = document_of(RULES)
    document["sections"][0]["pages"][0]["questions"][0]["label"] = {"nl": " =1+1 ${work} \n_x0041_ 🙂 "}
    data = write_workbook(document)
    convert(BytesIO(data))
    assert read_workbook(data).document == document
