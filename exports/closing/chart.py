"""The course of a fieldwork as SVG: how many sent their answers in each period, with mailings marked. Pure.

The same numbers stand in the table beside it.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from exports.chart import FAMILY, INK, PAPER, RAMP
from exports.closing.periods import Period

WIDE, TALL = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 60, 16, 40, 56
SIZE, LETTER = 12, 6.6
"""Of letters, and about how wide one is."""
MOST_LABELS = 12
GRID = "#8a94a3"
BAR = "#" + "".join(f"{part:02x}" for part in RAMP[1])


def course(weeks: Sequence[Period], title: str, labels: Sequence[str], marks: Sequence[str]) -> str:
    """`labels`: a short name per period; `marks`: what left in it, '' for nothing."""
    most = _top(max((week.sent for week in weeks), default=0))
    step = (WIDE - LEFT - RIGHT) / max(1, len(weeks))
    shapes = [_line_at(most * part // 4, most) for part in range(5)]
    for place, (week, label) in enumerate(zip(weeks, labels, strict=True)):
        middle = LEFT + step * (place + 0.5)
        shapes.append(_bar(middle, step * 0.7, week.sent, most))
        if place % -(-len(weeks) // MOST_LABELS) == 0:
            shapes.append(_text(middle, TALL - BOTTOM + 18, label, "middle"))
    shapes += _marks([LEFT + step * (place + 0.5) for place in range(len(marks))], marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {TALL}" width="{WIDE}" height="{TALL}" '
        f'role="img" font-family="{FAMILY}" font-size="{SIZE}" fill="{INK}"><title>{escape(title)}</title>'
        f'<rect width="{WIDE}" height="{TALL}" fill="{PAPER}"/>{"".join(shapes)}</svg>'
    )


def _top(most: int) -> int:
    """The least of 4, 8, 20, 40, 80, 200 … that is as much: a round number that can be divided by four."""
    size, steps = 4, 0
    while size < most:
        size, steps = (size * 5 // 2, steps + 1) if steps % 3 == 1 else (size * 2, steps + 1)
    return size


def _height(number: int, most: int) -> float:
    return (TALL - TOP - BOTTOM) * number / most


def _line_at(number: int, most: int) -> str:
    y = TALL - BOTTOM - _height(number, most)
    line = f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}" stroke-width="0.5"/>'
    return line + _text(LEFT - 6, y + 4, str(number), "end")


def _bar(middle: float, wide: float, number: int, most: int) -> str:
    tall = _height(number, most)
    return (
        f'<rect x="{middle - wide / 2:.1f}" y="{TALL - BOTTOM - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
        f'fill="{BAR}"/>'
    )


def _marks(places: Sequence[float], marks: Sequence[str]) -> list[str]:
    """A dashed line from the top and what left beside it; on a second line where the one before reaches there."""
    shapes, free = [], 0.0
    for middle, mark in zip(places, marks, strict=True):
        if not mark:
            continue
        wide = len(mark) * LETTER
        start = min(middle + 4, WIDE - wide)
        low = start < free
        free = start + wide
        shapes.append(
            f'<line x1="{middle:.1f}" x2="{middle:.1f}" y1="{TOP - 4}" y2="{TALL - BOTTOM}" stroke="{INK}" '
            f'stroke-width="1" stroke-dasharray="4 3"/>'
        )
        shapes.append(_text(start, TOP - 8 if low else TOP - 22, mark, "start"))
    return shapes


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
