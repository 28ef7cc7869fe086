"""The return number as a DataMatrix (ISO/IEC 16022, ECC 200), drawn as vector. Pure: text in, SVG out."""

from dataclasses import dataclass

from invitations import symbols

MODULE_MM = 0.45
"""Five dots at 300 dpi: what hand scanners read from an office printer."""
QUIET_MODULES = 1
"""Empty modules around the symbol (ISO/IEC 16022, 7.1)."""
USUAL_MM = 8.1
"""Side of a symbol of up to twelve code words, white included: all return numbers up to 24 digits."""


@dataclass(frozen=True)
class DataMatrix:
    """`side_mm`: width of the drawing, its quiet zone included."""

    svg: str
    side_mm: float


def draw(text: str) -> DataMatrix:
    """The smallest square symbol for ASCII text. Raises ValueError for other text."""
    if not text.isascii() or not text:
        raise ValueError("A return number has ASCII characters only.")
    drawn, side = symbols.svg(symbols.modules(text, "DataMatrix"), QUIET_MODULES)
    return DataMatrix(drawn, round(MODULE_MM * side, 2))
