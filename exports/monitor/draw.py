"""Bars and lines as SVG, drawn for a phone's width and read aloud by their title and description. Pure.

Nothing needs a script or a style sheet. A number that may not be told is drawn as nothing and said in the label.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

WIDE = 340
SIZE = 13
ROW, BAR, TOP = 38, 14, 8
INK, SOFT, FILL, MARK, PAPER, GRID = "#1b1f24", "#4a5360", "#17406d", "#8a4700", "#ffffff", "#c9d0d9"
DASHES = ("", "6 3", "2 3", "9 3 2 3")
"""Lines are told apart by their dashes, not by colour alone."""
COLOURS = ("#17406d", "#8a4700", "#0f5132", "#6b1a6b")
TALL = 190
AXIS = 44
LONGEST = 40
"""Signs of a label that fit the width; the table beside the chart has the whole."""


@dataclass(frozen=True)
class Bar:
    """`share` of the width, 0 to 1, None where it may not be told; `said` stands at its end."""

    label: str
    share: float | None
    said: str


@dataclass(frozen=True)
class Line:
    """`values`: one per day; the same number of days for each line of a chart."""

    label: str
    values: Sequence[float]


@dataclass(frozen=True)
class MarkedDay:
    """A day with a mark: letters left."""

    day: date
    label: str


def bars(title: str, rows: Sequence[Bar], *, most: float, beside: tuple[float, str] | None = None) -> str:
    """Lying bars, `most` as long as the picture. `beside`: a value drawn through all of them, and what it is."""
    foot = SIZE + 10 if beside else 0
    tall = TOP + len(rows) * ROW + foot
    room = WIDE - 2
    shapes: list[str] = []
    for place, row in enumerate(rows):
        top = TOP + place * ROW
        shapes.append(_text(1, top + SIZE - 3, _short(row.label)))
        shapes.append(_text(WIDE - 1, top + SIZE - 3, row.said, anchor="end", bold=True))
        long = room * min(1.0, row.share / most) if row.share is not None and most else 0.0
        shapes.append(_box(1, top + SIZE + 2, room, BAR, PAPER, GRID))
        shapes += [_box(1, top + SIZE + 2, long, BAR, FILL, FILL)] if long else []
        shapes += [_mark(1 + room * min(1.0, beside[0] / most), top + SIZE)] if beside and most else []
    if beside and most:
        x = 1 + room * min(1.0, beside[0] / most)
        end = x > WIDE / 2
        shapes.append(_text(x, tall - 6, beside[1], anchor="end" if end else "start", colour=MARK))
    said = "; ".join(f"{row.label}: {row.said}" for row in rows)
    return _svg(title, said, tall, shapes)


def lines(title: str, days: Sequence[date], drawn: Sequence[Line], marks: Sequence[MarkedDay] = ()) -> str:
    """Lines over days from nought up, with a scale at the left and the marked days upright through them."""
    highest = max((max(line.values, default=0) for line in drawn), default=0)
    top_value = _round_up(highest)
    legend = len(drawn) * (SIZE + 5) + len({mark.label for mark in marks}) * (SIZE + 5)
    plot = _Plot(len(days), top_value)
    shapes = [*plot.scale(), *plot.ends(days)]
    for mark in marks:
        if mark.day in days:
            x = plot.x(days.index(mark.day))
            shapes.append(_line(x, TOP, x, TOP + TALL, MARK, "2 2"))
    for place, line in enumerate(drawn):
        points = " ".join(f"{plot.x(at):.1f},{plot.y(value):.1f}" for at, value in enumerate(line.values))
        shapes.append(
            f'<polyline points="{points}" fill="none" stroke="{COLOURS[place % 4]}" stroke-width="2"{_dash(place)}/>'
        )
    bottom = TOP + TALL + 2 * SIZE + 8
    shapes += _legend(drawn, marks, bottom)
    said = "; ".join(f"{line.label}: {line.values[-1]:g}" for line in drawn if line.values)
    said += "".join(f"; {mark.label}: {mark.day.isoformat()}" for mark in marks)
    return _svg(title, said, bottom + legend, shapes)


@dataclass(frozen=True)
class _Plot:
    days: int
    highest: float

    def x(self, place: int) -> float:
        return AXIS + (WIDE - AXIS - 4) * (place / (self.days - 1) if self.days > 1 else 0)

    def y(self, value: float) -> float:
        return TOP + TALL * (1 - (value / self.highest if self.highest else 0))

    def scale(self) -> list[str]:
        found = []
        for part in (0.0, 0.5, 1.0):
            y = self.y(self.highest * part)
            found.append(_line(AXIS, y, WIDE - 4, y, GRID))
            found.append(_text(AXIS - 4, y + 4, f"{self.highest * part:.0f}", anchor="end", colour=SOFT, size=11))
        return found

    def ends(self, days: Sequence[date]) -> list[str]:
        if not days:
            return []
        y = TOP + TALL + SIZE + 3
        first, last = (f"{day.day}-{day.month}" for day in (days[0], days[-1]))
        return [_text(AXIS, y, first, colour=SOFT, size=11), _text(WIDE - 4, y, last, "end", colour=SOFT, size=11)]


def _legend(drawn: Sequence[Line], marks: Sequence[MarkedDay], bottom: float) -> list[str]:
    shapes = []
    for place, line in enumerate(drawn):
        y = bottom + place * (SIZE + 5)
        shapes.append(
            f'<line x1="1" y1="{y - 4:.1f}" x2="26" y2="{y - 4:.1f}" stroke="{COLOURS[place % 4]}" '
            f'stroke-width="2"{_dash(place)}/>'
        )
        shapes.append(_text(32, y, line.label))
    for place, label in enumerate(dict.fromkeys(mark.label for mark in marks), start=len(drawn)):
        y = bottom + place * (SIZE + 5)
        shapes.append(_line(13, y - 10, 13, y + 2, MARK, "2 2"))
        days = ", ".join(f"{mark.day.day}-{mark.day.month}" for mark in marks if mark.label == label)
        shapes.append(_text(32, y, _short(f"{label}: {days}")))
    return shapes


def _round_up(value: float) -> float:
    """The next of 1, 2 or 5 times a power of ten; 10 at the least."""
    size = 10.0
    while True:
        for step in (1, 2, 5):
            if size * step >= value:
                return size * step
        size *= 10


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _dash(place: int) -> str:
    dashes = DASHES[place % 4]
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def _text(
    x: float, y: float, text: str, anchor: str = "start", *, colour: str = INK, size: int = SIZE, bold: bool = False
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"{weight}>'
        f"{escape(text)}</text>"
    )


def _box(x: float, y: float, wide: float, tall: float, fill: str, edge: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall}" fill="{fill}" stroke="{edge}"/>'


def _mark(x: float, top: float) -> str:
    """An upright stroke through a bar, light around it so that it shows on dark and on white."""
    around = f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + BAR + 4}" stroke="{PAPER}" stroke-width="5"/>'
    return (
        around + f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{top + BAR + 4}" stroke="{MARK}" stroke-width="2"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, dashes: str = "") -> str:
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dash}/>'


def _svg(title: str, said: str, tall: float, shapes: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall:.0f}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>{''.join(shapes)}</svg>"
    )
