"""A logo for a flyer in black and white: grey, and dark enough to be seen on white paper."""

import io
import tempfile
from pathlib import Path

from PIL import Image

from invitations.letters import fonts_folder
from invitations.logo import KEPT_PIXELS, Logo
from surveys import typeset

TEMPLATE = Path(__file__).parent / "typst" / "logo.typ"
SIDE_MM = 45.0
"""Of the square that a drawing is drawn in; no logo stands wider on a flyer."""
DARK = 80
"""Grey of the darkest parts: 8:1 on white (WCAG 2.2, relative luminance)."""
WHITE = 235
"""Lighter than this everywhere, on no ground of its own: made for a dark one. The shape becomes black."""
FAINT = 24
"""Opacity (of 255) below which a dot does not count."""


def grey(logo: Logo) -> Logo:
    """The same logo without colours, as PNG. Raises TypesetError for a drawing that cannot be drawn."""
    content = drawn(logo.content) if logo.format == "svg" else logo.content
    with Image.open(io.BytesIO(content)) as picture:
        out = io.BytesIO()
        greyed(picture.convert("RGBA")).save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), "png")


def greyed(picture: Image.Image) -> Image.Image:
    """Grey with transparency (LA). Light colours are darkened together, so that their differences stay."""
    opacity = picture.getchannel("A")
    on_white = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("L")
    darkest = _darkest(on_white, opacity)
    if darkest > WHITE and any(opacity.histogram()[:FAINT]):
        return Image.merge("LA", (Image.new("L", picture.size, 0), opacity))
    light = picture.convert("L")
    if darkest > DARK:
        steeper = (255 - DARK) / (255 - darkest)
        light = light.point([max(0, round(255 - (255 - tone) * steeper)) for tone in range(256)])
    return Image.merge("LA", (light, opacity))


def _darkest(on_white: Image.Image, opacity: Image.Image) -> int:
    """The tone that one in twenty of the dots that can be seen has, or a darker one."""
    counts = on_white.histogram(mask=opacity.point(lambda value: 255 if value >= FAINT else 0))
    wanted, met = sum(counts) / 20, 0
    for tone, count in enumerate(counts):
        met += count
        if met and met >= wanted:
            return tone
    return 255


def drawn(svg: bytes) -> bytes:
    """The drawing as a picture, as large as logos are kept, without empty margins. Raises TypesetError."""
    data = {"content": list(svg), "side": SIDE_MM}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "logo.png"
        typeset.write_png(typeset.Document(TEMPLATE, data, fonts_folder()), out, KEPT_PIXELS / SIDE_MM * 25.4)
        with Image.open(out) as picture:
            cut, whole = io.BytesIO(), picture.convert("RGBA")
            whole.crop(whole.getchannel("A").getbbox()).save(cut, "PNG")
    return cut.getvalue()
