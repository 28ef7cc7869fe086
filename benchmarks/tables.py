"""How long all tables of a study take: reading the answers, counting, drawing, writing each format.

    .venv/bin/python benchmarks/tables.py perspectief-2024 [--by group,route]

Reads the database of the usual settings (DATABASE_URL); `simulate STUDY --from published` makes one of real size.
Exit code 2 where the study has no interviews.
"""

# ruff: noqa: E402 - Django is set up before what needs it is imported
import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.utils import timezone

from exports.printed_words import printed_words
from exports.tables_data import data_of
from exports.tables_files import FORMATS, Files
from exports.tabulate import TablesWish, report


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Does the work and says how many seconds it took on the clock and on a core, child processes included."""
    clock, core = time.perf_counter(), sum(os.times()[:4])
    found = work()
    print(f"{what:<28}{time.perf_counter() - clock:8.2f} s{sum(os.times()[:4]) - core:8.2f} s on a core")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study")
    parser.add_argument("--by", default="group,route")
    asked = parser.parse_args()
    began, core = time.perf_counter(), sum(os.times()[:4])
    prepared = timed("answers read", lambda: data_of(asked.study))
    if not len(prepared.data):
        print(f"{asked.study} has no interviews. Run: simulate {asked.study} --from published", file=sys.stderr)
        return 2
    wish = TablesWish(asked.study, by=tuple(asked.by.split(",")))
    made = timed("tables counted", lambda: report(prepared, wish, printed_words("nl"), timezone.localdate()))
    files = Files(made)
    timed("charts drawn as SVG", lambda: files.charts)
    timed("charts drawn as PNG", lambda: files.pictures)
    with tempfile.TemporaryDirectory() as folder:
        for name, write in FORMATS.items():
            timed(f"{name} written", lambda write=write, name=name: write(files, Path(folder) / f"tables.{name}"))
    cells = sum(len(row.cells) for table in made.tables for row in table.rows)
    seconds, worked = time.perf_counter() - began, sum(os.times()[:4]) - core
    about = f"{len(prepared.data)} interviews, {len(made.tables)} tables, {cells} cells"
    print(f"{about}: {seconds:.1f} s in all, {worked:.1f} s on a core")
    return 0


if __name__ == "__main__":
    sys.exit(main())
