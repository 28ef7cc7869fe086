"""Models as data, and the command that prints them."""

import copy
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import translation
from docx import Document
from openpyxl import load_workbook

from exports.model_specs import BadSpecs, Model, Predictor, specs_of
from exports.numbers import Held
from exports.printed_sheets import Head, Sheet, printed
from exports.refusals import Refused
from exports.report_models import NoModels, model_sheet, read_specs
from exports.sheets_wish import Wish
from exports.writers.sheets import write_all
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.text import Text
from surveys.load import read_folder
from tests.exports.mini import mini

SPECS = """
scales: {warmth: {printed_alpha: .8}}
predictors:
  hours: {label: {nl: Uren, en: Hours}, of: hours}
  works: {label: {nl: Werkt, en: Works}, of: [work, other_work], is: "yes", among: ["yes", "no"]}
models:
  - {table: "1", title: {nl: Een, en: One}, outcome: warmth, where: {group: a}, predictors: [hours, works]}
"""


def specs(**changed):
    return specs_of({**yaml.safe_load(SPECS), **changed})


def test_specs():
    found = specs()
    (model,) = found.models
    assert (found.scales, found.alphas, model.where) == (("warmth",), {"warmth": 0.8}, {"group": ("a",)})
    assert model.predictors[1] == Predictor(
        "works", Text({"nl": "Werkt", "en": "Works"}), ("work", "other_work"), ("yes",), ("yes", "no")
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"models": None}, "not in the form", id="no models"),
        pytest.param({"models": [{"table": "1"}]}, "'predictors' lacks", id="a key lacks"),
        pytest.param({"predictors": {"x": {"label": {}, "of": "x", "cut": 1}}}, "cut is not known", id="a word"),
        pytest.param(
            {"models": [{"table": "2", "title": {}, "outcome": "y", "predictors": ["age"]}]},
            r"number 1 \(2\) does not know age",
            id="a predictor",
        ),
        pytest.param(
            {"models": [{"table": "2", "title": {}, "outcome": "y", "predictors": []}]}, "each once", id="none"
        ),
    ],
)
def test_faults_of_specs(changed, words):
    with pytest.raises(BadSpecs, match=words):
        specs(**changed)


def test_a_study_without_models():
    with pytest.raises(NoModels, match="nothing"):
        read_specs("nothing")


def test_the_shipped_models_have_the_printed_tables_predictors_and_names():
    """Every name exists in both editions of the study or has another one beside it; predictors are those printed."""
    found = read_specs("perspectief-2024")
    document = read_folder("perspectief-2024")
    editions = [parse(select_edition(document, number)) for number in (1, 2)]
    for definition in editions:
        known = {*definition.questions, *(item.name for item in (*definition.derived, *definition.scales))}
        for model in found.models:
            assert model.outcome in known
            assert all(set(one.of) & known for one in model.predictors)
    printed_tables = {model.table: len(model.predictors) for model in found.models}
    assert printed_tables == {"4.7": 11} | {f"B.2.{n}": 11 if n in (7, 8, 11, 12) else 7 for n in range(7, 15)}


def held(**changed) -> Held:
    """Thirty people whose warmth is 1 + hours / 10 and a little more for who works."""
    columns = {
        "group": [1] * 30,
        "hours": list(range(30)),
        "work": [1 + place % 2 for place in range(30)],
        "warmth": [1 + place / 10 + (0.5 if place % 2 == 0 else 0) + (0.01 if place % 3 else 0) for place in range(30)],
        "cluster": [None] * 30,
        "weight_one": [1.0] * 29 + [None],
    }
    return Held((mini(),), {**columns, **changed})


def model(**changed) -> Model:
    (found,) = specs(**changed).models
    return found


def sheet(wish: Wish, given: Held) -> Sheet:
    one = yaml.safe_load(SPECS)
    one["predictors"]["works"]["of"] = "work"
    return model_sheet(model(predictors=one["predictors"]), given, wish)


def test_a_sheet_in_the_lay_out_of_the_report():
    found = sheet(Wish("mini", "en"), held())
    assert [head.label for head in found.heads] == ["", "B", "SE", "t", "p", ""]
    assert [row[0] for row in found.rows][1:] == ["Hours", "Works"]
    assert found.rows[1][1] == pytest.approx(0.1, abs=0.01)
    assert found.rows[2][1] == pytest.approx(0.5, abs=0.01)
    assert found.rows[2][5] == "***"
    assert any("n = 30" in note for note in found.notes)


def test_weights_and_sessions_are_said():
    told = " ".join(sheet(Wish("mini", "en", weight="one"), held(cluster=[1, 1] + [None] * 28)).notes)
    assert "28 clusters" in told
    assert "weight_one" in told
    assert "n = 29" in told


def test_nobody_in_the_model():
    with pytest.raises(Refused, match="Nobody"):
        sheet(Wish("mini", "en"), held(group=[2] * 30))


@pytest.mark.parametrize(
    ("value", "head", "text"),
    [
        pytest.param(None, Head("", 2), "–", id="nothing"),
        pytest.param(0.0449, Head("", 2), "0.04", id="rounded"),
        pytest.param(-0.004, Head("", 2), "0.00", id="no minus before nought"),
        pytest.param("x", Head("", 2), "x", id="text"),
        pytest.param(3, Head(""), "3", id="a number among text"),
        pytest.param(1234.5, Head("", 1), "1234.5", id="no thousands"),
        pytest.param(0.0004, Head("", 3, chance=True), "<0.001", id="a small p"),
        pytest.param(0.0006, Head("", 3, chance=True), "0.001", id="a p that rounds up"),
        pytest.param(2.678, Head("", 2), "2.68", id="rounded, not cut off"),
    ],
)
def test_printed(value, head, text):
    with translation.override("en"):
        assert printed(value, head) == text
    with translation.override("nl"):
        assert printed(value, head) == text.replace(".", ",")


def test_the_same_cells_in_every_file(tmp_path: Path):
    made = Sheet("A: table", (Head("Name"), Head("B", 2)), (("=1+1", 0.126), ("two", None)), ("Note.",))
    with translation.override("en"):
        write_all([made, made], tmp_path, "x", "Title", language="en", formats=("html", "docx", "xlsx", "csv"))
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert page.count("=1+1") == 2
    assert ">0.13<" in page
    grid = Document(str(tmp_path / "x.docx")).tables[1]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["Name", "B"], ["=1+1", "0.13"], ["two", "–"]]
    book = load_workbook(tmp_path / "x.xlsx")
    first = book.worksheets[0]
    assert (first["A4"].value, first["A4"].data_type, first["B4"].value, first["B4"].number_format) == (
        "=1+1",
        "s",
        0.126,
        "0.00",
    )
    assert "'=1+1,0.126" in (tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["x.csv", "x.docx", "x.html", "x.xlsx"]


def test_a_file_that_fails_leaves_nothing(tmp_path: Path):
    broken = Sheet("A", (Head("Name"),), (("one", "two"),))
    with pytest.raises(ValueError, match="zip"):
        write_all([broken], tmp_path, "x", "T", language="en", formats=("html",))
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


def test_the_command_names_what_cannot_be_made(interviews, monkeypatch, tmp_path):
    monkeypatch.setattr("exports.management.commands.make_models.read_specs", lambda study: specs(scales={}))
    with pytest.raises(CommandError, match="No table could be made"):
        call_command("make_models", "mini", out=tmp_path / "models", stdout=StringIO(), stderr=StringIO())
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("study", "options", "words"),
    [
        pytest.param("nothing", {}, "cannot be read", id="no such study"),
        pytest.param("perspectief-2024", {}, "no published edition", id="not published"),
        pytest.param("perspectief-2024", {"formats": "pdf"}, "pdf", id="format"),
    ],
)
def test_the_command_refuses(db, study, options, words, tmp_path):
    with pytest.raises(CommandError, match=words):
        call_command("make_models", study, out=tmp_path / "models", **options)


def test_a_weight_that_there_is_not(interviews, monkeypatch, tmp_path):
    monkeypatch.setattr("exports.management.commands.make_models.read_specs", lambda study: copy.copy(specs()))
    with pytest.raises(CommandError, match="make_weights mini --name no"):
        call_command("make_models", "mini", out=tmp_path, weight="no")
