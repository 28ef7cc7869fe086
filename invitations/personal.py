"""Tells values and column names that point at a person. They must not enter the database. Errs on the safe side."""

import re
from collections.abc import Sequence

# fmt: off
_PERSONAL_WORDS = frozenset(
    {
        "naam", "name", "voornaam", "voornamen", "achternaam", "tussenvoegsel", "initialen", "voorletters",
        "firstname", "lastname", "surname", "fullname", "geslachtsnaam", "adres", "address", "straat",
        "straatnaam", "street", "huisnummer", "huisletter", "toevoeging", "postcode", "zipcode", "postalcode",
        "woonplaats", "plaatsnaam", "email", "emailadres", "mail", "mailadres", "telefoon", "telefoonnummer",
        "tel", "phone", "phonenumber", "mobiel", "mobielnummer", "mobile", "gsm", "geboortedatum", "birthdate",
        "dateofbirth", "dob", "gebdatum", "bsn", "burgerservicenummer", "sofinummer", "klantnummer",
        "clientnummer", "clientnumber", "customernumber", "vnummer", "vnumber", "vreemdelingennummer",
        "duonummer", "iban", "rekeningnummer", "paspoort", "paspoortnummer", "documentnummer",
    }
)
# fmt: on
_PERSONAL_PARTS = frozenset(
    {"bsn", "naam", "name", "email", "telefoon", "phone", "adres", "address", "postcode", "geboortedatum", "birthdate"}
)
_HARMLESS_NAMES = frozenset({"gemeentenaam", "municipality_name", "group_name", "route_name"})
_VALUE_PATTERNS = (
    ("an e-mail address", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
    ("a telephone number", re.compile(r"(?:\+|00)\d[\d \-()]{7,17}|0[1-9](?:[ \-]?\d){8}")),
    ("a date of birth", re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}")),
    ("a full postcode", re.compile(r"(?:.*\s)?[1-9]\d{3} ?[A-Z]{2}(?:\s.*)?")),
    ("an address", re.compile(r"(?i:.*(?:straat|laan|weg|plein|gracht|kade|singel|hof|dijk|pad)) \d+.*")),
    ("an IBAN", re.compile(r"[A-Z]{2}\d{2} ?[A-Z]{4}[\d ]{7,}")),
    ("an alien's number (V-number)", re.compile(r"[Vv][ \-]?\d{9,10}|\d{10}")),
    ("a client number", re.compile(r"\d{8,9}")),
)
_NAME = re.compile(r"[^\W\d_][\w'’.-]*(?:,? (?:van|von|de|den|der|el|al|ter|ten|bin|ibn))*(?:,? [^\W\d_][\w'’-]+)+")


def personal_column(name: str) -> bool:
    """Whether a column by this name would hold names, addresses, numbers or birth dates of people."""
    lowered = name.casefold().strip()
    parts = [part for part in re.split(r"[\W_]+", lowered) if part]
    if lowered in _HARMLESS_NAMES:
        return False
    return "".join(parts) in _PERSONAL_WORDS or bool(_PERSONAL_PARTS & set(parts))


def personal_value(value: str) -> str:
    """What this value looks like ("an e-mail address"), or "" where it looks harmless."""
    if is_bsn(value):
        return "a citizen service number (BSN)"
    return next((kind for kind, pattern in _VALUE_PATTERNS if pattern.fullmatch(value)), "")


def is_bsn(value: str) -> bool:
    """Eleven-proof over eight or nine digits, spaces and dots left out (weights 9…2 and -1)."""
    digits = re.sub(r"[ .\-]", "", value)
    if not re.fullmatch(r"[0-9]{8,9}", digits) or not int(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, digits.zfill(9), strict=True)) % 11 == 0


def looks_like_names(values: Sequence[str]) -> bool:
    """Whether most of a column's values are different from each other and written like names of people."""
    filled = [value for value in values if value]
    if len(filled) < 4 or len(set(filled)) < 0.8 * len(filled):
        return False
    return sum(_NAME.fullmatch(value) is not None and value[0].isupper() for value in filled) > 0.5 * len(filled)
