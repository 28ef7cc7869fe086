"""Addresses: PostNL's rules, told by frame id, and how they look in the window."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from invitations import address, sheet
from invitations.address import Address
from invitations.frame_problems import FrameUnreadable
from invitations.mailings import LettersStopped
from invitations.models import Code
from surveys.models import Study
from tests.invitations.factory import make_letters, published, with_people

GOOD = ("De heer A. Voorbeeld", "Laan 12 B", "1234ab Ons Dorp")


def read(*addresses: tuple[str, ...]) -> dict[str, Address]:
    most = max(map(len, addresses))
    rows = [";".join((f"P-{number:03d}", *lines)) for number, lines in enumerate(addresses)]
    header = ";".join(("frame_id", *(f"line_{place}" for place in range(1, most + 1))))
    return dict(address.addresses(sheet.read("\n".join([header, *rows]).encode())))


def letters_with(study: Study, out: Path, lines: tuple[str, ...], **wish: Any) -> Path:
    """The PDF with the first letter of the study, at this address."""
    found = address.addresses(
        sheet.Sheet(("frame_id", *(f"line_{n + 1}" for n in range(len(lines)))), ((2, ("MU-00000", *lines)),))
    )
    make_letters(study, out, addresses=found, limit=1, **wish)
    return next(out.glob("*-batch-*.pdf"))


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        pytest.param(GOOD, ("De heer A. Voorbeeld", "Laan 12 B", "1234 AB  ONS DORP"), id="postcode and town"),
        pytest.param(
            ("Frau Beispiel", "Weg 1", "12345 Musterstadt", "Duitsland"),
            ("Frau Beispiel", "Weg 1", "12345 Musterstadt", "DUITSLAND"),
            id="abroad, in Dutch",
        ),
        pytest.param(
            ("Mme Exemple", "1 rue", "75001 PARIS", "France"),
            ("Mme Exemple", "1 rue", "75001 PARIS", "FRANCE"),
            id="abroad, in French",
        ),
        pytest.param(("A", "", "Laan 1", "1234 AB  D", ""), ("A", "Laan 1", "1234 AB  D"), id="empty lines left out"),
        pytest.param(
            ("Y\u0131lmaz \u015e. \u0141", "Laan\u200f 1", "1234 AB \u2019s-Dorp"),
            ("Y\u0131lmaz \u015e. \u0141", "Laan 1", "1234 AB  \u2019S-DORP"),
            id="letters of other Latin alphabets; invisible marks left out",
        ),
        pytest.param(("A",) * 5 + ("1234 AB D",), ("A",) * 5 + ("1234 AB  D",), id="six lines"),
        pytest.param(("x" * 40, "Laan 1", "1234 AB D"), ("x" * 40, "Laan 1", "1234 AB  D"), id="40 characters"),
    ],
)
def test_good_addresses(lines: tuple[str, ...], printed: tuple[str, ...]) -> None:
    assert read(lines)["P-000"].lines == printed


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param(("A",) * 8 + ("1234 AB D",), "P-001: the address has 9 lines. Give 3 to 6", id="nine lines"),
        pytest.param(("A", "1234 AB D"), "P-001: the address has 2 lines", id="two lines"),
        pytest.param(("x" * 41, "Laan 1", "1234 AB D"), "P-001: a line is over 40 characters", id="41 characters"),
        pytest.param(("A", "Laan 1", "Dorp"), "P-001: the last line is neither", id="no postcode"),
        pytest.param(("A", "Laan 1", "0234 AB D"), "P-001: the last line is neither", id="postcode with 0"),
        pytest.param(("A", "Laan 1", "1234 AB D", "Nederland"), "P-001: a line stands below", id="the Netherlands"),
        pytest.param(("A", "1234 AB D", "Laan 1"), "P-001: a line stands below", id="town not last"),
        pytest.param(("A", "Laan 1", "1234 AB D", "Duitsland"), "P-001: a country stands below", id="two countries"),
        pytest.param(("محمد", "Laan 1", "1234 AB D"), "P-001: the address has Arabic letters", id="Arabic"),
        pytest.param(("A", "Laan ١٢", "1234 AB D"), "P-001: the address has Arabic letters or digits", id="digits"),
        pytest.param(("ሰላም", "Laan 1", "1234 AB D"), "P-001: the address has Ethiopic letters", id="Ge'ez"),
        pytest.param(("Иванов", "Laan 1", "1234 AB D"), "P-001: the address has Cyrillic letters", id="Cyrillic"),
    ],
)
def test_each_fault_is_told_by_frame_id_and_repeats_no_address(lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(FrameUnreadable) as caught:
        read(GOOD, lines)
    message = str(caught.value)
    assert told in message
    assert "P-000" not in message
    assert not [line for line in lines if len(line) > 3 and line in message and line != "Nederland"]


def test_letters_that_the_fonts_lack_are_told_by_frame_id() -> None:
    found = {"P-000": Address(("ab",)), "P-001": Address(("a☃b", "☃"))}
    (problem,) = address.undrawable(found, {ord("a"), ord("b")})
    assert "P-001: the fonts cannot draw ☃." in str(problem)


@pytest.mark.django_db
@pytest.mark.usefixtures("pdf_programs")
def test_a_line_too_wide_for_the_window_stops_all_and_names_the_person(tmp_path: Path) -> None:
    study = published()
    with_people(study, 1)
    with pytest.raises(LettersStopped, match="address of MU-00000 has a line too wide"):
        letters_with(study, tmp_path, ("W" * 40, "Laan 1", "1234 AB D"), side="right")
    assert not Code.objects.exists()
    letters_with(study, tmp_path, ("De heer en mevrouw Van den Voorbeeldnaam", "Laan 1", "1234 AB D"), side="right")
    assert Code.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("pdf_programs")
@pytest.mark.parametrize(
    ("street", "told"),
    [
        pytest.param("Plein 1940 12", "1 letters have no KIX code", id="cannot be told"),
        pytest.param("Laan 12345 achter", "1 letters have no KIX code", id="too wide"),
        pytest.param("Laan 12", "", id="control"),
    ],
)
def test_letters_without_bars_are_told(
    street: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = published()
    with_people(study, 1)
    file = tmp_path / "a.csv"
    file.write_text(f"frame_id;line_1;line_2;line_3\nMU-00000;A;{street};1234 AB D\n", encoding="utf-8")
    options = ("--mailing", "invitation", "--addresses", str(file), "--window", "right")
    call_command("make_letters", "small", "--out", str(tmp_path / "out"), *options)
    error = capsys.readouterr().err
    assert told in error
    assert ("KIX" in error) is bool(told)
