"""Personal codes as text: making one, reading what people type, and the digest that is stored instead.

Two forms. `digits`: 15 random digits and a check digit (49.8 bits), for any numeric keypad. `base32`: 11 random
symbols of Crockford's alphabet and a check symbol of the same alphabet (55 bits). Both checks catch every single
wrong character and every swap of two neighbours.
"""

import hmac
import unicodedata
from hashlib import sha256
from typing import Literal, Protocol

CodeForm = Literal["digits", "base32"]

DIGITS = "0123456789"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALPHABET: dict[CodeForm, str] = {"digits": DIGITS, "base32": CROCKFORD}
LENGTH: dict[CodeForm, int] = {"digits": 16, "base32": 12}
"""Characters of a whole code, the check character included."""
GROUP = 4
LONGEST_INPUT = 200
"""Characters of typed text that are looked at; far more than a code with any spacing."""

# Quasigroup of order 10 from H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_GF32_MODULUS = 0b100101
"""x⁵ + x² + 1, irreducible over GF(2); x generates all 31 non-zero elements."""
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Random(Protocol):
    """What `make` needs: `random.Random` for tests, `secrets.SystemRandom` for real codes."""

    def choice(self, seq: str, /) -> str: ...


class CodeError(Exception):
    """Somebody's code cannot be used. Never carries the code."""


class CodeMalformed(CodeError):
    """Too short, too long, or with characters that no code has: not a code at all."""

    def __init__(self, found: int, expected: int) -> None:
        super().__init__(f"A code has {expected} characters; {found} usable ones were typed. Type the code again.")
        self.found, self.expected = found, expected


class CodeMistyped(CodeError):
    """The check character does not fit: a typing mistake, told before anything is looked up."""

    def __init__(self) -> None:
        super().__init__("There is a typing mistake in the code. Compare it with the letter and type it again.")


def make(form: CodeForm, random: Random) -> str:
    """A new code without spaces, its check character last."""
    body = "".join(random.choice(ALPHABET[form]) for _ in range(LENGTH[form] - 1))
    return body + check_character(body, form)


def check_character(body: str, form: CodeForm) -> str:
    """The character that completes `body`."""
    return DIGITS[_damm(body)] if form == "digits" else CROCKFORD[_weighted_sum(body)]


def normalise(text: str) -> str:
    """What was typed, as a code would be printed: capitals, ASCII digits, no spacing, O as 0, I and L as 1.

    Digits of other scripts become ASCII digits; dotless ı and dotted İ become 1; marks and direction signs go.
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST_INPUT])
    return "".join(map(_plain_character, plain)).upper().translate(_LOOK_ALIKES)


def check(text: str, form: CodeForm) -> str:
    """The code in what was typed. Raises CodeMalformed or CodeMistyped."""
    code = normalise(text)
    if len(code) != LENGTH[form] or len(text) > LONGEST_INPUT or not set(code) <= set(ALPHABET[form]):
        raise CodeMalformed(len(code), LENGTH[form])
    if check_character(code[:-1], form) != code[-1]:
        raise CodeMistyped
    return code


def digest(code: str, key: bytes) -> bytes:
    """HMAC-SHA256 of a normalised code, 32 bytes: the only thing of a code that is stored."""
    return hmac.new(key, code.encode("ascii"), sha256).digest()


def grouped(code: str) -> str:
    """The code in groups of four, for reading: `1234 5678 9012 3456`."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _plain_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    is_spacing = unicodedata.category(character)[0] in "ZCM" or unicodedata.category(character) == "Pd"
    return "" if is_spacing or character in "._−·,/" else character


def _damm(body: str) -> int:
    interim = 0
    for digit in body:
        interim = _DAMM[interim][int(digit)]
    return interim


def _weighted_sum(body: str) -> int:
    """Check symbol s with Σ xⁱ·symbolᵢ = s over GF(32), i from 1. All weights differ, and none is 1, so that every
    single error and every swap of two places changes the sum."""
    total, weight = 0, 1
    for symbol in body:
        weight = _times_x(weight)
        total ^= _times(weight, CROCKFORD.index(symbol))
    return total


def _times_x(element: int) -> int:
    shifted = element << 1
    return shifted ^ _GF32_MODULUS if shifted & 0b100000 else shifted


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left, right = _times_x(left), right >> 1
    return product
