"""Plant faults in the people of `simulate STUDY --from published`, and see that each makes the comparison fail.

    .venv/bin/python benchmarks/published.py perspectief-2024

Reads the database of the usual settings (DATABASE_URL), where that command was run before. Exit code 1 where the people
disagree before any fault, or a fault is not found out.
"""

# ruff: noqa: E402 - Django is set up before what needs it is imported
import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from exports.agreement import Agreement, agreement
from exports.counting import Data
from exports.made_up_data import made_up_data
from exports.published_files import read_report
from tests.exports import faults
from tests.exports.faults import NOT_ASKED, SKIPPED
from tests.exports.shipped_figures import planted

MULTI = "practise_dutch_outside_"


def _on_ticks(fault: Callable[[list[str]], faults.Change]) -> faults.Change:
    """A fault in all columns of one question with several answers."""
    return lambda data: fault([name for name in data.columns if name.startswith(MULTI)])(data)


OF = "perspectief-2024"
"""The study that the faults below were thought out for; others get a fault per question that a figure is about."""
FAULTS = {
    "man and woman swapped": faults.swapped("gender", 1, 2),
    "rather not say left out of the base": faults.mapped("gender", {4: -2}),
    "two neighbours of a scale swapped": faults.swapped("goal_job_prepared", 4, 5),
    "a scale the wrong way round": faults.mapped("dutch_level_self", {1: 5, 2: 4, 4: 2, 5: 1}),
    "codes that count from nought": faults.mapped("difficulty", {1: 0, 2: 1, 3: 2, 4: 3, 5: 4}),
    "a skip counted as no": faults.mapped("benefit", {SKIPPED: 3}),
    "not asked counted as no": faults.mapped("fixed_costs_satisfaction", {NOT_ASKED: 2}),
    "a filter dropped": faults.mapped("exam_passed", {NOT_ASKED: 3}),
    "don't know left out of the base": faults.mapped("course_cost_importance", {6: -1}),
    "don't know lost where it counts": faults.mapped("social_guidance_helped", {-1: SKIPPED}),
    "an option that is not scored lost": faults.mapped("school_support_satisfaction", {6: NOT_ASKED}),
    "one answer lost": faults.nth("household", 7, SKIPPED, every=10_000),
    "one answer too many": faults.nth("household", SKIPPED, 3, every=10_000),
    "one person lost": faults.lost(slice(17, 18)),
    "one person twice": faults.doubled(17),
    "a column slipped by one row": faults.moved_down("work_status"),
    "two options of a multi exchanged": _on_ticks(lambda names: faults.exchanged(names[0], names[4])),
    "several answers kept as one": _on_ticks(faults.first_tick_only),
    "a multi not asked counted as nothing ticked": _on_ticks(lambda names: faults.empty_is_no(names, NOT_ASKED)),
    "two questions exchanged": faults.exchanged("course_quality_pace", "course_quality_teachers"),
    "the group by what people said of their permit": faults.by_another("group", "control_permit_type", {1: 1, 2: 2}),
    "two groups swapped": faults.swapped("group", 3, 4),
    "the 67 of unknown kind added to a group": faults.mapped("group", {5: 3}),
    "the cohorts swapped": faults.swapped("cohort", 1, 2),
    "the cohorts part later": faults.nth("cohort", 2, 1, every=7),
    "no date counted as the first cohort": faults.mapped("cohort", dict.fromkeys(range(-9, 0), 1)),
    "an age band cut a year too high": faults.nth("age_band", 3, 2, every=15),
    "two learning routes swapped": faults.swapped("learning_route", 2, 3),
    "an exam level lost": faults.mapped("language_exam_level", {3: SKIPPED}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study")
    given = parser.parse_args()
    report = read_report(given.study)
    data = made_up_data(given.study, report.published.edition)
    margins = data.definition.document.get("margins") or {}

    def held_against(other: Data) -> Agreement:
        return agreement(report.published, other, margins, report.people)

    started = time.process_time()
    before = held_against(data)
    took = time.process_time() - started
    print(f"{before.total} figures of {before.people} people, {len(before.wrong)} wrong: {took:.1f} s of a core")
    wanted = FAULTS if given.study == OF else dict(planted(report, data))
    missed = [name for name, plant in wanted.items() if not _found(name, plant, data, held_against)]
    print(f"{len(wanted)} faults planted, {len(missed)} not found out. {'; '.join(missed)}")
    sys.exit(bool(missed or not before.agrees))


def _found(name: str, plant: Callable[[Data], Data], data: Data, compare: Callable[[Data], Agreement]) -> bool:
    found = compare(plant(data))
    print(f"  {name:<48} {len(found.wrong):>5} wrong, {found.people} people", flush=True)
    return not found.agrees


if __name__ == "__main__":
    main()
