"""Whom something concerns in one group, as far as the group alone decides it: everybody, some, nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from surveys.engine.definition import Definition, Groups, Page, Question, is_for
from surveys.engine.expressions import Expression, references
from surveys.engine.plan import plan
from surveys.engine.rules import decided

Share = Literal["everybody", "some", "nobody"]


@dataclass(frozen=True)
class Level:
    """One thing on the way down (section, page, question, option): for which groups it is, and its rule."""

    groups: Groups = None
    rule: Expression | None = None


@dataclass(frozen=True)
class Reach:
    """What is decided for one group before anybody answers. '' = people in the screening, who have no group yet."""

    definition: Definition
    group: str

    def verdict(self, rule: Expression | None) -> bool | None:
        """What the group's name, law and kind decide of a rule; what the group is not asked stays empty.

        None where answers decide. A rule that asks for nothing is left to the checks.
        """
        if rule is None or not references(rule):
            return True if rule is None else None
        unknown = {*self.asked, *self._derived, "channel", "known_group"}
        empty = dict.fromkeys(references(rule) - unknown, "")
        return decided(rule, empty | dict(self._known), unknown)

    def share(self, levels: Iterable[Level]) -> Share:
        """Who of the group gets past all levels."""
        found: Share = "everybody"
        for level in levels:
            verdict = self.verdict(level.rule) if is_for(level.groups, self.group) else False
            if verdict is False:
                return "nobody"
            if verdict is None:
                found = "some"
        return found

    def open_rules(self, levels: Iterable[Level]) -> tuple[Expression, ...]:
        """The rules that answers decide, each once."""
        return tuple(dict.fromkeys(one.rule for one in levels if one.rule and self.verdict(one.rule) is None))

    @cached_property
    def asked(self) -> frozenset[str]:
        """Questions that somebody in the group may get, those of the screening among them."""
        steps = plan(self.definition, self.group)
        pages = (*steps.screening, *steps.steps)
        return frozenset(planned.question.name for step in pages for planned in step.questions)

    @cached_property
    def _derived(self) -> frozenset[str]:
        return frozenset(item.name for item in self.definition.derived if is_for(item.groups, self.group))

    @cached_property
    def _known(self) -> Mapping[str, str]:
        kind = self.definition.groups.get(self.group)
        own = {"law": kind.law, "migrant_type": kind.migrant_type} if kind else {"law": "", "migrant_type": ""}
        return {"group": self.group, **own}


def reach(definition: Definition, group: str) -> Reach:
    """The reach of this group, made at the first call."""
    known: dict[str, Reach] = definition.memo.setdefault("reaches", {})
    if group not in known:
        known[group] = Reach(definition, group)
    return known[group]


def page_levels(definition: Definition, page: Page) -> tuple[Level, ...]:
    section = definition.section_by_name.get(page.section)
    above = (Level(section.groups, section.relevant),) if section else ()
    return (*above, Level(page.groups, page.relevant))


def question_levels(definition: Definition, page: Page, question: Question) -> tuple[Level, ...]:
    return (*page_levels(definition, page), Level(question.groups, question.relevant))
