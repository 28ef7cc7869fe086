"""Response of people of a list, from codes and interviews; refusals of the command."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exports.clean_people import CleanPeople, clean_people
from exports.management.commands import r_indicators
from exports.refusals import Refused
from exports.response import Asked, units_of
from invitations.models import Channel, Code, Frame, SampleUnit
from respondents.models import Interview, InterviewLink
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT

FRAME = {
    "columns": [
        {"name": "frame_id", "required": True, "type": "text"},
        {"name": "group", "required": True, "type": "choice", "values": ["a", "b"]},
        {"name": "sex", "required": False, "type": "choice", "values": ["man", "woman"]},
    ],
    "strata": ["group", "sex"],
}


@pytest.fixture
def invited(db) -> list[SampleUnit]:
    """Eighty people of a list, half men; all of whom got a code but the last two."""
    study = Study.objects.create(slug="mini", title="Klein")
    publish(study, {**DOCUMENT, "frame": FRAME}, user=None, note="")
    frame = Frame.objects.create(study=study, file_hash="x", rows=80)
    made = SampleUnit.objects.bulk_create(
        SampleUnit(
            study=study,
            listed_in=frame,
            frame_id=str(number),
            group="a" if number < 45 else "b",
            strata={"sex": "man" if number % 2 else "woman"},
            chance=0.5,
        )
        for number in range(80)
    )
    Code.objects.bulk_create(
        Code(study=study, digest=bytes([number] * 32), purpose="letter", unit=unit)
        for number, unit in enumerate(made[:78])
    )
    return made


def test_who_is_invited_and_who_responded(invited, monkeypatch):
    people = answer(invited, monkeypatch, [(0, 110), (1, 120), (2, 212)])
    found = units_of(Asked("mini"), people)
    assert (len(found), found.responded.tolist()[:4], found.weights.tolist()[0]) == (78, [1, 1, 0, 0], 2)
    assert {name: values[:2] for name, values in found.categories.items()} == {
        "group": ["a", "a"],
        "sex": ["woman", "man"],
    }
    assert units_of(Asked("mini", response="complete"), people).responded.sum() == 1
    assert units_of(Asked("mini", response="started"), people).responded.sum() == 3
    SampleUnit.objects.filter(pk=invited[0].pk).update(state=SampleUnit.State.DECEASED)
    assert len(units_of(Asked("mini"), people)) == 77


def answer(invited, monkeypatch, outcomes) -> CleanPeople:
    """Interviews of some people, with a disposition as the dataset tells it."""
    channel = Channel.objects.get_or_create(study=invited[0].study, slug="letter", kind="letter", label="Brief")[0]
    for place, _ in outcomes:
        interview = Interview.objects.create(
            respnr=1000 + place,
            edition=Edition.objects.get(study__slug="mini"),
            group="a",
            screened_group="a",
            language="nl",
            channel=channel,
            started_at=NOW,
            last_at=NOW,
        )
        InterviewLink.objects.create(interview=interview, unit=invited[place])
    told = {"respnr": [1000 + place for place, _ in outcomes], "disposition": [outcome for _, outcome in outcomes]}
    found = clean_people("mini")
    found = replace(found, columns={**found.columns, **told})
    monkeypatch.setattr(r_indicators, "clean_people", lambda study: found)
    return found


def test_the_command(invited, monkeypatch, tmp_path):
    answer(invited, monkeypatch, [(place, 110) for place in range(20)])
    out = StringIO()
    call_command("r_indicators", "mini", by="sex", json=True, out=tmp_path / "r", formats="csv,html", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["units"], told["responses"]) == (78, 20)
    assert told["raw"] == pytest.approx(1)
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == [
        "mini-r-indicators.csv",
        "mini-r-indicators.html",
    ]
    out = StringIO()
    call_command("r_indicators", "mini", by="group", model="cells", stdout=out)
    assert "R-indicator" in out.getvalue()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        pytest.param(Asked("mini", by=("age",)), "no strata age", id="a column that there is not"),
        pytest.param(
            Asked("mini", mailing="reminder_1"), r"got a code \(reminder_1\)", id="a mailing that was not sent"
        ),
    ],
)
def test_what_cannot_be_asked(invited, asked, words):
    with pytest.raises(Refused, match=words):
        units_of(asked, clean_people("mini"))


@pytest.mark.parametrize(
    ("study", "words"),
    [pytest.param("nothing", "no published edition", id="no study"), pytest.param("mini", "no strata", id="no list")],
)
def test_the_command_refuses(edition, study, words):
    with pytest.raises(CommandError, match=words):
        call_command("r_indicators", study)
