"""How large a sheet becomes is known before it is spread out, whatever its XML looks like."""

import pytest

from invitations import sheet
from invitations.frame_problems import FrameUnreadable
from surveys.sheet_area import Area, area_of
from surveys.xlsform import read_workbook
from tests.fuzz.packed import with_sheet as put
from tests.fuzz.packed import workbook

BASE = workbook(("survey", (("type", "name"), ("text", "a"))))
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>frame_id</t></is></c></row>'
FAR = [
    pytest.param('<row r="2"><c r="ClllllllllllllllllI2"><v>1</v></c></row>', id="a column beyond all columns"),
    pytest.param('<row r="2"><c r="zzz2"><v>1</v></c></row>', id="small letters"),
    pytest.param('<row r="2"><c s=">" r="ZZZ2"><v>1</v></c></row>', id="behind a > in quotes"),
    pytest.param("<row r='2'><c r='ZZZ2'><v>1</v></c></row>", id="other quotes"),
    pytest.param('<row r="2"><c r = "ZZZ2"><v>1</v></c></row>', id="spaces"),
    pytest.param('<row r="99999999"><c><v>1</v></c></row>', id="a row far away, the cell without a place"),
    pytest.param('<row r="999999"><c r="ZZ999999"><v>1</v></c></row>', id="a corner of a large rectangle"),
    pytest.param("<row>" + "<c><v>1</v></c>" * 1_000 + "</row>", id="cells without places"),
    pytest.param('<x:row r="2"><x:c r="ZZZ2"><v>1</v></x:c></x:row>', id="with a prefix"),
]


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/other/place.bin"])
@pytest.mark.parametrize("rows", FAR)
def test_far_cells_are_refused_before_they_are_spread_out(rows: str, name: str) -> None:
    """Not refused, some of these end the process: the reader asks for hundreds of gigabytes."""
    data = put(BASE, name, ROW + rows)
    with pytest.raises(FrameUnreadable) as refused:
        sheet.look(data)
    assert [problem.code for problem in refused.value.problems] == ["too_big"]
    imported = read_workbook(data)
    assert imported.document is None
    assert {problem.code for problem in imported.problems} <= {"too_many_cells", "too_many_rows"}


@pytest.mark.parametrize("reference", ["A1", "$A$1", "x", "", "-80000"])
def test_other_attributes_are_no_cells(reference: str) -> None:
    xml = f'<worksheet><sheetData>{ROW}</sheetData><x q:id="1" r="{reference}"/></worksheet>'.encode()
    assert area_of(xml) == Area(1, 1, 4)


def test_an_honest_sheet_is_taken() -> None:
    """Control."""
    assert len(sheet.look(BASE).rows) == 1
    assert area_of(ROW.encode()).rows == 1
