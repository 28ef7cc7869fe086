"""The overlay proof: measured on the drawn page, and it fails where a window shows the code."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
import zxingcpp
from django.core.management import CommandError, call_command

from invitations import datamatrix, kix, letter_events, letters, overlay, scan
from invitations.address import Address
from invitations.models import Code
from tests.invitations.factory import make_letters, published, with_people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_programs")]


def proof(out: Path, *options: str) -> None:
    call_command("proof_letter", "small", "--out", str(out), *options)


@pytest.mark.parametrize(("side", "x", "width"), [("left", 33, 83), ("right", 109, 76)])
def test_the_window_shows_address_and_no_more(
    side: str, x: float, width: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published()
    proof(tmp_path / "proof.pdf", "--window", side, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"]
    found = {one["name"]: one for one in answer["measured"]}
    seen = {name for name, one in found.items() if one["must"] == "inside"}
    assert seen == {"address", "sender's line", "return number", "DataMatrix", "KIX code"}
    assert {name for name in found if name not in seen} == {"subject", "code", "QR code", "short address"}
    for name in seen:
        assert x + 3 - 0.1 <= found[name]["left"] < found[name]["right"] <= x + width - 3 + 0.1
        assert 53 - 0.1 <= found[name]["top"] < found[name]["bottom"] <= 87 + 0.1
    assert found["QR code"]["right"] - found["QR code"]["left"] >= 26


def test_the_measures_are_those_of_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The DataMatrix ends three mm from the window's edges; bars have PostNL's height; both can be read."""
    published()
    proof(tmp_path / "proof.pdf", "--json")
    found = {one["name"]: one for one in json.loads(capsys.readouterr().out)["measured"]}
    matrix, bars, address = found["DataMatrix"], found["KIX code"], found["address"]
    assert (matrix["right"], matrix["bottom"]) == pytest.approx((113, 87), abs=0.2)
    assert bars["bottom"] - bars["top"] == pytest.approx(kix.HEIGHT_MM, abs=0.1)
    assert bars["right"] - bars["left"] == pytest.approx(kix.width_mm("1231GF156X2"), abs=0.1)
    assert bars["top"] >= address["bottom"] + kix.QUIET_MM
    assert bars["right"] + kix.QUIET_MM <= matrix["left"]


@pytest.mark.parametrize(
    ("window", "told"),
    [
        pytest.param([33, 50, 83, 130], "code", id="shows code and QR"),
        pytest.param([33, 50, 83, 130], "QR code", id="shows the QR"),
        pytest.param([33, 50, 83, 56], "subject", id="subject within three mm"),
        pytest.param([33, 50, 83, 32], "KIX code", id="cuts the bars off"),
    ],
)
def test_a_wrong_window_fails(window: list[float], told: str, tmp_path: Path, settings) -> None:
    published()
    settings.LETTER_WINDOWS = {"left": window, "right": window}
    with pytest.raises(CommandError, match=told) as caught:
        proof(tmp_path / "proof.pdf")
    assert "will not do" in str(caught.value)
    assert (tmp_path / "proof.pdf").exists()


def test_more_play_than_there_is_fails(tmp_path: Path) -> None:
    published()
    with pytest.raises(CommandError, match="With 8 mm of play"):
        proof(tmp_path / "proof.pdf", "--shift", "8")


@pytest.mark.parametrize("window", [[33, 50, 83], [33, 50, 20, 40], [190, 50, 83, 40]])
def test_a_window_that_is_none_is_refused(window: list[float], tmp_path: Path, settings) -> None:
    published()
    settings.LETTER_WINDOWS = {"left": window}
    with pytest.raises(CommandError, match="LETTER_WINDOW_LEFT"):
        proof(tmp_path / "proof.pdf")


def test_the_overlay_lies_over_the_letter_and_moves_nothing(tmp_path: Path) -> None:
    published()
    proof(tmp_path / "proof.pdf")
    words = scan.words(tmp_path / "proof.pdf", 1)
    (town,) = [word for word in words if word.text == "POSTDAM"]
    assert town.top == pytest.approx(75.5, abs=2)
    assert {"window", "fold"} <= {word.text for word in words}
    page = overlay.page_of(tmp_path / "proof.pdf")
    edge = page.rows(overlay.Box(32.9, 70, 33.1, 70.2))
    assert min(map(min, edge)) < 250, "the window is drawn"


MARK = {"x": 70, "y": 89, "width": 1, "height": 1, "colour": "#000000", "dashed": False, "filled": True, "label": ""}


def test_a_mark_in_the_window_that_is_no_text_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line, a logo: words alone would not tell. Without the mark the same letter is good (tests above)."""
    published()
    data = letters.chunk_data
    monkeypatch.setattr(
        letters, "chunk_data", lambda *given: {**data(*given), "overlay": [{**MARK, "label_x": 0, "label_y": 0}]}
    )
    with pytest.raises(CommandError, match=r"something shows in the window at 69\.\d across, 88\.\d down"):
        proof(tmp_path / "proof.pdf")


@pytest.mark.parametrize(
    ("side", "window"),
    [
        pytest.param("left", [33, 50, 83, 40], id="left, as set"),
        pytest.param("right", [109, 50, 76, 40], id="right, as set"),
        pytest.param("left", [20, 44.5, 100, 45], id="left, another envelope"),
    ],
)
def test_a_printed_letter_lies_where_the_settings_say(side: str, window: list[float], tmp_path: Path, settings) -> None:
    """A real letter with a code and an address, measured on its first page; then seen through a slipped window."""
    settings.LETTER_WINDOWS = {**settings.LETTER_WINDOWS, side: window}
    address = Address(("Mevrouw A. Voorbeeld", "Voorbeeldstraat 12", "1234 AB  ONS DORP"))
    study = published()
    with_people(study, 1)
    make_letters(study, tmp_path / "out", side=side, addresses={"MU-00000": address})
    (pdf,) = (tmp_path / "out").glob("*.pdf")
    page = overlay.page_of(pdf)
    reference = str(letter_events.number_of(Code.objects.get()))
    x, y, width, height = window
    lines = [overlay.text_boxes(page, line)[0] for line in address.lines]
    assert [line.left for line in lines] == pytest.approx([x + 3] * 3, abs=0.4)
    pitches = [below.bottom - above.bottom for above, below in pairwise(lines)]
    assert pitches == pytest.approx([3.9] * 2, abs=0.8)
    matrix = overlay.symbol_box(page, reference, "DataMatrix", datamatrix.QUIET_MODULES)
    assert (matrix.right, matrix.bottom) == pytest.approx((x + width - 3, y + min(height - 3, 37)), abs=0.2)
    bars = overlay.kix_box(page, kix.of_address(address.lines), lines[-1])
    assert bars.left == pytest.approx(x + 3, abs=0.3)
    number = overlay.text_boxes(page, reference)[0]
    assert next(word for word in page.words if word.text == reference).right == pytest.approx(x + width - 3, abs=0.1)
    assert (number.top, bars.bottom) > (y + 3 - 0.1, y)
    assert bars.bottom < y + height - 3 + 0.1
    for across, down in ((0, 0), (3, 3), (-3, 3), (3, -3), (-3, -3)):
        slipped = overlay.Box(x + across, y + down, x + across + width, y + down + height)
        assert seen_through(page, slipped) == ([reference], [])
        assert all(box.room_in(slipped) > -0.2 for box in (*lines, matrix, bars, number))
    assert len(seen_through(page, overlay.Box(0, 0, 210, 297))[1]) == 1, "control: a QR is on the page, and is read"


def seen_through(page: overlay.Page, window: overlay.Box) -> tuple[list[str], list[str]]:
    """What a camera reads in the window: DataMatrix, and QR codes."""
    rows = page.rows(window)
    image = memoryview(b"".join(rows)).cast("B", (len(rows), len(rows[0])))
    kinds = (zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode)
    matrices, codes = ([found.text for found in zxingcpp.read_barcodes(image, kind)] for kind in kinds)
    return matrices, codes
