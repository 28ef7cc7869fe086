"""Columns of a dataset have names of their own, whatever a study calls its questions, in every format.

Editions that were published before such names were refused leave whole too, or are refused in words.
"""

import copy
import csv
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.translation import gettext

from exports import dataset as dataset_module
from exports import own_columns
from exports.case_columns import REGISTER, case_columns
from exports.code_frames import open_questions, parse_frames
from exports.coded_columns import coded
from exports.columns import Column, columns
from exports.dataset import Dataset
from exports.declared_checks import names
from exports.deposit import WHY_ABOUT, WHY_TYPED, _why_left_out
from exports.flag_columns import flag_columns
from exports.models import ExportRecord
from exports.package import WRITERS, write_package
from exports.tables_data import data_of
from exports.weights_stored import PREFIX
from respondents.models import Interview
from respondents.play import play
from surveys.declarations import Declarations
from surveys.engine.check import check
from surveys.engine.checks.names import KEPT_PREFIXES, OF_DATASET
from surveys.engine.definition import Definition, Question
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, errors
from surveys.engine.text import Text
from surveys.models import Edition, Study
from surveys.publish import PublishRefused, _create, publish
from tests.engine.mini import document, option, page
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.readers import READERS

STEMS = ["started", "group", "completeness", "say", "x", "weight", "reg", "flag", "case", "analysis", "long", "q"]
TAILS = ["", "", "_on", "_class", "_r", "_other", "_coded", "_coded_by", "_coded_x", "_y", "_set", "_", "_1"]
CODES = ["on", "asked", "class", "set", "coded", "r", "y", "x", "1", "other", "prec", "speeding"]
KINDS = ["single", "multi", "text", "long_text", "number", "date", "duration", "country", "municipality", "scale"]


def name_in(random: Random) -> str:
    """One that datasets keep, or one that is, or makes, a column like another."""
    tricky = f"{random.choice(STEMS)}{random.choice(TAILS)}"
    return random.choice(sorted(OF_DATASET)) if random.random() < 0.05 else tricky


def some_page(random: Random) -> dict[str, Any]:
    kind, more = random.choice(KINDS), {}
    if kind in {"single", "multi", "scale"}:
        codes = random.sample(CODES, 3)
        scored = {"score": 1} if kind == "scale" else {}
        more["options"] = [option(code, **scored) for code in codes]
        more |= {"other": "text"} if "other" in codes and kind != "scale" else {}
    if kind == "date":
        more["precisions"] = ["month", "year"]
    return page(name_in(random), kind, **more)


def some_study(seed: int) -> Definition | None:
    """A small study with random names; None where it cannot be read."""
    random = Random(seed)
    value = {"name": name_in(random), "label": {"nl": "afgeleid"}, "expression": "1"}
    frame = {"columns": [{"name": "age"}], "strata": random.choice([[], ["age"]])}
    pages = [some_page(random) for _ in range(random.choice([2, 3, 4]))]
    try:
        return parse(document(*pages, derived=[value], frame=frame))
    except DefinitionError:
        return None


def every_column(definition: Definition) -> tuple[Column, ...]:
    """As an export has them: ours, a weight, those of the study, and codes of all its open answers."""
    weight = Column(f"{PREFIX}main", Text({"nl": "gewicht"}), storage="decimal", measure="scale", reasons=False)
    typed = open_questions([definition])
    listed = [_frame(question, several=len(name) in range(0, 16, 2)) for name, question in typed.items()]
    frames = parse_frames({"coding": listed}, [definition])
    asked = coded(frames, [definition]).beside(columns([definition]))
    return (*own_columns.own_columns([definition]), weight, *asked)


def _frame(question: Question, *, several: bool) -> dict[str, Any]:
    """A code of its own, and the question's options."""
    new = {"code": "aa", "value": 900, "label": {"nl": "Een code", "en": "A code"}}
    own = [{"code": one.code} for one in question.options if one.code != "other"]
    return {"question": question.name, "several": several, "codes": [new, *own]}


def faults_of(definition: Definition) -> set[str]:
    return {problem.code for problem in errors(check(definition))}


SEEDS = range(300)
PASSED = [made for seed in SEEDS if (made := some_study(seed)) and not faults_of(made)]
WRITTEN = 8


def twice_in(listed: list[str]) -> set[str]:
    lower = [name.lower() for name in listed]
    return {name for name in lower if lower.count(name) > 1}


@pytest.mark.once
def test_the_engine_keeps_the_names_that_datasets_use() -> None:
    definition = parse(document(page("a"), frame={"strata": ["age"]}))
    made = {column.name for column in (*case_columns([definition]), *flag_columns())}
    assert {name for name in made if not name.startswith(KEPT_PREFIXES)} == OF_DATASET
    assert {REGISTER, PREFIX} < set(KEPT_PREFIXES)
    assert not any(name.startswith(own_columns.RENAMED) for name in made)
    assert own_columns.LOOKED_UP < OF_DATASET


@pytest.mark.once
def test_no_study_that_passes_the_checks_has_a_column_twice() -> None:
    assert len(PASSED) > 40
    for definition in PASSED:
        assert twice_in([column.name for column in every_column(definition)]) == set()


@pytest.mark.once
def test_without_the_check_studies_would_have_columns_twice() -> None:
    """The control: what is refused for its names alone does clash."""
    refused = [made for seed in SEEDS if (made := some_study(seed)) and faults_of(made) == {"kept_name"}]
    made = [[*case_columns([one]), *flag_columns(), *columns([one])] for one in refused]
    assert sum(bool(twice_in([column.name for column in found])) for found in made) > 10


def a_value(column: Column) -> Any:
    return {"text": "woord", "decimal": 1.5, "integer": next(iter(column.values), 1)}[column.storage]


@pytest.mark.once
def test_files_of_every_format_have_each_column_once(tmp_path: Path) -> None:
    for place, definition in enumerate(PASSED[:: len(PASSED) // WRITTEN][:WRITTEN]):
        found = every_column(definition)
        rows = [tuple(map(a_value, found))] * 2
        data = Dataset("mini", definition.title, definition, found, iter(rows), 2, synthetic=True)
        write_package(data, tmp_path / str(place), list(WRITERS), language="nl", now=NOW)
        expected = [column.name for column in found]
        for kind in WRITERS:
            assert header_of(kind, tmp_path / str(place) / f"mini.{kind}") == expected, kind


@pytest.mark.once
def test_sets_with_long_names_stay_apart_in_stata(tmp_path: Path) -> None:
    """Stata has 32 characters for `mrset_NAME`."""
    sets = [f"which_of_these_ways_of_learn_{end}" for end in "ab"]
    definition = parse(document(*(page(name, "multi", options=[option("x"), option("y")]) for name in sets)))
    found = columns([definition])
    data = Dataset("mini", definition.title, definition, found, iter([(1,) * 4]), 1, synthetic=True)
    write_package(data, tmp_path, ["dta"], language="nl", now=NOW)
    raw = (tmp_path / "mini.dta").read_bytes()
    assert all(f"{name}_x {name}_y".encode() in raw for name in sets)


def header_of(kind: str, path: Path) -> list[str]:
    if kind == "csv":
        return path.read_text(encoding="utf-8-sig").partition("\n")[0].strip().split(",")
    return list(READERS[kind](path)[0])


def published(name: str, number: int = 1, **changes: Any) -> Edition:
    """An edition whose question `wait` has another name, published as before there was a check; three answered it."""
    renamed = json.loads(json.dumps(copy.deepcopy({**DOCUMENT, **changes})).replace('"wait"', f'"{name}"'))
    study, _ = Study.objects.get_or_create(slug="mini", defaults={"title": "Klein"})
    edition = _create(study, parse(renamed), number, user=None, note="", demo=False, basis=None)
    for seed in range(3):
        play(edition, random=Random(seed), language="nl", now=NOW)
    return edition


def exported(to: Path, *more: str) -> list[dict[str, str]]:
    call_command("export_dataset", "mini", "--out", str(to), "--codebook", "html,ddi", *more)
    with (to / "mini.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_edition_of_before_leaves_whole_beside_our_own_columns(db: None, tmp_path: Path) -> None:
    published("duration")
    rows = exported(tmp_path, "--formats", ",".join(WRITERS))
    lasted = {str(one.respnr): (one.last_at - one.started_at).total_seconds() for one in Interview.objects.all()}
    assert {row["respnr"]: float(row["case_duration"]) for row in rows} == lasted
    months = {str(one.respnr): one.answers["duration"].get("months") for one in answered()}
    assert months
    assert {row["respnr"]: int(row["duration"]) for row in rows if row["respnr"] in months} == months
    for kind in WRITERS:
        names_read = header_of(kind, tmp_path / f"mini.{kind}")
        assert {"duration", "case_duration"} <= set(names_read)
        assert twice_in(names_read) == set()


def answered() -> list[Interview]:
    return [one for one in Interview.objects.all() if (one.answers.get("duration") or {}).get("months") is not None]


def test_without_the_other_name_it_would_not_leave(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what it was before."""
    published("duration")
    monkeypatch.setattr(own_columns, "_gives_way", lambda column, taken: False)
    with pytest.raises(CommandError, match="has the name of a column that datasets have"):
        exported(tmp_path)
    monkeypatch.setattr(dataset_module, "require_apart", lambda *given: None)
    with pytest.raises(CommandError, match="does not fit a column"):
        exported(tmp_path)


def test_tables_read_such_an_edition_too(db: None) -> None:
    edition = published("language")
    found = data_of("mini")
    assert found.editions == (edition.number,)
    assert "case_language" in found.data.variables
    assert "language" not in found.data.variables


def test_a_name_that_is_asked_for_is_refused_with_its_place(db: None, tmp_path: Path) -> None:
    """Columns that weights, tables and cleaning look for cannot be called otherwise; other editions still leave."""
    published("wait")
    published("sent", number=2)
    with pytest.raises(CommandError) as refused:
        exported(tmp_path / "out")
    place = "edition 2: sections/all/pages/sent/questions/sent"
    assert f"{place}: “sent” makes the column sent, which datasets have of their own." in str(refused.value)
    assert not (tmp_path / "out").exists()
    assert not ExportRecord.objects.exists()
    with translation.override("nl"):
        assert "die een dataset zelf al heeft" in refused.value.__cause__.said(gettext)
    assert len(exported(tmp_path, "--edition", "1", "--formats", "csv")) == 3


def test_a_new_edition_with_such_a_name_is_not_published(db: None) -> None:
    study = Study.objects.create(slug="mini", title="Klein")
    renamed = json.loads(json.dumps(DOCUMENT).replace('"wait"', '"duration"'))
    with pytest.raises(PublishRefused, match="kept_name at sections/all/pages/duration/questions/duration"):
        publish(study, renamed)
    assert not Edition.objects.exists()


@pytest.mark.once
def test_a_deposit_keeps_by_name_what_is_ours_alone() -> None:
    data = Dataset("mini", Text({}), parse(document(page("finished", "text"))), (), iter(()), 0, synthetic=True)
    typed = Column("finished", Text({}), storage="text", question="finished", part="text", open_text=True)
    (own,) = (one for one in own_columns.own_columns([data.definition]) if one.name == "case_finished")
    assert _why_left_out(typed, data, set(), frozenset()) == WHY_TYPED
    assert _why_left_out(own, data, set(), frozenset()) == WHY_ABOUT
    assert _why_left_out(replace(own, name="finished"), data, set(), frozenset()) == ""


@pytest.mark.once
def test_codes_of_another_edition_keep_their_names() -> None:
    older, newer = parse(document(page("b", "text"), page("c"))), parse(document(page("b_coded"), page("c")))
    assert not faults_of(newer)
    (told,) = names(Declarations(newer, [newer, older]))
    assert (told.code, told.where) == ("kept_name", "sections/start/pages/b_coded/questions/b_coded")
    assert list(names(Declarations(older, [newer, older]))) == []
