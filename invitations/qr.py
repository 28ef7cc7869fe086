"""A QR code as vector drawing. Pure: text in, SVG out."""

import re
from dataclasses import dataclass

from invitations import symbols

QUIET_MODULES = 4
"""Empty modules around the symbol (ISO/IEC 18004)."""
SYMBOL_MM = 28.0
"""Side of the symbol without its quiet zone: over 0.9 mm a module up to version 3, for cheap phones in poor light."""
_SIDE_OF_VERSION_0, _MORE_EACH_VERSION = 17, 4
_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+./:-]+")


@dataclass(frozen=True)
class Qr:
    """`side_mm`: width of the drawing, its quiet zone included."""

    svg: str
    version: int
    side_mm: float


def draw(text: str) -> Qr:
    """The smallest QR of level M for upper-case text (alphanumeric mode). Raises ValueError for other text."""
    if not _ALPHANUMERIC.fullmatch(text):
        raise ValueError("A QR code here holds capitals, digits and $%*+-./: only.")
    dark = symbols.modules(text, "QRCode", ec_level="M")
    drawn, side = symbols.svg(dark, QUIET_MODULES)
    version = (len(dark) - _SIDE_OF_VERSION_0) // _MORE_EACH_VERSION
    return Qr(drawn, version, round(SYMBOL_MM * side / len(dark), 2))
