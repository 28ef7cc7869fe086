"""An organisation's logo: believed only after its content was read. Pictures are drawn anew."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_BYTES = 5_000_000
LARGEST_SVG = 500_000
"""Bytes; a drawing beyond this is no logo, and slow to typeset."""
LEAST_PIXELS = 300
"""On the longest side: 45 mm of paper at 170 dots an inch."""
MOST_PIXELS = 40_000_000
"""Of the whole picture; a small file can hold a picture that fills the memory."""
KEPT_PIXELS = 900
"""On the longest side, 45 mm at 500 dots an inch; larger pictures are made smaller."""
FORMATS = ("PNG", "JPEG")
SVG = "http://www.w3.org/2000/svg"
MOST_LEVELS = 100
"""Groups inside groups; typesetting reads them one inside the other, on a stack that ends."""
_SVG_REFUSED = frozenset({"script", "foreignObject", "image", "feImage", "use", "text", "set", "a", "iframe"})
_SVG_SLOW = frozenset({"filter", "pattern", "marker"})
"""A few lines of these can keep a computer busy for hours; paper has no use for them."""
_SVG_STENCILS = frozenset({"mask", "clipPath"})
_SVG_GRADIENTS = frozenset({"linearGradient", "radialGradient"})


class LogoRefused(ValueError):
    """The file is no logo that can be printed. The message says what to do."""


@dataclass(frozen=True)
class Logo:
    """What is printed: the content of a PNG or an SVG file."""

    content: bytes
    format: Literal["png", "svg"]


def read(path: Path) -> Logo:
    """The logo in this file. Raises LogoRefused, OSError."""
    if not path.is_file():
        raise LogoRefused(f"There is no file {path}. Give the path of a PNG, JPEG or SVG file.")
    refuse_large(path.stat().st_size)
    return checked(path.read_bytes())


def refuse_large(size: int) -> None:
    """Raises LogoRefused for more than 5 MB; asked before the content is read."""
    if size > LARGEST_BYTES:
        raise LogoRefused(
            f"The logo is {size / 1_000_000:.0f} MB; at most {LARGEST_BYTES // 1_000_000} MB is taken. "
            "Ask for a smaller file."
        )


def checked(content: bytes) -> Logo:
    """The logo, by its content whatever its name says. Raises LogoRefused."""
    refuse_large(len(content))
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<", content):
        return Logo(_svg(content), "svg")
    return Logo(_png(content), "png")


def _png(content: bytes) -> bytes:
    """The picture alone, as PNG: no place, camera or name that the file told of."""
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        _refuse_size(*picture.size)
        picture.load()
    except LogoRefused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise LogoRefused("This file is no PNG, JPEG or SVG picture, or it is damaged. Choose another one.") from error
    upright = _eight_bits(ImageOps.exif_transpose(picture))
    clean = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    clean.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
    clean.info = {}
    out = io.BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Greys of 16 bits, which converting alone would make white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda tone: tone * (1 / 256)).convert("L")


def _refuse_size(width: int, height: int) -> None:
    if max(width, height) < LEAST_PIXELS:
        raise LogoRefused(
            f"The logo is {width} × {height} dots; on paper that is not sharp. "
            f"Its longest side needs at least {LEAST_PIXELS} dots; SVG is best."
        )
    if width * height > MOST_PIXELS:
        raise LogoRefused(f"The logo is {width} × {height} dots; that is too large. Make it 3000 dots wide or less.")


def _svg(content: bytes) -> bytes:
    """The drawing, if it only draws. Raises LogoRefused."""
    if len(content) > LARGEST_SVG:
        raise LogoRefused("The SVG file is larger than 500 kB. Save it as PNG, or make the drawing simpler.")
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content, re.IGNORECASE) or b"\0" in content:
        raise LogoRefused("The SVG file has a DOCTYPE or entities. Save it as “plain SVG” and try again.")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (no DOCTYPE, so no entities; at most 5 MB)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise LogoRefused("This file begins like SVG but cannot be read. Save it as “plain SVG”, or as PNG.") from error
    if root.tag != f"{{{SVG}}}svg":
        raise LogoRefused("This file is XML but no SVG drawing. Choose a PNG, JPEG or SVG file.")
    _refuse_deep(root)
    for element in root.iter():
        _refuse_element(element)
    _refuse_stencils_in_stencils(root)
    return content


def _refuse_deep(root: ElementTree.Element) -> None:
    level = [root]
    for _ in range(MOST_LEVELS):
        level = [child for element in level for child in element]
    if level:
        raise LogoRefused("The SVG file has too many groups inside groups. Make it simpler, or save it as PNG.")


def _refuse_stencils_in_stencils(root: ElementTree.Element) -> None:
    """A mask of masks of masks is drawn anew for each of them; inside a mask only gradients may be pointed at."""
    gradients = {element.get("id", "") for element in root.iter() if _name(element) in _SVG_GRADIENTS}
    stencils = [element for element in root.iter() if _name(element) in _SVG_STENCILS]
    inside = [value for stencil in stencils for part in stencil.iter() for value in part.attrib.values()]
    styles = [element.text or "" for element in root.iter() if stencils and _name(element) == "style"]
    pointed = {
        found for value in (*inside, *styles) for found in re.findall(r"url\(\s*['\"]?#([^)'\"]*)", value.lower())
    }
    if pointed - {name.lower() for name in gradients}:
        raise LogoRefused("The SVG file has masks inside masks. Make it simpler, or save it as PNG.")


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _refuse_element(element: ElementTree.Element) -> None:
    name = _name(element)
    if name in _SVG_REFUSED | _SVG_SLOW or name.startswith("animate"):
        advice = "turn text into outlines, then save as “plain SVG”" if name == "text" else "save it as PNG instead"
        raise LogoRefused(f"The SVG file has a part <{name}>; a logo may only draw: {advice}.")
    if name == "style" and "filter" in (element.text or "").lower():
        raise LogoRefused("The SVG file has a filter, such as a shadow. Take it out, or save it as PNG.")
    if name == "style" and _reaches_out(element.text or ""):
        raise LogoRefused("The SVG file has a style that loads something from elsewhere. Save it as PNG instead.")
    for attribute, value in element.attrib.items():
        short = attribute.rpartition("}")[2].lower()
        if short == "filter" or (short == "style" and "filter" in value.lower()):
            raise LogoRefused("The SVG file has a filter, such as a shadow. Take it out, or save it as PNG.")
        if short.startswith("on") or (short == "href" and not value.startswith("#")) or _reaches_out(value):
            raise LogoRefused(f"The SVG file has “{short[:20]}” that runs or loads something. Save it as PNG instead.")


def _reaches_out(value: str) -> bool:
    """Whether an attribute or style names something outside the file."""
    lowered = re.sub(r"url\(\s*['\"]?#[^)]*\)", "", value.lower())
    return "url(" in lowered or "javascript:" in lowered or "@import" in lowered
