"""Logos: taken by their content, drawn anew; whatever is no picture or does more than draw is refused."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from invitations import logo
from tests.invitations.flyer_edition import SVG, picture


def svg(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" {attributes}>{inside}</svg>'.encode()


def bomb() -> bytes:
    """A small PNG that says it is 60,000 dots wide and high."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "form"),
    [
        pytest.param(picture(), "png", id="PNG"),
        pytest.param(picture(form="JPEG"), "png", id="JPEG"),
        pytest.param(picture(mode="CMYK", form="JPEG"), "png", id="JPEG for print"),
        pytest.param(picture(mode="LA"), "png", id="grey with transparency"),
        pytest.param(picture(mode="P"), "png", id="palette"),
        pytest.param(picture(mode="1"), "png", id="black and white"),
        pytest.param(SVG, "svg", id="SVG"),
        pytest.param(svg("<g>" * 90 + "<path d='M0 0h9'/>" + "</g>" * 90), "svg", id="SVG with many groups"),
        pytest.param(
            svg(
                "<mask id='m'><path fill='url(#g)' d='M0 0h9'/></mask><linearGradient id='g'/>"
                "<path mask='url(#m)' d='M0 0h9'/>"
            ),
            "svg",
            id="SVG with a mask that fades",
        ),
        pytest.param(svg("<style>.a{fill:#123}</style><path class='a' d='M0 0h9v9z'/>"), "svg", id="SVG with a style"),
        pytest.param(svg("<path fill='url(#g)' d='M0 0h9v9z'/>"), "svg", id="SVG with a gradient of its own"),
    ],
)
def test_logos_are_taken(content: bytes, form: str):
    assert logo.checked(content).format == form


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"hello", "no PNG, JPEG or SVG", id="text"),
        pytest.param(b"", "no PNG, JPEG or SVG", id="empty"),
        pytest.param(b"%PDF-1.7", "no PNG, JPEG or SVG", id="PDF"),
        pytest.param(picture(form="GIF"), "no PNG, JPEG or SVG", id="GIF"),
        pytest.param(picture()[:200], "no PNG, JPEG or SVG", id="cut off"),
        pytest.param(picture((299, 100)), "299 × 100 dots", id="too small"),
        pytest.param(bomb(), "too large|no PNG", id="a bomb"),
        pytest.param(b"x" * 50_000_000, "50 MB", id="50 MB"),
        pytest.param(svg("<script>alert(1)</script>"), "<script>", id="SVG with a script"),
        pytest.param(svg("<path d='M0 0h9' onclick='alert(1)'/>"), "onclick", id="SVG with an event"),
        pytest.param(svg("", 'onload="alert(1)"'), "onload", id="SVG that acts when loaded"),
        pytest.param(svg("<image href='https://example.org/a.png'/>"), "<image>", id="SVG that loads a picture"),
        pytest.param(svg("<path style='fill:url(https://example.org/a)'/>"), "style", id="SVG that loads a fill"),
        pytest.param(svg("<style>@import 'https://example.org'</style>"), "loads something", id="SVG with an import"),
        pytest.param(svg("<text>Utrecht</text>"), "into outlines", id="SVG with text"),
        pytest.param(b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG, "DOCTYPE", id="SVG with entities"),
        pytest.param(svg("<path d='M0 0h9'/>" * 40_000), "500 kB", id="large SVG"),
        pytest.param(svg("<g>" * 101 + "</g>" * 101), "too many groups", id="SVG of groups in groups"),
        pytest.param(svg("<pattern id='p'><path d='M0 0h9' fill='url(#p)'/></pattern>"), "<pattern>", id="SVG pattern"),
        pytest.param(svg("<filter id='f'><feTurbulence numOctaves='99999'/></filter>"), "<filter>", id="SVG filter"),
        pytest.param(svg("<path d='M0 0h9' style='filter:blur(9999px)'/>"), "a filter", id="SVG blur in a style"),
        pytest.param(svg("<style>.a{filter:blur(9999px)}</style>"), "a filter", id="SVG blur in a style sheet"),
        pytest.param(
            svg("<mask id='a'><path mask='url(#b)' d='M0 0h9'/></mask><mask id='b'/>"),
            "masks inside",
            id="SVG of masks",
        ),
        pytest.param(
            svg("<style>.a{mask:url(#b)}</style><mask id='b'><path class='a' d='M0 0h9'/></mask>"),
            "masks inside",
            id="SVG of masks by a style sheet",
        ),
        pytest.param(b"<svg", "cannot be read", id="broken SVG"),
        pytest.param(b"<html></html>", "no SVG drawing", id="HTML"),
    ],
)
def test_what_is_no_logo_is_refused(content: bytes, words: str):
    with pytest.raises(logo.LogoRefused, match=words):
        logo.checked(content)


def test_sixteen_bits_keep_their_tone():
    kept = logo.checked(picture(mode="L")).content
    deep = io.BytesIO()
    Image.new("I;16", (600, 300), 0x8000).save(deep, "PNG")
    with Image.open(io.BytesIO(logo.checked(deep.getvalue()).content)) as drawn:
        assert drawn.getpixel((9, 9)) == (128, 128, 128)
    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.getpixel((9, 9)) == (0, 0, 0)


def test_a_picture_keeps_nothing_but_the_picture():
    told = Image.Exif()
    told[0x010E] = "taken at home"
    content = picture((2000, 1000), form="JPEG", exif=told)
    assert b"taken at home" in content
    kept = logo.checked(content).content
    assert b"taken at home" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.size == (900, 450)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path):
    file = tmp_path / "logo.png"
    with file.open("wb") as opened:
        opened.truncate(50_000_000)
    with pytest.raises(logo.LogoRefused, match="50 MB"):
        logo.read(file)
    with pytest.raises(logo.LogoRefused, match="There is no file"):
        logo.read(tmp_path)
