"""How many respondents of a run came past each page and question, per group. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.disclose import LEAST
from surveys.engine.plan import ShownPage

Told = Mapping[str, int | None]
"""Counts by name; None: too small to be told."""


@dataclass(frozen=True)
class GroupSeen:
    """One group: how many there were, and how many of them saw each page and question. What nobody saw is 0."""

    people: int | None
    pages: Told
    questions: Told

    def page(self, name: str) -> int | None:
        return self.pages.get(name, 0)

    def question(self, name: str) -> int | None:
        return self.questions.get(name, 0)


@dataclass(frozen=True)
class Seen:
    """A whole run. `reached`: by group, the pages that somebody can get to, where a proof told it exactly."""

    groups: Mapping[str, GroupSeen]
    reached: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(one.people or 0 for one in self.groups.values())

    def as_json(self) -> dict[str, Any]:
        groups = {
            name: {"people": one.people, "pages": dict(one.pages), "questions": dict(one.questions)}
            for name, one in self.groups.items()
        }
        return {"groups": groups, "reached": {name: sorted(pages) for name, pages in self.reached.items()}}


def from_json(data: Mapping[str, Any]) -> Seen:
    groups = {name: GroupSeen(one["people"], one["pages"], one["questions"]) for name, one in data["groups"].items()}
    return Seen(groups, {name: frozenset(pages) for name, pages in data["reached"].items()})


def carried(new: Seen, old: Seen | None) -> Seen:
    """The new counts, with the old ones of each group that grew by so few that the difference would tell of them."""
    earlier = old.groups if old else {}
    return Seen({name: earlier[name] if _close(one, earlier.get(name)) else one for name, one in new.groups.items()})


def _close(new: GroupSeen, old: GroupSeen | None) -> bool:
    if old is None or new.people is None or old.people is None:
        return False
    return 0 < abs(new.people - old.people) < LEAST


@dataclass
class Count:
    """Counts ways one by one."""

    people: Counter[str] = field(default_factory=Counter)
    pages: dict[str, Counter[str]] = field(default_factory=dict)
    questions: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, group: str, shown: Sequence[ShownPage]) -> None:
        """Somebody in this group, and the pages that they saw, of the screening too."""
        self.people[group] += 1
        self.pages.setdefault(group, Counter()).update(page.name for page in shown)
        names = (item.question.name for page in shown for item in page.questions)
        self.questions.setdefault(group, Counter()).update(names)

    def groups(self, names: Iterable[str]) -> dict[str, GroupSeen]:
        return {
            name: GroupSeen(self.people[name], self.pages.get(name, Counter()), self.questions.get(name, Counter()))
            for name in names
        }
