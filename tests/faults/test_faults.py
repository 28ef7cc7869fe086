"""A running platform with people at work, and everything that goes wrong: nothing acknowledged is lost or doubled.

In short; benchmarks/faults.py does all of it with 200 people. A system takes time to start, so these share one.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from tests.faults import phases
from tests.faults.phases import Stage
from tests.faults.studies import Outcome, mini
from tests.faults.system import missing, system
from tests.faults.work import BATCH, LETTERS, Work

pytestmark = [
    pytest.mark.xdist_group("faults"),
    pytest.mark.django_db(databases=["default", "contacts"]),
    pytest.mark.timeout(900),  # a busy machine starts these programs slowly
]
ADDRESS = "postgres://{USER}@{HOST}:{PORT}/{NAME}"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Stage]:
    """Twenty people on a site of two web workers; its databases are copies of the empty test databases."""
    if any(connection.vendor != "postgresql" for connection in connections.all()):
        pytest.skip("faults need PostgreSQL: set DATABASE_URL and CONTACTS_DATABASE_URL")
    lacking = missing()
    if lacking:
        pytest.fail(lacking) if os.environ.get("CI") == "true" else pytest.skip(lacking)
    copied = {name: _address(alias) for name, alias in (("site", "default"), ("contacts", "contacts"))}
    with system(tmp_path_factory.mktemp("faults"), copied) as running:
        study = mini(running)
        running.web()
        running.recovery()
        yield Stage(running, study, people=20, saves=10, pause_s=0.8, spread_s=3)


def _address(alias: str) -> str:
    settings = connections[alias].settings_dict
    return ADDRESS.format(**{name: settings[name] or "" for name in ("USER", "HOST", "PORT", "NAME")})


def test_nothing_is_lost_or_doubled(stage: Stage) -> None:
    """Every fault of the answering in one crowd: each begins when the one before is over and people went on."""
    outcome = stage.through(phases.answering(1.5))
    assert outcome.acknowledged > 50
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert outcome.stored == outcome.acknowledged
    assert not stage.seen[-1].troubles()


def test_failures_are_told_in_everybodys_language(stage: Stage) -> None:
    """Whoever met a failing page read in their own language what to do; a fault of the program was never among them."""
    crowd = stage.seen[0]
    told = crowd.failures()
    assert {exchange.status for _, exchange in told} <= {503}
    assert all(exchange.language in (language, "") for language, exchange in told)
    pages = [(language, one.body) for language, one in told if one.body.startswith("<!doctype")]
    assert all(f'<html lang="{language}"' in body for language, body in pages)


@pytest.mark.parametrize(
    ("application", "wrong"), [("losing", "lost"), ("doubling", "doubled")], ids=["answers from memory", "writes twice"]
)
def test_a_broken_writer_is_found_out(stage: Stage, application: str, wrong: str) -> None:
    """Positive control of all the above."""
    stage.system.programs["web"].stop()
    stage.system.web(application=f"tests.faults.broken:{application}", workers=1)
    stage.system.recovery()
    outcome = stage.under(application, phases.kill_web)
    assert not outcome.whole
    assert getattr(outcome, wrong)


def test_jobs_survive_the_worker_and_the_queue(stage: Stage) -> None:
    """The worker is killed in the middle of the letters, with more waiting; then Redis forgets all messages."""
    running = stage.system
    running.programs["web"].stop()
    work = Work(running)
    work.prepare()
    worker = running.worker()
    running.beat()
    ids = work.begin(work.letters, work.export, work.flyers)
    work.wait_until(ids[:1], lambda state: state == "running")
    work.until_sealed(1)
    worker.kill()
    running.redis.client.flushall()
    took = work.over(ids)
    outcome = work.outcome("worker", ids, took, exports=1, letters=LETTERS)
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert work.states(ids)[ids[0]][1] >= 2, "positive control: the letters were broken off"
    assert work.sealed() == LETTERS / BATCH


def test_the_books_tell_outcomes_apart() -> None:
    assert Outcome("x", 1, 1, [], [], 0, 0).whole
    assert not Outcome("x", 1, 0, ["a page"], [], 0, 0).whole
    assert not Outcome("x", 1, 1, [], ["a page"], 0, 0).whole
