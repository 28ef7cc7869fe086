"""Lists of countries and municipalities stand in the order that readers of each language look for."""

import json
import os
from pathlib import Path

import pytest

from config import build_order
from config.build_order import OrderProblem, by_code_point, collated, main, order
from surveys import place_order
from surveys.cldr import countries
from surveys.engine.countries import COUNTRIES
from surveys.languages import LANGUAGES
from surveys.place_order import FILE, OrderMissing, municipality_names, names


@pytest.fixture(autouse=True)
def read_anew():
    """What a test puts in the place of the file is not remembered."""

    def forget() -> None:
        place_order.names.cache_clear()
        place_order.order.cache_clear()

    forget()
    yield
    forget()


def put_in_order(language: str, words: str) -> str:
    """Words in the language's order; they go in the wrong way round."""
    pairs = [(word, word) for word in reversed(words.split())]
    codes = by_code_point(pairs) if language == "ti" else collated({language: pairs})[language]
    return " ".join(codes)


CASES = [
    pytest.param("tr", "Cezayir Curaçao Çad Çin Danimarka", id="Turkish: ç after c"),
    pytest.param("tr", "Irak İran Japonya Kıbrıs Kırgızistan Kiribati", id="Turkish: ı before i"),
    pytest.param("tr", "Orta Özbekistan Pakistan", id="Turkish: ö after o"),
    pytest.param("tr", "Suriye Svalbard Şili Tacikistan Uruguay Ürdün Vanuatu", id="Turkish: ş after s, ü after u"),
    pytest.param("nl", "Oeganda Oekraïne Oekraïner Oekrajo", id="Dutch: ï with i, before j"),
    pytest.param("nl", "naief naïef naijver nazi", id="Dutch: ï straight after i"),
    pytest.param("nl", "Ierland IJsland India", id="Dutch: ij is i and j"),
    pytest.param("en", "Afghanistan Åland Albania Zambia", id="English: å with a"),
    pytest.param("ar", "آيسلندا إثيوبيا أذربيجان أرمينيا إسبانيا أستراليا البحرين بلجيكا", id="Arabic: آ أ إ with ا"),
    pytest.param("ar", "صربيا طاجيكستان عُمان غامبيا", id="Arabic: vowel signs do not count"),
]


@pytest.mark.parametrize(("language", "expected"), CASES)
def test_order_of_words(language: str, expected: str) -> None:
    assert put_in_order(language, expected) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [case for case in CASES if "ij is" not in case.id and "vowel" not in case.id]
)
def test_code_points_would_give_another_order(language: str, expected: str) -> None:
    """So each case above shows something that Python's own sorting does not do."""
    assert " ".join(sorted(expected.split())) != expected


def test_tigrinya_goes_by_code_point() -> None:
    words = "ሃይቲ ህንዲ ሊባኖስ ሱዳን ኢትዮጵያ ኤርትራ ዒራቕ ጀርመን ፖላንድ"
    assert put_in_order("ti", words) == words
    assert list(names("country", "ti").values()) == sorted(countries("ti").values())


@pytest.mark.parametrize(
    ("language", "first", "then"),
    [
        ("tr", "Curaçao", "Çad"),
        ("tr", "Çin Makao ÖİB", "Danimarka"),
        ("tr", "Irak", "İran"),
        ("tr", "Orta Afrika Cumhuriyeti", "Özbekistan"),
        ("nl", "Haïti", "Heard en McDonaldeilanden"),
        ("en", "Åland Islands", "Albania"),
        ("ar", "ألمانيا", "المغرب"),
    ],
)
def test_neighbours_in_the_lists_that_are_shown(language: str, first: str, then: str) -> None:
    shown = list(names("country", language).values())
    assert shown.index(then) == shown.index(first) + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_is_listed_once(language: str) -> None:
    assert sorted(names("country", language)) == sorted(COUNTRIES)
    assert names("country", language) == countries(language)
    assert sorted(names("municipality", language)) == sorted(municipality_names())


def test_the_hague_is_under_the_s_in_every_language() -> None:
    for language in LANGUAGES:
        shown = list(names("municipality", language).values())
        place = shown.index("'s-Gravenhage")
        assert shown[place - 1] == "Rucphen"
        assert shown[place + 1 : place + 3] == ["'s-Hertogenbosch", "Schagen"]


def test_an_unknown_language_lists_in_english() -> None:
    assert list(names("country", "de")) == list(names("country", "en"))


def test_the_file_is_what_the_script_makes() -> None:
    """Fails where the names changed and `make setup` was not run."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == order()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(None, "is missing", id="no file"),
        pytest.param("{", "cannot be read", id="damaged"),
        pytest.param("{}", "has not every country in nl", id="empty"),
        pytest.param('{"country": {"nl": ["SY"]}}', "has not every country in nl", id="too few"),
    ],
)
def test_without_the_order_there_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, why: str
) -> None:
    file = tmp_path / "order.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setattr(place_order, "FILE", file)
    with pytest.raises(OrderMissing, match=rf"order\.json {why}.*Run `make setup`"):
        names("country", "nl")


def test_a_list_with_a_country_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = order()
    found["country"]["nl"][0] = found["country"]["nl"][1]
    file = tmp_path / "order.json"
    file.write_text(json.dumps(found), encoding="utf-8")
    monkeypatch.setattr(place_order, "FILE", file)
    with pytest.raises(OrderMissing):
        names("country", "nl")


def test_the_script_writes_the_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build_order, "FILE", tmp_path / "order.json")
    assert main() == 0
    assert [path.name for path in tmp_path.glob("order*")] == ["order.json"]
    assert "5 languages, 342 municipalities" in capsys.readouterr().out


def test_without_node_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setattr(build_order, "FILE", tmp_path / "order.json")
    assert main() == 1
    assert "Run `make setup`" in capsys.readouterr().err
    assert not (tmp_path / "order.json").exists()


def test_node_beside_python_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has none, `make setup` puts the package of the Python index there."""
    program = tmp_path / "node"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert build_order.node() == str(program)


def test_a_language_without_rules_is_an_error() -> None:
    with pytest.raises(OrderProblem, match="no rules of order for ti"):
        collated({"ti": [("SY", "ሶርያ")]})
