"""The pages a respondent is routed through: a pure function of definition, group and answers, in one pass.

A rule sees only answers of questions on the path. Answers that fell off it are invisible here, and come back with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from surveys.engine.answers import Answer, Choice, Choices, Words, rule_value
from surveys.engine.definition import Definition, Outcome
from surveys.engine.derive import add_derived
from surveys.engine.plan import Plan, PlannedQuestion, ShownPage, ShownQuestion, Step, plan
from surveys.engine.rules import holds, truth
from surveys.engine.values import Value

__all__ = [
    "Ahead",
    "BuiltIns",
    "Path",
    "ShownPage",
    "ShownQuestion",
    "Walk",
    "ahead",
    "core_done",
    "may_open",
    "next_page",
    "outcome",
    "path",
    "screening_path",
    "walk",
]

BuiltIns = Mapping[str, str]
"""Values of group, law, migrant_type, channel, known_group; one left out is ''."""


@dataclass(frozen=True)
class Path:
    """Pages to show, in order, and what rules see after the last: on-path answers, derived values, built-ins."""

    pages: tuple[ShownPage, ...]
    values: Mapping[str, Value]

    def shown(self) -> Iterator[ShownPage]:
        return iter(self.pages)

    def page(self, name: str) -> ShownPage | None:
        return next((shown for shown in self.shown() if shown.page.name == name), None)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple([shown.page.name for shown in self.pages])


class Ahead(Path):
    """The same path, walked only as far as somebody looks: `shown` step by step, `pages` and `values` to the end.

    What was answered on the page that was come to last does not count until the walk goes on from it.
    """

    def __init__(self, steps: Iterable[Step], answers: Mapping[str, Answer], values: dict[str, Value]) -> None:
        self._steps, self._answers, self._seen = list(reversed(list(steps))), answers, values
        self._come: list[ShownPage] = []
        self._last: tuple[Step, ShownPage | None] | None = None

    def shown(self) -> Iterator[ShownPage]:
        place = 0
        while place < len(self._come) or self._goes_on():
            yield self._come[place]
            place += 1

    @property
    def here(self) -> ShownPage | None:
        """The page that was come to last; None before the first, and at the end."""
        return self._last[1] if self._last else None

    @property
    def pages(self) -> tuple[ShownPage, ...]:
        return tuple(self.shown())

    @property
    def values(self) -> Mapping[str, Value]:
        while self._goes_on():
            pass
        return self._seen

    def answered(self, answers: Mapping[str, Answer]) -> "Ahead":
        """The way on from `here`, where answers to this page and to later ones changed, and no others."""
        found = Ahead((), answers, dict(self._seen))
        found._steps, found._come, found._last = list(self._steps), list(self._come), self._last
        return found

    def _goes_on(self) -> bool:
        """To the next page that is shown; whether there is one."""
        self._pass()
        while self._steps:
            step = self._steps.pop()
            page = show(step, self._seen)
            self._last = step, page
            if page is not None:
                self._come.append(page)
                return True
            self._pass()
        return False

    def _pass(self) -> None:
        """What comes after the last step may see its answers now."""
        if self._last is not None:
            _leave(*self._last, self._answers, self._seen)
            self._last = None


def path(definition: Definition, group: str, answers: Mapping[str, Answer], built_ins: BuiltIns | None = None) -> Path:
    """Pages of the questionnaire for this group. Screening answers steer it, screening pages are not in it."""
    return walk(definition, group, answers, built_ins).questionnaire


@dataclass(frozen=True)
class Walk:
    """Both parts of one respondent's way; the values of `screening` are those before the group is known."""

    screening: Path
    questionnaire: Path


def walk(definition: Definition, group: str, answers: Mapping[str, Answer], built_ins: BuiltIns | None = None) -> Walk:
    """The pages of the screening, and those of the questionnaire for this group."""
    planned = plan(definition, group)
    screening, values = _begun(definition, planned, answers, built_ins)
    return Walk(screening, Path(_pass(planned.steps, answers, values), values))


def ahead(
    definition: Definition, group: str, answers: Mapping[str, Answer], built_ins: BuiltIns | None = None
) -> Ahead:
    """`path`, walked as far as somebody looks."""
    planned = plan(definition, group)
    return Ahead(planned.steps, answers, _begun(definition, planned, answers, built_ins)[1])


def _begun(
    definition: Definition, planned: Plan, answers: Mapping[str, Answer], built_ins: BuiltIns | None
) -> tuple[Path, dict[str, Value]]:
    """The screening, and what the first page of the questionnaire sees."""
    values = start_values(definition, planned.group, built_ins)
    before = without_group(values)
    screening = Path(_pass(planned.screening, answers, before), before)
    values = {**before, **values}
    add_derived(planned.first, values)
    return screening, values


def start_values(definition: Definition, group: str, built_ins: BuiltIns | None) -> dict[str, Value]:
    """The built-ins of somebody in this group; law and migrant type are the group's own."""
    kind = definition.groups.get(group)
    own = {"group": group, "law": kind.law if kind else "", "migrant_type": kind.migrant_type if kind else ""}
    return {"channel": "", "known_group": "", **(built_ins or {}), **own}


def without_group(values: Mapping[str, Value]) -> dict[str, Value]:
    """What screening rules see of the built-ins: the group is not known yet."""
    return {**values, "group": "", "law": "", "migrant_type": ""}


def screening_path(definition: Definition, answers: Mapping[str, Answer], built_ins: BuiltIns | None = None) -> Path:
    """Pages of the screening; the group is not known there."""
    values = start_values(definition, "", built_ins)
    return Path(_pass(plan(definition, "").screening, answers, values), values)


def outcome(definition: Definition, answers: Mapping[str, Answer], built_ins: BuiltIns | None = None) -> Outcome:
    """How screening ends with these answers: the first outcome whose rule holds.

    Raises LookupError where no rule holds; a checked definition ends with an outcome without a rule.
    """
    values = screening_path(definition, answers, built_ins).values
    for candidate in definition.screening.outcomes:
        if holds(candidate.relevant, values):
            return candidate
    raise LookupError(f"No screening outcome of {definition.study} holds; the last one should have no rule.")


def next_page(on_path: Path, passed: Set[str]) -> ShownPage | None:
    """The first page on the path that was neither answered nor skipped; None when all were."""
    return next((shown for shown in on_path.shown() if shown.page.name not in passed), None)


def core_done(on_path: Path, passed: Set[str]) -> bool:
    """Whether the core pages of the path were all passed, and pages without a core question are left."""
    core = {shown.page.name for shown in on_path.pages if shown.page.core}
    left = {shown.page.name for shown in on_path.pages} - passed
    return bool(core and left) and not core & left


def may_open(on_path: Path, passed: Set[str], page_name: str) -> bool:
    """Whether the page is on the path and all pages before it were passed."""
    for shown in on_path.shown():
        if shown.page.name == page_name:
            return True
        if shown.page.name not in passed:
            return False
    return False


def _pass(steps: Iterable[Step], answers: Mapping[str, Answer], values: dict[str, Value]) -> tuple[ShownPage, ...]:
    """Walk the pages once, adding to `values` what later rules may see."""
    shown_pages = []
    for step in steps:
        shown = show(step, values)
        if shown is not None:
            shown_pages.append(shown)
        _leave(step, shown, answers, values)
    return tuple(shown_pages)


def _leave(step: Step, shown: ShownPage | None, answers: Mapping[str, Answer], values: dict[str, Value]) -> None:
    """Add what is known after the step."""
    if shown is not None:
        _add_answers(shown, answers, values)
    if step.derived:
        add_derived(step.derived, values)


def show(step: Step, values: Mapping[str, Value]) -> ShownPage | None:
    """The page with the questions and options whose rules hold; None where nothing is left to show."""
    for rule in step.rules:
        if truth(rule(values)) is not True:
            return None
    if step.fixed is not None:
        return step.fixed
    questions = tuple(shown for planned in step.questions if (shown := _show(planned, values)))
    return ShownPage(step.page, questions) if questions else None


def _show(planned: PlannedQuestion, values: Mapping[str, Value]) -> ShownQuestion | None:
    if planned.rule is not None and truth(planned.rule(values)) is not True:
        return None
    if planned.option_rules is None:
        return planned.whole
    pairs = zip(planned.options, planned.option_rules, strict=True)
    options = tuple(option for option, rule in pairs if rule is None or truth(rule(values)) is True)
    return ShownQuestion(planned.question, options) if options else None


def _add_answers(shown: ShownPage, answers: Mapping[str, Answer], values: dict[str, Value]) -> None:
    found = {}
    for item in shown.questions:
        answer = answers.get(item.question.name)
        counted = counts(item, answer) if answer is not None else None
        if counted is not None:
            found[item.question.name] = rule_value(item.question, counted)
    values.update(found)


def counts(shown: ShownQuestion, answer: Answer) -> Answer | None:
    """The part of an answer that still stands: what was chosen and is no longer offered does not count."""
    if isinstance(answer, Choice):
        return answer if answer.code in shown.codes else None
    if isinstance(answer, Choices):
        left = answer.codes & shown.codes
        if len(left) == len(answer.codes):
            return answer if left else None
        return Choices(left, answer.other if "other" in left else "") if left else None
    return None if answer == Words("") else answer
