"""Whom figures are about: an interview that was removed by decision is in no model, wave, weight or R-indicator."""

import copy
from collections.abc import Sequence
from random import Random

import pytest
import yaml
from django.utils import translation

from exports import clean_people as reading
from exports import report_models, waves_report, weigh
from exports.clean_people import clean_people
from exports.dataset import NothingToExport
from exports.model_specs import specs_of
from exports.models import CleaningDecision
from exports.refusals import Refused
from exports.response import Asked, units_of
from exports.sheets_wish import Wish
from exports.weight_report import lines
from exports.weights_tasks import about_of
from invitations.models import Channel, Code, Frame, SampleUnit
from respondents.models import Interview
from respondents.plausible import plausible
from respondents.play import play
from surveys.engine.answers import Answer, Choice
from surveys.engine.definition import Option, Question
from surveys.models import Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.test_make_models import SPECS
from tests.exports.test_r_indicators import FRAME
from tests.exports.test_waves import given_map, table

MARGINS = {
    "side": {"left": 1, "right": 1},
    "weighting": {"margins": ["side"], "at_least": 1, "neighbours": {"side": {"left": "right", "right": "left"}}},
}


def answer(question: Question, options: Sequence[Option], random: Random) -> Answer | None:
    """Everybody answers what the figures below are about."""
    told = {"work": ["yes", "no"], "mood": ["bad", "good"], "trust": ["low", "high"]}
    return Choice(random.choice(told[question.name])) if question.name in told else plausible(question, options, random)


@pytest.fixture
def interviews(db, monkeypatch, tmp_path) -> list[Interview]:
    """Twelve invited people; the first eight answered every question. The study has models, waves and margins."""
    study = Study.objects.create(slug="mini", title="Klein")
    edition = publish(study, copy.deepcopy({**DOCUMENT, "frame": FRAME, "margins": MARGINS}), user=None, note="")
    frame = Frame.objects.create(study=study, file_hash="x", rows=12)
    channel = Channel.objects.create(study=study, slug="letter", kind="letter", label="Brief")
    units = SampleUnit.objects.bulk_create(
        SampleUnit(
            study=study,
            listed_in=frame,
            frame_id=str(place),
            group="a",
            strata={"sex": "man" if place % 2 else "woman"},
            chance=0.5,
        )
        for place in range(12)
    )
    for place, unit in enumerate(units):
        Code.objects.create(study=study, digest=bytes([place] * 32), purpose="letter", unit=unit)
    files = {waves_report.FACTS: {"tables": [table()]}, waves_report.MAP: given_map()}
    monkeypatch.setattr(waves_report, "place_of", lambda study: tmp_path)
    monkeypatch.setattr(waves_report, "read_file", lambda path: files[path.name])
    return [
        play(edition, random=Random(place), language="nl", now=NOW, unit=unit, channel=channel, answer=answer)
        for place, unit in enumerate(units[:8])
    ]


def figures() -> dict[str, int]:
    """How many interviews each output is about."""
    made = report_models.make(Wish("mini", "en"), specs_of({**yaml.safe_load(SPECS), "models": []}))
    assert not made.refused, made.refused
    alpha, _ = made.sheets
    (pair,) = waves_report.make(Wish("mini", "en")).pairs
    made = weigh.work_out(weigh.Wish("mini", "one"))
    units = units_of(Asked("mini", ("sex",), response="started"), clean_people("mini"))
    return {
        "models": min(row[1] for row in alpha.rows),
        "waves": pair.n,
        "weights": made.diagnostics.whole.n,
        "responses": int(units.responded.sum()),
        "invited": len(units),
    }


def remove(*gone: Interview) -> None:
    CleaningDecision.objects.create(
        study=Study.objects.get(),
        rule="double",
        action="remove",
        respnrs=[one.respnr for one in gone],
        why="x",
        made_at=NOW,
    )


@pytest.mark.parametrize("decisions_are_read", [True, False], ids=["as it is", "control: as if nothing was decided"])
def test_a_removed_interview_is_in_none_of_the_figures(interviews, monkeypatch, decisions_are_read):
    before = figures()
    if not decisions_are_read:
        monkeypatch.setattr(reading, "clean_data", lambda data: data)
    remove(interviews[0], interviews[1])
    after = figures()
    assert before["invited"] == after["invited"] == 12
    less = {name: before[name] - after[name] for name in before if name != "invited"}
    assert (set(less.values()) == {2}) is decisions_are_read


def test_what_was_left_out_is_said(interviews):
    remove(*interviews[:3])
    with translation.override("en"):
        assert list(clean_people("mini").notes()) == [
            "Interviews removed by decision in cleaning, and left out: 3.",
            "Made-up people: these figures say nothing about anybody.",
        ]
        made = weigh.make(weigh.Wish("mini", "one"), now=NOW)
        assert "Interviews removed by decision in cleaning, and left out: 3." in lines(about_of(made))
    assert (made.diagnostics["whole"]["n"], made.diagnostics["unweighted"]) == (5, 0)


def test_made_up_people_only_where_there_are_no_others(interviews):
    everybody = clean_people("mini")
    assert (len(everybody), everybody.synthetic, everybody.made_up) == (8, True, 0)
    Interview.objects.filter(pk__in=[one.pk for one in interviews[:3]]).update(synthetic=False)
    remove(interviews[0], interviews[7])
    real = clean_people("mini")
    assert (len(real), real.synthetic, real.made_up, real.removed) == (2, False, 4, 1)
    assert sorted(real.columns["respnr"]) == sorted(one.respnr for one in interviews[1:3])


def test_an_emptied_answer_is_in_no_figure(interviews):
    before = figures()
    CleaningDecision.objects.create(
        study=Study.objects.get(),
        rule="impossible",
        action="blank",
        respnrs=[interviews[0].respnr],
        variables=["work", "trust"],
        why="x",
        made_at=NOW,
    )
    after = figures()
    assert {name: before[name] - after[name] for name in before} == {
        "models": 1,
        "waves": 1,
        "weights": 0,
        "responses": 0,
        "invited": 0,
    }


def test_nobody_and_another_edition(edition):
    assert (len(clean_people("mini")), clean_people("mini").synthetic) == (0, False)
    with pytest.raises(NothingToExport, match="edition 9"):
        clean_people("mini", 9)
    assert clean_people("mini").weights("") is None
    with pytest.raises(Refused, match="make_weights mini --name no"):
        clean_people("mini").weights("no")
