"""The return number as DataMatrix: read back by another hand than the one that printed it, off the drawn letter."""

from pathlib import Path

import pytest
import zxingcpp

from invitations import datamatrix, overlay
from invitations.models import Mailing
from tests.invitations.factory import make_letters, published, with_people


@pytest.mark.parametrize("text", ["", "é"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        datamatrix.draw(text)


@pytest.mark.parametrize("text", ["3-012-045", "12-034-12345", "99999-9999-99999"])
def test_return_numbers_keep_to_the_usual_size(text: str) -> None:
    assert datamatrix.draw(text).side_mm <= datamatrix.USUAL_MM


@pytest.mark.django_db
@pytest.mark.usefixtures("pdf_programs")
@pytest.mark.parametrize(("side", "right"), [("left", 113), ("right", 182)])
def test_it_is_read_back_from_each_letter_in_its_place(side: str, right: float, tmp_path: Path) -> None:
    study = published()
    with_people(study, 2)
    make_letters(study, tmp_path, side=side)
    (pdf,) = tmp_path.glob("*.pdf")
    for letter in (1, 2):
        page = overlay.page_of(pdf, 2 * letter - 1)
        image = memoryview(page.dots).cast("B", (page.height, page.width))
        (symbol,) = zxingcpp.read_barcodes(image, zxingcpp.BarcodeFormat.DataMatrix)
        assert symbol.text == f"{Mailing.objects.get().pk}-001-{letter:03d}"
        box = overlay.symbol_box(page, symbol.text, "DataMatrix", datamatrix.QUIET_MODULES)
        assert (box.right, box.bottom) == pytest.approx((right, 87), abs=0.2)
    with pytest.raises(overlay.NotFound):
        overlay.symbol_box(page, "9-999-999", "DataMatrix", datamatrix.QUIET_MODULES)
