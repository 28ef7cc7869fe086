"""The codebook of an edition: valid against the schema of DDI-Codebook 2.5, and saying what the dataset holds."""

import os
import xml.etree.ElementTree as Tree
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import xmlschema

from surveys.ddi import NAMESPACE, ddi
from surveys.ddi_variables import variables
from surveys.engine.checks.names import columns
from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.words import in_words
from surveys.load import read_folder

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT.parent / "shared" / "schemas" / "ddi-2.5" / "codebook.xsd"
VALID = ROOT / "tests" / "definitions" / "valid"
STUDIES = ["perspectief-2024", *sorted(str(file) for file in VALID.glob("*.yaml"))]
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
WITH_LANGUAGE = ("labl", "qstnLit", "ivuInstr", "universe", "titl", "parTitl")


def editions() -> list[Any]:
    found = [(study, number) for study in STUDIES for number in edition_numbers(read_folder(study))]
    return [pytest.param(study, number, id=f"{Path(study).stem}-{number}") for study, number in found]


def definition_of(study: str, number: int = 1) -> Definition:
    return parse(select_edition(read_folder(study), number))


@lru_cache(maxsize=1)
def schema() -> Any:
    if SCHEMA.exists():
        return xmlschema.XMLSchema(str(SCHEMA))
    if os.environ.get("CI") == "true":
        pytest.fail(f"The schema of DDI-Codebook 2.5 is not at {SCHEMA}: in CI it has to be.")
    return pytest.skip(f"The schema of DDI-Codebook 2.5 is not at {SCHEMA}.")


@pytest.mark.parametrize(("study", "number"), editions())
def test_is_valid(study: str, number: int) -> None:
    xml = ddi(definition_of(study, number), edition=str(number)).decode()
    assert [str(error.reason) for error in schema().iter_errors(xml)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<catValu>", "<catValu><wrong/>", id="unknown element"),
        pytest.param('intrvl="discrete"', 'intrvl="sometimes"', id="unknown word"),
        pytest.param('ID="V_work"', 'ID="V_hours"', id="identifier twice"),
    ],
)
def test_the_schema_refuses_what_is_wrong(old: str, new: str) -> None:
    xml = ddi(definition_of(str(VALID / "rules.yaml"))).decode()
    assert old in xml
    assert list(schema().iter_errors(xml.replace(old, new, 1)))


def elements(xml: bytes, name: str) -> list[Tree.Element]:
    return list(Tree.fromstring(xml).iter(f"{{{NAMESPACE}}}{name}"))


@pytest.mark.parametrize(("study", "number"), editions())
def test_every_text_says_its_language(study: str, number: int) -> None:
    definition = definition_of(study, number)
    xml = ddi(definition)
    for name in WITH_LANGUAGE:
        assert {element.get(LANGUAGE) for element in elements(xml, name)} <= {*definition.languages, "nl", "en"}


@pytest.mark.parametrize(("study", "number"), editions())
def test_a_variable_for_every_column(study: str, number: int) -> None:
    definition = definition_of(study, number)
    expected = [column for question in definition.questions.values() for column in columns(question)]
    expected += [item.name for item in (*definition.derived, *definition.scales)]
    assert [element.get("name") for element in elements(ddi(definition), "var")] == expected


def variable(xml: bytes, name: str) -> Tree.Element:
    return next(element for element in elements(xml, "var") if element.get("name") == name)


def test_categories_and_missing_codes() -> None:
    found = variable(ddi(definition_of(str(VALID / "reasons.yaml"))), "happy")
    values = [element.findtext(f"{{{NAMESPACE}}}catValu") for element in found.iter(f"{{{NAMESPACE}}}catgry")]
    assert values == ["1", "2", "3", *(str(code) for code in range(-1, -10, -1))]
    missing = [element.get("missing") for element in found.iter(f"{{{NAMESPACE}}}catgry")]
    assert missing == [None] * 3 + ["Y"] * 9
    (invalid,) = found.iter(f"{{{NAMESPACE}}}invalrng")
    assert invalid[0].attrib == {"UNITS": "INT", "min": "-9", "max": "-1"}


def test_universe_says_groups_and_rules_in_words() -> None:
    definition = definition_of(str(VALID / "groups.yaml"))
    by_name = {item.name: item for item in variables(definition)}
    assert by_name["work"].universe["nl"] == "Iedereen"
    assert by_name["camp"].universe["nl"] == "Asiel."
    rule = definition.page_by_name["plan"].relevant
    assert by_name["plan"].universe["en"].rstrip(".") == in_words(rule, definition, "en").rstrip(".")
    assert "${" not in by_name["plan"].universe["nl"]


def test_bounds_of_a_duration_are_in_months() -> None:
    found = variable(ddi(definition_of(str(VALID / "places.yaml"))), "since")
    (bounds,) = found.iter(f"{{{NAMESPACE}}}valrng")
    assert (bounds[0].get("min"), bounds[0].get("max")) == ("0", "240")


def test_the_same_edition_gives_the_same_bytes() -> None:
    definition = definition_of("perspectief-2024")
    assert ddi(definition, edition="1") == ddi(definition, edition="1")
