"""Weights from interviews to dataset: made, kept, superseded, and gone with who withdraws."""

import copy
import json
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.db.models.signals import post_save

from exports import withdrawn
from exports.counting import by_column
from exports.dataset import dataset
from exports.models import Weight, WeightSet
from exports.refusals import Refused
from exports.weigh import Wish, make
from respondents.flow.ending import empty
from respondents.models import Interview
from respondents.play import play
from staff.models import AuditEntry
from staff.triggers import unlocked
from surveys.models import Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT

MARGINS = {
    "group": {"a": 30, "b": 70},
    "work": {"yes": 1, "no": 1},
    "weighting": {"margins": ["group", "work"], "at_least": 1, "neighbours": {"work": {"yes": "no", "no": "yes"}}},
}
WISH = Wish("mini", "register", default=True)


@pytest.fixture
def people(db) -> list[Interview]:
    study = Study.objects.create(slug="mini", title="Klein")
    edition = publish(study, copy.deepcopy({**DOCUMENT, "margins": MARGINS}), user=None, note="")
    random = Random(3)
    return [play(edition, random=random, language="nl", now=NOW) for _ in range(9)]


def columns() -> dict:
    read = dataset("mini")
    return by_column(read.columns, read.rows)


def test_a_set_becomes_a_column_of_the_dataset(people):
    made = make(WISH, now=NOW)
    read = dataset("mini")
    (label,) = (column.label["en"] for column in read.columns if column.name == "weight_register")
    assert read.weight == "weight_register"
    assert "raked to the register on group, work; design effect" in label
    held = by_column(read.columns, read.rows)
    weights, groups = held["weight_register"], held["group"]
    assert sum(weights) == pytest.approx(9)
    assert sum(w for w, group in zip(weights, groups, strict=True) if group == 1) / 9 == pytest.approx(0.3)
    assert (made.version, made.synthetic, made.diagnostics["whole"]["n"]) == (1, True, 9)
    assert AuditEntry.objects.get(action="weights.made").details["interviews"] == 9


def test_a_newer_set_supersedes_and_another_default_takes_over(people):
    make(WISH, now=NOW)
    assert make(Wish("mini", "register"), now=NOW).version == 2
    make(Wish("mini", "other", default=True), now=NOW)
    read = dataset("mini")
    assert [column.name for column in read.columns if column.name.startswith("weight_")] == [
        "weight_other",
        "weight_register",
    ]
    assert read.weight == "weight_other"
    assert WeightSet.objects.count() == 3


def test_who_came_later_has_no_weight(people):
    make(WISH, now=NOW)
    play(people[0].edition, random=Random(9), language="nl", now=NOW)
    assert sum(weight is None for weight in columns()["weight_register"]) == 1


def test_the_database_keeps_a_set_as_it_was_made(people):
    made = make(WISH, now=NOW)
    for change in (
        lambda: WeightSet.objects.filter(pk=made.pk).update(default=False),
        lambda: Weight.objects.update(value=1),
        lambda: Weight.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("connected", [True, False], ids=["as it is", "control: nobody listens"])
def test_who_withdraws_takes_the_weight_along(people, connected):
    make(WISH, now=NOW)
    if not connected:
        post_save.disconnect(withdrawn.forget, sender=Interview, dispatch_uid=withdrawn.LISTENER)
    try:
        with unlocked("withdrawal by the respondent"):
            empty(people[0], NOW)
    finally:
        withdrawn.listen()
    assert Weight.objects.filter(interview=people[0]).exists() is not connected
    assert Weight.objects.count() == (8 if connected else 9)


def test_the_command_reports(people, tmp_path):
    out = StringIO()
    options = {"name": "register", "trim": 4.0, "default": True, "out": tmp_path / "report", "json": True}
    call_command("make_weights", "mini", stdout=out, **options)
    told = json.loads(out.getvalue())
    assert (told["whole"]["n"], told["made_up"], told["default"]) == (9, True, True)
    names = sorted(path.name for path in (tmp_path / "report").iterdir())
    assert names == [f"mini-weight_register-1.{kind}" for kind in ("csv", "html", "txt")]
    assert "Design effect" in (tmp_path / "report" / names[1]).read_text(encoding="utf-8")


def test_a_trial_stores_nothing(people, tmp_path):
    out = StringIO()
    call_command("make_weights", "mini", name="register", dry_run=True, out=tmp_path / "report", stdout=out)
    assert "weight_register (a trial, not stored)" in out.getvalue()
    assert sorted(path.name for path in (tmp_path / "report").iterdir())[0] == "mini-weight_register-trial.csv"
    assert not WeightSet.objects.exists()


def test_a_table_of_margins(people, tmp_path):
    table = tmp_path / "margins.csv"
    table.write_text("variable,category,count\ngroup,a,1\ngroup,b,3\n", encoding="utf-8")
    call_command("make_weights", "mini", name="table", margins=table, stdout=StringIO())
    held = columns()
    weights = zip(held["weight_table"], held["group"], strict=True)
    assert sum(w for w, group in weights if group == 1) / 9 == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("study", "options", "words"),
    [
        pytest.param("nothing", {"name": "x"}, "no published edition", id="no such study"),
        pytest.param("mini", {"name": "Not so"}, "cannot name weights", id="a name"),
        pytest.param("mini", {"name": "x", "trim": 0.5}, "must be above 1", id="a limit"),
        pytest.param("mini", {"name": "x", "margins": "nowhere.csv"}, "Cannot read", id="no file"),
    ],
)
def test_the_command_refuses(people, study, options, words, tmp_path):
    options = {**options, **({"margins": tmp_path / options["margins"]} if "margins" in options else {})}
    with pytest.raises(CommandError, match=words):
        call_command("make_weights", study, **options)
    assert not WeightSet.objects.exists()


def test_no_interviews_and_a_study_that_declares_nothing(edition):
    with pytest.raises(Refused, match="does not say how it is weighted"):
        make(WISH, now=NOW)
    empty = Study.objects.create(slug="empty", title="Leeg")
    publish(empty, copy.deepcopy({**DOCUMENT, "study": "empty", "margins": MARGINS}), user=None, note="")
    with pytest.raises(Refused, match="nobody to weight"):
        make(Wish("empty", "register"), now=NOW)


def test_made_up_people_are_left_out_where_there_are_others(people):
    for person in people[:6]:
        Interview.objects.filter(pk=person.pk).update(synthetic=False)
    made = make(WISH, now=NOW)
    assert (made.synthetic, made.diagnostics["whole"]["n"], made.diagnostics["unweighted"]) == (False, 6, 3)
