"""An address or a number as people type it."""

import pytest

from respondents.contact import Contact, ContactFault, read_contact
from respondents.errors import CONTACT_FAULTS


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("Amina@Example.org", ("email", "amina@example.org"), id="capitals"),
        pytest.param("  amina @ example.org ", ("email", "amina@example.org"), id="spaces of a phone's keyboard"),
        pytest.param("mailto:a@example.org", ("email", "a@example.org"), id="pasted link"),
        pytest.param("ａ＠example．org", ("email", "a@example.org"), id="full width"),
        pytest.param("06 12 34 56 78", ("phone", "+31612345678"), id="Dutch mobile"),
        pytest.param("06-12345678", ("phone", "+31612345678"), id="dash"),
        pytest.param("(020) 123 45 67", ("phone", "+31201234567"), id="Dutch landline"),
        pytest.param("+31 (0)6 12345678", ("phone", "+31612345678"), id="zero in brackets"),
        pytest.param("0031612345678", ("phone", "+31612345678"), id="two zeros"),
        pytest.param("٠٦١٢٣٤٥٦٧٨", ("phone", "+31612345678"), id="Arabic-Indic digits"),
        pytest.param("＋３１６１２３４５６７８", ("phone", "+31612345678"), id="full-width digits"),
        pytest.param("\u200e+90 532 123 45 67\u200f", ("phone", "+905321234567"), id="Turkish, with direction signs"),
        pytest.param("+291 7 123 456", ("phone", "+2917123456"), id="Eritrean"),
    ],
)
def test_read(typed: str, expected: tuple[str, str]) -> None:
    assert read_contact(typed) == Contact(*expected)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param("  \u200e\x00 ", "empty", id="nothing that can be seen"),
        pytest.param("amina@", "email", id="half an address"),
        pytest.param("amina", "email", id="a name"),
        pytest.param("a@b@example.org", "email", id="two signs"),
        pytest.param(f"{'a' * 250}@example.org", "email", id="too long for an address"),
        pytest.param("06 1234567", "short", id="a digit too few"),
        pytest.param("06 12 34 56 789", "long", id="a digit too many"),
        pytest.param("+31 6 1234567", "short", id="Dutch with its country, a digit too few"),
        pytest.param("+31 06 12345678", "long", id="a zero too many"),
        pytest.param("612345678", "country", id="no zero and no country"),
        pytest.param("12", "short", id="two digits"),
        pytest.param("+1234567890123456", "long", id="more than the world has"),
        pytest.param("0012", "short", id="two zeros and little more"),
        pytest.param("06 12 34 56 7*", "phone", id="a star"),
        pytest.param("1" * 10_000, "country", id="no end of digits"),
    ],
)
def test_faults(typed: str, code: str) -> None:
    with pytest.raises(ContactFault) as caught:
        read_contact(typed)
    assert caught.value.code == code
    assert code in CONTACT_FAULTS
