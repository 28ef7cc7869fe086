"""When each name becomes known in a group's questionnaire, and what it hangs on.

A place in time is a triple (step, part, turn): part 0 shows a page, from part 1 its answers are known, in part 2 the
derived values after it are worked out in turn. A name is '' to whoever asks for it before it is known, as on the path.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.engine.definition import Definition, Derived
from surveys.engine.expressions import Expression, references
from surveys.engine.plan import PlannedQuestion, Step, plan
from surveys.engine.proof.sites import page_rules

Place = tuple[int, int, int]


@dataclass(frozen=True)
class Known:
    """A name, since when it is known, and what it is."""

    since: Place
    what: tuple[Step, PlannedQuestion] | Derived

    @property
    def asks(self) -> Iterator[Expression]:
        """The rules it hangs on, the ones of its page's section excluded."""
        if isinstance(self.what, Derived):
            yield self.what.expression
            return
        question = self.what[1].question
        yield from (rule for rule in (question.relevant, *(o.relevant for o in question.options)) if rule)


class Order:
    """Screening, a step for what is derived from it alone, then the group's own pages ('' = screening only)."""

    def __init__(self, definition: Definition, group: str) -> None:
        self.definition, self.group = definition, group
        self.plan = plan(definition, group)
        self.before = len(self.plan.screening)
        self.steps: tuple[Step | None, ...] = (*self.plan.screening, None, *(self.plan.steps if group else ()))
        self._cones: dict[tuple[Expression, ...], list[str]] = {}

    @cached_property
    def known(self) -> Mapping[str, Known]:
        found: dict[str, Known] = {}
        for place, step in enumerate(self.steps):
            for planned in step.questions if step else ():
                if planned.question.asks and step:
                    found[planned.question.name] = Known((place, 1, 0), (step, planned))
            for turn, item in enumerate(self.derived_after(place), start=1):
                found[item.name] = Known((place, 2, turn), item)
        return found

    def derived_after(self, place: int) -> tuple[Derived, ...]:
        step = self.steps[place]
        if step is None:
            return self.plan.first if self.group else ()
        return step.derived

    def cone(self, rules: Iterable[Expression]) -> list[str]:
        """The names that these rules hang on, in the order in which they become known."""
        key = tuple(rules)
        if key not in self._cones:
            self._cones[key] = self._cone(key)
        return self._cones[key]

    def screening_rules(self) -> list[Expression]:
        """What decides which group somebody gets; in the screening itself that is left open."""
        outcomes = self.definition.screening.outcomes if self.group else ()
        return [outcome.relevant for outcome in outcomes if outcome.relevant]

    def _cone(self, rules: Iterable[Expression]) -> list[str]:
        asked = {name for rule in rules for name in references(rule) if name in self.known}
        found = asked.union(*(self._behind[name] for name in asked))
        return sorted(found, key=self._places.__getitem__)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.known)}

    @cached_property
    def _behind(self) -> Mapping[str, frozenset[str]]:
        """Per name all that it hangs on. Names stand in the order in which they become known, and rules look back."""
        found: dict[str, frozenset[str]] = {}
        for name, known in self.known.items():
            named = {asked for rule in self.rules_of(name) for asked in references(rule) if asked in found}
            earlier = {asked for asked in named if self.known[asked].since < known.since}
            found[name] = frozenset(earlier.union(*(found[asked] for asked in earlier)))
        return found

    def rules_of(self, name: str) -> Iterator[Expression]:
        """The rules that decide whether a question is shown and with what, or what a derived value is."""
        known = self.known[name]
        yield from known.asks
        if not isinstance(known.what, Derived):
            yield from (rule.expression for rule in page_rules(self.definition, known.what[0].page))


def order(definition: Definition, group: str) -> Order:
    """The order of this group, made at the first call."""
    made: dict[str, Order] = definition.memo.setdefault("orders", {})
    if group not in made:
        made[group] = Order(definition, group)
    return made[group]
