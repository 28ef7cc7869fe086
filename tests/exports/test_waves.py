"""Waves beside each other: differences, intervals, and a reason wherever there is none."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from exports import waves_report
from exports.counting import Data
from exports.sheets_wish import Wish
from exports.tables import newcombe
from exports.waves import CAUTIONS, REASONS, BadWaves, abouts, compare, facts
from exports.waves_report import WORDS, NoWaves, make, sheets
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.wave_items import Item, WaveItems
from surveys.load import STUDIES, place_of, read_file, read_folder
from tests.exports.mini import mini


def table(**changed) -> dict:
    given = {
        "id": "t1",
        "document": "Report",
        "wave": "w1",
        "unit": "pct_col",
        "precision": "exact",
        "rows": ["works"],
        "columns": ["all"],
        "values": [[40]],
        "n": {"all": 200},
    }
    return {**given, **changed}


def given_map(**changed) -> dict:
    about = {"rows": {"works": {"question": "work", "codes": ["yes"]}}}
    return {"this_wave": "w2", "columns": {"all": {}, "of_a": {"group": ["a"]}}, "tables": {"t1": {**about, **changed}}}


DATA = Data(mini(), {"group": [1] * 100 + [2] * 20, "work": [1] * 60 + [2] * 40 + [-5] * 20})
"""Of 100 who answered 60 work; all of them are of group a."""


def one(table_given=None, map_given=None, data=DATA, weights=None):
    figures = facts({"tables": [table_given or table()]})
    (pair,) = compare(figures, abouts(map_given or given_map(), figures), data, "w2", weights)
    return pair


def test_a_difference_and_its_interval():
    pair = one()
    assert (pair.share, pair.n, pair.reasons) == (0.6, 100, ())
    assert pair.points == pytest.approx(20)
    assert (pair.low / 100, pair.high / 100) == pytest.approx(newcombe(0.6, 100, 0.4, 200))


def test_counts_are_shares_of_their_column():
    assert one(table(unit="count", values=[[80]])).points == pytest.approx(20)


@pytest.mark.parametrize(
    ("table_given", "map_given", "reasons", "points"),
    [
        pytest.param({"n": None}, {}, ("no_n",), 20, id="no N"),
        pytest.param({"qual_by_cell": [["="]]}, {}, (), 20, id="exactly, by cell"),
        pytest.param({"precision": "verbal", "qual": ["="]}, {}, (), 20, id="exactly, in a table in words"),
        pytest.param({"wave": "w2"}, {}, ("same_wave",), 20, id="this wave told elsewhere"),
        pytest.param({}, {"why": ["wording"]}, ("wording",), None, id="other words"),
        pytest.param({}, {"why": ["options", "base"]}, ("base", "options"), None, id="two reasons"),
        pytest.param(
            {},
            {"rows": {"works": {"question": "work", "codes": ["yes"], "why": ["sources"]}}},
            ("sources",),
            None,
            id="a reason of the row alone",
        ),
        pytest.param({"values": [[None]]}, {}, ("not_printed",), None, id="no figure"),
        pytest.param({"unit": "months"}, {}, ("unit",), None, id="a mean"),
        pytest.param({"columns": ["elsewhere"]}, {}, ("not_asked", "no_n"), None, id="people who are not told apart"),
        pytest.param({}, {"rows": {}, "why": ["not_asked"]}, ("not_asked",), None, id="not asked"),
        pytest.param(
            {}, {"rows": {"works": {"question": "wages", "codes": ["x"]}}}, ("not_asked",), None, id="no such question"
        ),
    ],
)
def test_reasons(table_given, map_given, reasons, points):
    pair = one(table(**table_given), given_map(**map_given))
    assert pair.reasons == reasons
    assert pair.points == (None if points is None else pytest.approx(points))
    assert (pair.low is None) is bool(reasons)


@pytest.mark.parametrize(
    ("changed", "words", "beyond"),
    [
        pytest.param({"precision": "verbal"}, "37.5 to under 42.5", 17.5, id="in words"),
        pytest.param({"precision": "verbal", "qual": "="}, "37.5 to under 42.5", 17.5, id="a whole table in words"),
        pytest.param({"qual": "~"}, "35 to 45", 15, id="above about"),
        pytest.param({"qual": ["<"]}, "30 to under 40", 20, id="above under, by row"),
        pytest.param({"qual": ">", "values": [[55]]}, "over 55 to 65", 0, id="inside"),
        pytest.param({"qual": "~", "values": [[60]]}, "55 to 65", 0, id="inside about"),
        pytest.param({"qual": ">", "values": [[70]]}, "over 70 to 80", -10, id="below"),
    ],
)
def test_beside_a_range(changed, words, beyond):
    pair = one(table(**changed))
    assert (pair.reasons, pair.fact.range.words, pair.beyond) == (("rough",), words, pytest.approx(beyond))
    assert (pair.points, pair.low) == (None, None)


@pytest.mark.parametrize(
    ("standing", "map_given", "reasons"),
    [
        pytest.param("asked", {}, (), id="asked"),
        pytest.param("changed", {}, ("changed",), id="asked otherwise"),
        pytest.param("changed", {"why": ["wording"]}, ("wording",), id="the map says how"),
        pytest.param("not_asked", {}, ("not_asked_then",), id="not asked"),
        pytest.param("unknown", {}, ("unknown_then",), id="nobody knows"),
    ],
)
def test_what_the_other_wave_declares_goes_before_the_map(standing, map_given, reasons):
    figures = facts({"tables": [table()]})
    declared = WaveItems("mini", 1, (Item("work", standing, ("t1",)),))
    (pair,) = compare(figures, abouts(given_map(**map_given), figures), DATA, "w2", declared={"w1": declared})
    assert (pair.reasons, pair.points is None) == (reasons, bool(reasons))
    (control,) = compare(figures, abouts(given_map(**map_given), figures), DATA, "w2", declared={"w0": declared})
    assert control.reasons == tuple(map_given.get("why", ()))


MANY = Data(mini(), {"group": [1] * 500 + [2] * 500, "work": [1] * 300 + [2] * 200 + [-5] * 500})
"""A thousand, half of whom answered."""


@pytest.mark.parametrize(
    ("changed", "data", "then_n", "reasons"),
    [
        pytest.param({"n": None}, MANY, 1000, ("least_n",), id="half of what half of 4,000 would be"),
        pytest.param({"n": {"all": 90}}, MANY, 90, (), id="a printed N goes before it"),
        pytest.param({"n": None}, DATA, None, ("no_n",), id="too few to tell what part answers"),
        pytest.param({"n": None, "wave": "w0"}, MANY, None, ("no_n",), id="a wave whose number nobody told"),
        pytest.param({"n": None, "precision": "verbal"}, MANY, None, ("rough", "no_n"), id="in words"),
        pytest.param({"n": None, "values": [[None]]}, MANY, None, ("not_printed", "no_n"), id="no figure"),
    ],
)
def test_the_smallest_base_to_be_defended(changed, data, then_n, reasons):
    figures = facts({"totals": {"w1": 4000}, "tables": [table(**changed)]})
    (pair,) = compare(figures, abouts(given_map(), figures), data, "w2")
    assert (pair.then_n, pair.reasons) == (then_n, reasons)
    if then_n is None:
        assert pair.low is None
    else:
        assert (pair.low / 100, pair.high / 100) == pytest.approx(newcombe(0.6, pair.n, 0.4, then_n))


def test_no_base_where_there_is_no_difference():
    figures = facts({"totals": {"w1": 4000}, "tables": [table(n=None)]})
    (pair,) = compare(figures, abouts(given_map(why=["wording"]), figures), MANY, "w2")
    assert (pair.then_n, pair.reasons) == (None, ("wording", "no_n"))


def test_a_base_under_thirty_is_none():
    figures = facts({"totals": {"w1": 100}, "tables": [table(n=None)]})
    (pair,) = compare(figures, abouts(given_map(), figures), MANY, "w2")
    assert (pair.then_n, pair.reasons, pair.low) == (None, ("no_n",), None)


def test_what_an_edition_has_instead():
    given = {**given_map(), "columns": {"all": {"old_side": ["a"]}}, "instead": {"old_side": "group"}}
    pair = one(map_given=given)
    assert (pair.where, pair.n) == ({"group": frozenset({"a"})}, 100)
    assert one(map_given={**given, "instead": {}}).reasons == ("not_asked",)


def test_the_first_question_that_there_is():
    rows = {"works": {"question": ["wages", "work"], "codes": ["yes"]}}
    assert one(map_given=given_map(rows=rows)).question == "work"


def test_weights_count_and_are_said():
    pair = one(weights=[3.0] * 60 + [1.0] * 60)
    assert pair.share == pytest.approx(180 / 220)
    assert pair.reasons == ("weighting",)
    assert pair.high - pair.low > one().high - one().low - 1e-9 or pair.low is not None


def test_nobody():
    assert one(data=Data(mini(), {"group": [1], "work": [-6]})).reasons == ("nobody",)


@pytest.mark.parametrize(
    ("table_given", "map_given", "words"),
    [
        pytest.param(
            table(id="t2"), given_map(), "t1 is not in other_waves|t2 is not in waves_map", id="another table"
        ),
        pytest.param(table(), given_map(why=["mood"]), "mood is not known", id="a reason"),
        pytest.param(table(), given_map(rows={"works": {"why": ["mood"]}}), "mood is not known", id="a row's reason"),
        pytest.param(table(), given_map(rows={"plays": {}}), "plays is not known", id="a row"),
        pytest.param(table(), given_map(rows={}), "no rows and no reason", id="neither"),
        pytest.param(table(), {"tables": {"t1": {"why": ["base"]}}}, "columns", id="no columns"),
        pytest.param(table(values=[]), given_map(), "IndexError", id="values lack"),
    ],
)
def test_faults(table_given, map_given, words):
    with pytest.raises(BadWaves, match=words):
        one(table_given, map_given)


def test_every_reason_has_words():
    assert set(WORDS) == set(REASONS)
    assert set(REASONS) > CAUTIONS


def test_the_shipped_figures_are_all_in_the_map_and_name_what_the_study_has():
    folder = place_of("perspectief-2024")
    figures, given = facts(read_file(folder / waves_report.FACTS)), read_file(folder / waves_report.MAP)
    found = abouts(given, figures)
    document = read_folder("perspectief-2024")
    variables = [Data(parse(select_edition(document, number)), {}).variables for number in (1, 2)]
    assert len(found) == len(figures) > 200
    for about in found.values():
        assert not about.questions or any(name in held for held in variables for name in about.questions)
        for held in variables:
            for name in set(about.questions) & held.keys():
                assert about.codes <= {code for code, _ in held[name].options}


def test_the_command(interviews, monkeypatch, tmp_path: Path):
    files = {waves_report.FACTS: {"tables": [table()]}, waves_report.MAP: given_map()}
    monkeypatch.setattr(waves_report, "place_of", lambda study: tmp_path)
    monkeypatch.setattr(waves_report, "read_file", lambda path: files[path.name])
    out = StringIO()
    call_command("compare_waves", "mini", out=tmp_path / "waves", formats="csv", language="en", stdout=out)
    assert "1 figures of other waves, 1 with a difference" in out.getvalue()
    text = (tmp_path / "waves" / "mini-waves.csv").read_text(encoding="utf-8-sig")
    assert "Report (w1)" in text
    assert ",Everybody," in text
    assert "Made-up people" in text
    with pytest.raises(CommandError, match="no weights no"):
        call_command("compare_waves", "mini", out=tmp_path / "waves", weight="no")


def test_a_small_cell_is_hidden_beside_a_range_too(interviews, monkeypatch, tmp_path: Path):
    files = {waves_report.FACTS: {"tables": [table(qual="~")]}, waves_report.MAP: given_map()}
    monkeypatch.setattr(waves_report, "place_of", lambda study: tmp_path)
    monkeypatch.setattr(waves_report, "read_file", lambda path: files[path.name])
    made = make(Wish("mini", "en"))
    assert made.hidden == (True,)
    with override("en"):
        (row,) = next(sheets(made, "en")).rows
    assert (row[5:10], row[10], row[11]) == ((None,) * 5, "35–45", "")
    assert row[-1].endswith("not told, to protect the people it is about")
    (shown,) = next(sheets(replace(made, hidden=(False,)), "en")).rows
    assert shown[5] is not None
    assert shown[11] != ""


def test_the_shipped_waves_say_the_same_of_each_other_s_figures():
    """A wave that ships as a study has its figures in its own file too: with the same tables, rows and values."""
    looked_at = 0
    for folder in sorted(STUDIES.iterdir()):
        given = read_file(folder / waves_report.MAP) if (folder / waves_report.MAP).exists() else {}
        for wave, slug in (given.get("waves") or {}).items():
            own = {one["id"]: one for one in read_file(STUDIES / slug / "published.yaml")["tables"]}
            for table_told in read_file(folder / waves_report.FACTS)["tables"]:
                if table_told.get("wave") == wave:
                    looked_at += 1
                    rows = {row["code"]: row["pct"] for row in own[table_told["id"]]["rows"]}
                    assert list(own[table_told["id"]]["columns"]) == table_told["columns"]
                    values = [
                        [None if one is None else str(one).lstrip("~<>=") for one in row] for row in rows.values()
                    ]
                    assert [*rows] == table_told["rows"]
                    assert values == [
                        [None if one is None else str(one) for one in row] for row in table_told["values"]
                    ]
    assert looked_at > 20


def test_a_study_without_other_waves(db):
    with pytest.raises(NoWaves, match="cannot be read"):
        make(Wish("mini"))
