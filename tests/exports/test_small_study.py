"""The small study of docs/make-your-own-study.md, from its files to tables by the commands that the page names."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from invitations import scan
from respondents.models import Interview
from surveys.editions import definition_of
from surveys.engine.check import check
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.engine.prove import prove
from surveys.load import read_folder
from surveys.models import Edition

STUDY = "gemeente-voorbeeld"


@pytest.mark.once
def test_it_is_sound_and_complete_in_its_languages() -> None:
    definition = parse(select_edition(read_folder(STUDY), 1))
    assert errors(check(definition)) == ()
    assert {one.code for one in check(definition)} <= {"holds_when_skipped"}
    assert prove(definition).problems == ()
    asked = [one for one in definition.questions.values() if definition.page_of[one.name].section]
    assert len(asked) == 10
    assert all(set(one.label.by_language) == {"nl", "en", "ar"} for one in asked)


@pytest.fixture
def edition(db: None) -> Edition:
    call_command("load_study", STUDY, "--publish")
    return Edition.objects.get(study__slug=STUDY)


@pytest.mark.once
@pytest.mark.usefixtures("pdf_programs")
def test_from_files_to_flyers_answers_and_tables(edition: Edition, tmp_path: Path, settings: Any, capsys: Any) -> None:
    settings.PUBLIC_URL = "https://meedoen.example.org"
    assert (edition.demo, edition.offered) == (True, ["nl", "en", "ar"])
    flyers = tmp_path / "flyers"
    call_command("make_flyers", STUDY, "--out", str(flyers), "--channel", "wijk-west", "--label", "Wijk West")
    made = sorted(flyers.glob("*.pdf"))
    assert len(made) == 3
    for path in made:
        (page,) = scan.pages(path)
        assert page.qr_codes == ("HTTPS://MEEDOEN.EXAMPLE.ORG/K/WIJK-WEST",)
    call_command("simulate", STUDY, "--n", "30", "--seed", "5")
    people = Interview.objects.filter(edition=edition)
    assert people.count() == 30
    call_command("export_dataset", STUDY, "--out", str(tmp_path / "data"), "--formats", "csv", "--codebook", "")
    call_command("make_tables", STUDY, "--out", str(tmp_path / "tables"), "--formats", "csv", "--tags", "topic")
    assert_tables_agree(tmp_path / "data" / f"{STUDY}.csv", tmp_path / "tables" / f"{STUDY}-tables.csv", edition)


def assert_tables_agree(dataset: Path, tables: Path, edition: Edition) -> None:
    """Whether somebody has a contact, counted over the rows of the dataset and read from the table by years here."""
    with dataset.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["analysis_set"] == "1"]
    counted = Counter(row["contact"] for row in rows)
    values = {one.code: str(one.value) for one in definition_of(edition).questions["contact"].options}
    with tables.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    told = {
        line["row"]: int(line["count"])
        for line in lines
        if (line["variable"], line["breakdown"], line["column"]) == ("contact", "years_here", "total")
    }
    assert told == {code: counted[value] for code, value in values.items()}
    assert sum(told.values()) > 10
    assert {line["chapters"] for line in lines if line["variable"] == "letters_clear"} == {
        "topic:language topic:municipality"
    }
    assert lines[0]["made"].startswith(STUDY)
    assert timezone.localdate().isoformat()[:4] in lines[0]["made"]
