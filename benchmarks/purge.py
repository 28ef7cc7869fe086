"""How long a purge of the register's size takes, step by step, and what respondents of another study notice of it.

DATABASE_URL=postgres://…/empty_database .venv/bin/python benchmarks/purge.py [--scale 1] [--seed 1] [--pages 20]

Use a PostgreSQL database of its own: two studies are loaded, a whole fieldwork of made-up people runs in one of them
(`simulate_fieldwork`: lists, letters, codes, links, answers), and it is purged as on the day after the promised one.
Meanwhile one respondent of the other study at a time opens a page and sends it (site: 127.0.0.1:8199). A database that
holds the fieldwork already, with --filled, is purged as it is.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from family import family_kb
from fieldwork import measured
from load.site import running
from stored_exports import PORT, phone, told, walk

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
STUDY, OTHER = "perspectief-2024", "gemeente-voorbeeld"
LONGEST_S = 3600
PHONES, AT_ONCE = 1_000, 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=int, default=20, help="seconds of pages before the purge")
    parser.add_argument("--filled", action="store_true", help="the database holds the fieldwork")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.child:
        purge()
        return
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    if not wish.filled:
        fill(wish.scale, wish.seed)
    beside_pages(wish.pages)


def fill(scale: float, seed: int) -> None:
    measured("migrate", "--verbosity", "0")
    measured("load_study", STUDY, "--publish", "--open-days", "60", "--open-since", "56")
    measured("load_study", OTHER, "--publish", "--open-days", "60")
    measured("simulate_fieldwork", STUDY, "--scale", str(scale), "--seed", str(seed))


def beside_pages(seconds: int) -> None:
    import django

    django.setup()
    with running(PORT, workers=1, threads=4):
        phones = [phone(OTHER, 1, number) for number in range(PHONES)]
        told("pages alone", [ms for turn in range(seconds) for ms in walk(some(phones, turn), 1)])
        began, peak = time.perf_counter(), 0.0
        child = subprocess.Popen([sys.executable, __file__, "--child"], cwd=ROOT)
        took: list[float] = []
        turn = seconds
        while child.poll() is None and time.perf_counter() - began < LONGEST_S:
            took += walk(some(phones, turn := turn + 1), 1, child)
            peak = max(peak, family_kb(child.pid) / 1024)
        told("pages beside the purge", took)
        print(f"the purge: {time.perf_counter() - began:.0f} s with its start, {peak:.0f} MB at most")
        if child.wait():
            raise SystemExit(f"The purge ended with {child.returncode}.")


def some(phones: list[str], turn: int) -> list[str]:
    """Others every second: whose questionnaire is at its end saves nothing any more."""
    first = turn * AT_ONCE % len(phones)
    return phones[first : first + AT_ONCE]


def purge() -> None:
    """As on the day after the promised one, with the time of each step."""
    import django

    django.setup()
    from django.utils import timezone

    from exports.closing.kept import promised
    from exports.retention import purge as purging
    from invitations.models import Batch
    from surveys.models import Study

    study = Study.objects.get(slug=STUDY)
    day = promised(study)
    if day is None:
        raise SystemExit("The study promises no day.")
    now = timezone.now() + (day - timezone.localdate()) + timedelta(days=1)
    Batch.objects.filter(mailing__study=study).update(removed_at=timezone.now())
    print(", ".join(f"{name} {number:,}" for name, number in purging.kept_of(study).items()), flush=True)
    timed: list[str] = []
    work = purging._step

    def step(found: purging.Purge, name: str, *given: object) -> None:
        began = time.perf_counter()
        work(found, name, *given)  # type: ignore[arg-type]
        timed.append(f"{name} {time.perf_counter() - began:.1f} s")

    purging._step = step
    purging.run(study, purging.Wish(backups="the measuring script"), now=now)
    print(", ".join(timed), flush=True)


if __name__ == "__main__":
    main()
