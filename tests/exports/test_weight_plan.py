"""What a study declares, and tables of margins from a file."""

import io

import pytest
import yaml
from django.utils import translation
from openpyxl import Workbook

from exports.margin_files import margins_of
from exports.refusals import Refused
from exports.stands_for import said
from exports.weigh import recipe
from exports.weight_plan import plan_of, trimmed_at
from exports.weight_report import stands_for_of
from exports.weights import Margin
from invitations.frame_problems import FrameUnreadable
from surveys.load import read_folder

pytestmark = pytest.mark.once

DECLARED = """
reference: 2024-10-01
group: {a: 10, b: 20}
within_group:
  gender: {a: {man: 4, woman: 6}}
weighting:
  margins: [group, gender]
  base: {b: 2}
  stands_for: {b: 2}
  missing: {group: [c]}
  neighbours: {gender: {man: woman}}
  trim: {largest: 4}
"""


def declared(**changed) -> dict:
    read = yaml.safe_load(DECLARED)
    return {**read, "weighting": {**read["weighting"], **changed}}


def test_a_declaration():
    plan = plan_of(declared())
    assert plan.margins == (
        Margin("group", {"a": 10, "b": 40}, "", "2024-10-01"),
        Margin("gender", {"man": 4, "woman": 6}, "a", "2024-10-01"),
    )
    assert (plan.base, plan.missing, plan.largest, plan.at_least) == ({"b": 2}, {"group": frozenset("c")}, 4, 30)
    assert trimmed_at(plan, 3).largest == 3
    assert trimmed_at(plan, None) is plan


def test_a_table_takes_the_place_of_the_numbers():
    table = (Margin("group", {"a": 1, "b": 1}),)
    assert plan_of(declared(), table).margins == table
    assert plan_of(declared(), table).stands_for == {}


def test_numbers_as_listed():
    """The list stands for itself, so who came without a letter stands for one person too."""
    plan = plan_of(declared(), as_listed=True)
    assert (plan.margins[0].counts, plan.base, plan.stands_for) == ({"a": 10, "b": 20}, {"b": 1}, {})
    assert plan_of(declared()).stands_for == {"b": 2}


@pytest.mark.parametrize(
    ("factors", "counts", "words"),
    [
        pytest.param({"b": 2.0}, {"a": 10, "b": 20}, ("b × 2.", "80.0% of everybody", "numbers 66.7%"), id="one group"),
        pytest.param({"a": 1.5, "b": 2.0}, {"a": 10, "b": 5, "c": 25}, ("a × 1.5, b × 2", "50.0%", "37.5%"), id="two"),
        pytest.param({"b": 1.0}, {"a": 10, "b": 20}, (), id="a factor of one says nothing"),
        pytest.param({"d": 2.0}, {"a": 10, "b": 20}, (), id="a group that is not counted"),
        pytest.param({}, {"a": 10}, (), id="none"),
    ],
)
def test_what_must_be_confirmed(factors, counts, words):
    with translation.override("en"):
        told = said(factors, counts)
    assert bool(told) is bool(words)
    assert all(word in told for word in words)


def test_the_shipped_study_says_what_must_be_confirmed():
    """Wi2013 is 11,418 of 64,560 people of the list, and 22,836 of 75,978 where each stands for two."""
    plan = plan_of(read_folder("perspectief-2024")["margins"])
    with translation.override("en"):
        told = stands_for_of(recipe(plan))
    assert "wi2013_asiel × 2, wi2013_gezin × 2. Weighted, these groups are 30.1% of everybody" in told
    assert "numbers 17.7%" in told


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        pytest.param({}, "does not say how it is weighted", id="nothing declared"),
        pytest.param(declared(margins=[]), "No variables are named", id="no margins"),
        pytest.param(declared(margins="group"), "No variables are named", id="a word"),
        pytest.param(declared(margins=["age"]), "“age” has no counts", id="a margin without numbers"),
        pytest.param(declared(cap=3), "“cap” is not known", id="a word that is not known"),
        pytest.param(declared(base={"a": "two"}), "base/a: 'two' is not a number", id="no number"),
        pytest.param(declared(base=[2]), "base: Expected a mapping", id="a list"),
        pytest.param(declared(at_least=0), "at_least", id="at least nobody"),
        pytest.param(
            declared(trim={"largest": 0.9}), "trim/largest: 0.9 is no upper limit", id="a limit under the mean"
        ),
        pytest.param(
            declared(trim={"smallest": 1.5}), "trim/smallest: 1.5 is no lower limit", id="a lower limit over the mean"
        ),
    ],
)
def test_faults_of_a_declaration(margins, words):
    with pytest.raises(Refused, match=words):
        plan_of(margins)


def test_the_shipped_study_declares_its_weights():
    plan = plan_of(read_folder("perspectief-2024")["margins"])
    assert {margin.variable for margin in plan.margins} == {"group", "gender", "learning_route", "age_band"}
    group = plan.margins[0].counts
    assert (group["wi2021_asiel"], group["wi2013_asiel"]) == (34482, 2 * 7603)


CSV = "variable,category,count,group,reference_date\ngender,man,4,a,2024-10-01\ngender,woman,6,a,2024-10-01\n"


def workbook() -> bytes:
    book = Workbook()
    for row in CSV.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row.split(",")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(CSV.encode(), id="comma"),
        pytest.param(("\ufeff" + CSV.replace(",", ";")).encode(), id="semicolon and mark"),
        pytest.param(workbook(), id="xlsx"),
        pytest.param(b"\n" + CSV.replace("\n", "\r\n\r\n").encode(), id="empty lines"),
    ],
)
def test_tables_of_margins(data):
    assert margins_of(data) == (Margin("gender", {"man": 4, "woman": 6}, "a", "2024-10-01"),)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\xff\xfe\x00", "neither XLSX nor CSV", id="no text"),
        pytest.param(b"PK nonsense", "damaged", id="no workbook"),
        pytest.param(b"variable,count\nx,1\n", "must name the columns", id="a column lacks"),
        pytest.param(b"variable,category,count,name\nx,y,1,z\n", "must name the columns", id="a column too many"),
        pytest.param(b"variable,category,count\n", "no lines", id="no lines"),
        pytest.param(b"variable,category,count\nx,y,many\n", "line 2: count: 'many'", id="no number"),
        pytest.param(b"variable,category,count\nx,y,-1\n", "line 2: count", id="less than nought"),
        pytest.param(b"variable,category,count\nx,y,nan\n", "line 2: count", id="not a number"),
        pytest.param(b"variable,category,count\nx,y,1\nx,y,2\n", "Line 3", id="a category twice"),
        pytest.param(b"variable,category,count\nx,,1\n", "Line 2", id="no category"),
        pytest.param(b"variable,category,count\nx,y,1,2\n", "more cells", id="a cell too many"),
        pytest.param(b"variable,category,count,reference_date\nx,y,1,1-10-2024\n", "2024-10-01", id="a date"),
        pytest.param(b"x" * 1_000_001, "over 1000000 bytes", id="large"),
    ],
)
def test_faults_of_a_table(data, words):
    with pytest.raises((Refused, FrameUnreadable), match=words):
        margins_of(data)
