"""Names of places as people type them, in five languages and three scripts."""

import unicodedata

import pytest

from surveys import place_names
from surveys.engine.countries import COUNTRIES
from surveys.languages import LANGUAGES
from surveys.place_names import find, fold


@pytest.mark.parametrize(
    ("typed", "language", "code"),
    [
        pytest.param("Syrië", "nl", "SY", id="Dutch"),
        pytest.param("  SYRIE ", "nl", "SY", id="capitals, no accent, spaces"),
        pytest.param("Syria", "en", "SY", id="English"),
        pytest.param("سوريا", "ar", "SY", id="Arabic"),
        pytest.param("سُورِيَا", "ar", "SY", id="Arabic with vowel signs"),
        pytest.param("سورية", "ar", "SY", id="Arabic, the other spelling"),
        pytest.param("الأردن", "ar", "JO", id="Arabic hamza"),
        pytest.param("الاردن", "ar", "JO", id="Arabic without hamza"),
        pytest.param("Türkiye", "tr", "TR", id="Turkish"),
        pytest.param("TÜRKİYE", "tr", "TR", id="Turkish capital dotted i"),
        pytest.param("turkiye", "tr", "TR", id="Turkish on a plain keyboard"),
        pytest.param("IRAK", "tr", "IQ", id="Turkish capital dotless i"),
        pytest.param("ırak", "tr", "IQ", id="Turkish small dotless i"),
        pytest.param("Turkey", "nl", "TR", id="the old English name"),
        pytest.param("ኤርትራ", "ti", "ER", id="Tigrinya"),
        pytest.param("ሦርያ", "ti", "SY", id="Tigrinya with the twin letter"),
        pytest.param("Eritrea", "ti", "ER", id="another language than the page's"),
        pytest.param("ሶርያ", "nl", "SY", id="another script than the page's"),
        pytest.param("Côte d'Ivoire", "nl", "CI", id="apostrophe"),
        pytest.param("cote d’ivoire", "nl", "CI", id="typographic apostrophe"),
        pytest.param("SY", "nl", "SY", id="ISO code"),
        pytest.param("\u200fسوريا\u200e", "ar", "SY", id="invisible direction marks"),
    ],
)
def test_country(typed: str, language: str, code: str) -> None:
    assert find("country", typed, language) == place_names.Found(code)


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        pytest.param("Congo", "nl", {"CG", "CD"}, id="two countries"),
        pytest.param("Syri", "nl", {"SY"}, id="beginning of a name is asked back"),
        pytest.param("Eritria", "nl", {"ER"}, id="typing error"),
        pytest.param("afganistn", "tr", {"AF"}, id="typing error, Turkish"),
        pytest.param("ik kom uit Syrië", "nl", {"SY"}, id="a sentence"),
        pytest.param("Korea", "en", {"KP", "KR"}, id="north or south"),
    ],
)
def test_country_is_asked_back_not_guessed(typed: str, language: str, first: set[str]) -> None:
    found = find("country", typed, language)
    assert found.code == ""
    assert first <= set(found.candidates)
    assert len(found.candidates) <= place_names.MOST_CANDIDATES


@pytest.mark.parametrize("typed", ["", "   ", "qqqq", "?!", "x" * 100_000, "\0", "١٢٣", "zz"])
def test_nothing_like_it(typed: str) -> None:
    assert find("country", typed, "nl") == place_names.Found()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["country", "municipality"])
def test_every_name_finds_its_own_place(kind: str, language: str) -> None:
    names = place_names.names(kind, language)
    assert {code: find(kind, words, language).code for code, words in names.items()} == {code: code for code in names}


def test_lists_are_whole() -> None:
    assert set(place_names.names("country", "nl")) == COUNTRIES
    municipalities = place_names.names("municipality", "nl")
    assert len(municipalities) == 342
    assert all(code.startswith("GM") and len(code) == 6 and code[2:].isdigit() for code in municipalities)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Den Haag", "GM0518"), ("'s-gravenhage", "GM0518"), ("sudwest fryslan", "GM1900"), ("BERGEN (NH.)", "GM0373")],
)
def test_municipality(typed: str, code: str) -> None:
    assert find("municipality", typed, "ar").code == code


def test_two_municipalities_of_one_name_are_asked_back() -> None:
    assert {"GM0373", "GM0893"} <= set(find("municipality", "Bergen", "nl").candidates)


def test_fold_is_the_same_for_both_forms_of_an_accent() -> None:
    words = "Curaçao, Åland, Türkiye"
    assert fold(unicodedata.normalize("NFC", words)) == fold(unicodedata.normalize("NFD", words))
