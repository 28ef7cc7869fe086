"""Symbols are whole: each one that is drawn can be read."""

from random import Random

import pytest
import zxingcpp

from invitations import symbols
from invitations.symbols import Modules

DOTS = 4
WHITE_ROW_INSIDE = "HTTP://TESTSERVER/I/2369674159123695"
"""Its QR has a row without a dark module."""


def read(dark: Modules) -> str:
    """What a reader makes of the symbol, drawn with four white modules around it; "" for nothing."""
    side = (len(dark) + 8) * DOTS
    dots = bytearray(b"\xff" * side * side)
    for y, row in enumerate(dark, start=4):
        for x, module in enumerate(row, start=4):
            for line in range(y * DOTS, (y + 1) * DOTS) if module else ():
                dots[line * side + x * DOTS : line * side + (x + 1) * DOTS] = bytes(DOTS)
    found = zxingcpp.read_barcodes(memoryview(bytes(dots)).cast("B", (side, side)))
    return found[0].text if found else ""


def test_every_symbol_can_be_read() -> None:
    random = Random(5)
    texts = [f"HTTP://TESTSERVER/I/{random.randrange(10**16):016d}" for _ in range(250)]
    unread = [text for text in texts if read(symbols.modules(text, "QRCode", ec_level="M")) != text]
    assert unread == []


def test_a_white_row_inside_is_kept() -> None:
    dark = symbols.modules(WHITE_ROW_INSIDE, "QRCode", ec_level="M")
    assert not all(any(row) for row in dark), "the text must be one whose QR has a white row"
    assert len(dark) == len(dark[0])
    assert read(dark) == WHITE_ROW_INSIDE
    without = [row for row in dark if any(row)]
    assert read(without) != WHITE_ROW_INSIDE, "control: without that row it is not read"


@pytest.mark.parametrize("kind", ["QRCode", "DataMatrix"])
def test_the_white_around_is_the_drawing_s_own(kind: str) -> None:
    dark = symbols.modules("12-034-123", kind)
    assert any(dark[0])
    assert any(dark[-1])
    assert any(row[0] for row in dark)
    drawn, side = symbols.svg(dark, 2)
    assert side == len(dark) + 4
    assert f'viewBox="0 0 {side} {side}"' in drawn
