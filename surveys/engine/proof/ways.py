"""Somebody for each page of each group, out of what a proof met on its way, as plain values to keep."""

from collections.abc import Iterable
from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.proof.respondents import Respondent, Walk
from surveys.engine.proof.search import Found


def ways(definition: Definition, found: Iterable[Found]) -> dict[str, Any]:
    """`people`: respondents as JSON; `pages`: by group ('' = the screening) and page, which of them comes there;
    `never`: by group, the pages that nobody comes to.
    """
    people: list[dict[str, Any]] = []
    pages: dict[str, dict[str, int]] = {}
    never: dict[str, list[str]] = {}
    for scope in found:
        known: dict[str, int] = {}
        for walked in sorted(scope.walks, key=_size):
            new = [name for name in _met(walked, scope.group) if name not in known]
            if new:
                people.append(walked.respondent.as_json(definition))
                known.update(dict.fromkeys(new, len(people) - 1))
        pages[scope.group] = known
        never[scope.group] = sorted(target.name for target in scope.impossible if target.kind == "page")
    return {"people": people, "pages": pages, "never": never}


def _size(walked: Walk) -> int:
    respondent: Respondent = walked.respondent
    return len(respondent.answers)


def _met(walked: Walk, group: str) -> tuple[str, ...]:
    return walked.pages if group else walked.screened
