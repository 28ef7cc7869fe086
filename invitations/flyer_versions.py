"""The versions a flyer comes in: for any printer, a print shop, an office, a table, a screen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

SIZES: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "a5": (148.0, 210.0), "a6": (105.0, 148.0)}
"""Width and height of the upright sheet, in mm (ISO 216)."""
BLEED_MM = 3.0
"""Colour beyond the cut, as print shops ask for."""
SLUG_MM = 10.0
"""Paper around the trimmed sheet; crop marks stand in it, outside the bleed."""
SCREEN_MM, SCREEN_DOTS = (108.0, 192.0), 254.0
"""A screen of 1080 by 1920 dots: ten dots a millimetre."""


class VersionRefused(ValueError):
    """There is no such version, or not in this size. The message says what there is."""


@dataclass(frozen=True)
class Version:
    """How faces of a flyer stand on a sheet. Lengths in mm, before bleed.

    `faces`: one; two beside each other; or two foot to foot, the upper one upside down, for a sheet folded to a tent.
    """

    face: tuple[float, float]
    faces: Literal["one", "pair", "tent"] = "one"
    mono: bool = False
    bleed: float = 0.0
    slug: float = 0.0
    dots_per_inch: float = 0.0

    @property
    def is_picture(self) -> bool:
        return self.dots_per_inch > 0

    @property
    def sheet(self) -> tuple[float, float]:
        """Width and height of the trimmed sheet."""
        width, height = self.face
        return {"one": (width, height), "pair": (2 * width + 1, height), "tent": (width, 2 * height)}[self.faces]

    @property
    def suffix(self) -> str:
        return ".png" if self.is_picture else ".pdf"


NAMES = ("plain", "print", "office", "card", "screen-tall", "screen-wide")
SIZELESS: Mapping[str, Version] = {
    "card": Version((148.0, 105.0), faces="tent"),
    "screen-tall": Version(SCREEN_MM, dots_per_inch=SCREEN_DOTS),
    "screen-wide": Version((SCREEN_MM[1], SCREEN_MM[0]), dots_per_inch=SCREEN_DOTS),
}
"""A table card is an A5 sheet, folded so that two A6 faces stand upright."""


def version(name: str, size: str) -> Version:
    """The version; `size` counts for plain, print and office only. Raises VersionRefused."""
    if name in SIZELESS:
        return SIZELESS[name]
    if name not in NAMES:
        raise VersionRefused(f"The version “{name[:20]}” is unknown. Choose from {', '.join(NAMES)}.")
    if size not in SIZES:
        raise VersionRefused(f"The size “{size[:20]}” is unknown. Choose from {', '.join(SIZES)}.")
    if name == "office":
        return _office(size)
    return Version(SIZES[size]) if name == "plain" else Version(SIZES[size], bleed=BLEED_MM, slug=SLUG_MM)


def _office(size: str) -> Version:
    """On A4 paper: one A4 sheet, or two A5 beside each other. Raises VersionRefused."""
    if size == "a4":
        return Version(SIZES["a4"], mono=True)
    if size == "a5":
        return Version(SIZES["a5"], faces="pair", mono=True)
    raise VersionRefused("The office version is printed on A4 paper: choose a4, or a5 for two on a sheet.")
