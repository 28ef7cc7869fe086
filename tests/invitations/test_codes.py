"""Codes as text."""

from itertools import pairwise
from random import Random

import pytest

from invitations import codes
from invitations.codes import ALPHABET, LENGTH, CodeMalformed, CodeMistyped

FORMS = ("digits", "base32")
SAMPLES = {form: [codes.make(form, Random(seed)) for seed in range(20)] for form in FORMS}


def weak_check(body: str, form: str) -> str:
    """A plain sum: the kind of check that swaps slip through."""
    alphabet = ALPHABET[form]
    return alphabet[sum(map(alphabet.index, body)) % len(alphabet)]


def single_errors(code: str, form: str) -> list[str]:
    return [
        code[:place] + wrong + code[place + 1 :]
        for place in range(len(code))
        for wrong in ALPHABET[form]
        if wrong != code[place]
    ]


def neighbour_swaps(code: str) -> list[str]:
    return [
        code[:place] + right + left + code[place + 2 :]
        for place, (left, right) in enumerate(pairwise(code))
        if left != right
    ]


def missed(wrong_codes: list[str], form: str) -> int:
    return sum(codes.check_character(code[:-1], form) == code[-1] for code in wrong_codes)


@pytest.mark.parametrize("form", FORMS)
def test_every_single_error_and_neighbour_swap_is_caught(form: str) -> None:
    wrong = [error for code in SAMPLES[form] for error in single_errors(code, form) + neighbour_swaps(code)]
    assert len(wrong) > 2_500
    assert missed(wrong, form) == 0


@pytest.mark.parametrize("form", FORMS)
def test_every_pair_of_neighbours_is_caught_at_every_place(form: str) -> None:
    """All symbol pairs at all places, not just those that chance brings."""
    alphabet, length = ALPHABET[form], LENGTH[form]
    bodies = [
        SAMPLES[form][0][:place] + left + right + SAMPLES[form][0][place + 2 : length - 1]
        for place in range(length - 2)
        for left in alphabet
        for right in alphabet
    ]
    wrong = [swap for body in bodies for swap in neighbour_swaps(body + codes.check_character(body, form))]
    assert missed(wrong, form) == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_weak_check_would_be_found_out(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "check_character", weak_check)
    code = codes.make(form, Random(1))
    assert missed(neighbour_swaps(code), form) > 0


@pytest.mark.parametrize("form", FORMS)
def test_a_made_code_is_accepted_as_it_is_printed(form: str) -> None:
    for code in SAMPLES[form]:
        assert len(code) == LENGTH[form]
        assert codes.check(codes.grouped(code), form) == code
        assert codes.check(code.lower(), form) == code


def test_codes_differ() -> None:
    random = Random(3)
    assert len({codes.make("digits", random) for _ in range(2_000)}) == 2_000


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param(" 1234-5678 ", "12345678", id="spaces and dashes"),
        pytest.param("1234.5678–90", "1234567890", id="dots and a long dash"),
        pytest.param("oO0", "000", id="letter O"),
        pytest.param("iIlL1", "11111", id="I and L"),
        pytest.param("ıİ", "11", id="Turkish dotless and dotted"),
        pytest.param("i\u0307", "1", id="i with a loose dot"),
        pytest.param("٠١٢٣٤٥٦٧٨٩", "0123456789", id="Arabic-Indic"),
        pytest.param("۰۱۲۳۴۵۶۷۸۹", "0123456789", id="Persian"),
        pytest.param("０１２３Ａｂ", "0123AB", id="full width"),
        pytest.param("\u2066abc\u2069\u200f\ufeff", "ABC", id="direction marks"),
        pytest.param("12\u00a034\t56\n", "123456", id="other spaces"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_people_type_is_read_as_printed(typed: str, meant: str) -> None:
    assert codes.normalise(typed) == meant


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        pytest.param("", "digits", id="empty"),
        pytest.param("1234", "digits", id="too short"),
        pytest.param("1" * 17, "digits", id="too long"),
        pytest.param("1" * 15 + "X", "digits", id="a letter among digits"),
        pytest.param("U" * 12, "base32", id="a letter that no code has"),
        pytest.param("1" * 16 + " " * 5000, "digits", id="a page of spaces"),
        pytest.param("፩" * 16, "digits", id="Ethiopic numerals are no digits"),
        pytest.param("\0" * 16, "digits", id="control characters"),
    ],
)
def test_what_is_no_code_is_refused(typed: str, form: str) -> None:
    with pytest.raises(CodeMalformed):
        codes.check(typed, form)


@pytest.mark.parametrize("form", FORMS)
def test_a_typing_mistake_is_told_as_one_and_not_repeated(form: str) -> None:
    wrong = single_errors(SAMPLES[form][0], form)[5]
    with pytest.raises(CodeMistyped) as caught:
        codes.check(wrong, form)
    assert wrong not in str(caught.value)


def test_the_digest_depends_on_code_and_key() -> None:
    assert len(codes.digest("1234", b"key")) == 32
    assert len({codes.digest("1234", b"a"), codes.digest("1234", b"b"), codes.digest("1235", b"a")}) == 3
