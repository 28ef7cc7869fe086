"""Rules read aloud: the words of each construct, and that nothing is unreadable or reads like something else."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.engine.checks.index import sites
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.expressions import parse_expression
from surveys.engine.parse import parse
from surveys.engine.phrases import PHRASES
from surveys.engine.words import in_words
from surveys.load import read_folder
from tests.engine.mini import document, option, page
from tests.engine.strategies import conditions, expressions, studies

BOTH = {"nl": "Ja", "en": "Yes"}


def text(nl, en):
    return {"nl": nl, "en": en}


PAGES = (
    page(
        "work",
        label=text("Werkt u?", "Do you work?"),
        short_label=text("Werk", "Work"),
        options=[option("yes", label=BOTH), option("no", label=text("Nee", "No"))],
        reasons=["dont_know"],
    ),
    page("same", label=text("Werk", "Work"), options=[option("a", label=BOTH), option("b", label=BOTH)]),
    page("age", "number", label=text("Leeftijd", "Age")),
    page("wait", "duration", label=text("Wachttijd", "Waiting time")),
    page("since", "date", label=text("Begin", "Start")),
    page("land", "country", label=text("Land", "Country")),
    page("say", "text", label=text("Woorden", "Words")),
    page(
        "ways",
        "multi",
        label=text("Vervoer", "Transport"),
        options=[option("bus", label=text("Met de bus", "By bus")), option("bike", label=text("Fiets", "Bike"))],
    ),
)
DERIVED = [
    {
        "name": "grown",
        "label": text("Volwassen", "Adult"),
        "expression": "if(${age} >= 18, 'yes', 'no')",
        "options": [option("yes", label=BOTH), option("no", label=text("Nee", "No"))],
    }
]
STUDY = parse(
    {
        **document(*PAGES, derived=DERIVED),
        "languages": ["nl", "en"],
        "reasons": {"dont_know": text("Weet ik niet", "I don't know")},
        "groups": {
            "one": {"label": text("Groep een", "Group one"), "value": 1},
            "two": {"label": text("Groep twee", "Group two"), "value": 2},
        },
    }
)


def said(rule, language):
    return in_words(parse_expression(rule), STUDY, language)


@pytest.mark.parametrize(
    ("rule", "nl", "en"),
    [
        pytest.param("${say} = 'x'", "bij ‘Woorden’ precies “x” invulde", "filled in exactly “x” at ‘Words’", id="say"),
        pytest.param(
            "${work} = 'yes'", "bij ‘Werk (work)’ ‘Ja’ koos", "chose ‘Yes’ at ‘Work (work)’", id="same label twice"
        ),
        pytest.param(
            "${same} = 'b'",
            "bij ‘Werk (same)’ ‘Ja (b)’ koos",
            "chose ‘Yes (b)’ at ‘Work (same)’",
            id="same option twice",
        ),
        pytest.param(
            "'x' = ${say}",
            "bij ‘Woorden’ precies “x” invulde",
            "filled in exactly “x” at ‘Words’",
            id="the other way round",
        ),
        pytest.param(
            "${work} != 'no'",
            "bij ‘Werk (work)’ iets anders dan ‘Nee’ koos (of niets)",
            "chose something other than ‘No’ (or nothing) at ‘Work (work)’",
            id="another",
        ),
        pytest.param(
            "not(${work} = 'no')",
            "bij ‘Werk (work)’ niet ‘Nee’ koos",
            "did not choose ‘No’ at ‘Work (work)’",
            id="not a code",
        ),
        pytest.param(
            "${work} = 'dont_know'",
            "bij ‘Werk (work)’ ‘Weet ik niet’ koos",
            "chose ‘I don't know’ at ‘Work (work)’",
            id="reason",
        ),
        pytest.param("${age} = ''", "bij ‘Leeftijd’ niets antwoordde", "answered nothing at ‘Age’", id="empty"),
        pytest.param("${age} != ''", "bij ‘Leeftijd’ iets antwoordde", "answered something at ‘Age’", id="filled"),
        pytest.param("18 <= ${age}", "bij ‘Leeftijd’ 18 of meer invulde", "filled in 18 or more at ‘Age’", id="number"),
        pytest.param(
            "${age} < 1.5", "bij ‘Leeftijd’ minder dan 1,5 invulde", "filled in less than 1.5 at ‘Age’", id="decimal"
        ),
        pytest.param(
            "${wait} > 1",
            "bij ‘Wachttijd’ meer dan 1 maand invulde",
            "filled in more than 1 month at ‘Waiting time’",
            id="month",
        ),
        pytest.param(
            "${wait} <= 18",
            "bij ‘Wachttijd’ 18 maanden of minder invulde",
            "filled in 18 months or less at ‘Waiting time’",
            id="months",
        ),
        pytest.param(
            "${since} < date('2024-07-01')",
            "bij ‘Begin’ een datum heeft die zeker vóór 1 juli 2024 is",
            "have a date that is certainly before 1 July 2024 at ‘Start’",
            id="date",
        ),
        pytest.param("${land} = 'SY'", "bij ‘Land’ ‘Syrië’ koos", "chose ‘Syria’ at ‘Country’", id="country"),
        pytest.param(
            "selected(${ways}, 'bus')",
            "bij ‘Vervoer’ ‘Met de bus’ aankruiste",
            "ticked ‘By bus’ at ‘Transport’",
            id="ticked",
        ),
        pytest.param(
            "not(selected(${ways}, 'bus'))",
            "bij ‘Vervoer’ ‘Met de bus’ niet aankruiste",
            "did not tick ‘By bus’ at ‘Transport’",
            id="not ticked",
        ),
        pytest.param(
            "count-selected(${ways}) >= 1",
            "bij ‘Vervoer’ minstens 1 antwoord aankruiste",
            "ticked at least 1 answer at ‘Transport’",
            id="count",
        ),
        pytest.param("${grown} = 'yes'", "bij ‘Volwassen’ ‘Ja’ koos", "chose ‘Yes’ at ‘Adult’", id="derived"),
        pytest.param(
            "${group} = 'one'", "bij de groep ‘Groep een’ hoort", "belong to the group ‘Group one’", id="group"
        ),
        pytest.param(
            "${known_group} = ''",
            "niet met een groep in het register staat",
            "have no group in the register",
            id="no group",
        ),
        pytest.param("${channel} != 'sms'", "niet via “sms” binnenkwam", "did not come in through “sms”", id="channel"),
        pytest.param("${law} = ''", "onder geen wet valt", "come under no law", id="no law"),
        pytest.param(
            "${group} = ${known_group}",
            "voor de groep precies de groep in het register heeft",
            "have exactly the group in the register for the group",
            id="two built-ins",
        ),
        pytest.param(
            "${land} = 'SY' or ${land} = 'TR'",
            "bij ‘Land’ ‘Syrië’ of ‘Turkije’ koos",
            "chose ‘Syria’ or ‘Türkiye’ at ‘Country’",
            id="one of several",
        ),
        pytest.param(
            "${age} > 1 and (${age} < 5 or ${say} = 'x')",
            "bij ‘Leeftijd’ meer dan 1 invulde en (bij ‘Leeftijd’ minder dan 5 invulde of "
            "bij ‘Woorden’ precies “x” invulde)",
            "filled in more than 1 at ‘Age’ and (filled in less than 5 at ‘Age’ or filled in exactly “x” at ‘Words’)",
            id="or in and",
        ),
        pytest.param(
            "not(${age} > 1 and ${age} < 5)",
            "niet hoort bij wie (bij ‘Leeftijd’ meer dan 1 invulde en bij ‘Leeftijd’ minder dan 5 invulde)",
            "are not among those who (filled in more than 1 at ‘Age’ and filled in less than 5 at ‘Age’)",
            id="not of more",
        ),
        pytest.param(
            "${age} + 2 * 3 > -${age}",
            "voor (‘Leeftijd’ plus (2 keer 3)) meer dan min ‘Leeftijd’ heeft",
            "have more than minus ‘Age’ for (‘Age’ plus (2 times 3))",
            id="sums",
        ),
        pytest.param(
            "coalesce(${say}, ${work}) = 'x'",
            "voor het eerste wat is ingevuld van (‘Woorden’; ‘Werk (work)’) precies “x” heeft",
            "have exactly “x” for the first that is filled in of (‘Words’; ‘Work (work)’)",
            id="coalesce",
        ),
        pytest.param(
            "if(${say} = 'x', ${age} > 1, ${age} > 2)",
            "hieraan voldoet: (wie bij ‘Woorden’ precies “x” invulde, ook bij ‘Leeftijd’ meer dan 1 invulde; wie niet, "
            "dan bij ‘Leeftijd’ meer dan 2 invulde)",
            "meet this: (those who filled in exactly “x” at ‘Words’ also filled in more than 1 at ‘Age’; the others "
            "filled in more than 2 at ‘Age’)",
            id="if as a condition",
        ),
    ],
)
def test_conditions(rule, nl, en):
    assert said(rule, "nl") == f"Alleen voor wie {nl}."
    assert said(rule, "en") == f"Only for those who {en}."


@pytest.mark.parametrize(
    ("rule", "nl", "en"),
    [
        pytest.param(
            DERIVED[0]["expression"],
            "Dit is: (‘Ja’ voor wie bij ‘Leeftijd’ 18 of meer invulde; anders ‘Nee’).",
            "This is: (‘Yes’ for those who filled in 18 or more at ‘Age’; otherwise ‘No’).",
            id="derived, with its options",
        ),
        pytest.param(
            "${age} mod 2",
            "Dit is: (de rest van ‘Leeftijd’ gedeeld door 2).",
            "This is: (the remainder of ‘Age’ divided by 2).",
            id="remainder",
        ),
        pytest.param("''", "Dit is: niets.", "This is: nothing.", id="nothing"),
    ],
)
def test_values(rule, nl, en):
    assert (said(rule, "nl"), said(rule, "en")) == (nl, en)


def test_no_rule_is_for_everybody():
    assert in_words(None, STUDY, "nl") == "Voor iedereen."


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="nl and en"):
        said("${age} > 1", "ar")


def test_both_languages_have_the_same_phrases():
    holes = {
        language: {key: phrase.count("{") for key, phrase in phrases.items()} for language, phrases in PHRASES.items()
    }
    assert holes["nl"] == holes["en"]


def test_the_deepest_rule_can_be_read():
    deep = "not(" * 90 + "${age} > 1" + ")" * 90
    assert said(deep, "nl").count("niet hoort bij wie") == 90


@settings(max_examples=80, deadline=None)
@given(studies(), expressions(), st.sampled_from(["nl", "en"]), st.data())
def test_every_expression_can_be_read(definition, source, language, data):
    """Names that the study lacks included."""
    own = data.draw(conditions([(name, question.type) for name, question in definition.questions.items()]))
    for rule in (source, own):
        words = in_words(parse_expression(rule), definition, language)
        assert words.endswith(".")
        assert "{" not in words
        assert "\n" not in words


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("edition", edition_numbers(read_folder("perspectief-2024")))
def test_rules_that_differ_read_differently(edition, language):
    definition = parse(select_edition(read_folder("perspectief-2024"), edition))
    rules = defaultdict(set)
    for site in sites(definition):
        rules[in_words(site.rule, definition, language)].add(site.rule.tree)
    assert len(rules) > 30
    assert [words for words, trees in rules.items() if len(trees) > 1] == []


@settings(max_examples=80, deadline=None)
@given(expressions(), expressions())
def test_groupings_that_differ_read_differently(one, other):
    """Brackets are never lost: (a and b) or c is not a and (b or c)."""
    left, right = (
        parse_expression(f"{one} and ({other} or ${{age}} > 1)"),
        parse_expression(f"({one} and {other}) or ${{age}} > 1"),
    )
    assert in_words(left, STUDY, "nl") != in_words(right, STUDY, "nl")
