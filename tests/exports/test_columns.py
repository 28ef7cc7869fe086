"""Which columns a dataset has: from the editions, never from the data."""

import pytest

from exports.columns import columns, country_labels, country_number
from surveys.engine.countries import COUNTRIES
from tests.exports.mini import DOCUMENT, PAGES, mini, option, page


def names(*definitions) -> list[str]:
    return [column.name for column in columns(definitions)]


def test_each_question_type_has_its_columns():
    assert names(mini()) == [
        "side",
        "work",
        "hours",
        "ways_bus",
        "ways_bike",
        "ways_else",
        "ways_other",
        "mood",
        "trust",
        "since_y",
        "since_m",
        "since_d",
        "since_prec",
        "wait",
        "land",
        "say_r",
        "say",
        "only_b",
        "worker",
        "warmth",
    ]


def test_an_older_question_stands_beside_its_old_neighbour():
    older = [PAGES[0], page("gone", "single", options=[option("x")]), *PAGES[1:]]
    newer, old = mini(), mini(sections=[{**DOCUMENT["sections"][0], "pages": older}])
    assert names(newer, old)[:4] == ["side", "work", "gone", "hours"]


def test_an_option_of_an_older_edition_keeps_its_label():
    old_pages = [page("work", "single", options=[option("yes"), option("no"), option("both", value=7)]), *PAGES[1:]]
    old = mini(sections=[{**DOCUMENT["sections"][0], "pages": old_pages}])
    work = columns([mini(), old])[1]
    assert {value: text["nl"] for value, text in work.values.items()} == {1: "yes", 2: "no", 7: "both"}


def test_every_column_name_is_there_once():
    found = names(mini(), mini())
    assert len(found) == len(set(found))


def test_every_country_of_a_question_has_a_number_and_a_name():
    numbers = {country_number(code) for code in COUNTRIES}
    assert len(numbers) == len(COUNTRIES)
    assert numbers <= set(country_labels("nl"))


@pytest.mark.parametrize(
    ("language", "name"), [("nl", "Syrië"), ("en", "Syria"), ("ar", "سوريا"), ("tr", "Suriye"), ("ti", "ሶርያ")]
)
def test_country_names_are_in_the_language_of_the_labels(language, name):
    assert country_labels(language)[760] == name
