"""The return number as a DataMatrix (ISO/IEC 16022, ECC 200), drawn as vector. Pure: text in, SVG out."""

from dataclasses import dataclass
from typing import Any

from invitations.qr import path_of

MODULE_MM = 0.45
"""Five dots at 300 dpi: what hand scanners read from an office printer."""
QUIET_MODULES = 1
"""Empty modules around the symbol (ISO/IEC 16022, 7.1)."""
USUAL_MM = 8.1
"""Side of a symbol of up to twelve code words, white included: all return numbers up to 24 digits."""
_DARK = 128


@dataclass(frozen=True)
class DataMatrix:
    """`side_mm`: width of the drawing, its quiet zone included."""

    svg: str
    side_mm: float


def draw(text: str) -> DataMatrix:
    """The smallest square symbol for ASCII text. Raises ValueError for other text."""
    import zxingcpp

    if not text.isascii() or not text:
        raise ValueError("A return number has ASCII characters only.")
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    image: Any = made.to_image(scale=1, add_quiet_zones=False)
    dots: Any = memoryview(image).tolist()
    rows = [[dot < _DARK for dot in row] for row in dots]
    return _drawn(_without_margin(rows))


def _without_margin(rows: list[list[bool]]) -> list[list[bool]]:
    """Rows and columns that are white all along, at the edges, left out: a symbol has none there."""
    filled = [row for row in rows if any(row)]
    columns = [place for place in range(len(filled[0])) if any(row[place] for row in filled)]
    return [row[columns[0] : columns[-1] + 1] for row in filled]


def _drawn(modules: list[list[bool]]) -> DataMatrix:
    side = len(modules) + 2 * QUIET_MODULES
    path = "".join(path_of(row, y, QUIET_MODULES) for y, row in enumerate(modules, start=QUIET_MODULES))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#000" d="{path}"/></svg>'
    )
    return DataMatrix(svg, round(MODULE_MM * side, 2))
