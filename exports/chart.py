"""A printed table → a bar chart as SVG: one source for pages, documents and pictures. Pure but for the fonts' widths.

One bar per column where answers exclude each other (they add up to the whole), else one bar per answer and column.
Shades run from dark to light with a line around each part and the number in it, so that the chart reads in black and
white and without colour vision. A chart in a language from right to left is mirrored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape

from exports.chart_text import broken, marked, width
from exports.printed import PrintedCell, PrintedColumn, PrintedRow, PrintedTable, Report, whole
from surveys.languages import direction

WIDE = 720
LABELS = 200
"""Room for the labels of bars."""
MARGIN, GAP = 10, 8
BAR, THIN = 28, 16
SIZE, SMALL = 14, 12
LINE = 1.3
STACKED = 7
"""So many parts are still told apart by shade."""
MOST_BARS = 80
FAMILY = "Noto Sans, Noto Sans Ethiopic, Vazirmatn, sans-serif"
INK, PAPER, BLACK = "#1b1f24", "#ffffff", "#000000"
RAMP = ((12, 39, 68), (40, 90, 140), (91, 143, 194), (157, 192, 224), (226, 237, 248))
"""Dark to light blue; their lightness falls in even steps."""
LIGHT_FROM = 0.18
"""Relative luminance above which black letters stand out by 4.5 or more, and below which white ones do (WCAG 2.2)."""


def has_chart(table: PrintedTable) -> bool:
    """Numbers and means are not drawn, nor a table that nobody is in."""
    return table.layout != "measures" and any(column.n for column in table.columns)


def chart(table: PrintedTable, report: Report, fonts: Path, *, alone: bool = False) -> str:
    """The SVG of a table. Raises FontsMissing.

    `alone`: it travels without the table, so its caption, base, set and stamps are drawn too.
    """
    drawing = _Drawing(table, report, fonts)
    parts = answers(drawing.table)
    if alone:
        drawing.written(report.caption(table), table.title.language, SIZE, bold=True)
    if table.layout == "shares" and len(parts) <= STACKED:
        drawing.stacked(parts)
    else:
        drawing.bars(parts)
    if alone:
        beneath = (table.base, *table.notes, *report.set_sentences, report.made, *report.stamps)
        drawing.written(" ".join(beneath), report.notes, SMALL)
    return drawing.svg()


def answers(table: PrintedTable) -> tuple[PrintedRow, ...]:
    """Rows that are answers; sums of answers and reasons are not drawn."""
    return tuple(row for row in table.rows if row.kind == "option")


def total_only(table: PrintedTable) -> bool:
    """Whether there would be too many bars, so that only those of the total are drawn."""
    parts = len(answers(table))
    single = table.layout == "shares" and parts <= STACKED
    return not single and parts * len(table.columns) > MOST_BARS


def described(table: PrintedTable, report: Report) -> str:
    """The chart in words, for who does not see it."""
    said = [report.words["chart_of"].format(number=table.number, title=table.title)]
    for place, column in enumerate(table.columns):
        parts = "; ".join(f"{row.label} {_percent(row.cells[place])}" for row in answers(table))
        said.append(f"{column.label} ({report.words['n']} = {whole(column.n, report.notes)}): {parts}.")
    return " ".join(said)


def _percent(cell: PrintedCell) -> str:
    return f"{cell.text}%" if cell.value is not None else cell.text or "–"


def shades(number: int) -> tuple[str, ...]:
    """So many colours from dark to light, as #rrggbb."""
    steps = [place * (len(RAMP) - 1) / max(1, number - 1) for place in range(number)]
    return tuple(_hex(_between(step)) for step in steps)


def _between(step: float) -> tuple[int, ...]:
    low = min(int(step), len(RAMP) - 2)
    return tuple(round(a + (b - a) * (step - low)) for a, b in zip(RAMP[low], RAMP[low + 1], strict=True))


def _hex(colour: Sequence[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def letters_on(colour: str) -> str:
    return BLACK if luminance(colour) > LIGHT_FROM else PAPER


@dataclass
class _Drawing:
    """Draws from the top down; `y` is where the next thing goes. Places count from where reading begins."""

    table: PrintedTable
    report: Report
    fonts: Path
    y: float = MARGIN
    shapes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mirrored = direction(self.report.language) == "rtl"
        if total_only(self.table):
            rows = tuple(replace(row, cells=row.cells[:1]) for row in self.table.rows)
            self.table = replace(self.table, columns=self.table.columns[:1], rows=rows)

    def svg(self) -> str:
        tall = round(self.y + MARGIN)
        name = escape(self.report.caption(self.table))
        said = escape(described(self.table, self.report))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {tall}" width="{WIDE}" height="{tall}" '
            f'role="img" direction="ltr" font-family="{FAMILY}" font-size="{SIZE}" fill="{INK}">'
            f"<title>{name}</title><desc>{said}</desc>"
            f'<rect width="{WIDE}" height="{tall}" fill="{PAPER}"/>{"".join(self.shapes)}</svg>'
        )

    def written(self, text: str, language: str, size: float, *, bold: bool = False) -> None:
        """A paragraph as wide as the picture."""
        for line in broken(text, size, WIDE - 2 * MARGIN, self.fonts):
            self.y += size * LINE
            self._text(MARGIN, self.y - size * 0.3, line, language, size, bold=bold)
        self.y += GAP

    def stacked(self, parts: Sequence[PrintedRow]) -> None:
        colours = shades(len(parts))
        self._legend(parts, colours)
        for place, column in enumerate(self.table.columns):
            if not column.n:
                continue
            tall = self._beside(column, BAR)
            self._stack([row.cells[place] for row in parts], colours, self.y + (tall - BAR) / 2)
            self.y += tall + GAP

    def bars(self, parts: Sequence[PrintedRow]) -> None:
        for row in parts:
            self.y += GAP
            first = row is parts[0]
            for line in broken(str(row.label), SIZE, WIDE - 2 * MARGIN, self.fonts):
                self.y += SIZE * LINE
                self._text(MARGIN, self.y - 4, line, row.label.language, bold=True)
            self.y += GAP / 2
            for column, cell in zip(self.table.columns, row.cells, strict=True):
                if not column.n:
                    continue
                tall = self._beside(column, THIN, SMALL, with_n=first)
                self._bar(cell, self.y + (tall - THIN) / 2)
                self.y += tall + GAP / 2

    def _legend(self, parts: Sequence[PrintedRow], colours: Sequence[str]) -> None:
        for row, colour in zip(parts, colours, strict=True):
            self._box(MARGIN, self.y, SIZE, SIZE, colour)
            for line in broken(str(row.label), SIZE, WIDE - 3 * MARGIN - 2 * SIZE, self.fonts):
                self._text(MARGIN + SIZE + GAP, self.y + SIZE - 2, line, row.label.language)
                self.y += SIZE * LINE
        self.y += GAP

    def _beside(self, column: PrintedColumn, least: float, size: float = SIZE, *, with_n: bool = True) -> float:
        """The label of a bar and its N, in the middle of what it takes; how tall that is."""
        few = " *" if any(row.cells[self.table.columns.index(column)].mark == "few" for row in self.table.rows) else ""
        lines = [(line, column.label.language) for line in broken(f"{column.label}{few}", size, LABELS, self.fonts)]
        if with_n:
            lines.append((f"{self.report.words['n']} = {whole(column.n, self.report.notes)}", self.report.notes))
        tall = max(least, len(lines) * size * LINE)
        top = self.y + (tall - len(lines) * size * LINE) / 2
        for place, (line, language) in enumerate(lines, start=1):
            self._text(MARGIN, top + place * size * LINE - size * 0.3, line, language, size)
        return tall

    def _stack(self, cells: Sequence[PrintedCell], colours: Sequence[str], top: float) -> None:
        start, room = self._bars_from(), self._bars_wide()
        for cell, colour in zip(cells, colours, strict=True):
            long = (cell.value or 0) * room
            if long:
                self._box(start, top, long, BAR, colour)
            if cell.value and width(cell.text, SMALL, self.fonts) + 4 <= long:
                self._number(start + long / 2, top + BAR / 2 + SMALL * 0.36, cell.text, letters_on(colour))
            start += long

    def _bar(self, cell: PrintedCell, top: float) -> None:
        start, room = self._bars_from(), self._bars_wide() - 50
        long = (cell.value or 0) * room
        if long:
            self._box(start, top, long, THIN, shades(4)[1])
        self._text(start + long + 4, top + THIN / 2 + SMALL * 0.36, _percent(cell), self.report.notes, SMALL)

    @staticmethod
    def _bars_from() -> float:
        return MARGIN + LABELS + GAP

    def _bars_wide(self) -> float:
        return WIDE - MARGIN - self._bars_from()

    def _box(self, start: float, top: float, long: float, tall: float, colour: str) -> None:
        left = WIDE - start - long if self.mirrored else start
        self.shapes.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{long:.1f}" height="{tall}" fill="{colour}" '
            f'stroke="{INK}" stroke-width="0.75"/>'
        )

    def _text(
        self, start: float, bottom: float, text: str, language: str, size: float = SIZE, *, bold: bool = False
    ) -> None:
        x, anchor = (WIDE - start, "end") if self.mirrored else (start, "start")
        weight = ' font-weight="600"' if bold else ""
        self.shapes.append(
            f'<text x="{x:.1f}" y="{bottom:.1f}" font-size="{size}" text-anchor="{anchor}"{weight}>'
            f"{escape(marked(text, language))}</text>"
        )

    def _number(self, middle: float, bottom: float, text: str, colour: str) -> None:
        x = WIDE - middle if self.mirrored else middle
        self.shapes.append(
            f'<text x="{x:.1f}" y="{bottom:.1f}" font-size="{SMALL}" text-anchor="middle" fill="{colour}">'
            f"{escape(text)}</text>"
        )
