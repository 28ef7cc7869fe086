"""Charts as pictures: the SVG drawn by Typst with the project's own fonts, all of a report in one run."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from surveys.printable import NotPrintable
from surveys.typeset import Document, undrawable, write_pages

TEMPLATE = Path(__file__).parent / "typst" / "charts.typ"
DOTS = 120
"""Per inch: a chart of 720 points comes out 1,200 wide, some 180 dots per inch on an upright page."""


def fonts_folder() -> Path:
    return Path(getattr(settings, "FONTS_DIR", settings.BASE_DIR / "fonts"))


def pictures(charts: Sequence[str]) -> list[bytes]:
    """PNG of each SVG, in order. Raises NotPrintable for a sign that no font has, and other TypesetErrors."""
    if not charts:
        return []
    fonts = fonts_folder()
    missing = undrawable(charts, fonts).translate(dict.fromkeys(map(ord, "\u202b\u202c")))
    if missing:
        raise NotPrintable(f"The fonts have no sign for {missing[:40]!r}. Take these out of the study's texts.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        number = write_pages(Document(TEMPLATE, {"charts": list(charts)}, fonts), folder, DOTS)
        return [(folder / f"{page}.png").read_bytes() for page in range(1, number + 1)]
