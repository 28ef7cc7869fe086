"""The overlay proof in numbers: where things lie on a drawn page, and whether the window shows them, all in mm.

Text is found by poppler and cut down to its ink; QR and DataMatrix are read by zxing; KIX bars are read as a pattern.
Nothing is taken from the template: what is measured is what was drawn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from invitations import datamatrix, kix, scan
from invitations.letters import FOLDS_MM, PAGE_MM, Window
from invitations.qr import QUIET_MODULES

DOTS_PER_INCH = 300
DARK = 160
ROUNDING_MM = 0.1
"""A little over one dot of the drawn page."""
Must = Literal["inside", "outside"]


class NotFound(Exception):
    """Something that must stand on the letter could not be found on the drawn page."""


@dataclass(frozen=True, order=True)
class Box:
    """A rectangle, in mm from the page's top left."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Box":
        """Larger on all sides, or smaller where `by` is negative."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def room_in(self, other: "Box") -> float:
        """Least distance to an edge of a box around it; negative where it sticks out."""
        return min(self.left - other.left, self.top - other.top, other.right - self.right, other.bottom - self.bottom)

    def distance_to(self, other: "Box") -> float:
        """How far apart the boxes are, along the axis that parts them most; negative where they overlap."""
        across = max(other.left - self.right, self.left - other.right)
        down = max(other.top - self.bottom, self.top - other.bottom)
        return max(across, down)


@dataclass(frozen=True)
class Measured:
    """One thing of the letter: where it is, and its distance to the window's edge (negative: on the wrong side)."""

    name: str
    box: Box
    must: Must
    room: float

    def holds(self, shift: float) -> bool:
        """Whether the sheet may slip this far, any way."""
        return self.room >= shift - ROUNDING_MM

    def __str__(self) -> str:
        box = self.box
        place = f"{box.left:.1f}–{box.right:.1f} across, {box.top:.1f}–{box.bottom:.1f} down"
        return f"{self.name}: {place}; {self.room:.1f} mm {self.must} the window"


@dataclass(frozen=True)
class Page:
    """A page as grey dots, 0 black to 255 white."""

    width: int
    height: int
    dots: bytes
    words: Sequence[scan.Word]

    @property
    def per_mm(self) -> float:
        return DOTS_PER_INCH / 25.4

    def rows(self, box: Box) -> list[bytes]:
        """The dots inside the box, row by row."""
        left, right = self._clip(box.left, self.width), self._clip(box.right, self.width)
        top, bottom = self._clip(box.top, self.height), self._clip(box.bottom, self.height)
        return [self.dots[y * self.width + left : y * self.width + right] for y in range(top, bottom)]

    def ink(self, box: Box) -> Box:
        """The part of the box that holds ink. Raises NotFound where all is white."""
        rows = [[dot < DARK for dot in row] for row in self.rows(box)]
        filled = [y for y, row in enumerate(rows) if any(row)]
        if not filled:
            raise NotFound("There is no ink where the text says there is. Look at the page.")
        columns = [x for x in range(len(rows[0])) if any(row[x] for row in rows)]
        left, top = self._clip(box.left, self.width), self._clip(box.top, self.height)
        edges = (left + columns[0], top + filled[0], left + columns[-1] + 1, top + filled[-1] + 1)
        return Box(*(edge / self.per_mm for edge in edges))

    def without(self, boxes: Iterable[Box]) -> "Page":
        """The page with nothing in these boxes."""
        dots = bytearray(self.dots)
        for box in boxes:
            left, right = self._clip(box.left, self.width), self._clip(box.right, self.width)
            for y in range(self._clip(box.top, self.height), self._clip(box.bottom, self.height)):
                dots[y * self.width + left : y * self.width + right] = b"\xff" * (right - left)
        return Page(self.width, self.height, bytes(dots), self.words)

    def _clip(self, mm: float, most: int) -> int:
        return min(max(round(mm * self.per_mm), 0), most)


@dataclass(frozen=True)
class Expected:
    """What the letter holds: lines of the address, KIX code ("" for none), return number, code in groups, and so on."""

    address: Sequence[str]
    kix: str
    reference: str
    return_line: str
    code: str
    short_url: str
    subject: str
    qr: str


def page_of(pdf: Path, number: int = 1) -> Page:
    """A page drawn at 300 dots an inch. Raises scan.ScanFailed."""
    return Page(*scan.grey(pdf, number, DOTS_PER_INCH), scan.words(pdf, number))


def window_box(window: Window) -> Box:
    return Box(window.x, window.y, window.x + window.width, window.y + window.height)


def measure(page: Page, expected: Expected, window: Window) -> list[Measured]:
    """Each thing that must be seen through the window, and each that must not. Raises NotFound.

    Of a text that stands on the page twice, the one in the window is meant where it must be seen, and the one nearest
    to it where it must not.
    """
    shown = window_box(window)
    seen = ((name, max((box.room_in(shown), box) for box in boxes)) for name, boxes in _seen(page, expected))
    hidden = ((name, min((box.distance_to(shown), box) for box in boxes)) for name, boxes in _hidden(page, expected))
    return [
        *(Measured(name, box, "inside", round(room, 2)) for name, (room, box) in seen),
        *(Measured(name, box, "outside", round(room, 2)) for name, (room, box) in hidden),
    ]


def stray_words(page: Page, expected: Expected, window: Window, shift: float) -> list[str]:
    """Words that the window shows, at the worst slip, and that do not belong there."""
    shown = window_box(window).grown(shift)
    own = {word for text in (*expected.address, expected.reference, expected.return_line) for word in text.split()}
    return [
        word.text
        for word in page.words
        if word.text not in own and _font_box(word).distance_to(shown) < 0 and _shows(page, word, shown)
    ]


def stray_ink(page: Page, measured: Iterable[Measured], window: Window, shift: float) -> Box | None:
    """Where the window shows something else than what belongs there, at the worst slip; None where it does not.

    Also lines, logos and marks: what is no text.
    """
    own = [one.box.grown(2 * ROUNDING_MM) for one in measured if one.must == "inside"]
    try:
        return page.without(own).ink(window_box(window).grown(shift))
    except NotFound:
        return None


def _shows(page: Page, word: scan.Word, shown: Box) -> bool:
    return page.ink(_font_box(word)).distance_to(shown) < -ROUNDING_MM


def _font_box(word: scan.Word) -> Box:
    return Box(word.left, word.top, word.right, word.bottom)


def _seen(page: Page, expected: Expected) -> Iterator[tuple[str, list[Box]]]:
    address = [text_boxes(page, line)[0] for line in expected.address]
    yield "address", [around(address)]
    yield "sender's line", text_boxes(page, expected.return_line)
    yield "return number", text_boxes(page, expected.reference)
    yield "DataMatrix", [symbol_box(page, expected.reference, "DataMatrix", datamatrix.QUIET_MODULES)]
    if expected.kix:
        yield "KIX code", [kix_box(page, expected.kix, address[-1])]


def _hidden(page: Page, expected: Expected) -> Iterator[tuple[str, list[Box]]]:
    yield "subject", text_boxes(page, expected.subject)
    yield "code", text_boxes(page, expected.code)
    yield "QR code", [symbol_box(page, expected.qr, "QRCode", QUIET_MODULES)]
    yield "short address", text_boxes(page, expected.short_url)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def text_boxes(page: Page, text: str) -> list[Box]:
    """The ink of a text, each time it stands on the page as words one after the other. Raises NotFound."""
    wanted = [_bare(word) for word in text.split()]
    texts = [_bare(word.text) for word in page.words]
    starts = [at for at in range(len(texts) - len(wanted) + 1) if texts[at : at + len(wanted)] == wanted]
    if not starts:
        raise NotFound(f"“{wanted[0]} …” does not stand on the letter.")
    return [around([page.ink(_font_box(word)) for word in page.words[at : at + len(wanted)]]) for at in starts]


def _bare(word: str) -> str:
    return word.rstrip(".,:;?!")


def symbol_box(page: Page, text: str, kind: Literal["QRCode", "DataMatrix"], quiet: int) -> Box:
    """A symbol that says `text`, with the white that belongs to it. Raises NotFound."""
    import zxingcpp

    image = memoryview(page.dots).cast("B", (page.height, page.width))
    for symbol in zxingcpp.read_barcodes(image, getattr(zxingcpp.BarcodeFormat, kind)):
        if symbol.text == text:
            place = symbol.position
            corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
            across, down = [corner.x for corner in corners], [corner.y for corner in corners]
            near = Box(*(edge / page.per_mm for edge in (min(across), min(down), max(across), max(down))))
            ink = page.ink(near.grown(0.3))
            return ink.grown(quiet * _module_mm(page, ink, kind))
    raise NotFound(f"No {kind} that says {text if kind == 'DataMatrix' else 'what it must'} could be read.")


def _module_mm(page: Page, ink: Box, kind: str) -> float:
    """Width of a module: a QR's first row begins with seven dark ones, a DataMatrix is made at a fixed size."""
    if kind == "DataMatrix":
        return datamatrix.MODULE_MM
    first = page.rows(Box(ink.left, ink.top, ink.right, ink.bottom))[1]
    dark = next((place for place, dot in enumerate(first) if dot >= DARK), len(first))
    return dark / page.per_mm / 7


def kix_box(page: Page, text: str, above: Box) -> Box:
    """The bars below a line of text, read as a pattern. Raises NotFound, also where there is ink around them."""
    strip = Box(above.left - 2, above.bottom + 0.5, above.left + kix.width_mm(text) + 1, above.bottom + 10)
    ink = page.ink(strip)
    if read_bars(page.rows(ink)) != kix.bars(text):
        raise NotFound("The bars below the address are not those of its KIX code.")
    if page.ink(ink.grown(kix.QUIET_MM - ROUNDING_MM)).room_in(ink) < -ROUNDING_MM:
        raise NotFound(f"There are not {kix.QUIET_MM:g} mm of white around the KIX code.")
    return ink


def read_bars(rows: Sequence[bytes]) -> str:
    """Bars of a drawn KIX code, cut out to its ink: F, A, D or T for each, by where each begins and ends."""
    height = len(rows)
    columns = [[row[x] < DARK for row in rows] for x in range(len(rows[0]))]
    bars, before = "", False
    for x, column in enumerate(columns):
        if any(column) and not before:
            middle = columns[min(x + 2, len(columns) - 1)]
            bars += _bar(middle.index(True) / height, (height - middle[::-1].index(True)) / height)
        before = any(column)
    return bars


def _bar(top: float, bottom: float) -> str:
    up, down = top < kix.UP_MM / kix.HEIGHT_MM / 2, bottom > 1 - kix.DOWN_MM / kix.HEIGHT_MM / 2
    return {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}[up, down]


def drawing(window: Window, measured: Sequence[Measured], shift: float) -> list[dict[str, object]]:
    """What is laid over the letter: window and its play, folds, and each thing measured, green or red."""
    shown = window_box(window)
    folds = [Box(0, fold - 0.05, PAGE_MM[0], fold + 0.05) for fold in FOLDS_MM]
    return [
        _mark(shown, "#1d4ed8", f"window {window.width:g} x {window.height:g} mm"),
        _mark(shown.grown(-shift), "#15803d", f"{shift:g} mm inside", dashed=True),
        _mark(shown.grown(shift), "#b91c1c", f"{shift:g} mm outside: nothing of the letter here", dashed=True),
        *(_mark(fold, "#7c3aed", "fold", dashed=True) for fold in folds),
        *(_measured_mark(one, shift) for one in measured),
    ]


def _measured_mark(one: Measured, shift: float) -> dict[str, object]:
    right = "#15803d" if one.must == "inside" else "#b45309"
    return _mark(one.box, right if one.holds(shift) else "#dc2626", f"{one.name} {one.room:.1f}", filled=True)


def _mark(box: Box, colour: str, label: str, *, dashed: bool = False, filled: bool = False) -> dict[str, object]:
    beside = box.right + 0.8 if box.right < PAGE_MM[0] - 45 else max(box.left - 28, 1)
    return {
        "x": box.left,
        "y": box.top,
        "width": box.right - box.left,
        "height": box.bottom - box.top,
        "colour": colour,
        "dashed": dashed,
        "filled": filled,
        "label": label,
        "label_x": beside if filled else 2,
        "label_y": box.top if filled else box.top + 0.4,
    }
