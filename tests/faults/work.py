"""Jobs while the worker, Redis or the disk fails: begun as staff pages begin them, and counted afterwards."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.studies import Outcome
from tests.faults.system import System

LETTERS, BATCH = 24, 4
ANSWERS, STUDY = 40, "answered"
PREPARE = """
from invitations.channels import flyer_channel
from staff.models import User
from surveys.models import Study
from surveys.load import read_folder
from surveys.publish import publish
from tests.invitations.factory import published, with_people
from tests.respondents.mini import document
study = Study.objects.filter(slug="small").first()
if study is None:
    study = published(offered=("nl", "en", "ar"))
    with_people(study, {people})
    User.objects.create_user("worker@example.org")
    text = document(study="answered")
    text["sections"] = text["sections"][:1]
    text["materials"]["flyers"] = read_folder("perspectief-2024")["materials"]["flyers"]
    publish(Study.objects.create(slug="answered", title="Answered"), text, note="")
answered = Study.objects.get(slug="answered")
print("channel", flyer_channel(answered, "library", "Library").pk)
"""
START = """
from staff import jobs
from staff.models import User
user = User.objects.get(email="worker@example.org")
for kind, arguments in {wanted}:
    print("job", jobs.start(kind, arguments, user).pk)
"""
COUNT = """
import json, zipfile
from collections import Counter
from pathlib import Path
from django.conf import settings
from exports.models import ExportRecord
from invitations.models import Batch, Code
from respondents.models import Interview
from staff.models import Job
units = Counter(Code.objects.filter(study__slug="small").values_list("unit", flat=True))
batches = Batch.objects.filter(mailing__study__slug="small")
files = [Path(settings.VAR_DIR) / job.file for job in Job.objects.exclude(file="")]
broken = [str(f) for f in files if not f.is_file() or (f.suffix == ".zip" and zipfile.ZipFile(f).testzip())]
half = [str(f) for f in (Path(settings.VAR_DIR) / "exports").glob("*") if f.name not in {f.name for f in files}]
print("counted", json.dumps({
    "codes": sum(units.values()), "people": len(units), "unsealed": batches.exclude(state="sealed").count(),
    "printed": sum(batches.filter(state="sealed").values_list("letters", flat=True)),
    "answers": Interview.objects.filter(edition__study__slug="answered").count(),
    "exports": ExportRecord.objects.count(),
    "files": len(files), "broken": broken, "half": half,
}))
"""
RESTART = """
from staff import jobs
from staff.models import Job
for job in Job.objects.filter(pk__in={ids}):
    jobs.restart(job, job.created_by)
"""
STATES = "SELECT id::text, state, attempts, error FROM staff_job WHERE id::text = ANY(%s)"


@dataclass
class Work:
    """Jobs of all kinds on a running system. `jobs`: ids of those that were begun."""

    system: System
    channel: int = 0
    jobs: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """People on a list for letters, answers for exports, and a channel for flyers."""
        said = self.system.shell(PREPARE.format(people=LETTERS))
        self.channel = int(said.rpartition("channel ")[2])
        if not self.counted()["answers"]:
            self.system.manage("simulate", STUDY, "--n", str(ANSWERS), "--seed", "1")

    @property
    def letters(self) -> tuple[str, dict[str, Any]]:
        return "letters", {"study": "small", "kind": "invitation", "batch_size": BATCH}

    @property
    def export(self) -> tuple[str, dict[str, Any]]:
        return "dataset", {"study": STUDY, "formats": ["csv", "sav", "xlsx"], "codebooks": ["html"]}

    @property
    def flyers(self) -> tuple[str, dict[str, Any]]:
        how = {"version": "print", "size": "a4", "languages": ["nl", "en"], "together": False, "name": ""}
        return "flyers", {"channel": self.channel, **how}

    def begin(self, *wanted: tuple[str, Mapping[str, Any]]) -> list[str]:
        said = self.system.shell(START.format(wanted=list(wanted)))
        begun = [line.split()[1] for line in said.splitlines() if line.startswith("job ")]
        self.jobs += begun
        return begun

    def states(self, ids: list[str]) -> dict[str, tuple[str, int, str]]:
        """By id: state, attempts, error."""
        with self.system.postgres.connect("site") as connection:
            rows = connection.execute(STATES, [ids]).fetchall()
        return {str(row[0]): (str(row[1]), int(str(row[2])), str(row[3])) for row in rows}

    def wait_until(self, ids: list[str], wanted: Callable[[str], bool], patience_s: float = 120) -> float:
        """Seconds until every job's state is as wanted. Raises AssertionError."""
        began = time.monotonic()
        while not all(wanted(state) for state, _, _ in self.states(ids).values()):
            waited = time.monotonic() - began
            assert waited < patience_s, f"after {waited:.0f} s: {self.states(ids)}"
            time.sleep(0.05)
        return time.monotonic() - began

    def over(self, ids: list[str]) -> float:
        return self.wait_until(ids, lambda state: state in ("done", "failed"))

    def sealed(self) -> int:
        with self.system.postgres.connect("site") as connection:
            row = connection.execute("SELECT count(*) FROM invitations_batch WHERE state = 'sealed'").fetchone()
        return int(str(row[0])) if row else 0

    def until_sealed(self, batches: int, patience_s: float = 120) -> None:
        """Waits for so many batches of letters. Raises AssertionError."""
        until = time.monotonic() + patience_s
        while self.sealed() < batches:
            assert time.monotonic() < until, f"{self.sealed()} batches are sealed: {self.states(self.jobs)}"
            time.sleep(0.02)

    def wait_for_worker(self) -> None:
        """A small job, done."""
        self.over(self.begin(("staff.self_test", {"items": 1})))

    def restart(self, ids: list[str]) -> None:
        """As the button on the job's page does."""
        self.system.shell(RESTART.format(ids=ids))

    def refused(self, fault: str, ids: list[str], before: Mapping[str, Any]) -> Outcome:
        """Jobs that could not be done: lost where nothing is said to staff, doubled where something half is there."""
        states, now = self.states(ids), self.counted()
        lost = [f"not told what to do: {state} {error}" for state, _, error in states.values() if not _told(error)]
        doubled = [f"offered though it failed: {name}" for name in now["broken"] if name not in before["broken"]]
        doubled += [f"half: {name}" for name in now["half"]]
        doubled += ["an export that failed is registered"] * (now["exports"] - before["exports"])
        failed = sum(state == "failed" for state, _, _ in states.values())
        said = " / ".join(sorted({error for _, _, error in states.values()}))
        return Outcome(fault, len(ids), len(ids) - failed, lost, doubled, 0, 0, None, said)

    def counted(self) -> dict[str, Any]:
        said = self.system.shell(COUNT)
        return dict(json.loads(said.rpartition("counted ")[2]))

    def outcome(
        self, fault: str, ids: list[str], recovery_s: float, exports: int, letters: int, gone: Sequence[str] = ()
    ) -> Outcome:
        """Jobs as a row of the table: acknowledged are those that staff were told of, stored those that are done.

        `gone`: files that were away before.
        """
        states, counted = self.states(ids), self.counted()
        lost = [f"{state}: {error}" for state, _, error in states.values() if state != "done"]
        lost += [f"{counted['people']} people have a letter, not {letters}"] * (counted["people"] != letters)
        lost += [f"{counted['printed']} letters printed, not {letters}"] * (counted["printed"] < letters)
        lost += [f"broken: {name}" for name in counted["broken"] if name not in gone] + ["a batch unsealed"] * counted[
            "unsealed"
        ]
        doubled = [f"{counted['codes'] - letters} codes too many"] * (counted["codes"] > letters)
        doubled += [f"{counted['exports']} exports registered, not {exports}"] * (counted["exports"] != exports)
        doubled += [f"left over: {name}" for name in counted["half"]]
        attempts = [attempts for _, attempts, _ in states.values()]
        done = sum(state == "done" for state, _, _ in states.values())
        remark = f"attempts: {', '.join(map(str, attempts))}"
        return Outcome(fault, len(ids), done, lost, doubled, 0, 0, recovery_s, remark)


def _told(error: str) -> bool:
    return any(words in error for words in ("Make room", "Maak ruimte", "make room", "ruimte te maken"))
