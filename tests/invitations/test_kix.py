"""PostNL's bars: known examples, refused input, and bars read back from a drawn letter."""

from pathlib import Path

import pytest

from invitations import kix, overlay
from invitations.kix import KixRefused
from tests.invitations.factory import published, with_people
from tests.invitations.test_addresses import letters_with


@pytest.mark.parametrize(
    ("text", "up", "down"),
    [
        pytest.param(
            "2500GG30250",
            "000010100000101000001010000010100010100000101000000010100000101000001010000010100000101",
            "001010001010000000001010000010101000100010001000100000100000101000101000101000000000101",
            id="post box",
        ),
        pytest.param(
            "2130VA80430",
            "000010100000101000001010000010101010000000100010001000100000101000001010000010100000101",
            "001010000010001010000010000010100010001010001000001010000000101010001000100000100000101",
            id="reply number",
        ),
        pytest.param(
            "1231GF156X2",
            "000010100000101000001010000010100010100000101000000010100000101000100010101000000000101",
            "001000100010100010000010001000101000100010000010001000101010000000001010100000100010100",
            id="number and addition",
        ),
        pytest.param(
            "1231FZ13XHS",
            "000010100000101000001010000010100010100010100000000010100000101010100000001010001000100",
            "001000100010100010000010001000101000001010100000001000101000001010000010101000001000100",
            id="house on the ground floor",
        ),
    ],
)
def test_the_bars_of_postnls_examples(text: str, up: str, down: str) -> None:
    """The four of "Handleiding KIX code", 2.1; rows as zint's tests hold them, a place for each bar and each space."""
    bars = kix.bars(text)
    assert ["1" if bar in "FA" else "0" for bar in bars] == list(up[::2])
    assert ["1" if bar in "FD" else "0" for bar in bars] == list(down[::2])


def test_every_symbol_has_two_bars_up_and_two_down_and_is_another() -> None:
    symbols = [kix.bars(character) for character in kix.SYMBOLS]
    assert len(set(symbols)) == 36
    for symbol in symbols:
        assert sum(bar in "FA" for bar in symbol) == sum(bar in "FD" for bar in symbol) == 2


@pytest.mark.parametrize(
    ("postcode", "number", "addition", "text"),
    [
        pytest.param("2500 GG", "30250", "", "2500GG30250", id="no addition"),
        pytest.param("1231gf", "156", "2", "1231GF156X2", id="small letters"),
        pytest.param("1231 FZ", "13", "hs", "1231FZ13XHS", id="letters"),
        pytest.param("1231 FZ", "13", "-2 hg", "1231FZ13X2HG", id="signs left out"),
    ],
)
def test_content(postcode: str, number: str, addition: str, text: str) -> None:
    assert kix.kix(postcode, number, addition) == text


@pytest.mark.parametrize(
    ("postcode", "number", "addition", "told"),
    [
        pytest.param("0123 AB", "1", "", "postcode", id="begins with 0"),
        pytest.param("1234 SS", "1", "", "postcode", id="letters that none has"),
        pytest.param("1234", "1", "", "postcode", id="no letters"),
        pytest.param("1234 AB", "", "", "house number", id="no number"),
        pytest.param("1234 AB", "12B", "", "house number", id="letter in the number"),
        pytest.param("1234 AB", "123456", "", "house number", id="six digits"),
        pytest.param("1234 AB", "1", "achterhuis", "addition", id="addition too long"),
        pytest.param("1234 AB", "1", "é", "addition", id="other letter"),
    ],
)
def test_what_no_code_can_say_is_refused(postcode: str, number: str, addition: str, told: str) -> None:
    with pytest.raises(KixRefused, match=told):
        kix.kix(postcode, number, addition)


@pytest.mark.parametrize("text", ["", "1234ab", "1234 AB", "é"])
def test_bars_of_other_text_are_refused(text: str) -> None:
    with pytest.raises(KixRefused):
        kix.bars(text)


@pytest.mark.parametrize(
    ("street", "text"),
    [
        pytest.param("Havendijk 156-2", "1231GF156X2", id="hyphen"),
        pytest.param("Havendijk 13 hs", "1231GF13XHS", id="space"),
        pytest.param("Kerkstraat 12B", "1231GF12XB", id="no space"),
        pytest.param("2e Kerkstraat 5", "1231GF5", id="street with a number in front"),
        pytest.param("Antwoordnummer 80430", "1231GF80430", id="reply number"),
        pytest.param("Kerkstraat 12 3", "", id="two numbers: which is the house?"),
        pytest.param("Plein 1940 12", "", id="street that is a year"),
        pytest.param("Dijk 1 t/m 3", "", id="a range"),
        pytest.param("Kerkstraat", "", id="no number"),
        pytest.param("Kerkstraat 123456", "", id="no house number is so long"),
    ],
)
def test_the_code_of_an_address(street: str, text: str) -> None:
    assert kix.of_address(["Naam", street, "1231 GF  POSTDAM"]) == text


def test_no_code_abroad() -> None:
    assert kix.of_address(["Name", "Beispielweg 1", "12345 Musterstadt", "DUITSLAND"]) == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("pdf_programs")
@pytest.mark.parametrize(
    ("street", "text"), [("Havendijk 156-2", "1231GF156X2"), ("Laan 1", "1231GF1"), ("Weg 99 bis", "1231GF99XBIS")]
)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_drawn_bars_are_read_back(street: str, text: str, side: str, tmp_path: Path) -> None:
    study = published()
    with_people(study, 1)
    pdf = letters_with(study, tmp_path, ("De heer Voorbeeld", street, "1231 GF Postdam"), side=side)
    page = overlay.page_of(pdf)
    (town,) = overlay.text_boxes(page, "1231 GF POSTDAM")
    box = overlay.kix_box(page, text, town)
    assert overlay.read_bars(page.rows(box)) == kix.bars(text)
    assert box.bottom - box.top == pytest.approx(kix.HEIGHT_MM, abs=0.1)
    assert box.right - box.left == pytest.approx(kix.width_mm(text), abs=0.1)
    assert box.top - town.bottom >= kix.QUIET_MM
    with pytest.raises(overlay.NotFound):
        overlay.kix_box(page, text[:-1] + "Z", town)


@pytest.mark.django_db
@pytest.mark.usefixtures("pdf_programs")
@pytest.mark.parametrize(
    ("setting", "option", "drawn"),
    [(True, None, True), (False, None, False), (True, False, False), (False, True, True)],
)
def test_the_bars_can_be_switched_off(
    setting: bool, option: bool | None, drawn: bool, tmp_path: Path, settings
) -> None:
    settings.LETTER_KIX = setting
    study = published()
    with_people(study, 1)
    pdf = letters_with(study, tmp_path, ("De heer Voorbeeld", "Laan 1", "1231 GF Postdam"), kix=option)
    page = overlay.page_of(pdf)
    (town,) = overlay.text_boxes(page, "1231 GF POSTDAM")
    below = overlay.Box(town.left, town.bottom + 0.5, town.right + 20, town.bottom + 9)
    if drawn:
        assert page.ink(below)
    else:
        with pytest.raises(overlay.NotFound):
            page.ink(below)
