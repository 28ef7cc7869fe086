"""Where the stops of the routing stand on a drawing: boxes below each other, with a line past those that not everybody
gets. Pure; lengths in px at a zoom of 1.

The line runs down at the left. What everybody gets stands on it; what some get stands at its right, with a way there
and a way back: who does not get it goes on along the line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten, wrap
from typing import Literal

LINE, PAD, GAP, MARGIN = 20, 10, 28, 8
WIDE, ASIDE, TRACK = 440, 88, 36
"""Right edge of boxes, left edge of those beside the line, and where the line runs."""
ON_LINE, BESIDE = 54, 42
"""Characters that fit in a box on the line, and beside it."""
FIRST_SHEET, SHEET = 700, 980
"""Height of what fits on a sheet of A4 between the usual margins; on the first the title of the page stands too."""
MOST_LINES = 3
"""Lines of a rule that are drawn; the whole of it is in the title and beside the drawing."""

Kind = Literal["start", "section", "always", "some", "end"]


@dataclass(frozen=True)
class Entry:
    """One line of text in a box, and what it leads to. `page`: whose it is; `number`: how many came past."""

    text: str
    href: str = ""
    page: str = ""
    number: str = ""


@dataclass(frozen=True)
class Content:
    """What a box says. `rule`: the rule in words; `pages`: the names of all pages it stands for.

    `leaves`: who comes there does not come back to the line.
    """

    kind: Kind
    entries: tuple[Entry, ...]
    rule: str = ""
    pages: tuple[str, ...] = ()
    rule_href: str = ""
    leaves: bool = False


@dataclass(frozen=True)
class Words:
    """A line of text where it is written."""

    x: int
    y: int
    text: str
    href: str = ""
    number: str = ""
    rule: bool = False


@dataclass(frozen=True)
class Box:
    kind: Kind
    x: int
    y: int
    width: int
    height: int
    words: tuple[Words, ...]
    pages: tuple[str, ...]
    title: str
    badge: int = 0
    leaves: bool = False

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def number_x(self) -> int:
        """Where numbers end."""
        return self.right - PAD

    @property
    def badge_x(self) -> int:
        """Where the number of a branch ends, between the line and its box."""
        return self.x - 6

    @property
    def badge_y(self) -> int:
        return self.y + PAD + 2


@dataclass(frozen=True)
class Edge:
    """From box to box, by their places: along the line, off it into a branch, or back."""

    kind: Literal["along", "off", "back"]
    start: int
    end: int
    path: str
    title: str = ""


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class Sheet:
    """A piece of the drawing that is printed by itself."""

    top: int
    height: int


def sheets(drawn: Drawing) -> tuple[Sheet, ...]:
    """The drawing cut between boxes, so that no box is torn apart by the edge of the paper."""
    cuts, room = [0], FIRST_SHEET
    for box in drawn.boxes:
        if box.bottom + GAP // 2 - cuts[-1] > room and box.y - GAP // 2 > cuts[-1]:
            cuts.append(box.y - GAP // 2)
            room = SHEET
    return tuple(Sheet(top, end - top) for top, end in pairwise((*cuts, drawn.height)))


def drawing(contents: Sequence[Content]) -> Drawing:
    """Boxes in the order given, and the ways between them in that order."""
    boxes: list[Box] = []
    y, badges = MARGIN, 0
    for content in contents:
        badges += content.kind == "some"
        boxes.append(_box(content, y, badges if content.kind == "some" else 0))
        y = boxes[-1].bottom + GAP
    height = y - GAP + MARGIN if boxes else 2 * MARGIN
    return Drawing(WIDE + MARGIN, height, tuple(boxes), tuple(_edges(boxes)))


def _box(content: Content, y: int, badge: int) -> Box:
    aside = content.kind == "some"
    x = ASIDE if aside else MARGIN
    fits = BESIDE if aside else ON_LINE
    ruled = _ruled(content.rule, fits)
    words = [Words(x + PAD, 0, text, content.rule_href, rule=True) for text in ruled]
    words += [_entry(entry, x + PAD, fits) for entry in content.entries]
    placed = tuple(_lower(one, y + PAD + LINE * place + 15) for place, one in enumerate(words))
    title = content.rule or "; ".join(entry.text for entry in content.entries)
    return Box(
        content.kind, x, y, WIDE - x, 2 * PAD + LINE * len(words), placed, content.pages, title, badge, content.leaves
    )


def _ruled(rule: str, fits: int) -> list[str]:
    lines = wrap(rule, fits)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][: fits - 2]} …"]


def _entry(entry: Entry, x: int, fits: int) -> Words:
    room = fits - (len(entry.number) + 2 if entry.number else 0)
    return Words(x, 0, shorten(entry.text, room, placeholder=" …") or entry.text[:room], entry.href, entry.number)


def _lower(words: Words, y: int) -> Words:
    return Words(words.x, y, words.text, words.href, words.number, words.rule)


def _edges(boxes: Sequence[Box]) -> Iterator[Edge]:
    """Between two boxes on the line, past those beside it; then to and from each of these."""
    last = None
    for place, box in enumerate(boxes):
        if box.kind == "some":
            continue
        if last is not None:
            path = f"M{TRACK} {boxes[last].bottom}V{box.y}"
            yield Edge("along", last, place, path)
            yield from _branches(boxes, last, place)
        last = place


def _branches(boxes: Sequence[Box], above: int, below: int) -> Iterator[Edge]:
    for place in range(above + 1, below):
        box, enters = boxes[place], boxes[place].y + PAD + 8
        there = f"M{TRACK} {box.y - 10}Q{TRACK} {enters} {box.x} {enters}"
        yield Edge("off", above, place, there, box.title)
        if not box.leaves:
            out = box.bottom - 12
            yield Edge("back", place, below, f"M{box.x} {out}Q{TRACK} {out} {TRACK} {box.bottom + 12}")
