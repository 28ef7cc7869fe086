"""PostNL's KIX code: postcode and house number as bars that sorting machines read. Pure.

Sources. Content and examples: PostNL (before: TNT Post), "Handleiding KIX code", section 2.1: postcode, house number,
and after an X the addition. Symbols: those of the Royal Mail 4-state code (RM4SCC) without start, stop and check
symbol: four bars each, two of them going up and two going down. Measures: the same brochure, "Technische
specificaties", as manuals of printers repeat them (Lexmark, "Dutch Post 4-State bar code": 20 to 24 bars an inch, bars
of 0.38 to 0.63 mm, middle part 1.02 to 1.52 mm, parts up and down 1.60 to 2.16 mm) and zint (2 mm of white all round);
the manual's own values are drawn. The brochure itself was not at hand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BARS_PER_SYMBOL = 4
PITCH_MM = 25.4 / 22
BAR_MM = 0.5
UP_MM, MIDDLE_MM, DOWN_MM = 1.88, 1.27, 1.88
HEIGHT_MM = UP_MM + MIDDLE_MM + DOWN_MM
QUIET_MM = 2.0
LONGEST_NUMBER, LONGEST_ADDITION = 5, 6
TOWN_LINE = re.compile(r"([1-9][0-9]{3}) ?([A-Za-z]{2}) +(\S.*)")
NO_POSTCODE = ("SA", "SD", "SS")
"""Letters that no Dutch postcode has."""
_HALVES = ("0011", "0101", "0110", "1001", "1010", "1100")
"""Which two of four bars go one way: the row of a symbol's table tells those going up, the column those going down."""
_BAR = {("0", "0"): "T", ("1", "0"): "A", ("0", "1"): "D", ("1", "1"): "F"}
_STREET_WORD = r"[^\s\d]*(?:\d+[^\s\d]+|[^\s\d]+)\S*"
_STREET_LINE = re.compile(
    rf"{_STREET_WORD}(?: {_STREET_WORD})* ([1-9][0-9]*)((?:[-/ ]?[A-Za-z]|[-/][0-9])[A-Za-z0-9 ]*)?"
)


class KixRefused(ValueError):
    """No KIX code can be made of this. Says of what and why; never the address."""


@dataclass(frozen=True)
class Kix:
    """A code as text and as vector drawing (white around it not included)."""

    text: str
    svg: str
    width_mm: float
    height_mm: float = HEIGHT_MM


def kix(postcode: str, number: str, addition: str = "") -> str:
    """`1231 GF`, `156`, `2` → `1231GF156X2`. Raises KixRefused."""
    code = "".join(postcode.split()).upper()
    if not re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", code) or code[4:] in NO_POSTCODE:
        raise KixRefused("The postcode is not four digits and two letters. Write it as 1234 AB.")
    if not re.fullmatch(rf"[1-9][0-9]{{0,{LONGEST_NUMBER - 1}}}", number.strip()):
        raise KixRefused(
            f"The house number is not a number of 1 to {LONGEST_NUMBER} digits. Put letters in the addition."
        )
    added = re.sub(r"[\s./-]", "", addition).upper()
    if len(added) > LONGEST_ADDITION or not set(added) <= set(SYMBOLS):
        raise KixRefused(f"The addition is not up to {LONGEST_ADDITION} letters and digits. Shorten it.")
    return f"{code}{number.strip()}{'X' if added else ''}{added}"


def of_address(lines: Sequence[str]) -> str:
    """The code of a Dutch address; "" where it cannot be told: abroad, no number, or two numbers that may be either."""
    if len(lines) < 2 or not (town := TOWN_LINE.fullmatch(lines[-1])):
        return ""
    street = _STREET_LINE.fullmatch(lines[-2].strip())
    if street is None:
        return ""
    try:
        return kix(town[1] + town[2], street[1], street[2] or "")
    except KixRefused:
        return ""


def bars(text: str) -> str:
    """A letter for each bar: F full, A up, D down, T the middle only. Raises KixRefused."""
    if not text or not set(text) <= set(SYMBOLS):
        raise KixRefused("A KIX code has digits and capitals A to Z only.")
    return "".join(map(_symbol, text))


def width_mm(text: str) -> float:
    """From the left of the first bar to the right of the last."""
    return (BARS_PER_SYMBOL * len(text) - 1) * PITCH_MM + BAR_MM


def draw(text: str) -> Kix:
    """The bars as SVG, one unit a millimetre. Raises KixRefused."""
    path = "".join(_rectangle(place, bar) for place, bar in enumerate(bars(text)))
    width = width_mm(text)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.3f} {HEIGHT_MM:.3f}">'
        f'<path fill="#000" d="{path}"/></svg>'
    )
    return Kix(text, svg, width)


def _symbol(character: str) -> str:
    row, column = divmod(SYMBOLS.index(character), len(_HALVES))
    return "".join(_BAR[up, down] for up, down in zip(_HALVES[row], _HALVES[column], strict=True))


def _rectangle(place: int, bar: str) -> str:
    top = 0.0 if bar in "FA" else UP_MM
    bottom = HEIGHT_MM if bar in "FD" else UP_MM + MIDDLE_MM
    return f"M{place * PITCH_MM:.3f} {top:.3f}h{BAR_MM}v{bottom - top:.3f}h-{BAR_MM}z"
