"""What a group's questionnaire holds before anybody answers: worked out once per definition and group, then reused."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.engine.definition import Definition, Derived, Groups, Option, Page, Question, is_for
from surveys.engine.expressions import BUILT_INS, Expression, references
from surveys.engine.rules import Evaluator, compiled

SCREENING = ""
"""The group of people who have none yet."""


@dataclass(frozen=True)
class ShownQuestion:
    """A question as one respondent sees it: `options` are those offered to them."""

    question: Question
    options: tuple[Option, ...]

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset([option.code for option in self.options])


@dataclass(frozen=True)
class ShownPage:
    page: Page
    questions: tuple[ShownQuestion, ...]

    @property
    def name(self) -> str:
        return self.page.name


@dataclass(frozen=True)
class PlannedQuestion:
    """A question that the group gets, with the options for that group and the rules that remain."""

    question: Question
    options: tuple[Option, ...]
    rule: Evaluator | None
    option_rules: tuple[Evaluator | None, ...] | None
    whole: ShownQuestion
    codes: frozenset[str]


@dataclass(frozen=True)
class Step:
    """A page that the group gets. `fixed` is the page as shown where nothing on it has a rule of its own."""

    page: Page
    rules: tuple[Evaluator, ...]
    questions: tuple[PlannedQuestion, ...]
    fixed: ShownPage | None
    derived: tuple[Derived, ...]


@dataclass(frozen=True)
class Plan:
    """Screening and questionnaire of one group; `first` are the derived values that need no answer."""

    group: str
    screening: tuple[Step, ...]
    first: tuple[Derived, ...]
    steps: tuple[Step, ...]


def plan(definition: Definition, group: str) -> Plan:
    """The plan of this group, made at the first call."""
    known: dict[str, Plan] = definition.memo.setdefault("plans", {})
    if group not in known:
        known[group] = _make(definition, group)
    return known[group]


def _make(definition: Definition, group: str) -> Plan:
    after = _derived_after(definition, group)
    screening = (_step(definition, page, SCREENING, after) for page in definition.screening.pages)
    steps = (_step(definition, page, group, after) for page in definition.pages)
    return Plan(
        group,
        tuple(step for step in screening if step),
        after.get("", ()),
        tuple(step for step in steps if step),
    )


def _derived_after(definition: Definition, group: str) -> Mapping[str, tuple[Derived, ...]]:
    """Derived values by the page after which they are known ('' = from the start of the questionnaire)."""
    order = {page.name: place for place, page in enumerate(definition.pages, start=1)}
    known_at = dict.fromkeys(BUILT_INS, 0) | {
        name: order.get(page.name, 0) for name, page in definition.page_of.items()
    }
    names = ["", *order]
    found: dict[str, tuple[Derived, ...]] = {}
    for derived in definition.derived:
        place = max((known_at.get(name, 0) for name in references(derived.expression)), default=0)
        known_at[derived.name] = place
        if is_for(derived.groups, group):
            found[names[place]] = (*found.get(names[place], ()), derived)
    return found


def _step(definition: Definition, page: Page, group: str, after: Mapping[str, tuple[Derived, ...]]) -> Step | None:
    """The page for this group. A page that the group does not get still carries the derived values due after it."""
    derived = () if group == SCREENING else after.get(page.name, ())
    questions = _questions(definition, page, group)
    if not questions and not derived:
        return None
    rules = tuple(compiled(rule) for rule in page_rules(definition, page) if rule)
    plain = all(planned.rule is None and planned.option_rules is None for planned in questions)
    fixed = ShownPage(page, tuple(planned.whole for planned in questions)) if plain and questions else None
    return Step(page, rules, questions, fixed, derived)


def page_rules(definition: Definition, page: Page) -> tuple[Expression | None, ...]:
    """The rule of the page's section, and its own."""
    section = definition.section_by_name.get(page.section)
    return (section.relevant if section else None, page.relevant)


def gets(definition: Definition, page: Page, group: str) -> bool:
    """Whether the page is in this group's questionnaire at all."""
    section = definition.section_by_name.get(page.section)
    return is_for(page.groups, group) and is_for(section.groups if section else None, group)


def _questions(definition: Definition, page: Page, group: str) -> tuple[PlannedQuestion, ...]:
    if not gets(definition, page, group):
        return ()
    planned = (_question(question, group) for question in page.questions)
    return tuple(question for question in planned if question)


def _question(question: Question, group: str) -> PlannedQuestion | None:
    options = for_group(question.options, question.groups, group)
    if options is None:
        return None
    rules = tuple(compiled(option.relevant) if option.relevant else None for option in options)
    return PlannedQuestion(
        question,
        options,
        compiled(question.relevant) if question.relevant else None,
        rules if any(rules) else None,
        ShownQuestion(question, options),
        frozenset(option.code for option in options),
    )


def for_group(options: tuple[Option, ...], groups: Groups, group: str) -> tuple[Option, ...] | None:
    """The options this group gets; None where it does not get the question (excluded, or no option is left)."""
    if not is_for(groups, group):
        return None
    left = tuple(option for option in options if is_for(option.groups, group))
    return left if left or not options else None
