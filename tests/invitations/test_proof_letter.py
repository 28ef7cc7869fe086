"""The overlay proof: measured on the drawn page, and it fails where a window shows the code."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from invitations import kix, overlay, scan
from tests.invitations.factory import published

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
