"""Why a page of a trial is shown or not: the rules on it in words, and the answers they hang on. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from respondents.preview.trial import Trial, answers_of, path_with
from surveys.engine.answers import Answer
from surveys.engine.definition import Definition, Question, is_for
from surveys.engine.expressions import Expression, references
from surveys.engine.plan import gets
from surveys.engine.proof.words import answer_in_words
from surveys.engine.rules import holds
from surveys.engine.values import Value
from surveys.engine.words import in_words

Level = Literal["section", "page", "question", "option"]


@dataclass(frozen=True)
class Given:
    """An answer that a rule hangs on: the question's words, the answer in words ('' = none), and its page."""

    name: str
    label: str
    answer: str
    page: str
    filled: bool


@dataclass(frozen=True)
class RuleSeen:
    """A rule in its place: whom it lets through in words, as written, and whether it does here."""

    level: Level
    name: str
    words: str
    source: str
    holds: bool


@dataclass(frozen=True)
class Why:
    """`wrong_group`: the page is not in this group's questionnaire at all. `hangs_on`: what the rules ask for."""

    page: str
    shown: bool
    wrong_group: bool
    rules: tuple[RuleSeen, ...]
    hangs_on: tuple[Given, ...]

    @property
    def always(self) -> bool:
        """Whether everybody of the group gets the page."""
        return not any(rule.level in ("section", "page") for rule in self.rules)


def why(definition: Definition, trial: Trial, page: str, language: str) -> Why:
    """`language`: nl or en."""
    here = definition.page_by_name[page]
    on_path = path_with(definition, trial, page)
    wrong = bool(here.section) and not gets(definition, here, trial.group)
    found = list(_rules(definition, trial, page))
    rules = tuple(_seen(definition, level, name, rule, on_path.values, language) for level, name, rule in found)
    asked = _asked(definition, (rule for _, _, rule in found))
    return Why(
        page,
        on_path.page(page) is not None,
        wrong,
        rules,
        tuple(given_of(definition, trial, asked, language)),
    )


def _rules(definition: Definition, trial: Trial, page: str) -> Iterator[tuple[Level, str, Expression]]:
    here = definition.page_by_name[page]
    section = definition.section_by_name.get(here.section)
    if section and section.relevant:
        yield "section", section.name, section.relevant
    if here.relevant:
        yield "page", page, here.relevant
    for question in here.questions:
        if is_for(question.groups, trial.group) or not here.section:
            yield from _rules_of(question)


def _rules_of(question: Question) -> Iterator[tuple[Level, str, Expression]]:
    if question.relevant:
        yield "question", question.name, question.relevant
    yield from (("option", f"{question.name} / {one.code}", one.relevant) for one in question.options if one.relevant)


def _seen(
    definition: Definition, level: Level, name: str, rule: Expression, values: Mapping[str, Value], language: str
) -> RuleSeen:
    return RuleSeen(level, name, in_words(rule, definition, language), rule.source, holds(rule, values))


def _asked(definition: Definition, rules: Iterable[Expression]) -> frozenset[str]:
    """Questions that rules hang on, derived values looked through."""
    derived = {item.name: references(item.expression) for item in definition.derived}
    found: set[str] = set()
    waiting = [name for rule in rules for name in references(rule)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += derived.get(name, ())
    return frozenset(found)


def given_of(definition: Definition, trial: Trial, names: Iterable[str], language: str) -> Iterator[Given]:
    """What was answered to these questions, in the order of asking."""
    answers, wanted = answers_of(definition, trial), frozenset(names)
    for name, question in definition.questions.items():
        if name in wanted:
            yield _given(definition, trial, question, answers.get(name), language)


def _given(definition: Definition, trial: Trial, question: Question, answer: Answer | None, language: str) -> Given:
    said = answer_in_words(definition, question, answer, language) if answer is not None else ""
    label = question.short_label or question.label
    words = str(label.shown(language, definition.source)) or question.name
    return Given(question.name, words, said, definition.page_of[question.name].name, question.name in trial.filled)
