"""An e-mail address or a phone number, as somebody types it and as it is kept. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from surveys.engine.reading import clean, digits

EMAIL, PHONE = "email", "phone"
LONGEST = 254
"""Characters of an e-mail address (RFC 5321)."""
DUTCH = re.compile(r"0[1-9]\d{8}")
"""A number in the Netherlands as people write it: ten digits, the area code or 06 included."""
WORLD = re.compile(r"\+[1-9]\d{7,14}")
"""With the code of the country; at most fifteen digits (ITU-T E.164)."""
DUTCH_ABROAD = re.compile(r"\+31[1-9]\d{8}")
BETWEEN = re.compile(r"[\s()/.\-]")
UNSEEN = dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f"))
"""Direction signs and joiners come along with what is pasted."""
OPTIONAL_ZERO = re.compile(r"\(\s*0\s*\)")


class ContactFault(ValueError):
    """What was typed cannot be used. `code`: empty, email, short, long, country or phone."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Contact:
    """`value` is what doubles are found by: an address in small letters, or a number as +31612345678."""

    means: str
    value: str


def read_contact(typed: str) -> Contact:
    """What was typed, in one form. Raises ContactFault."""
    text = unicodedata.normalize("NFKC", clean(typed[: 2 * LONGEST]).translate(UNSEEN)).strip()
    if not text:
        raise ContactFault("empty")
    return _email(text) if "@" in text or _has_letters(text) else _phone(text)


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _email(text: str) -> Contact:
    address = re.sub(r"\s*([@.])\s*", r"\1", text.lower()).removeprefix("mailto:")
    try:
        if len(address) > LONGEST:
            raise ContactFault("email")
        validate_email(address)
    except ValidationError as error:
        raise ContactFault("email") from error
    return Contact(EMAIL, address)


def _phone(text: str) -> Contact:
    number = BETWEEN.sub("", OPTIONAL_ZERO.sub("", digits(text)))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if DUTCH.fullmatch(number):
        return Contact(PHONE, f"+31{number[1:]}")
    if WORLD.fullmatch(number) and (DUTCH_ABROAD.fullmatch(number) or not number.startswith("+31")):
        return Contact(PHONE, number)
    raise ContactFault(_why_no_number(number))


def _why_no_number(number: str) -> str:
    """Of a number that does not fit: what is wrong with it, as far as that can be seen."""
    if not re.fullmatch(r"\+?\d+", number):
        return "phone"
    if number.startswith(("0", "+31")):
        expected = 12 if number.startswith("+") else 10
        return "short" if len(number) < expected else "long" if len(number) > expected else "phone"
    if number.startswith("+"):
        return "short" if len(number) < 9 else "long" if len(number) > 16 else "phone"
    return "country" if len(number) > 8 else "short"
