"""Flags and decisions → what is flagged, what was decided, and what that does to the numbers. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from exports.decisions import Decision, last_word, removed
from exports.flags.rules import RULES


class AFlag(Protocol):
    """A flag as it is stored."""

    rule: str
    respnr: int
    group: str


@dataclass(frozen=True)
class RuleLine:
    """One rule: interviews flagged, and how many of these are undecided, left, emptied or removed.

    `groups`: flagged interviews by group.
    """

    rule: str
    flagged: int
    groups: Mapping[str, int]
    undecided: int
    decided: Mapping[str, int]

    @property
    def left(self) -> int:
        return self.decided.get("leave", 0)

    @property
    def blanked(self) -> int:
        return self.decided.get("blank", 0)

    @property
    def removed(self) -> int:
        return self.decided.get("remove", 0)


@dataclass(frozen=True)
class GroupLine:
    """Interviews of one group: all, in the clean data now, and if everybody flagged were removed, by rule."""

    group: str
    before: int
    after: int
    without: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    rules: tuple[RuleLine, ...]
    groups: tuple[GroupLine, ...]

    @property
    def before(self) -> int:
        return sum(line.before for line in self.groups)

    @property
    def after(self) -> int:
        return sum(line.after for line in self.groups)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "before": self.before,
            "after": self.after,
            "rules": [
                {
                    "rule": line.rule,
                    "flagged": line.flagged,
                    "groups": dict(line.groups),
                    "undecided": line.undecided,
                    "left": line.left,
                    "blanked": line.blanked,
                    "removed": line.removed,
                }
                for line in self.rules
            ],
            "groups": [
                {"group": one.group, "before": one.before, "after": one.after, "without": dict(one.without)}
                for one in self.groups
            ],
        }


def report(
    flags: Iterable[AFlag], decisions: Sequence[Decision], groups: Mapping[str, int], group_of: Mapping[int, str]
) -> Report:
    """`groups`: interviews per group, those without a flag included; `group_of`: those of whoever was removed.

    Somebody who was removed stays removed when the rule does not flag them any more.
    """
    words = last_word(decisions)
    by_rule: dict[str, list[AFlag]] = {rule.name: [] for rule in RULES}
    for flag in flags:
        by_rule.setdefault(flag.rule, []).append(flag)
    lines = tuple(_rule_line(name, found, words) for name, found in by_rule.items())
    gone = Counter(group_of[respnr] for respnr in removed(decisions) if respnr in group_of)
    made = (
        GroupLine(group, count, count - gone[group], {line.rule: count - line.groups.get(group, 0) for line in lines})
        for group, count in groups.items()
    )
    return Report(lines, tuple(made))


def _rule_line(name: str, flags: Sequence[AFlag], words: Mapping[tuple[str, int], Decision]) -> RuleLine:
    decided: Counter[str] = Counter(words[name, flag.respnr].action for flag in flags if (name, flag.respnr) in words)
    groups = Counter(flag.group for flag in flags)
    return RuleLine(name, len(flags), groups, len(flags) - decided.total(), decided)
