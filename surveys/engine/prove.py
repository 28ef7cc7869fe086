"""The proof of a study: exact answers from a solver over finite domains, each confirmed by the real path.

Imports z3, so import this module only where a proof is wanted: commands, publishing, tests. docs/proof.md explains it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.path import outcome
from surveys.engine.problems import Problem, errors
from surveys.engine.proof.findings import Finding, Findings
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.respondents import ProofMismatch, Respondent, Walk
from surveys.engine.proof.search import Found, Search
from surveys.engine.proof.sites import WANTED, Target

__all__ = ["Finding", "Proof", "ProofMismatch", "Respondent", "Target", "cover", "prove"]

SCREENING = ""


@dataclass(frozen=True)
class Scope:
    """One group's questionnaire ('' = the screening): how much was looked at, and how often the solver was asked."""

    group: str
    targets: int
    met: int
    impossible: int
    asked: int


@dataclass(frozen=True)
class Proof:
    """All findings, sorted by place. The study is proved right where none is an error. `found`: who met what."""

    definition: Definition
    findings: tuple[Finding, ...]
    scopes: tuple[Scope, ...]
    found: tuple[Found, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(finding.problem for finding in self.findings)

    @property
    def holds(self) -> bool:
        return not errors(self.problems)

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.holds,
            "scopes": [vars(scope) for scope in self.scopes],
            "findings": [finding.as_json(self.definition) for finding in self.findings],
        }


def prove(definition: Definition, group: str | None = None, *, seed: int = 0) -> Proof:
    """Everything that can happen to anybody. With a group, only what is found in that group and in the screening.

    Whether a rule chooses between groups shows only when all are looked at, so that is done either way. Raises
    LookupError for a group that the study does not have, and ProofMismatch where the solver and the real path do not
    agree (a fault in here, not in the study).
    """
    if group is not None and group not in definition.groups:
        raise LookupError(f"The study has no group “{group}”; it has {', '.join(definition.groups)}.")
    searches = _search(definition, seed)
    found = sorted(Findings(definition, searches, group).all(), key=lambda finding: finding.problem)
    told = tuple(search.found for name, search in searches.items() if group is None or name in (SCREENING, group))
    return Proof(definition, tuple(found), tuple(_scope(each) for each in told), told)


def _search(definition: Definition, seed: int) -> Mapping[str, Search]:
    literals = Literals(definition)
    names = [SCREENING, *definition.groups]
    searches = {name: Search(definition, name, literals, seed=seed) for name in names}
    for search in searches.values():
        search.run()
    return searches


def _scope(found: Found) -> Scope:
    return Scope(found.group, len(found.targets), len(found.hits), len(found.impossible), found.asked)


def cover(definition: Definition, *, seed: int = 0) -> tuple[Respondent, ...]:
    """Respondents who together see every page, question and option of every group, and both sides of every rule.

    As few as a greedy choice finds. What the study makes impossible is left out; `prove` reports it. Each was walked
    through the real path.
    """
    walks: dict[str, Walk] = {}
    wanted: set[tuple[str, Target]] = set()
    for search in _search(definition, seed).values():
        walks |= {f"{search.group} {place}": walked for place, walked in enumerate(search.found.walks)}
        wanted |= {(search.group, target) for target in search.found.hits if target.kind in WANTED}
    chosen = _greedy({key: _meets(walked, wanted) for key, walked in walks.items()}, wanted)
    return tuple(_with_group(definition, walks[key].respondent) for key in chosen)


def _meets(walked: Walk, wanted: set[tuple[str, Target]]) -> set[tuple[str, Target]]:
    return {(walked.respondent.group, target) for target in walked.hits} & wanted


def _greedy(sets: Mapping[str, set[Any]], wanted: set[Any]) -> list[str]:
    """Each time the set with the most that is still lacking; the first of equals, so that it is the same every time."""
    chosen, lacking = [], set(wanted)
    while lacking:
        best = max(sets, key=lambda key: len(sets[key] & lacking))
        chosen.append(best)
        lacking -= sets[best]
    return chosen


def _with_group(definition: Definition, respondent: Respondent) -> Respondent:
    """Who was followed through the screening only gets the group that it leads to."""
    if respondent.group or not definition.screening.outcomes:
        return respondent
    try:
        end = outcome(definition, respondent.answers, respondent.built_ins)
    except LookupError:
        return respondent
    return replace(respondent, group=end.group or "")
