"""Printed tables as a Word document, laid out as in a report: caption above, N's, percentages to the right, base below.

Tables are written as WordprocessingML (ECMA-376) in one piece: cell by cell through python-docx takes minutes.
"""

import re
from collections.abc import Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import Any, TypeVar
from xml.sax.saxutils import escape, quoteattr

from exports.chart import has_chart, total_only
from exports.printed import PrintedCell, PrintedTable, Report
from surveys.engine.text import Shown
from surveys.languages import direction

T = TypeVar("T")
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PAGE, EDGE = (11906, 16838), 1134
"""A4 and a margin of 2 cm, in twentieths of a point."""
STANDING, WIDEST = 7, 10
"""So many columns fit an upright page; with more the page lies down; with still more a table comes in pieces."""
LABEL_SHARE, LABEL_LEAST = 0.3, 2200
SIZE, SMALL = 18, 16
"""Half points."""
TALLEST = 620
"""Points of a chart on the page, so that it never runs off it."""
FONT, FONT_OF = "Arial", {"ti": "Ebrima"}
"""What word processors have of themselves; Ebrima holds Ge'ez letters."""
NEAR = 55
"""Twentieths of a point between a text and the edge of its cell."""
LINES = {"top": "single", "bottom": "single", "insideH": "single"}


def write(report: Report, pictures: Sequence[bytes], path: Path) -> None:
    """`pictures` holds a PNG per table, empty for none."""
    import docx

    document = docx.Document()
    _set_up(document, report)
    _beginning(document, report)
    part = None
    for table, picture in zip(report.tables, pictures, strict=True):
        if table.by != part and table.by:
            document.add_heading(table.by, level=1)
        part = table.by
        _table(document, report, table)
        if picture:
            _picture(document, report, table, picture)
    document.save(str(path))


def _set_up(document: Any, report: Report) -> None:
    from docx.shared import Pt

    section = document.sections[0]
    lying = any(len(table.columns) > STANDING for table in report.tables)
    section.page_width, section.page_height = (_twips(side) for side in (reversed(PAGE) if lying else PAGE))
    for edge in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, edge, _twips(EDGE))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE / 2)
    document.core_properties.title = f"{report.words['tables']}: {report.title}"
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.language = report.language
    foot = _paragraph_xml([_run(" ".join((*report.stamps, report.made)), report.notes, SMALL)], report.notes)
    section.footer.paragraphs[0]._p.addprevious(_parsed(foot))


def _twips(number: int) -> Any:
    from docx.shared import Twips

    return Twips(number)


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.replace(">", f" {NAMESPACE}>", 1))


def _add(document: Any, xml: str) -> None:
    """Before the properties of the section, which come last in a document."""
    document.element.body.sectPr.addprevious(_parsed(xml))


def _beginning(document: Any, report: Report) -> None:
    document.add_heading(f"{report.words['tables']}: {report.title}", level=0)
    for stamp in report.stamps:
        _say(document, [_run(stamp, report.notes, SIZE, bold=True)], report.notes)
    for sentence in (report.made, *report.set_sentences, *report.legend, report.left_out):
        if sentence:
            _say(document, [_run(sentence, report.notes, SIZE)], report.notes)


def _say(document: Any, runs: Sequence[str], language: str, **how: Any) -> None:
    _add(document, _paragraph_xml(runs, language, **how))


def _table(document: Any, report: Report, table: PrintedTable) -> None:
    language = table.title.language
    _say(document, [_run(report.caption(table), language, SIZE, bold=True)], language, style="Caption", keep=True)
    if table.question:
        asked = table.question
        _say(document, [_run(asked.text, asked.language, SIZE, italic=True)], asked.language, keep=True)
    for number, places in enumerate(pieces(len(table.columns))):
        if number:
            _say(document, [], report.notes)
        _add(document, _Grid(document, report, table, places).xml())
    few_bars = [report.words["chart_total"]] if has_chart(table) and total_only(table) else []
    beneath = (table.base, *table.notes, *few_bars, *report.set_sentences, report.made, *report.stamps)
    _say(document, [_run(" ".join(beneath), report.notes, SMALL)], report.notes)


def pieces(columns: int) -> tuple[tuple[int, ...], ...]:
    """Places of the columns of each piece of a table that is too wide for a page; the total stands in each."""
    others = range(1, columns)
    if columns <= WIDEST:
        return (tuple(range(columns)),)
    number = ceil(len(others) / (WIDEST - 1))
    size = ceil(len(others) / number)
    return tuple((0, *others[start : start + size]) for start in range(0, len(others), size))


def _picture(document: Any, report: Report, table: PrintedTable, picture: bytes) -> None:
    """A chart in a paragraph of its own, as wide as the page or less, so that it never runs off it.

    Put in by its parts: `add_picture` looks through the whole document for each.
    """
    from docx.image.image import Image
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml.shape import CT_Inline
    from docx.parts.image import ImagePart

    image = Image.from_blob(picture)
    part = ImagePart.from_image(image, PackURI(f"/word/media/chart{table.number}.png"))
    key = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    wide, tall = _fitting(document.sections[0], image)
    inline = CT_Inline.new_pic_inline(table.number, key, f"chart{table.number}.png", wide, tall)
    name = report.words["chart_of"].format(number=table.number, title=table.title)
    inline.docPr.set("descr", NOT_IN_XML.sub("", name))
    paragraph = _parsed("<w:p><w:r><w:drawing/></w:r></w:p>")
    paragraph[0][0].append(inline)
    document.element.body.sectPr.addprevious(paragraph)


def _fitting(section: Any, image: Any) -> tuple[Any, Any]:
    """Width and height of a picture on the page, in EMU."""
    from docx.shared import Emu, Pt

    room = section.page_width - section.left_margin - section.right_margin
    tallest = min(Pt(TALLEST), section.page_height - section.top_margin - section.bottom_margin - Pt(40))
    scale = min(room / image.px_width, tallest / image.px_height)
    return Emu(int(image.px_width * scale)), Emu(int(image.px_height * scale))


def _run(text: str, language: str, size: int, *, bold: bool = False, italic: bool = False, raised: bool = False) -> str:
    fonts = " ".join(f'w:{part}="{FONT_OF.get(language, FONT)}"' for part in ("ascii", "hAnsi", "cs"))
    rtl = direction(language) == "rtl"
    signs = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    place = '<w:vertAlign w:val="superscript"/>' if raised else ""
    tongue = f"<w:lang w:{'bidi' if rtl else 'val'}={quoteattr(language)}/>"
    return (
        f'<w:r><w:rPr><w:rFonts {fonts}/>{signs}<w:color w:val="000000"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{place}'
        f"{'<w:rtl/>' if rtl else ''}{tongue}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(NOT_IN_XML.sub("", text))}</w:t></w:r>'
    )


def _paragraph_xml(
    runs: Iterable[str], language: str, *, style: str = "", keep: bool = False, align: str = "", tight: bool = False
) -> str:
    parts = f'<w:pStyle w:val="{style}"/>' if style else ""
    parts += "<w:keepNext/>" if keep else ""
    parts += "<w:bidi/>" if direction(language) == "rtl" else ""
    parts += '<w:spacing w:before="20" w:after="20"/>' if tight else '<w:spacing w:before="60" w:after="60"/>'
    parts += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{parts}</w:pPr>{''.join(runs)}</w:p>"


class _Grid:
    """The columns of a table at some places: head (repeated on each page), rows with N's, then the answers."""

    def __init__(self, document: Any, report: Report, table: PrintedTable, places: Sequence[int]) -> None:
        section = document.sections[0]
        room = (section.page_width - section.left_margin - section.right_margin) // 635
        label = max(LABEL_LEAST, int(room * LABEL_SHARE))
        self.report, self.table, self.places = report, table, places
        self.widths = [label, *[(room - label) // len(places)] * len(places)]
        self.rtl = direction(report.language) == "rtl"

    def xml(self) -> str:
        lines = "".join(f'<w:{side} w:val="{kind}" w:sz="4" w:color="808080"/>' for side, kind in LINES.items())
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        return (
            f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' if self.rtl else ''}"
            f'<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{NEAR}" w:type="dxa"/>'
            f'<w:right w:w="{NEAR}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{self._head()}{''.join(self._bases())}{''.join(self._rows())}</w:tbl>"
        )

    def _taken(self, whole: Sequence[T]) -> list[T]:
        return [whole[place] for place in self.places]

    def _head(self) -> str:
        cells = [self._cell(0, Shown("", self.report.notes))]
        for place, column in enumerate(self._taken(self.table.columns), start=1):
            letter = _run(f" {column.letter}", self.report.notes, SMALL, bold=True) if column.letter else ""
            cells.append(self._cell(place, column.label, bold=True, after=letter, size=SMALL))
        return self._line(cells, head=True)

    def _bases(self) -> Iterable[str]:
        notes = self.report.notes
        for what, values in self.report.head_rows(self.table):
            texts = [Shown(text, notes) for text in (what, *self._taken(values))]
            yield self._line([self._cell(place, text) for place, text in enumerate(texts)])

    def _rows(self) -> Iterable[str]:
        for row in self.table.rows:
            italic = row.kind not in ("option", "statistic")
            cells = [self._cell(0, row.label, italic=italic)]
            for place, cell in enumerate(self._taken(row.cells), start=1):
                told = Shown(self._told(cell), self.report.notes)
                cells.append(self._cell(place, told, italic=italic, after=self._letters(cell)))
            yield self._line(cells)

    def _told(self, cell: PrintedCell) -> str:
        percent = "%" if self.table.layout != "measures" and cell.text and cell.mark != "hidden" else ""
        few = "*" if cell.mark == "few" else ""
        return f"{cell.text}{percent}{few}"

    def _letters(self, cell: PrintedCell) -> str:
        """What the cell lies above, raised, so that a narrow column holds it."""
        letters = self.table.letters(cell)
        return _run(f" {letters}", self.report.notes, SIZE, raised=True) if letters else ""

    def _line(self, cells: Iterable[str], *, head: bool = False) -> str:
        repeated = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"

    def _cell(
        self,
        place: int,
        text: Shown,
        *,
        bold: bool = False,
        italic: bool = False,
        after: str = "",
        size: int = SIZE,
    ) -> str:
        align = "end" if place else ""
        if place and self.rtl and direction(text.language) != "rtl":
            align = "start"
        run = _run(text.text, text.language, size, bold=bold, italic=italic)
        inside = _paragraph_xml([run, after], text.language, align=align, keep=True, tight=True)
        side = '<w:vAlign w:val="bottom"/>'
        return f'<w:tc><w:tcPr><w:tcW w:w="{self.widths[place]}" w:type="dxa"/>{side}</w:tcPr>{inside}</w:tc>'
