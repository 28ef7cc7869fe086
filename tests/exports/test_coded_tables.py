"""Coded open answers in tables: as question and breakdown, several codes, and what may leave of them."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from exports.breakdowns import total
from exports.code_frames import parse_frame
from exports.coded_columns import coded
from exports.coded_tables import coded_variables, declared_of
from exports.counting import Data, Variable, variables_of
from exports.disclosure import protected
from exports.disclosure_rules import Limits
from exports.frame_store import store
from exports.open_answers import collect
from exports.printed import Report
from exports.tables import Table, headings_by, table
from exports.tables_data import data_of
from exports.tabulate import TablesWish, report
from exports.values import Value
from tests.exports.coding_mini import HOME, LAND, SAY, WAYS, definition, published, told
from tests.exports.conftest import NOW
from tests.exports.small_tables import words as said
from tests.exports.tabulated import DAY, WORDS, in_english  # noqa: F401 - a fixture

DEFINITION = definition()
PARTS = coded([parse_frame(one, [DEFINITION], 1) for one in (LAND, HOME, WAYS, SAY)], [DEFINITION]).parts
VALUES = {"SY": 760, "IQ": 368, "IR": 364, "BT": 64}


def held(people: Mapping[str, int] | None = None) -> dict[str, list[Value]]:
    """So many people per country; all else of them is not known."""
    countries = [VALUES[code] for code, count in (people or {"SY": 3, "IQ": 5}).items() for _ in range(count)]
    found: dict[str, list[Value]] = {part.column.name: [-8] * len(countries) for part in PARTS}
    return {**found, "land_coded": list(countries), "group": [1] * len(countries)}


def data(people: Mapping[str, int] | None = None) -> Data:
    columns = held(people)
    return Data(DEFINITION, columns, beside=coded_variables(PARTS, columns, [DEFINITION]))


def named() -> dict[str, Variable]:
    return {one.name: one for one in data().beside}


@pytest.mark.once
def test_a_variable_per_frame_and_who_coded() -> None:
    assert set(named()) == {f"{name}_coded{end}" for name in ("land", "home", "ways", "say") for end in ("", "_by")}


@pytest.mark.once
def test_one_code_an_answer() -> None:
    home = named()["home_coded"]
    assert [code for code, _ in home.options] == ["azc", "house", "other", "shelter", "cannot", "nothing"]
    assert home.columns == (
        ("home_coded", {1: "azc", 2: "house", 3: "other", 21: "shelter", 997: "cannot", 998: "nothing"}),
    )
    assert (home.multi, home.places, home.source) == (False, False, "home")


@pytest.mark.once
def test_several_codes_are_several_answers() -> None:
    ways = named()["ways_coded"]
    assert [code for code, _ in ways.options] == ["bus", "bike", "train", "cannot", "nothing", "other"]
    assert ways.columns[2] == ("ways_coded_train", {1: "train"})
    assert (ways.multi, dict(ways.options)["other"]["en"], ways.label["en"]) == (
        True,
        "other (en)",
        "ways (en): coded (code frame version 1)",
    )


@pytest.mark.once
def test_places_are_those_that_somebody_has_most_people_first() -> None:
    land = named()["land_coded"]
    assert land.places
    assert [(code, label["nl"]) for code, label in land.options] == [("IQ", "Irak"), ("SY", "Syrië")]


@pytest.mark.once
def test_many_places_share_a_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.tables.MOST_PLACES", 3)
    headings = headings_by(data({"SY": 4, "IQ": 3, "IR": 2, "BT": 1}), ["land_coded"])
    assert [heading.key for heading in headings] == ["SY", "IQ", "others"]
    assert headings[-1].where == {"land_coded": frozenset({"IR", "BT"})}


@pytest.mark.once
def test_what_is_known_of_a_question_is_known_of_its_codes() -> None:
    known = declared_of(data())
    assert "land_coded" in known.identifying
    assert "home_coded" not in known.identifying
    assert {"ways_coded", "say_coded"} <= known.multi
    assert known.roots["land_coded"] == {"land"}
    with_home = definition(quasi_identifiers={"identifying": ["home"], "sensitive": ["say"]})
    other = declared_of(Data(with_home, held(), beside=data().beside))
    assert "home_coded" in other.identifying
    assert "say_coded" in other.sensitive


def of_places(people: Mapping[str, int]) -> Table:
    made = data(people)
    return table(made, "land_coded", [total({})])


@pytest.mark.once
def test_few_people_of_a_place_are_told_with_others_only() -> None:
    people = {"SY": 40, "IQ": 25, "IR": 3, "BT": 1}
    found = protected([of_places(people)], "publication", declared_of(data(people)))
    (told_of,) = found.tables
    assert [(row.code, row.cells[0].count) for row in told_of.rows] == [("SY", 40), ("IQ+IR+BT", 29)]
    assert [note.what for note in found.notes] == ["answers merged"]


@pytest.mark.once
def test_control_without_the_lexicon_a_rare_country_would_be_told() -> None:
    """The same answers where nobody knows that the codes are places, nor what they were coded from."""
    plain = Variable("q", said("q"), tuple((code, said(code)) for code in VALUES), ())
    made = of_places({"SY": 40, "IQ": 25, "IR": 3, "BT": 1})
    (out,) = protected([replace(made, variable=plain)], "publication", limits=Limits()).tables
    assert [row.cells[0].count for row in out.rows if row.code == "BT"] == [1]


@pytest.mark.once
def test_a_question_and_its_codes_do_not_leave_together() -> None:
    made = Data(
        DEFINITION,
        {**held({"SY": 40, "IQ": 9}), "land": [1] * 40 + [3] * 9},
        beside=coded_variables(PARTS, held({"SY": 40, "IQ": 9}), [DEFINITION]),
    )
    assert "land" in variables_of(DEFINITION)
    tables = [table(made, name, [total({})]) for name in ("land_coded", "land")]
    found = protected(tables, "local", declared_of(made))
    assert [note.parts for note in found.notes if note.what == "same answers"] == [("land_coded",)]


@pytest.fixture
def coded_study(db: None) -> None:
    edition = published()
    for frame in (LAND, HOME, WAYS, SAY):
        store(edition.study, frame, user=None, now=NOW)
    for number, land in enumerate(["Syrië", "Irak", "Iran", "Syrie", "xx"]):
        told(edition, number, land=land, home="azc", ways="auto", say="bedankt")
    collect(edition.study, now=NOW)


def made(*questions: str, **wish: object) -> Report:
    asked = TablesWish("mini", questions=questions, language="en", **wish)  # type: ignore[arg-type]
    return report(data_of("mini"), asked, WORDS, DAY)


def test_coded_answers_as_question(coded_study: None) -> None:
    land, home, say = made("land_coded", "home_coded", "say_coded").tables
    assert [(row.code, row.cells[0].count) for row in land.rows] == [("SY", 2), ("IQ", 1), ("IR", 1)]
    assert (land.columns[0].n, land.columns[0].asked) == (4, 5)
    assert land.base == "Base: For everybody. Answers that are not coded yet do not count."
    assert land.question is not None
    assert land.question.text == "land (en)"
    assert [(row.code, row.cells[0].count) for row in home.rows][:2] == [("azc", 5), ("house", 0)]
    assert home.base == "Base: For everybody. What is not coded yet counts as “other (en)”."
    assert (say.layout, say.columns[0].n, say.columns[0].asked) == ("multi", 0, 5)


def test_coded_answers_as_breakdown_and_filter(coded_study: None) -> None:
    (home,) = made("home_coded", by=("land_coded",)).tables
    assert [(column.label.text, column.n) for column in home.columns] == [
        ("Total", 5),
        ("Syria", 2),
        ("Iraq", 1),
        ("Iran", 1),
    ]
    (some,) = made("home_coded", where=("land_coded=SY,IQ",)).tables
    assert some.columns[0].n == 3


def test_a_report_of_everything_has_them_behind_their_questions(coded_study: None) -> None:
    names = [one.name for one in made().tables]
    assert names[names.index("land") + 1] == "land_coded"
    assert "say_coded" in names
    assert not [name for name in names if name.endswith("_by")]
    assert "say" not in made().left_out
