"""Words of the glossary in texts and their translations."""

import pytest

from surveys.engine.checks.glossary import Entry, entries_in
from tests.engine.mini import GLOSSARY

TOWN, PLAN = GLOSSARY
WORDS = Entry(
    "words",
    "lening",
    "lening(?:en)?",
    {"ar": "قرض", "tr": "kredi", "ti": "ልቓሕ"},
    {"ar": ("قرض", "قروض"), "tr": ("kredi", "ışık"), "ti": ("ልቓሕ", "ሰልቃሕ")},
)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("De gemeente betaalt", "municipality", id="in a sentence"),
        pytest.param("Gemeenten betalen", "municipality", id="plural, capital"),
        pytest.param("Uw woongemeente", "", id="inside a word"),
        pytest.param("Uw PIP van de gemeente", "municipality plan", id="two"),
        pytest.param("Een pipet", "", id="the beginning of another word"),
        pytest.param("Kijk op www.gemeente.nl", "", id="a web address"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_entries_in(source, expected):
    assert " ".join(entry.name for entry in entries_in(GLOSSARY, source)) == expected


@pytest.mark.parametrize(
    ("translation", "language", "departs"),
    [
        pytest.param("لديّ قَرضٌ", "ar", False, id="vowel signs do not matter"),
        pytest.param("والقروض", "ar", False, id="joined to other words"),
        pytest.param("لدي دين", "ar", True, id="another word"),
        pytest.param("KREDİ", "tr", False, id="Turkish capitals"),
        pytest.param("IŞIK", "tr", False, id="dotless i"),
        pytest.param("borç", "tr", True, id="another Turkish word"),
        pytest.param("ሠልቃሕ", "ti", False, id="letter twins"),
        pytest.param("ዕዳ", "ti", True, id="another Tigrinya word"),
        pytest.param("", "ar", False, id="missing is another problem"),
        pytest.param("anything", "en", False, id="no accepted forms, not checked"),
    ],
)
def test_departs(translation, language, departs):
    assert WORDS.departs("Ik heb een lening", translation, language) is departs


def test_nothing_departs_without_the_word():
    assert not WORDS.departs("Ik heb geld", "anything", "ar")
