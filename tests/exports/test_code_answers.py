"""manage.py code_answers: counts, never texts, and clear words where it cannot."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from exports import coding_tasks, frame_store
from exports.coding_models import CodeFrame
from staff.jobs import JobProblem, Progress
from staff.models import Job
from tests.exports.coding_mini import HOME, LAND, SAY, published, told

FILE = {"coding": [LAND, HOME, SAY]}


@pytest.fixture
def study(db, monkeypatch):
    edition = published()
    edition.study.newest = edition
    monkeypatch.setattr(frame_store, "_read", lambda slug: FILE)
    return edition.study


def test_counts_of_every_question(study, capsys):
    told(study.newest, 1, land="Syrië", home="in een hotel", say="Zoekwoord")
    told(study.newest, 2, land="Koerdistan")
    call_command("code_answers", "mini", "--json")
    said = capsys.readouterr().out
    counts = json.loads(said)
    assert counts["land"] == {"texts": 2, "new": 2, "automatic": 1, "by_people": 0, "suggestion": 1, "left": 0}
    assert (counts["home"]["automatic"], counts["say"]["left"]) == (1, 1)
    call_command("code_answers", "mini", "--question", "land")
    again = capsys.readouterr().out
    assert "land: 2 (0), 1, 0, 1, 0" in again
    assert "home" not in again
    assert not any(word in said + again for word in ("Zoekwoord", "Koerdistan", "hotel"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["nothing"], "no published edition", id="study"),
        pytest.param(["mini", "--question", "nope"], "no code frame for “nope”", id="question"),
    ],
)
def test_what_it_cannot(study, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("code_answers", *arguments)


def test_a_study_without_frames(study, monkeypatch):
    monkeypatch.setattr(frame_store, "_read", lambda slug: None)
    with pytest.raises(CommandError, match=r"Declare it in coding\.yaml"):
        call_command("code_answers", "mini")


def test_a_faulty_file_stores_nothing(study, monkeypatch):
    monkeypatch.setattr(frame_store, "_read", lambda slug: {"coding": [LAND, {**SAY, "seed": "x"}]})
    with pytest.raises(CommandError, match="coding/say: “seed” is not a whole number"):
        call_command("code_answers", "mini")
    assert not CodeFrame.objects.exists()
    job = Job.objects.create(kind=coding_tasks.KIND, arguments={"study": "mini"})
    for language, words in (("en", "“seed” is not a whole number"), ("nl", "“seed” is geen heel getal")):
        with translation.override(language), pytest.raises(JobProblem, match=words):
            coding_tasks.code_open_answers(job, Progress(job))


def test_the_job_does_the_same(study):
    told(study.newest, 1, land="Syrië")
    job = Job.objects.create(kind=coding_tasks.KIND, arguments={"study": "mini"})
    coding_tasks.code_open_answers(job, Progress(job))
    assert study.newest.interviews.get().open_answers.get().codes == ["SY"]
    job.refresh_from_db()
    assert (job.done, job.total) == (1, 1)
