"""Research and deposit files: who may ask for them, what stands in the register, and the same cells in every format."""

import copy
import json
from random import Random

import polars
import pytest
from django.core.management import CommandError, call_command

from exports.forms import DatasetForm
from exports.models import ExportRecord
from exports.package import WRITERS, Order, made
from exports.produce import CannotMakeFile, Wish, check_wish, for_file
from respondents.play import play
from staff.models import AuditEntry
from surveys.models import Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.readers import READERS, differences, read_csv
from tests.exports.test_deposit import people, smallest, study

WHO = {"recipient": "Prof. A. Voorbeeld, Universiteit", "purpose": "Taal en werk"}


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        pytest.param({"file": "research"}, "onderzoeker of organisatie met naam", id="research for nobody"),
        pytest.param({"file": "research", **WHO, "purpose": " "}, "Vul beide in", id="research without a purpose"),
        pytest.param(
            {"file": "research", **WHO, "open_text": True}, "teksten die mensen typten", id="research with texts"
        ),
        pytest.param({"file": "deposit", "open_text": True}, "teksten die mensen typten", id="deposit with texts"),
        pytest.param({"file": "deposit", **WHO}, "Alleen een onderzoeksbestand", id="deposit for somebody"),
        pytest.param(WHO, "Alleen een onderzoeksbestand", id="the team's file for somebody"),
    ],
)
def test_what_does_not_go_together_is_refused(wish, words):
    with pytest.raises(CannotMakeFile, match=words):
        check_wish(Wish("mini", **wish))


def test_a_deposit_is_the_same_in_every_format(tmp_path):
    data = people(study(), 300)
    order = Order(tuple(WRITERS), "en", NOW, ("html",))
    data, order = for_file(data, order, Wish("mini", file="deposit", language="en"), Random(4))
    with made(data, tmp_path / "out", order) as files:
        files.hand_over()
    out = tmp_path / "out"
    first = read_csv(out / "mini.csv")
    for name, read in READERS.items():
        assert differences(first, read(out / f"mini.{name}")) == []
    assert smallest(polars.read_parquet(out / "mini.parquet")) >= 5
    assert not (out / "syntax.sps").exists()
    readme = (out / "README.txt").read_text(encoding="utf-8")
    assert "DEPOSIT FILE" in readme
    assert "mini-coarsened.csv" in readme
    assert (out / "mini-coarsened.csv").read_text(encoding="utf-8-sig").startswith("variable,done,why,withheld\n")


def test_a_research_file_is_registered_with_whom_it_is_for(interviews, tmp_path, capsys):
    named = ["--file", "research", "--for", WHO["recipient"], "--purpose", WHO["purpose"]]
    call_command("export_dataset", "mini", "--out", str(tmp_path / "out"), "--formats", "csv", "--codebook", "", *named)
    record = ExportRecord.objects.get()
    assert {name: record.details[name] for name in ("file", *WHO)} == {"file": "research", **WHO}
    entry = AuditEntry.objects.get(action="export made")
    assert "Voorbeeld" not in json.dumps(entry.details)
    assert WHO["purpose"] in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    assert record.rows == len(interviews)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--file", "research"], "onderzoeker of organisatie met naam", id="research for nobody"),
        pytest.param(["--file", "deposit"], "does not say what could tell", id="nothing declared"),
        pytest.param(["--file", "public"], "invalid choice", id="unknown kind"),
    ],
)
def test_the_command_refuses_in_words(interviews, tmp_path, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("export_dataset", "mini", "--out", str(tmp_path / "out"), *arguments)
    assert not (tmp_path / "out").exists()
    assert not ExportRecord.objects.exists()


def test_a_deposit_over_the_database(db, tmp_path, capsys):
    own = {"quasi_identifiers": {"deposit": [{"name": "side", "steps": ["as_is"]}]}}
    edition = publish(
        Study.objects.create(slug="mini", title="Klein"), copy.deepcopy({**DOCUMENT, **own}), user=None, note=""
    )
    random = Random(2)
    for _ in range(12):
        play(edition, random=random, language="nl", now=NOW)
    arguments = ["--file", "deposit", "--formats", "parquet", "--codebook", "", "--json"]
    call_command("export_dataset", "mini", "--out", str(tmp_path / "out"), *arguments)
    found = polars.read_parquet(tmp_path / "out" / "mini.parquet")
    assert found.group_by("side").len()["len"].min() >= 5
    assert not {"started_on", "channel", "duration", "group_asked"} & set(found.columns)
    assert ExportRecord.objects.get().details["file"] == "deposit"


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        pytest.param({}, [], id="the form as it was"),
        pytest.param({"file": "research", **WHO}, [], id="research"),
        pytest.param({"file": "research"}, ["file"], id="research for nobody"),
        pytest.param({"file": "deposit", "open_text": "on"}, ["file"], id="deposit with texts"),
        pytest.param({"file": "else"}, ["file"], id="unknown kind"),
    ],
)
def test_the_form(edition, wish, fault):
    form = DatasetForm(
        {"study": "mini", "formats": ["sav"], "language": "en", "edition": "", **wish}, studies=Study.objects.all()
    )
    assert list(form.errors) == fault
    assert fault or form.cleaned_data["file"] == wish.get("file", "full")
