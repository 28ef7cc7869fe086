"""How wide words are in the project's fonts, and where a label is broken so that none of it is cut. Pure but for fonts.

Widths are advances of single letters. Joined Arabic letters are narrower than that, so a line never comes out wider.
"""

from functools import cache
from pathlib import Path

from surveys.languages import direction
from surveys.typeset import FontsMissing, font_files

REGULAR = "_400Regular"
SPARE = 0.7
"""Width of a sign that no font has, in ems."""
FROM_RIGHT, END = "\u202b", "\u202c"
"""Marks that a line reads from right to left; drawing programs differ in what else they heed."""


@cache
def advances(fonts: Path) -> dict[int, float]:
    """Code point → width in ems. Raises FontsMissing."""
    from fontTools.ttLib import TTFont

    found: dict[int, float] = {}
    for path in font_files(fonts):
        if REGULAR in path.name:
            with TTFont(path, lazy=True) as font:
                widths, size = font["hmtx"], font["head"].unitsPerEm
                own = {point: widths[glyph][0] / size for point, glyph in font.getBestCmap().items()}
            found = {**own, **found}
    if not found:
        raise FontsMissing(fonts)
    return found


def width(text: str, size: float, fonts: Path) -> float:
    """Of a line of this size, in the same unit."""
    known = advances(fonts)
    return size * sum(known.get(ord(character), SPARE) for character in text)


def broken(text: str, size: float, room: float, fonts: Path) -> tuple[str, ...]:
    """The text in lines that fit the room; a word that is longer alone is broken within."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, fonts) <= room:
            lines[-1] = longer
            continue
        *whole, rest = _pieces(word, size, room, fonts)
        lines += [*whole, rest]
    return tuple(line for line in lines if line) or ("",)


def _pieces(word: str, size: float, room: float, fonts: Path) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character, size, fonts) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def marked(text: str, language: str) -> str:
    """The line with marks of its direction where that is from the right."""
    return f"{FROM_RIGHT}{text}{END}" if direction(language) == "rtl" else text
