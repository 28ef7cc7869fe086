"""Plain Dutch: sentences, words, passive voice, jargon, and translations that fell behind."""

import pytest
from wordfreq import zipf_frequency

from surveys.engine.check import check
from surveys.engine.checks.dutch import difficult_words, frequency, passive, sentences, word_count
from surveys.engine.checks.freshness import check_freshness, known_pairs, pairs_now, source_hash, stale
from surveys.engine.checks.jargon import POLICY_WORDS, bare, policy_words, spellings
from surveys.engine.checks.readability import known_words, readability
from surveys.engine.parse import parse
from tests.engine.mini import document, load, option, page, problems, study


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        pytest.param("Heeft u werk? Dan gaat u door.", [3, 4], id="two sentences"),
        pytest.param("Eerst dit\nDan dat", [2, 2], id="lines"),
        pytest.param("Ga naar {url} of mail info@inburgerstem.nl.", [6], id="names and addresses are one word"),
        pytest.param("U bent 18 jaar … of ouder.", [4, 2], id="numbers count"),
        pytest.param("Kies B1-route – of niet.", [4], id="a dash is no word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_sentences(text, counts):
    assert [word_count(sentence) for sentence in sentences(text)] == counts


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("U wordt gebeld door de gemeente.", True, id="wordt gebeld"),
        pytest.param("De brief werd naar u opgestuurd.", True, id="separable"),
        pytest.param("Uw gegevens worden niet bewaard.", True, id="participle without ge"),
        pytest.param("Wordt u geholpen?", True, id="question"),
        pytest.param("U wordt dit jaar 18.", False, id="becoming"),
        pytest.param("Het geld wordt minder.", False, id="looks like a participle"),
        pytest.param("Wij bellen u.", False, id="active"),
        pytest.param("U heeft ons gebeld.", False, id="perfect tense"),
    ],
)
def test_passive(sentence, expected):
    assert passive(sentence) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Heeft u een opleiding gevolgd?", [], id="everyday"),
        pytest.param("Hoe vindt u uw taalcursus en uw taalschool?", [], id="compounds of everyday words"),
        pytest.param("Uw zelfredzaamheid", ["zelfredzaamheid"], id="rare"),
        pytest.param("Dit faciliteren wij", [], id="known from the office, frequent enough"),
        pytest.param("Woont u in Hardinxveld?", [], id="a name"),
        pytest.param("Uw arbeidsongeschiktheidsverzekering", ["arbeidsongeschiktheidsverzekering"], id="long"),
        pytest.param("Ga naar www.zelfredzaamheid.nl", [], id="an address"),
        pytest.param("azc", [], id="short"),
    ],
)
def test_difficult_words(text, expected):
    assert list(difficult_words(text)) == expected


def test_frequencies_are_those_of_dutch():
    assert frequency("huis") > 5 > frequency("zelfredzaamheid") > 0 == frequency("qqqqqq")


def test_frequencies_are_those_of_the_package_for_every_part_of_a_word():
    words = ("inburgeringsexamen", "gemeenteplein", "één", "zo’n", "a-z", "Huis", "b1", "café", "taalcafé")
    parts = {word[start:end] for word in words for start in range(len(word)) for end in range(start + 1, len(word) + 1)}
    assert {part: frequency(part) for part in parts} == {part: zipf_frequency(part, "nl") for part in parts}


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        pytest.param("KNM", "Doet u KNM?", True, id="bare"),
        pytest.param("KNM", "Doet u KNM (kennis van Nederland)?", False, id="explained behind it"),
        pytest.param("KNM", "Doet u lessen over Nederland (KNM)?", False, id="in brackets itself"),
        pytest.param("MAP", "Heeft u een map?", False, id="abbreviations are capitals"),
        pytest.param("Leerroute", "Welke leerroute doet u?", True, id="words are not"),
        pytest.param("PIP", "PIPELINE", False, id="part of a word"),
    ],
)
def test_bare(word, text, expected):
    assert bare(word, text) is expected


def test_spellings():
    assert spellings("PVT (participatieverklaring)") == ("PVT", "participatieverklaring")
    assert spellings("PIP") == ("PIP",)


def jargon(**keys):
    terms = {"pip": {"label": {"nl": "PIP"}, "explanation": {"nl": "Uw plan"}}}
    found = problems(document(page("a", terms=["pip"]), page("b", **keys), terms=terms))
    return [(problem.where.rpartition("/")[2], problem.code) for problem in found]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"label": {"nl": "Heeft u een PIP?"}}, [("b", "jargon_unexplained")], id="label"),
        pytest.param({"hint": {"nl": "Kijk in uw PIP"}}, [("b", "jargon_unexplained")], id="hint"),
        pytest.param({"options": [option("x", label={"nl": "Mijn PIP"})]}, [("b", "jargon_unexplained")], id="option"),
        pytest.param({"label": {"nl": "Heeft u een PIP?"}, "terms": ["pip"]}, [], id="named"),
        pytest.param(
            {"label": {"nl": "Heeft u een brief van DUO?"}}, [("b", "jargon_unexplained")], id="from the list"
        ),
        pytest.param({"label": {"nl": "Heeft u een plan?"}}, [], id="no policy word"),
    ],
)
def test_jargon(keys, expected):
    assert jargon(**keys) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Heeft u een PIP van DUO?", ("DUO", "PIP"), id="two"),
        pytest.param("Uw KNM (kennis van Nederland)", (), id="explained in the text"),
        pytest.param("Een map met papieren", (), id="an abbreviation is in capitals"),
        pytest.param("Uw Statushouder", ("statushouder",), id="a word in any case"),
        pytest.param("De toets", ("toets",), id="a term of the study"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_policy_words_of_one_text(text, expected):
    assert policy_words(text, ["PIP", "toets"]) == expected


def test_policy_words_are_in_order():
    assert list(POLICY_WORDS) == sorted(POLICY_WORDS, key=str.lower)


def test_only_dutch_is_read():
    long = "word " * 40
    english = document(page("a", label={"en": long}, options=[option("x", label={"en": "x"})]))
    english = {**english, "languages": ["en"], "title": {"en": "t"}, "reasons": {}}
    english["groups"] = {name: {**group, "label": {"en": name}} for name, group in english["groups"].items()}
    english["sections"][0]["title"] = {"en": "t"}
    assert check(parse(english)) == ()
    assert [problem.code for problem in problems(document(page("a", label={"nl": long})))] == ["long_sentence"]


def test_words_of_terms_pass_in_all_their_forms():
    terms = {"t": {"label": {"nl": "Zelfredzaamheid"}, "explanation": {"nl": "Zelf doen"}}}
    keys = {"label": {"nl": "Bent u zelfredzaam?"}, "terms": ["t"]}
    assert problems(document(page("a", **keys), terms=terms)) == ()
    assert [problem.code for problem in problems(document(page("a", label=keys["label"])))] == ["difficult_word"]


def both(label="Heeft u werk?"):
    keys = {"label": {"nl": label, "en": "Do you work?"}, "options": [option("x", label={"nl": "Ja", "en": "Yes"})]}
    return study(page("work", **keys), languages=["nl", "en"])


LABEL = "sections/start/pages/work/questions/work/label"
YES = source_hash("Do you work?")


def test_a_changed_source_makes_its_translation_stale():
    known = known_pairs(pairs_now(both()))
    assert known["en"][YES] == {source_hash("Heeft u werk?")}
    assert stale(both(), known) == ()
    assert stale(both("Heeft u nu werk?"), known) == (("en", LABEL),)
    (error,) = check_freshness(both("Heeft u nu werk?"), known)
    assert (error.code, error.where, error.severity) == ("stale_translation", LABEL, "error")


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        pytest.param([], 0, id="nothing was recorded"),
        pytest.param([("en", source_hash("Heeft u werk?"), source_hash("Anything else"))], 0, id="another translation"),
        pytest.param([("en", source_hash(" Heeft  u\nwerk? "), YES)], 0, id="layout changes nothing"),
        pytest.param([("en", source_hash("heeft u werk?"), YES)], 1, id="a letter does"),
        pytest.param([("en", "…", YES), ("en", source_hash("Heeft u werk?"), YES)], 0, id="fits both sources"),
        pytest.param([("tr", "…", YES)], 0, id="a language that is not wanted"),
    ],
)
def test_stale(pairs, expected):
    assert len(stale(both(), known_pairs(pairs))) == expected


def test_a_missing_translation_is_missing_not_stale():
    definition = parse(load("invalid", "missing_translation"))
    assert stale(definition, known_pairs([("en", "…", source_hash("")), ("en", "…", YES)])) == ()


@pytest.mark.parametrize(
    ("text", "longest", "mean", "over"),
    [
        pytest.param("", 0, 0.0, (False, False), id="nothing"),
        pytest.param(
            words := " ".join(["een"] * 15) + ".", 15, 15.0, (False, False), id="a sentence of the most words"
        ),
        pytest.param("en " + words, 16, 16.0, (True, False), id="one word more"),
        pytest.param("een een. " + words, 15, 8.5, (False, False), id="two sentences below the average"),
        pytest.param("een een een een een een. " + words, 15, 10.5, (False, True), id="above the average"),
    ],
)
def test_readability_of_lengths(text: str, longest: int, mean: float, over: tuple[bool, bool]) -> None:
    found = readability(text)
    assert (found.longest, found.mean, (found.too_long, found.too_long_on_average)) == (longest, mean, over)


def test_readability_of_words_and_voice() -> None:
    found = readability("U wordt gebeld. De aanmeldprocedure van de aanmeldprocedure.")
    assert (found.passive, found.rare) == ("U wordt gebeld.", ("aanmeldprocedure",))
    explained = readability("De aanmeldprocedure.", known_words(["Aanmeldprocedure"]))
    assert (explained.passive, explained.rare) == ("", ())
