"""A QR code as vector drawing. Pure: text in, SVG out."""

from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

QUIET_MODULES = 4
"""Empty modules around the symbol (ISO/IEC 18004)."""
SYMBOL_MM = 28.0
"""Side of the symbol without its quiet zone: over 0.9 mm a module up to version 3, for cheap phones in poor light."""


@dataclass(frozen=True)
class Qr:
    """`side_mm`: width of the drawing, its quiet zone included."""

    svg: str
    version: int
    side_mm: float


def draw(text: str) -> Qr:
    """The smallest QR of level M for upper-case text (alphanumeric mode). Raises ValueError for other text."""
    code = QRCode(version=None, error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM), optimize=0)
    code.make(fit=True)
    modules: list[list[bool]] = code.get_matrix()
    side = len(modules)
    path = "".join(path_of(row, y) for y, row in enumerate(modules))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{path}"/></svg>'
    )
    return Qr(svg, code.version, round(SYMBOL_MM * side / (side - 2 * QUIET_MODULES), 2))


def path_of(row: list[bool], y: int, x: int = 0) -> str:
    """Dark stretches of one row as rectangles one module high, from `x` on."""
    drawn = ""
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        if dark:
            drawn += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return drawn
