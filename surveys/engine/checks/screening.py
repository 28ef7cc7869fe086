"""Screening always ends, and every group can be reached."""

from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem


def check_screening(definition: Definition) -> Iterator[Problem]:
    outcomes = definition.screening.outcomes
    if not outcomes or outcomes[-1].relevant is not None:
        message = "Some people would leave the screening without an outcome."
        yield fault("no_catch_all", "screening/outcomes", message, "End with an outcome that has no rule.")
    for outcome in outcomes[:-1]:
        if outcome.relevant is None:
            where = f"screening/outcomes/{outcome.name}"
            message = "This outcome has no rule, so those below it are never reached."
            yield fault("unreachable_outcome", where, message, "Give it a rule, or put it last.")
    reached = {outcome.group for outcome in outcomes}
    for name in definition.groups:
        if name not in reached:
            message = "No outcome of the screening leads to this group."
            yield fault("group_unreachable", f"groups/{name}", message, "Add an outcome, or take the group out.")
