"""How a Word document with tables is written: page, headings, paragraphs, lines and cells; the one way for every table.

Tables are written as WordprocessingML (ECMA-376) in one piece: cell by cell through python-docx takes minutes.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from surveys.languages import direction

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
PAGE, EDGE = (11906, 16838), 1134
"""A4 and a margin of 2 cm, in twentieths of a point."""
STANDING = 7
"""So many columns of figures fit an upright page; with more the page lies down."""
SIZE, SMALL = 18, 16
"""Half points."""
FONT, FONT_OF = "Arial", {"ti": "Ebrima"}
"""What word processors have of themselves; Ebrima holds Ge'ez letters."""
NEAR = 55
"""Twentieths of a point between a text and the edge of its cell."""
LINES = {"top": "single", "bottom": "single", "insideH": "single"}
EMU = 635
"""Of a twentieth of a point."""
TALLEST = 620
"""Points of a picture on the page, so that it never runs off it."""
Side = Literal["", "start", "end"]


def document(title: str, language: str, *, lying: bool) -> Any:
    """An empty A4 document that names no maker."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt, Twips

    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = (Twips(side) for side in (reversed(PAGE) if lying else PAGE))
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    for edge in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, edge, Twips(EDGE))
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE / 2)
    made.core_properties.title, made.core_properties.language = title, language
    made.core_properties.author = made.core_properties.comments = ""
    return made


def save(made: Any, path: Path) -> None:
    made.save(str(path))


def room(made: Any) -> int:
    """Width between the margins, in twentieths of a point."""
    section = made.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin) // EMU


def parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.replace(">", f" {NAMESPACE}>", 1))


def add(made: Any, xml: str) -> None:
    """Before the properties of the section, which come last in a document."""
    made.element.body.sectPr.addprevious(parsed(xml))


def foot(made: Any, text: str, language: str) -> None:
    """At the foot of each page."""
    below = made.sections[0].footer.paragraphs[0]._p
    below.addprevious(parsed(paragraph([run(text, language, SMALL)], language)))


def say(made: Any, runs: Sequence[str], language: str, **how: Any) -> None:
    add(made, paragraph(runs, language, **how))


def run(text: str, language: str, size: int, *, bold: bool = False, italic: bool = False, raised: bool = False) -> str:
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


def paragraph(
    runs: Iterable[str], language: str, *, style: str = "", keep: bool = False, align: Side = "", tight: bool = False
) -> str:
    parts = f'<w:pStyle w:val="{style}"/>' if style else ""
    parts += "<w:keepNext/>" if keep else ""
    parts += "<w:bidi/>" if direction(language) == "rtl" else ""
    parts += '<w:spacing w:before="20" w:after="20"/>' if tight else '<w:spacing w:before="60" w:after="60"/>'
    parts += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{parts}</w:pPr>{''.join(runs)}</w:p>"


def grid(lines: Iterable[str], widths: Sequence[int], *, rtl: bool = False) -> str:
    """A table of ready lines; widths in twentieths of a point."""
    rules = "".join(f'<w:{side} w:val="{kind}" w:sz="4" w:color="808080"/>' for side, kind in LINES.items())
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f"<w:tbl><w:tblPr>{'<w:bidiVisual/>' if rtl else ''}"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{NEAR}" w:type="dxa"/>'
        f'<w:right w:w="{NEAR}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(lines)}</w:tbl>"
    )


def line(cells: Iterable[str], *, head: bool = False) -> str:
    """A row that no page break goes through; a head is repeated on each page."""
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def cell(runs: Iterable[str], language: str, width: int, align: Side = "", *, keep: bool = True) -> str:
    """`keep`: on the page of what comes next."""
    inside = paragraph(runs, language, align=align, keep=keep, tight=True)
    side = '<w:vAlign w:val="bottom"/>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{side}</w:tcPr>{inside}</w:tc>'


def picture(made: Any, png: bytes, name: str, number: int, told: str) -> None:
    """A picture in a paragraph of its own, as wide as the page or less, so that it never runs off it.

    `number`: of the picture in the document; `told`: what it shows, in words. Put in by its parts: `add_picture` looks
    through the whole document for each.
    """
    from docx.image.image import Image
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml.shape import CT_Inline
    from docx.parts.image import ImagePart

    image = Image.from_blob(png)
    part = ImagePart.from_image(image, PackURI(f"/word/media/{name}"))
    key = made.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    wide, tall = _fitting(made.sections[0], image)
    inline = CT_Inline.new_pic_inline(number, key, name, wide, tall)
    inline.docPr.set("descr", NOT_IN_XML.sub("", told))
    whole = parsed("<w:p><w:r><w:drawing/></w:r></w:p>")
    whole[0][0].append(inline)
    made.element.body.sectPr.addprevious(whole)


def _fitting(section: Any, image: Any) -> tuple[Any, Any]:
    """Width and height of a picture on the page, in EMU."""
    from docx.shared import Emu, Pt

    room = section.page_width - section.left_margin - section.right_margin
    tallest = min(Pt(TALLEST), section.page_height - section.top_margin - section.bottom_margin - Pt(40))
    scale = min(room / image.px_width, tallest / image.px_height)
    return Emu(int(image.px_width * scale)), Emu(int(image.px_height * scale))
