"""Fonts from node_modules: whole TTFs for letters (fonts/), small WOFF2 subsets for the web (static/fonts/).

Run as `python -m config.build_fonts` after `npm ci`. Licence files (OFL) come along to both places.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules" / "@expo-google-fonts"
FOR_LETTERS = ROOT / "fonts"
FOR_WEB = ROOT / "static" / "fonts"
WEIGHTS = ("400Regular", "600SemiBold", "700Bold")
WEB_WEIGHTS = ("400Regular", "700Bold")


@dataclass(frozen=True)
class Family:
    """`web_blocks`: Unicode ranges cut for the web (none: the phone has the letters), `web_limit`: bytes a file."""

    package: str
    file: str
    web_blocks: tuple[tuple[int, int], ...] = ()
    web_limit: int = 0


BASIC = ((0x20, 0x7E), (0xA0, 0xA0), (0x2010, 0x2026))
SPACES = ((0x20, 0x20), (0xA0, 0xA0))
"""With Tigrinya no Latin letters: every phone has its own, and two weights must fit 120 kB with the page."""
FAMILIES = (
    Family("noto-sans", "NotoSans"),
    Family("noto-sans-ethiopic", "NotoSansEthiopic", (*SPACES, (0x1200, 0x137F)), 46_000),
    Family("vazirmatn", "Vazirmatn", (*BASIC, (0x0600, 0x06FF), (0x200C, 0x200F)), 40_000),
)


class FontProblem(Exception):
    """A font is missing, lacks letters, or became too big."""


def source(family: Family, weight: str) -> Path:
    file = PACKAGES / family.package / weight / f"{family.file}_{weight}.ttf"
    if not file.is_file():
        raise FontProblem(f"{file.relative_to(ROOT)} is missing. Run `npm ci` first.")
    return file


def copy_for_letters(family: Family) -> None:
    for weight in WEIGHTS:
        file = source(family, weight)
        shutil.copyfile(file, FOR_LETTERS / file.name)
    _copy_licence(family, FOR_LETTERS)


def cut_for_web(family: Family) -> None:
    """Write one WOFF2 a weight. Raises FontProblem when it is larger than the family's limit."""
    for weight in WEB_WEIGHTS:
        target = FOR_WEB / f"{family.file}_{weight}.woff2"
        _subset(source(family, weight), target, family.web_blocks)
        if not 1_000 < target.stat().st_size <= family.web_limit:
            raise FontProblem(f"{target.name} has {target.stat().st_size} bytes; the limit is {family.web_limit}.")
        print(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1000:.0f} kB")
    _copy_licence(family, FOR_WEB)


def _subset(file: Path, target: Path, blocks: tuple[tuple[int, int], ...]) -> None:
    options = Options(flavor="woff2", layout_features=["*"], hinting=False)
    font = load_font(str(file), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[letter for first, last in blocks for letter in range(first, last + 1)])
    subsetter.subset(font)
    save_font(font, str(target), options)


def _copy_licence(family: Family, directory: Path) -> None:
    shutil.copyfile(PACKAGES / family.package / "LICENSE_FONT", directory / f"{family.file}-OFL.txt")


def main() -> int:
    try:
        for directory in (FOR_LETTERS, FOR_WEB):
            directory.mkdir(parents=True, exist_ok=True)
        for family in FAMILIES:
            copy_for_letters(family)
            if family.web_blocks:
                cut_for_web(family)
    except FontProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"fonts/: {len(list(FOR_LETTERS.glob('*.ttf')))} fonts for letters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
