"""The studies that visitors answer, their codes, and people who get letters."""

import json
import subprocess
import sys
from dataclasses import dataclass, field

from tests.faults.crowd import Crowd
from tests.faults.system import ROOT, System

MINI = """
from surveys.models import Study
from surveys.publish import publish
from tests.respondents.mini import document
languages = ["nl", "en", "ar", "tr", "ti"]
publish(Study.objects.create(slug="mini", title="mini"), document(languages=languages), note="")
"""
CODES = """
import json
from invitations.issue import issue
from surveys.models import Study
print("codes", json.dumps([code for _, code in issue(Study.objects.get(slug="{slug}"), n={n})]))
"""


@dataclass(frozen=True)
class Answered:
    """A study that visitors fill in. `prefer`: what they choose in the screening, so that it lets them in.

    `known`: all codes that were given out.
    """

    slug: str
    prefer: dict[str, str]
    known: list[str] = field(default_factory=list)

    def codes(self, system: System, n: int) -> list[str]:
        said = system.shell(CODES.format(slug=self.slug, n=n))
        made = list(json.loads(said.rpartition("codes ")[2]))
        self.known.extend(made)
        return made


def mini(system: System) -> Answered:
    """Thirteen pages with every type of question."""
    system.shell(MINI)
    return Answered("mini", {"adult": "yes"})


def shipped(system: System) -> Answered:
    system.manage("load_study", "perspectief-2024", "--publish", "--open-days", "100")
    return Answered("perspectief-2024", {})


@dataclass(frozen=True)
class Outcome:
    """One row of the table of faults."""

    fault: str
    acknowledged: int
    stored: int
    lost: list[str]
    doubled: list[str]
    sent: int
    interviews: int
    recovery_s: float | None = None
    remark: str = ""

    @property
    def whole(self) -> bool:
        return not self.lost and not self.doubled

    def row(self) -> str:
        took = "" if self.recovery_s is None else f"{self.recovery_s:.1f} s"
        cells = (self.fault, self.acknowledged, self.stored, len(self.lost), len(self.doubled), took, self.remark)
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


HEADER = (
    "| fault | acknowledged | stored | lost | doubled | serves again after | remark |\n|---|--:|--:|--:|--:|--:|---|"
)


def settle(
    system: System, study: Answered, crowd: Crowd, fault: str, recovery_s: float | None = None, remark: str = ""
) -> Outcome:
    """The diaries of the crowd beside the database, worked out by another process."""
    file = system.folder / "diaries.json"
    file.write_text(json.dumps({"diaries": [one.as_json() for one in crowd.diaries], "known": study.known}))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.ledger", str(file), study.slug],
        cwd=ROOT,
        env=system.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return Outcome(fault, **json.loads(done.stdout.splitlines()[-1]), recovery_s=recovery_s, remark=remark)
