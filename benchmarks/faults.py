"""Everything that goes wrong, on a running system with people at work: what was acknowledged beside what is stored.

python benchmarks/faults.py                              200 people, every fault, a markdown table (about half an hour)
python benchmarks/faults.py --people 20 --study mini     smaller
python benchmarks/faults.py --only jobs,disk             of answering, clock, deploy, jobs, disk, control
python benchmarks/faults.py --broken losing              with a site that is broken on purpose: must end with code 1

Starts its own PostgreSQL, Redis, web, worker and beat in a temporary folder. Exit code 0: nothing acknowledged was lost
or doubled; 1: something was (with one line for each); 2: the machine lacks what is needed.
"""

import os
import platform
import signal
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.faults import clock, disk, phases
from tests.faults.deploy import Spread, deploy, next_version
from tests.faults.phases import Stage
from tests.faults.studies import HEADER, Outcome, mini, settle, shipped
from tests.faults.system import System, missing, system
from tests.faults.work import LETTERS, Work

STUDIES = {"mini": mini, "perspectief-2024": shipped}
AWAY_S = 3.0
JUMPS = ("+1h", "+1d", "+0", "-1h", "+0")


def answering(stage: Stage, broken: str) -> Iterator[Outcome]:
    application = f"tests.faults.broken:{broken}" if broken else phases.WSGI
    web = stage.system.web(application=application)
    stage.system.recovery()
    for name, fault in phases.answering(AWAY_S).items():
        yield stage.under(name, fault)
    web.stop()


def moved_clock(stage: Stage, broken: str) -> Iterator[Outcome]:
    if clock.library() is None:
        print("(the clock is not moved and not counted: Debian's package `faketime` is not installed)")
        return
    web = stage.system.web(more=clock.Clock(stage.system.folder).environment)
    stage.system.recovery()
    for to in JUMPS:
        yield stage.under(f"the clock at {to}", phases.clock_moved(to))
    web.stop()


def deployed(stage: Stage, broken: str) -> Iterator[Outcome]:
    """Old and new side by side, with a migration in between."""
    running = stage.system
    checkout = next_version(running.folder)
    old = running.web()
    running.recovery()
    spread = Spread(running.port)
    with stage.crowd(f"http://127.0.0.1:{spread.port}") as crowd:
        crowd.work(stage.saves)
        deploy(running, spread, checkout)
        crowd.work(stage.saves)
    spread.close()
    yield settle(running, stage.study, crowd, "a deploy with a migration", None, phases.remark_of(crowd))
    old.stop()
    running.programs["web"].stop()


def jobs(stage: Stage, broken: str) -> Iterator[Outcome]:
    """Letters, an export and flyers, with a worker killed in each; then a queue that forgets, and one that is away."""
    running, work = stage.system, Work(stage.system)
    work.prepare()
    worker, beat = running.worker(), running.beat()
    made = 0
    for name, wanted in (("letters", work.letters), ("export", work.export), ("flyers", work.flyers)):
        ids = work.begin(wanted)
        work.wait_until(ids, lambda state: state != "queued")
        if name == "letters":
            work.until_sealed(1)
        worker.kill()
        made += name == "export"
        yield work.outcome(f"worker killed in the middle of: {name}", ids, work.over(ids), made, LETTERS)
    worker.stop()
    ids = work.begin(work.export, work.flyers)
    running.redis.client.flushall()
    worker = running.worker()
    yield work.outcome("Redis emptied with jobs waiting", ids, work.over(ids), made + 1, LETTERS)
    running.redis.kill()
    ids = work.begin(work.export)
    running.redis.start()
    yield work.outcome("Redis away while staff start a job", ids, work.over(ids), made + 2, LETTERS)
    beat.kill()
    ids = work.begin(work.export)
    running.redis.client.flushall()
    yield work.outcome("beat killed, Redis emptied", ids, work.over(ids), made + 3, LETTERS)
    worker.stop()
    beat.stop()


def full_disk(stage: Stage, broken: str) -> Iterator[Outcome]:
    """Each job fails with a sentence, leaves nothing half, and is done once there is room."""
    if not disk.may_mount():
        print("(the disk is not filled and not counted: mounting a small one takes root)")
        return
    running = stage.system
    with disk.small_disk(Path(running.environment["VAR_DIR"])) as var:
        work = Work(running)
        work.prepare()
        worker, beat = running.worker(), running.beat()
        work.wait_for_worker()
        before = work.counted()
        with disk.full(var):
            ids = work.begin(work.export, work.flyers)
            work.over(ids)
            yield work.refused("the disk is full", ids, before)
        work.restart(ids)
        took, exports = work.over(ids), before["exports"] + 1
        yield work.outcome("and there is room again", ids, took, exports, before["people"], before["broken"])
        worker.stop()
        beat.stop()


def control(stage: Stage, broken: str) -> Iterator[Outcome]:
    """Two sites that are broken on purpose: the books must tell, or this run is worth nothing."""
    for application, wrong in (("losing", "lost"), ("doubling", "doubled")):
        web = stage.system.web(application=f"tests.faults.broken:{application}")
        stage.system.recovery()
        found = stage.under(f"control: {application}", phases.kill_web)
        web.stop()
        told = len(getattr(found, wrong))
        missed = [] if told else [f"the control {application} was not found out"]
        yield Outcome(
            f"control ({wrong} on purpose)", found.acknowledged, found.stored, missed, [], 0, 0, None, f"{told} found"
        )


PARTS: dict[str, Callable[[Stage, str], Iterator[Outcome]]] = {
    "answering": answering,
    "clock": moved_clock,
    "deploy": deployed,
    "jobs": jobs,
    "disk": full_disk,
    "control": control,
}


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--study", choices=STUDIES, default="perspectief-2024")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--broken", choices=("losing", "doubling"), default="")
    chosen = parser.parse_args()
    if missing():
        print(missing(), file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))  # what was started is stopped
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        running = stack.enter_context(system(folder))
        return report(running, chosen)


def report(running: System, chosen: Namespace) -> int:
    stage = Stage(running, STUDIES[chosen.study](running), people=chosen.people, saves=2 * chosen.people)
    day = datetime.now(UTC).date().isoformat()
    print(f"{day}, {os.cpu_count()} cores, {platform.system()}, {chosen.study}, {chosen.people} people at work.\n")
    print(HEADER, flush=True)
    wrong: list[Outcome] = []
    for name in chosen.only.split(","):
        for outcome in PARTS[name](stage, chosen.broken):
            print(outcome.row(), flush=True)
            wrong += [outcome] * (not outcome.whole)
    for outcome in wrong:
        print(f"\n{outcome.fault}:", *outcome.lost[:20], *outcome.doubled[:20], sep="\n- ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
