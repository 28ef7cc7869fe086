"""How long it takes to look at every interview of a study, and to compare one full group for doubles.

    DATABASE_URL=… .venv/bin/python -m benchmarks.cleaning perspectief-2024

The database holds interviews (`manage.py simulate`). docs/cleaning.md quotes the figures.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from random import Random

import django

PEOPLE, QUESTIONS = 6_000, 80


def main(slug: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.utils import timezone

    from exports.dataset import dataset
    from exports.judge import judge

    looked = timed("look at all interviews", lambda: judge(slug, now=timezone.now()).interviews)
    rows = timed("rows of the dataset", lambda: sum(1 for _ in dataset(slug).rows))
    pairs = timed(f"doubles among {PEOPLE}, {QUESTIONS} questions", doubles)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{looked} interviews, {rows} rows, {pairs} doubles, {megabytes} MB at most")


def timed(what: str, work: Callable[[], int]) -> int:
    wall, busy = time.perf_counter(), time.process_time()
    made = work()
    print(f"{what:<40}{time.process_time() - busy:>8.1f} s processor{time.perf_counter() - wall:>8.1f} s")
    return made


def doubles() -> int:
    from exports.flags.doubles import Likeness
    from exports.flags.settings import Doubles
    from surveys.engine.answers import Choice
    from tests.exports.flag_cases import case

    random, one, watch = Random(1), case({}), Likeness(Doubles())
    for number in range(PEOPLE):
        cells = {f"q{place}": Choice(random.choice("abcde")) for place in range(QUESTIONS)}
        watch.see(replace(one, respnr=number, cells=cells))
    return len(list(watch.flags()))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "perspectief-2024")
