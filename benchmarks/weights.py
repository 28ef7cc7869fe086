"""Measure raking, R-indicators and regression on made-up numbers of real size.

.venv/bin/python benchmarks/weights.py [PEOPLE]
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from exports.regression import Given, fit
from exports.representativity import Units, representativity
from exports.weight_plan import plan_of, trimmed_at
from exports.weights import People, weigh
from surveys.load import read_folder

STUDY = "perspectief-2024"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int, nargs="?", default=100_000)
    people = parser.parse_args().people
    random = np.random.default_rng(1)
    plan = plan_of(read_folder(STUDY)["margins"])
    found = made_up(plan, people, random)
    timed(f"rake {people:,} people to {len(plan.margins)} margins", lambda: weigh(found, plan))
    timed("the same, no weight over 3 times the mean", lambda: weigh(found, trimmed_at(plan, 3)))
    units = Units(found.values, (random.random(people) < 0.1).astype(float), np.ones(people))
    timed(f"R-indicators of {people:,} people by {len(found.values)} variables", lambda: representativity(units))
    x = random.normal(size=(people, 11))
    given = Given("y", x[:, 0] + random.normal(size=people), tuple(f"x{i}" for i in range(11)), x)
    timed(f"a regression of {people:,} people on 11 predictors", lambda: fit(given))


def made_up(plan, people: int, random: np.random.Generator) -> People:
    """People drawn from the margins, one in ten without a value, so that no step is trivial."""
    groups = draw(plan.margins[0].counts, people, random)
    values = {"group": groups}
    for variable in dict.fromkeys(margin.variable for margin in plan.margins[1:]):
        own = np.full(people, "", dtype=object)
        for margin in plan.margins:
            if margin.variable == variable:
                mine = groups == margin.within
                own[mine] = draw({code: n**0.8 for code, n in margin.counts.items()}, int(mine.sum()), random)
        own[random.random(people) < 0.1] = ""
        values[variable] = own
    return People({name: list(found) for name, found in values.items()}, np.ones(people))


def draw(counts, n: int, random: np.random.Generator) -> np.ndarray:
    weights = np.array([count for count in counts.values()])
    return random.choice(np.array(list(counts), dtype=object), n, p=weights / weights.sum())


def timed(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    print(f"{what}: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
