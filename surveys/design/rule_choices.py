"""What can be chosen in a rule: which names, how each can be compared, with what; and why other names cannot. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from babel import Locale

from surveys.design.conditions import OPERATORS
from surveys.design.rule_places import RulePlace, Setting
from surveys.engine.checks.index import Named, index
from surveys.engine.checks.references import GROUP_NAMES
from surveys.engine.countries import COUNTRIES
from surveys.engine.definition import Definition, Derived, Question, is_for
from surveys.engine.expressions import BUILT_INS
from surveys.engine.reach import Level, question_levels
from surveys.engine.text import Text

Why = Literal["", "later", "same_page", "after_core", "other_groups", "not_yet", "unknown", "below"]
"""Why a name cannot be chosen: asked later, on the same page, after the core pages, of other groups only; known only
after the screening; nothing of that name; a derived value that comes further down. '': it can.
"""
CODES = ("is", "is_not", "nothing", "something")
NUMBERS = ("number_is", "number_is_not", "less", "at_most", "more", "at_least", "nothing", "something")
DAYS = ("before", "until", "after", "from", "on", "not_on", "nothing", "something")
TICKS = ("ticked", "count_is", "count_is_not", "fewer_ticks", "at_most_ticks", "more_ticks", "at_least_ticks")
ANSWERS = ("same", "other", "less_than", "at_most_as", "more_than", "at_least_as")
BY_KIND: Mapping[str, tuple[str, ...]] = {
    "choice": CODES,
    "place": CODES,
    "text": CODES,
    "built_in": CODES,
    "multi": (*TICKS, "nothing", "something"),
    "number": (*NUMBERS, *ANSWERS),
    "date": (*DAYS, *ANSWERS),
    "any": (*CODES, *NUMBERS[:6]),
}
STANDARD = ("is", "is_not")
"""How a standard answer (don't know, rather not say) can be asked for at any question that offers it."""


@dataclass(frozen=True)
class Value:
    code: str
    label: str


@dataclass(frozen=True)
class Choice:
    """A name that rules may ask for. `part`: the section it stands in, `values`: what it can be, if fixed."""

    name: str
    label: str
    kind: str
    part: str
    why: Why = ""
    operators: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    standard: tuple[Value, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.why

    def values_for(self, operator: str) -> tuple[Value, ...]:
        """What to choose from; () where it is typed."""
        held = OPERATORS[operator].held if operator in OPERATORS else ""
        if held == "ticked":
            return self.values
        if held != "code":
            return ()
        return (*self.values, *self.standard) if self.kind not in ("multi", "number", "date") else self.standard


def choices(definition: Definition, place: RulePlace, setting: Setting, language: str) -> tuple[Choice, ...]:
    """Everything that has a name, in the order of asking: built-ins, questions, derived values."""
    known, made = index(definition), _Maker(definition, place, setting, language)
    names = [*sorted(BUILT_INS), *definition.questions, *(item.name for item in definition.derived)]
    return tuple(made.choice(name, known[name]) for name in dict.fromkeys(names))


@dataclass(frozen=True)
class _Maker:
    definition: Definition
    place: RulePlace
    setting: Setting
    language: str

    def choice(self, name: str, named: Named) -> Choice:
        question = self.definition.questions.get(name)
        derived = next((item for item in self.definition.derived if item.name == name), None)
        standard = self._standard(question)
        usual = BY_KIND[named.kind]
        operators = (*usual, *(key for key in STANDARD if standard and key not in usual))
        return Choice(
            name,
            self._label(name, question or derived),
            named.kind,
            self._part(name, question),
            self._why(name, named, question, derived),
            operators,
            tuple(self._values(name, question or derived)),
            standard,
        )

    def said(self, text: Text | None) -> str:
        return " ".join(str(text.shown(self.language, self.definition.source)).split()) if text else ""

    def _label(self, name: str, item: Question | Derived | None) -> str:
        if item is None:
            return name
        short = item.short_label if isinstance(item, Question) else None
        return self.said(short) or self.said(item.label) or name

    def _part(self, name: str, question: Question | None) -> str:
        if question is None:
            return "built_in" if name in BUILT_INS else "derived"
        section = self.definition.section_by_name.get(self.definition.page_of[name].section)
        return self.said(section.title) or section.name if section else "screening"

    def _standard(self, question: Question | None) -> tuple[Value, ...]:
        reasons = question.reasons if question else ()
        words = self.definition.reasons
        return tuple(Value(reason, self.said(words.get(reason)) or reason) for reason in reasons)

    def _values(self, name: str, item: Question | Derived | None) -> Iterator[Value]:
        if item is not None and item.options:
            yield from (Value(option.code, self.said(option.label) or option.code) for option in item.options)
        elif isinstance(item, Question) and item.type == "country":
            names = Locale(self.language).territories
            yield from sorted((Value(c, str(names.get(c, c))) for c in COUNTRIES), key=lambda one: one.label)
        elif name in ("group", "known_group"):
            groups = self.definition.groups.values()
            yield from (Value(group.name, self.said(group.label) or group.name) for group in groups)
        elif name in ("law", "migrant_type"):
            found = dict.fromkeys(getattr(group, name) for group in self.definition.groups.values())
            yield from (Value(value, value) for value in found if value)

    def _why(self, name: str, named: Named, question: Question | None, derived: Derived | None) -> Why:
        if self.setting.screening and name in GROUP_NAMES:
            return "not_yet"
        if self.place.kind == "derived" and derived and not self._above(name):
            return "below"
        if named.page >= self.setting.asked_at:
            if named.page == self.setting.asked_at and question and question in self._beside():
                return "same_page"
            return "after_core" if self.setting.core and not named.core else "later"
        return "" if self._shared(question, derived) else "other_groups"

    def _above(self, name: str) -> bool:
        """Whether a derived value stands before the one whose expression this is."""
        order = [item.name for item in self.definition.derived]
        return self.place.name in order and order.index(name) < order.index(self.place.name)

    def _beside(self) -> tuple[Question, ...]:
        return tuple(question for page in self.setting.pages for question in page.questions)

    def _shared(self, question: Question | None, derived: Derived | None) -> bool:
        """Whether at least one group gets both."""
        if question is None:
            own: tuple[Level, ...] = (Level(derived.groups),) if derived else ()
        elif not self.definition.page_of[question.name].section:
            return True
        else:
            own = question_levels(self.definition, self.definition.page_of[question.name], question)
        ways = self.setting.ways or ((),)
        return any(_for(group, own) and any(_for(group, way) for way in ways) for group in self.definition.groups)


def _for(group: str, levels: Sequence[Level]) -> bool:
    return all(is_for(level.groups, group) for level in levels)


def unknown(name: str) -> Choice:
    """What stands in a rule and is nothing in the draft."""
    return Choice(name, name, "any", "", "unknown", tuple(OPERATORS))
