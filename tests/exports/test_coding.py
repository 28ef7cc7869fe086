"""What the program codes by itself, what it suggests, and that nothing of the made-up set is coded wrongly."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.coding import Spelling, figures, slipped, spellings, wrong
from exports.coding import LONGEST, Match, code_of, match
from exports.lexicons import LEXICONS, lexicon
from exports.spelling import spelled
from surveys.cldr import countries

LEAST_RECALL = 0.9
LANGUAGES = ("nl", "en", "ar", "tr", "ti")
ALL = list(spellings())


def matched(texts: list[Spelling]) -> list[tuple[Spelling, Match]]:
    return [(one, match(one.text, lexicon(one.lexicon))) for one in texts]


def test_the_set_is_large_and_in_five_languages():
    assert len(ALL) >= 400
    for name in ("country", "permit", "residence"):
        assert {one.language for one in ALL if one.lexicon == name} == set(LANGUAGES)
    assert sum(not one.code for one in ALL) >= 100


def test_no_code_is_wrong():
    found = matched(ALL)
    assert wrong(found) == []
    assert figures(found).recall > LEAST_RECALL


def test_a_wrong_variant_is_noticed():
    """The same question of a lexicon into which one was planted."""
    own = lexicon("country")
    planted = replace(own, names={**own.names, spelled("ergens anders"): frozenset({"SY"})})
    found = [(one, match(one.text, planted)) for one in ALL if one.lexicon == "country"]
    assert [(one.text, given.code) for one, given in wrong(found)] == [("ergens anders", "SY")]


def test_leaving_out_the_doubtful_names_is_noticed():
    own = lexicon("country")
    careless = replace(own, doubtful=frozenset(), names={**own.names, spelled("Niger"): frozenset({"NE"})})
    found = [(one, match(one.text, careless)) for one in ALL if one.lexicon == "country"]
    assert "Niger" in {one.text for one, _ in wrong(found)}


CASES = [
    pytest.param("country", "Syrië", "SY", "exact", id="name"),
    pytest.param("country", "Ik kom uit Syrië.", "SY", "variant", id="in a sentence"),
    pytest.param("country", "Aleppo, Syria", "SY", "variant", id="two names of one country"),
    pytest.param("country", "Suriye'den geliyorum", "SY", "variant", id="tr: ending"),
    pytest.param("country", "المصري", "EG", "variant", id="ar: article"),
    pytest.param("country", "Україна", "UA", "exact", id="endonym"),
    pytest.param("country", "Birma", "MM", "exact", id="former name"),
    pytest.param("residence", "AZC Utrecht", "azc", "variant", id="a municipality says nothing of the kind"),
    pytest.param("municipality", "Den Haag", "GM0518", "exact", id="alias of a municipality"),
]


@pytest.mark.parametrize(("name", "text", "code", "how"), CASES)
def test_coded(name, text, code, how):
    assert match(text, lexicon(name)) == Match(code, how)


@pytest.mark.parametrize(
    ("name", "text", "suggested"),
    [
        pytest.param("country", "Congo", {"CD", "CG"}, id="two countries"),
        pytest.param("country", "Syrië of Irak", {"SY", "IQ"}, id="or"),
        pytest.param("country", "niet Syrië", {"SY"}, id="not"),
        pytest.param("country", "Ethopia", {"ET"}, id="a slip is a suggestion only"),
        pytest.param("country", "Afrika", set(), id="a continent"),
        pytest.param(
            "permit", "onbepaalde tijd", {"asylum_permanent", "regular_permanent", "eu_long_term"}, id="kind open"
        ),
        pytest.param("country", "", set(), id="nothing"),
        pytest.param("country", "😀", set(), id="no letters"),
        pytest.param("country", "Syrië " * 30, {"SY"}, id="a long story"),
    ],
)
def test_left_for_a_person(name, text, suggested):
    found = match(text, lexicon(name))
    assert found.code == ""
    assert set(found.candidates) == suggested


def test_the_long_story_is_left_because_it_is_long():
    text = "Syrië " * 30
    assert len(text) > LONGEST
    assert match(text[:60], lexicon("country")).code == "SY"


@pytest.mark.parametrize("name", [one for one in LEXICONS if one != "municipality"])
def test_a_name_outside_doubt_has_one_code_and_is_no_word_around_a_name(name):
    own = lexicon(name)
    assert {key: codes for key, codes in own.names.items() if len(codes) != 1 and key not in own.doubtful} == {}
    assert own.fillers.isdisjoint(own.names)


NAMES = [(language, code, name) for language in LANGUAGES for code, name in sorted(countries(language).items())]


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_one_slip_never_makes_it_another_country(named, random):
    """But where the slip spells the other's own name, as Iran and Iraq do."""
    _, code, name = named
    typed = slipped(name, "aeinrt", random)
    found = code_of(typed, lexicon("country"))
    assert found in ("", code) or lexicon("country").names.get(spelled(typed)) == {found}


@pytest.mark.parametrize("case", [case.values for case in CASES], ids=[case.id for case in CASES])
def test_the_code_alone_is_that_of_the_match(case):
    name, text, code, _ = case
    assert code_of(text, lexicon(name)) == code


def test_every_country_is_known_in_every_language_of_ours():
    """By the names of CLDR, asked of Babel here; those that we leave in doubt on purpose aside."""
    from babel import Locale

    from surveys.engine.countries import COUNTRIES

    own = lexicon("country")
    for language in LANGUAGES:
        names = Locale.parse(language).territories
        for code in sorted(COUNTRIES):
            found = match(names[code], own)
            assert found.code == code or spelled(names[code]) in own.doubtful, (language, code, names[code], found)
